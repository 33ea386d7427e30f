#include "framework/plugin/sinks.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

constexpr std::uint32_t kAllParts = 255;

SinkUse AllOf(std::uint32_t parts) {
  SinkUse use;
  use.parts = parts;
  use.vocabulary_size = 10;
  return use;
}

pst_bytes Raw(std::string_view text) { return {text.data(), text.size()}; }

pst_status Tokens(SinkRecorder& sink, const std::vector<std::uint32_t>& ids) {
  pst_sink* raw = sink.sink();
  return raw->tokens(raw->ctx, ids.data(), nullptr, ids.size());
}

pst_status Next(SinkRecorder& sink, std::string_view name,
                std::string_view license = "MIT") {
  const pst_document_info info = {sizeof info, Raw(name), Raw(license), {}};
  return sink.sink()->next_document(sink.sink()->ctx, &info);
}

// The refusal's words after the end; empty if there is none.
std::string Finished(SinkRecorder& sink) {
  sink.Finish();
  return sink.refusal() ? sink.refusal()->what : "";
}

BOOST_AUTO_TEST_SUITE(sinks)

BOOST_AUTO_TEST_CASE(only_the_functions_named_may_be_used) {
  for (std::uint32_t part = 1; part <= kSinkProgress; part *= 2) {
    SinkRecorder sink(AllOf(kAllParts & ~part));
    pst_sink* raw = sink.sink();
    pst_status status = PST_OK;
    switch (part) {
      case kSinkBytes:
        status = raw->bytes(raw->ctx, "x", 1);
        break;
      case kSinkTokens:
        status = Tokens(sink, {1});
        break;
      case kSinkPayload:
        status = raw->payload(raw->ctx, nullptr, 0);
        break;
      case kSinkDocuments:
        status = Next(sink, "a");
        break;
      case kSinkFiles:
        status = raw->next_file(raw->ctx, nullptr);
        break;
      case kSinkRegions:
        status = raw->region(raw->ctx, nullptr);
        break;
      case kSinkDiagnostics:
        status = raw->diag(raw->ctx, nullptr);
        break;
      default:
        status = raw->progress(raw->ctx, 0.5);
    }
    BOOST_TEST(status == PST_E_UNSUPPORTED);
    BOOST_TEST(sink.refusal()->breach);
  }
}

BOOST_AUTO_TEST_CASE(null_arguments_are_refused) {
  SinkRecorder bytes(AllOf(kAllParts));
  BOOST_TEST(bytes.sink()->bytes(bytes.sink()->ctx, nullptr, 5) < 0);
  SinkRecorder tokens(AllOf(kSinkTokens));
  BOOST_TEST(tokens.sink()->tokens(tokens.sink()->ctx, nullptr, nullptr, 5) <
             0);
  SinkRecorder rest(AllOf(kAllParts));
  BOOST_TEST(rest.sink()->diag(rest.sink()->ctx, nullptr) < 0);
  SinkRecorder none(AllOf(kSinkBytes));
  BOOST_TEST(none.sink()->bytes(none.sink()->ctx, nullptr, 0) == PST_OK);
}

