// Every defect of the fixture plugin `every` is caught at the boundary, by
// name, and the process lives on.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

using Ids = std::vector<Token>;

const Ids kTokens = {0, 1, 0};

Error Corpus(const Domain& d) { return ErrorOf(d.Corpus()); }
Error Encode(const Domain& d) { return ErrorOf(d.Encode("abba")); }
Error Decode(const Domain& d) { return ErrorOf(d.Decode(kTokens)); }
Error DescribeIn(const Domain& d, ContextMode mode) {
  std::vector<std::int64_t> slots(kTokens.size() * d.geometry().slots.size());
  std::vector<std::int32_t> features(kTokens.size() *
                                     d.geometry().features.size());
  return ErrorOf(d.Describe(mode, kTokens, 0, kTokens.size(), slots, features));
}
Error Fill(const Domain& d) { return DescribeIn(d, ContextMode::kFill); }
Error Causal(const Domain& d) { return DescribeIn(d, ContextMode::kCausal); }
Error Mismatch(const Domain& d) {
  BOOST_TEST(d.Mismatch(0, 0, 1) == 1);
  return Encode(d);
}
Error Distance(const Domain& d) {
  BOOST_TEST(d.FeatureDistance(0, 0, 1) == 1);
  return Encode(d);
}
Error Units(const Domain& d) {
  std::vector<std::uint8_t> starts(kTokens.size());
  return ErrorOf(d.UnitStarts(kTokens, starts));
}
Error Canvas(const Domain& d) { return ErrorOf(d.Canvas("{}")); }
Error Allowed(const Domain& d) {
  std::vector<std::uint64_t> bits(1);
  return ErrorOf(d.Allowed(kTokens, 1, bits));
}
Error Check(const Domain& d) {
  const Ids wrong = {1, 1};
  return ErrorOf(d.Check(wrong));
}
Error Complete(const Domain& d) { return ErrorOf(d.Complete(kTokens)); }
Error Metric(const Domain& d) {
  const std::vector<TokenSpan> samples = {kTokens};
  return ErrorOf(d.Metric(0, samples, {}, {}));
}
Error Render(const Domain& d) {
  Document document;
  document.tokens = kTokens;
  const Result<std::vector<File>> first = d.Render(0, document, "{}");
  return first ? ErrorOf(d.Render(1, document, "{}")) : first.error();
}
Error Import(const Domain& d) {
  const std::vector<File> files = {{"x.txt", "ab"}};
  return ErrorOf(d.ImportFiles(0, files, "{}"));
}
Error Regions(const Domain& d) { return ErrorOf(d.Regions(0, kTokens)); }
Error Recommend(const Domain& d) { return ErrorOf(d.Recommend()); }

struct Case {
  const char* defect;
  const char* words;
  Error (*call)(const Domain&) = nullptr;  // Null: opening already fails.
  ErrorCode code = ErrorCode::kPluginFailed;
};

void Verify(const Case& wanted) {
  BOOST_TEST_CONTEXT(wanted.defect) {
    OpenOptions options;
    options.limits.tokens = 100;
    Result<std::unique_ptr<Domain>> domain = OpenEvery(wanted.defect, options);
    BOOST_REQUIRE_EQUAL(domain.has_value(), wanted.call != nullptr);
    const Error error =
        wanted.call == nullptr ? domain.error() : wanted.call(**domain);
    BOOST_TEST((error.code == wanted.code));
    BOOST_TEST(Contains(error.message, wanted.words), error.message);
  }
}

BOOST_AUTO_TEST_SUITE(boundary)

BOOST_AUTO_TEST_CASE(the_plugin_without_a_defect_passes_all_calls) {
  const auto domain = OpenEvery();
  BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
  for (const auto call :
       {Corpus, Encode, Decode, Fill, Causal, Units, Canvas, Allowed, Check,
        Complete, Metric, Render, Import, Regions, Recommend}) {
    BOOST_TEST(call(**domain).message == "it succeeded");
  }
}

// Its structs are longer than ours: what we know of them is all there.
BOOST_AUTO_TEST_CASE(a_plugin_of_a_later_minor_passes_all_calls) {
  const auto domain = OpenFile(LaterPlugin("later"));
  BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
  for (const auto call :
       {Corpus, Encode, Decode, Fill, Causal, Units, Canvas, Allowed, Check,
        Complete, Metric, Render, Import, Regions, Recommend}) {
    BOOST_TEST(call(**domain).message == "it succeeded");
  }
  BOOST_TEST((*domain)->channels().size() > 0u);
  BOOST_TEST((*domain)->options().size() > 0u);
}