BOOST_AUTO_TEST_CASE(tokens_are_below_the_vocabulary_size) {
  SinkRecorder sink(AllOf(kSinkTokens));
  BOOST_TEST(Tokens(sink, {0, 9}) == PST_OK);
  BOOST_TEST(Tokens(sink, {3, 10}) == PST_E_RANGE);
  BOOST_TEST(sink.refusal()->what ==
             "emitted token 10 at position 3, but its vocabulary has 10 "
             "tokens");
  SinkRecorder no_unknown(AllOf(kSinkTokens));
  BOOST_TEST(Tokens(no_unknown, {kUnknownToken}) == PST_E_RANGE);
  SinkUse use = AllOf(kSinkTokens);
  use.unknown_tokens = true;
  SinkRecorder canvas(use);
  BOOST_TEST(Tokens(canvas, {kUnknownToken, 0, 9}) == PST_OK);
  BOOST_TEST(Tokens(canvas, {kPadToken}) == PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(quotas_stop_before_anything_is_read) {
  SinkUse use = AllOf(kSinkTokens | kSinkBytes);
  use.limits.tokens = 4;
  use.limits.bytes = 4;
  SinkRecorder tokens(use);
  BOOST_TEST(Tokens(tokens, {1, 2, 3}) == PST_OK);
  BOOST_TEST(tokens.sink()->tokens(tokens.sink()->ctx, nullptr, nullptr,
                                   UINT64_MAX) == PST_E_LIMIT);
  BOOST_TEST(!tokens.refusal()->breach);
  BOOST_TEST(!tokens.used_after_refusal());
  BOOST_TEST(Tokens(tokens, {1}) == PST_E_LIMIT);
  BOOST_TEST(tokens.used_after_refusal());
  SinkRecorder bytes(use);
  BOOST_TEST(bytes.sink()->bytes(bytes.sink()->ctx, nullptr, UINT64_MAX) ==
             PST_E_LIMIT);
}

BOOST_AUTO_TEST_CASE(cancelling_answers_every_call) {
  std::atomic<bool> cancelled{false};
  SinkUse use = AllOf(kAllParts);
  use.cancelled = &cancelled;
  SinkRecorder sink(use);
  BOOST_TEST(sink.sink()->progress(sink.sink()->ctx, 0.5) == PST_OK);
  cancelled = true;
  BOOST_TEST(sink.sink()->progress(sink.sink()->ctx, 0.6) == PST_E_CANCELLED);
}

BOOST_AUTO_TEST_CASE(progress_is_a_fraction) {
  for (const double wrong :
       {-0.1, 1.1, std::nan(""), std::numeric_limits<double>::infinity()}) {
    SinkRecorder sink(AllOf(kSinkProgress));
    BOOST_TEST(sink.sink()->progress(sink.sink()->ctx, wrong) < 0);
  }
}

BOOST_AUTO_TEST_CASE(places_lie_in_their_file) {
  const std::uint32_t id = 1;
  SinkUse use = AllOf(kSinkTokens);
  use.file_sizes = {5, 3};
  SinkRecorder good(use);
  const pst_source_span places[] = {{0, 5, 0, 0}, {3, 3, 1, 0}};
  for (const pst_source_span& place : places) {
    BOOST_TEST(good.sink()->tokens(good.sink()->ctx, &id, &place, 1) == PST_OK);
  }
  // A token from nowhere stands where the one before it ended.
  BOOST_TEST(Tokens(good, {2}) == PST_OK);
  BOOST_REQUIRE_EQUAL(good.documents[0].where.size(), 3u);
  BOOST_TEST(good.documents[0].where[2].begin == 3u);
  BOOST_TEST(good.documents[0].where[2].file == 1u);
  const pst_source_span wrong[] = {{0, 6, 0, 0},
                                   {4, 3, 0, 0},
                                   {0, 4, 1, 0},
                                   {0, 0, 2, 0},
                                   {0, UINT64_MAX, 0, 0}};
  for (const pst_source_span& place : wrong) {
    SinkRecorder sink(use);
    BOOST_TEST(sink.sink()->tokens(sink.sink()->ctx, &id, &place, 1) ==
               PST_E_RANGE);
  }
}

BOOST_AUTO_TEST_CASE(places_are_dropped_where_there_is_no_input) {
  const std::uint32_t id = 1;
  const pst_source_span place = {100, 200, 9, 0};
  SinkRecorder sink(AllOf(kSinkTokens));
  BOOST_TEST(sink.sink()->tokens(sink.sink()->ctx, &id, &place, 1) == PST_OK);
  BOOST_TEST(sink.documents[0].where.empty());
}

BOOST_AUTO_TEST_CASE(payload_goes_with_its_tokens) {
  const std::vector<ChannelInfo> channels = {{"velocity", "", 0, 127, 64},
                                             {"offset", "", -1, 1, 0}};
  const auto give = [&](std::vector<double> values, std::string& words) {
    SinkUse use = AllOf(kSinkTokens | kSinkPayload);
    use.channels = channels;
    SinkRecorder sink(use);
    Tokens(sink, {1, 2});
    sink.sink()->payload(sink.sink()->ctx, values.data(), values.size());
    words = Finished(sink);
    return sink.documents[0].payload.size();
  };
  std::string words;
  BOOST_TEST(give({64, 0, 127, -1}, words) == 4u);
  BOOST_TEST(words == "");
  give({}, words);
  BOOST_TEST(words == "");
  for (const std::vector<double>& wrong : std::vector<std::vector<double>>{
           {64, 0, 128, 0},            // Out of range.
           {64, 0, 64, std::nan("")},  // Not a number.
           {64, 0},                    // One token without.
           {64, 0, 64},                // Half a token.
           {64, 0, 64, 0, 64, 0}}) {   // More than there are tokens.
    give(wrong, words);
    BOOST_TEST(!words.empty());
  }
}

BOOST_AUTO_TEST_CASE(corpus_documents_are_named_licensed_and_not_empty) {
  const auto verdict = [](std::string_view name, std::string_view license,
                          const std::vector<std::uint32_t>& ids) {
    SinkUse use = AllOf(kSinkDocuments | kSinkTokens);
    use.corpus = true;
    SinkRecorder sink(use);
    if (Next(sink, name, license) == PST_OK) Tokens(sink, ids);
    return Finished(sink);
  };
  BOOST_TEST(verdict("a", "MIT", {1}) == "");
  BOOST_TEST(Contains(verdict("", "MIT", {1}), "name is empty"));
  BOOST_TEST(Contains(verdict("a", "", {1}), "\"a\": the license is empty"));
  BOOST_TEST(Contains(verdict("a", "MIT", {}), "no tokens"));
  BOOST_TEST(Contains(verdict("\xFF", "MIT", {1}), "not UTF-8"));
}

BOOST_AUTO_TEST_CASE(files_stay_in_their_folder) {
  for (const char* name :
       {"", ".", "..", "a/b", "/etc/passwd", "a\\b", "caf\xE9"}) {
    SinkRecorder sink(AllOf(kSinkFiles | kSinkBytes));
    const pst_bytes raw = Raw(name);
    BOOST_TEST(sink.sink()->next_file(sink.sink()->ctx, &raw) < 0);
  }
}

BOOST_AUTO_TEST_CASE(bytes_before_the_first_name_are_a_file_without_one) {
  SinkRecorder sink(AllOf(kSinkFiles | kSinkBytes));
  pst_sink* raw = sink.sink();
  const pst_bytes name = Raw("b.txt");
  raw->bytes(raw->ctx, "one", 3);
  raw->next_file(raw->ctx, &name);
  raw->bytes(raw->ctx, "tw", 2);
  raw->bytes(raw->ctx, "o", 1);
  BOOST_TEST(Finished(sink) == "");
  BOOST_REQUIRE_EQUAL(sink.files.size(), 2u);
  BOOST_TEST(sink.files[0].name == "");
  BOOST_TEST(sink.files[1].name == "b.txt");
  BOOST_TEST(sink.files[1].content == "two");
}

BOOST_AUTO_TEST_CASE(text_may_be_cut_inside_a_character) {
  SinkUse use = AllOf(kSinkBytes);
  use.text = true;
  SinkRecorder whole(use);
  whole.sink()->bytes(whole.sink()->ctx, "\xC3", 1);
  whole.sink()->bytes(whole.sink()->ctx, "\xA9", 1);
  BOOST_TEST(Finished(whole) == "");
  SinkRecorder half(use);
  half.sink()->bytes(half.sink()->ctx, "ab\xC3", 3);
  BOOST_TEST(Contains(Finished(half), "not UTF-8 without NUL (byte 2)"));
}

BOOST_AUTO_TEST_CASE(diagnostics_beyond_the_kept_are_counted) {
  SinkUse use = AllOf(kSinkDiagnostics);
  use.positions = 5;
  use.limits.kept_diagnostics = 2;
  use.limits.diagnostics = 4;
  SinkRecorder sink(use);
  const pst_diag diag = {sizeof diag, PST_DIAG_ERROR, 1,      0, 5, 0,
                         0,           Raw("wrong"),   Raw("")};
  pst_sink* raw = sink.sink();
  for (int i = 0; i < 4; ++i) BOOST_TEST(raw->diag(raw->ctx, &diag) == PST_OK);
  SinkRecorder* same = &sink;
  same->Finish();
  BOOST_REQUIRE_EQUAL(sink.diagnostics.size(), 3u);
  BOOST_TEST(sink.diagnostics[2].message == "2 more findings are not shown");
  BOOST_TEST(raw->diag(raw->ctx, &diag) == PST_E_LIMIT);
}

BOOST_AUTO_TEST_CASE(loose_places_are_moved_into_the_input) {
  SinkUse use = AllOf(kSinkDiagnostics);
  use.positions = 5;
  use.loose_places = true;
  SinkRecorder sink(use);
  const pst_diag diag = {sizeof diag, PST_DIAG_ERROR, 1,      90, 80, 3,
                         0,           Raw("wrong"),   Raw("")};
  BOOST_TEST(sink.sink()->diag(sink.sink()->ctx, &diag) == PST_OK);
  BOOST_TEST(sink.diagnostics[0].begin == 5u);
  BOOST_TEST(sink.diagnostics[0].end == 5u);
  BOOST_TEST(sink.diagnostics[0].file == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