BOOST_AUTO_TEST_CASE(defects_of_create_and_of_the_tables) {
  const Case cases[] = {
      {"create-fails", "create() reported an internal error"},
      {"create-null", "create() returned success without an instance"},
      {"create-unexplained", "without a diagnostic"},
      {"create-refuses", "this defect is not wanted", nullptr,
       ErrorCode::kInvalidArgument},
      {"codec-missing", "required extension pastiche.codec/1 is missing"},
      {"corpus-missing", "required extension pastiche.corpus/1 is missing"},
      {"codec-size", "pastiche.codec/1: the table has struct_size 16"},
      {"codec-no-vocabulary", "vocab_size is 0"},
      {"codec-huge-vocabulary", "vocab_size is 1048577"},
      {"codec-null-encode", "encode is NULL"},
      {"corpus-empty", "document_count is 0"},
      {"context-no-slots", "slot_count is 0"},
      {"context-many-features", "feature_count is 9"},
      {"context-no-boundary", "unit_length is 0, but boundary is NULL"},
      {"context-null-describe", "describe is NULL"},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(defects_of_the_descriptions) {
  const Case cases[] = {
      {"token-info-fails", "token 0: describing it returned -7"},
      {"token-info-size", "token 0: the description has struct_size 8"},
      {"token-not-utf8", "token 0: text is not UTF-8 without NUL (byte 0)"},
      {"token-nameless", "token 0: text is empty"},
      {"token-null-text", "token 0: text has no data"},
      {"token-two-ends", "token 2: a second token has the END flag"},
      {"slot-bad-id", "slot 0: id \"Previous One\" is not of the form"},
      {"slot-same-id", "slot 1: id \"p1\" is used twice"},
      {"slot-null-id", "slot 0: id is NULL"},
      {"slot-delta", "slot 0: delta[3] is not 0"},
      {"feature-wide", "feature 0: its range 0..1024"},
      {"metric-limits", "metric 0: lo 2 is not <= hi 1"},
      {"metric-nan-limit", "metric 0: lo 0 is not <= hi nan"},
      {"metric-direction", "metric 0: direction is 2"},
      {"metric-same-id", "metric 1: id \"share\" is used twice"},
      {"format-same-id", "format 1: id \"text\" is used twice"},
      {"format-extension", "format 0: extension holds a path separator"},
      {"format-null-render", "format 0: EXPORT is set, but render is NULL"},
      {"channel-initial", "channel 0: initial 128 is not within 0..127"},
      {"region-kind", "region kind 0: id \"Half\" is not of the form"},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(defects_of_the_codec) {
  const Case cases[] = {
      {"encode-internal", "encode() reported an internal error (lost my",
       Encode},
      {"encode-unknown-status", "unknown status -99", Encode},
      {"encode-says-no", "unknown status 1", Encode},
      {"encode-unexplained", "without a diagnostic", Encode},
      {"encode-cancelled", "nobody cancelled it", Encode},
      {"encode-wrong-sink", "called sink.bytes, which it may not use", Encode},
      {"encode-null-tokens", "tokens from a NULL pointer", Encode},
      {"encode-bad-progress", "reported progress 1.5", Encode},
      {"encode-diag-not-utf8", "message is not UTF-8", Encode},
      {"encode-diag-place", "diagnostic for [0, 5), outside its input of 4",
       Encode},
      {"encode-token", "emitted token 3 at position 0", Encode},
      {"encode-unknown", "emitted token 4294967295", Encode},
      {"encode-place", "outside the input", Encode},
      {"encode-file", "of file 1, outside the input", Encode},
      {"decode-not-utf8", "text that is not UTF-8 without NUL (byte 1)",
       Decode},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(defects_of_the_corpus) {
  const Case cases[] = {
      {"corpus-token", "document() emitted token 99 at position 2", Corpus},
      {"corpus-same-name", "two documents the name \"first\"", Corpus},
      {"corpus-nameless", "a document's name is empty", Corpus},
      {"corpus-name-not-utf8", "a document's name is not UTF-8", Corpus},
      {"corpus-no-license", "document \"first\": the license is empty", Corpus},
      {"corpus-info-size", "info has struct_size 16", Corpus},
      {"corpus-no-document", "did not call next_document", Corpus},
      {"corpus-two-documents", "emitted no tokens", Corpus},
      {"corpus-tokens-first", "tokens before next_document", Corpus},
      {"corpus-empty-document", "no tokens for document \"first\"", Corpus},
      {"corpus-payload-range", "emitted velocity 128, outside 0..127", Corpus},
      {"corpus-payload-short", "3 payload values for document", Corpus},
      {"corpus-payload-long", "emitted 5 payload values; 4 tokens", Corpus},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(defects_of_the_context) {
  const Case cases[] = {
      {"slot-range", "slot n1 of position 0 the value 3, outside the 3", Fill},
      {"slot-range", "the value 3, outside", Causal},
      {"slot-below", "the value -3, outside", Fill},
      {"slot-not-causal", "the value 0, which is not an earlier position",
       Causal},
      {"slot-not-causal", "which is not an earlier position", Fill},
      {"symbol-negative", "slot count of position 0 the value -7", Fill},
      {"slot-unfilled", "slot n1 of position 2", Fill},
      {"feature-range", "feature phase of position 0 the value 2", Fill},
      {"describe-refuses", "says an argument is out of range", Fill,
       ErrorCode::kInvalidArgument},
      {"mismatch-nan", "slot p1, tokens 0 and 1 gave nan", Mismatch},
      {"mismatch-negative", "gave -1", Mismatch},
      {"distance-negative", "feature phase, values 0 and 1 gave -1", Distance},
      {"boundary-two", "answered 2 for position 0", Units},
      {"canvas-empty", "a document without positions", Canvas},
      {"canvas-token", "emitted token 3 at position 7", Canvas},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(defects_of_the_judgements) {
  const Case cases[] = {
      {"mask-wide", "set bits beyond its vocabulary of 3", Allowed},
      {"check-silent", "invalid without an error diagnostic", Check},
      {"check-contradicts", "found errors and called the document valid",
       Check},
      {"check-place", "diagnostic for [1, 3), outside its input of 2", Check},
      {"complete-token", "emitted token 4294967295 at position 3", Complete},
      {"metric-infinite", "share of sample 0 as inf, outside 0..1", Metric},
      {"metric-range", "share of sample 0 as -0.5, outside 0..1", Metric},
      {"metric-unfilled", "share of sample 0 as inf", Metric},
      {"region-outside", "the run [1, 4)", Regions},
      {"region-overlaps", "the run [0, 3)", Regions},
      {"region-empty-run", "the run [0, 0)", Regions},
      {"region-label", "a region's label is empty", Regions},
      {"region-null-runs", "gave region \"both\" no runs", Regions},
      {"recommend-not-json", "not JSON", Recommend},
      {"recommend-not-object", "not a JSON object", Recommend},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(defects_of_the_formats) {
  const Case cases[] = {
      {"render-path", "named a file \"../two.bin\", which is a path", Render},
      {"render-same-name", "two files named \"one.bin\"", Render},
      {"render-not-utf8", "text that is not UTF-8", Render},
      {"import-file", "of file 1, outside the input", Import},
      {"import-diag-file", "diagnostic for file 77 of 1", Import},
      {"import-diag-severity", "diagnostic of severity 3", Import},
      {"import-diag-empty", "message is empty", Import},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

// 200 tokens against a quota of 100.
Error EncodeMuch(const Domain& d) {
  return ErrorOf(d.Encode(std::string(200, 'a')));
}

BOOST_AUTO_TEST_CASE(plugins_that_do_not_stop_when_told_to) {
  const Case cases[] = {
      {"", "emitted more than 100 tokens", EncodeMuch, ErrorCode::kLimit},
      {"encode-writes-on", "kept writing after the sink said stop", EncodeMuch},
      {"encode-ignores-stop", "returned 0 although the sink said stop",
       EncodeMuch},
  };
  for (const Case& wanted : cases) Verify(wanted);
}

BOOST_AUTO_TEST_CASE(an_instance_with_an_internal_error_is_out_of_use) {
  const auto domain = OpenEvery("encode-internal");
  BOOST_REQUIRE(domain.has_value());
  BOOST_TEST((*domain)->Decode(kTokens).has_value());
  BOOST_TEST(!(*domain)->Encode("a").has_value());
  const Error later = ErrorOf((*domain)->Decode(kTokens));
  BOOST_TEST((later.code == ErrorCode::kPluginFailed));
  BOOST_TEST(Contains(later.message, "out of use"));
  // Another instance of the same plugin is not.
  BOOST_TEST((*OpenEvery(""))->Encode("a").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
