// Good plugins through the whole interface; bad ones are in boundary_test.cc.

#include "framework/plugin/abi_domain.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

using Ids = std::vector<Token>;

std::unique_ptr<Domain> Every(const std::string& defect = "") {
  Result<std::unique_ptr<Domain>> domain = OpenEvery(defect);
  BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
  return std::move(*domain);
}
std::unique_ptr<Domain> Bits() {
  Result<std::unique_ptr<Domain>> domain = OpenGood("bits");
  BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
  return std::move(*domain);
}

BOOST_AUTO_TEST_SUITE(abi_domain)

BOOST_AUTO_TEST_CASE(reads_what_the_domain_says_of_itself) {
  const auto domain = Every();
  BOOST_TEST(domain->info().name == "Every extension");
  BOOST_REQUIRE_EQUAL(domain->vocabulary().size(), 3u);
  BOOST_TEST(domain->vocabulary()[1].text == "b");
  BOOST_TEST(domain->vocabulary()[2].ends_document);
  const Geometry& geometry = domain->geometry();
  BOOST_TEST(geometry.unit_length == 2u);
  BOOST_TEST(geometry.has_mismatch);
  BOOST_REQUIRE_EQUAL(geometry.slots.size(), 3u);
  BOOST_TEST(geometry.slots[0].family == "near");
  BOOST_TEST(geometry.slots[0].delta[0] == -1);
  BOOST_TEST(geometry.slots[2].symbol);
  BOOST_TEST(geometry.features[0].period == 2u);
  BOOST_TEST(domain->constraint().has_prefix_ok);
  BOOST_TEST(domain->constraint().repair_units == 3u);  // As chunk_units.
  BOOST_TEST(domain->metrics()[0].gameable);
  BOOST_TEST(!domain->metrics()[1].per_sample);
  BOOST_TEST(domain->formats()[0].preview);
  BOOST_TEST(domain->channels()[0].hi == 127);
  BOOST_TEST(domain->options().size() == 4u);
  BOOST_TEST(domain->region_kinds()[0] == "half");
  BOOST_TEST(domain->Recommend().value() ==
             R"({"schema":"pastiche.recommend/1"})");
}

BOOST_AUTO_TEST_CASE(encodes_with_places_and_decodes) {
  const auto domain = Every();
  const Result<Document> document = domain->Encode("abba");
  BOOST_REQUIRE(document.has_value());
  BOOST_TEST(document->tokens == (Ids{0, 1, 1, 0}));
  BOOST_REQUIRE_EQUAL(document->where.size(), 4u);
  BOOST_TEST(document->where[3].begin == 3u);
  BOOST_TEST(document->where[3].end == 4u);
  BOOST_TEST(domain->Decode(document->tokens).value() == "abba");
  BOOST_TEST(domain->Encode("").value().tokens.empty());
  BOOST_TEST(domain->Decode({}).value() == "");
}

BOOST_AUTO_TEST_CASE(places_are_there_even_where_the_plugin_gives_none) {
  const auto document = Every("no-places")->Encode("ab");
  BOOST_REQUIRE(document.has_value());
  BOOST_TEST(document->where.size() == 2u);
}

BOOST_AUTO_TEST_CASE(bad_text_comes_back_with_its_place) {
  const auto domain = Every();
  const Result<Document> wrong = domain->Encode("ab?a");
  BOOST_REQUIRE(!wrong.has_value());
  BOOST_TEST((wrong.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(wrong.error().message == "expected a or b");
  BOOST_TEST(wrong.error().mend == "mend it");
  BOOST_REQUIRE_EQUAL(wrong.error().diagnostics.size(), 1u);
  BOOST_TEST(wrong.error().diagnostics[0].begin == 2u);
  const Result<Document> bytes = domain->Encode("ab\xFF");
  BOOST_REQUIRE(!bytes.has_value());
  BOOST_TEST(bytes.error().message == "byte 0xff at offset 2 is not UTF-8");
  BOOST_TEST(bytes.error().diagnostics[0].begin == 2u);
}

BOOST_AUTO_TEST_CASE(tokens_from_outside_are_checked_before_the_plugin) {
  const auto domain = Every();
  const Ids wrong = {0, 3};
  const Ids unknown = {0, kUnknownToken};
  BOOST_TEST(domain->Decode(wrong).error().message ==
             "token 3 at position 1 is not in the vocabulary of every (3 "
             "tokens)");
  BOOST_TEST(Contains(domain->Decode(unknown).error().message,
                      "position 1 is not filled in"));
  BOOST_TEST(!domain->Check(wrong).has_value());
  BOOST_TEST(domain->Check(unknown).has_value());
  BOOST_TEST(!domain->Complete(unknown).has_value());
}

BOOST_AUTO_TEST_CASE(corpus_has_names_licences_and_payload) {
  const auto corpus = Every()->Corpus();
  BOOST_REQUIRE(corpus.has_value());
  BOOST_REQUIRE_EQUAL(corpus->size(), 2u);
  BOOST_TEST((*corpus)[1].name == "second");
  BOOST_TEST((*corpus)[1].license == "MIT");
  BOOST_TEST((*corpus)[1].group_or_name() == "second");
  BOOST_TEST((*corpus)[0].payload == (std::vector<double>{64, 127, 0, 1}));
  BOOST_TEST((*corpus)[0].where.empty());
}

BOOST_AUTO_TEST_CASE(describes_in_every_mode) {
  const auto domain = Every();
  const Ids tokens = {1, kUnknownToken, 1};
  std::vector<std::int64_t> slots(12);
  std::vector<std::int32_t> features(4);
  BOOST_REQUIRE(
      domain->Describe(ContextMode::kCausal, tokens, 0, 4, slots, features)
          .has_value());
  BOOST_TEST(slots == (std::vector<std::int64_t>{-1, -2, 0, 0, -2, 1, 1, -2, 1,
                                                 2, -2, 2}));
  BOOST_TEST(features == (std::vector<std::int32_t>{0, 1, 0, 1}));
  slots.resize(3);
  features.resize(1);
  BOOST_REQUIRE(
      domain->Describe(ContextMode::kFillWrap, tokens, 0, 1, slots, features)
          .has_value());
  BOOST_TEST(slots == (std::vector<std::int64_t>{2, 1, 0}));
}

BOOST_AUTO_TEST_CASE(distances_are_symmetric_and_zero_on_equals) {
  const auto domain = Every();
  BOOST_TEST(domain->Mismatch(0, 1, 1) == 0);
  BOOST_TEST(domain->Mismatch(0, 0, 1) == 0.25);
  BOOST_TEST(domain->Mismatch(0, 1, 0) == 0.25);  // The plugin says .75.
  BOOST_TEST(domain->Mismatch(0, kPadToken, 0) == 2);
  BOOST_TEST(domain->Mismatch(2, 5, 6) == 1);  // A slot of symbols.
  BOOST_TEST(domain->FeatureDistance(0, 0, 1) == 3);
  BOOST_TEST(domain->FeatureDistance(0, 1, 1) == 0);
  BOOST_TEST(Every("period-distance")->FeatureDistance(0, 0, 1) == 1);
}

BOOST_AUTO_TEST_CASE(units_start_where_the_domain_says) {
  std::vector<std::uint8_t> starts(4);
  const Ids tokens = {0, 0, 0, 0};
  BOOST_REQUIRE(Every()->UnitStarts(tokens, starts).has_value());
  BOOST_TEST(starts == (std::vector<std::uint8_t>{1, 0, 1, 0}));
  BOOST_REQUIRE(Every("units-vary")->UnitStarts(tokens, starts).has_value());
  BOOST_TEST(starts == (std::vector<std::uint8_t>{1, 0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(canvas_is_unknown_tokens) {
  const auto domain = Every();
  BOOST_TEST(domain->Canvas(R"({"units":4})").value() == Ids(8, kUnknownToken));
  BOOST_TEST(Contains(domain->Canvas(R"({"unit":4})").error().mend,
                      "did you mean units?"));
}

BOOST_AUTO_TEST_CASE(constraint_answers) {
  const auto domain = Every();
  std::vector<std::uint64_t> bits(1);
  const Ids tokens = {0, 1};
  BOOST_REQUIRE(domain->Allowed(tokens, 1, bits).has_value());
  BOOST_TEST(bits[0] == 7u);
  BOOST_REQUIRE(domain->Allowed(tokens, 2, bits).has_value());
  BOOST_TEST(bits[0] == 1u);
  BOOST_TEST(domain->Check(tokens).value().valid);
  const Ids wrong = {0, 1, 1};
  const Result<Verdict> verdict = domain->PrefixOk(wrong);
  BOOST_REQUIRE(verdict.has_value());
  BOOST_TEST(!verdict->valid);
  BOOST_TEST(verdict->diagnostics[0].begin == 2u);
  BOOST_TEST(domain->Complete(tokens).value() == (Ids{0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(metrics_are_per_sample_or_per_set) {
  const auto domain = Every();
  const Ids one = {0, 1};
  const Ids none = {};
  const std::vector<TokenSpan> samples = {one, none};
  const auto share = domain->Metric(0, samples, {}, {});
  BOOST_REQUIRE(share.has_value());
  BOOST_TEST((*share)[0] == 0.5);
  BOOST_TEST(std::isnan((*share)[1]));
  BOOST_TEST(domain->Metric(1, samples, {}, {}).value()[0] == 2);
  BOOST_TEST(domain->Metric(0, {}, {}, {}).value().empty());
  BOOST_TEST(!domain->Metric(2, samples, {}, {}).has_value());
  // An ulp beyond the limit is rounding, not a breach.
  BOOST_TEST(Every("metric-rounding")->Metric(0, samples, {}, {}).value()[0] ==
             1);
}

BOOST_AUTO_TEST_CASE(formats_render_and_import) {
  const auto domain = Every();
  Document document;
  document.tokens = {0, 1};
  const auto text = domain->Render(0, document, "{}");
  BOOST_REQUIRE(text.has_value());
  BOOST_TEST((*text)[0].name == "");
  BOOST_TEST((*text)[0].content == "ab");
  const auto pair = domain->Render(1, document, R"({"scale":2})");
  BOOST_REQUIRE(pair.has_value());
  BOOST_REQUIRE_EQUAL(pair->size(), 2u);
  BOOST_TEST((*pair)[1].name == "two.bin");
  const std::vector<File> files = {{"x.txt", "ab"}, {"y.txt", "b"}};
  const auto import = domain->ImportFiles(0, files, R"({"strict":false})");
  BOOST_REQUIRE(import.has_value());
  BOOST_REQUIRE_EQUAL(import->documents.size(), 2u);
  BOOST_TEST(import->documents[1].name == "y.txt");
  BOOST_TEST(import->documents[1].where[0].file == 1u);
  BOOST_TEST(import->diagnostics.size() == 2u);
  BOOST_TEST((domain->ImportFiles(1, files, "{}").error().code ==
              ErrorCode::kUnsupported));
  BOOST_TEST(!domain->Render(2, document, "{}").has_value());
}

BOOST_AUTO_TEST_CASE(regions_are_runs_of_positions) {
  const Ids tokens = {0, 1, 0};
  const auto regions = Every()->Regions(0, tokens);
  BOOST_REQUIRE(regions.has_value());
  BOOST_TEST((*regions)[0].label == "both");
  BOOST_TEST((*regions)[0].runs[1].end == 3u);
  BOOST_TEST(!Every()->Regions(1, tokens).has_value());
}

BOOST_AUTO_TEST_CASE(a_minimal_plugin_gets_defaults) {
  const auto domain = Bits();
  BOOST_TEST(domain->geometry().slots.size() == 16u);
  BOOST_TEST(domain->geometry().unit_length == 1u);
  BOOST_TEST(domain->metrics().empty());
  BOOST_TEST(domain->Recommend().value() == "{}");
  const Ids tokens = {0, 1};
  BOOST_TEST(domain->Check(tokens).value().valid);
  BOOST_TEST(domain->PrefixOk(tokens).value().valid);
  BOOST_TEST(domain->Complete(tokens).value() == tokens);
  std::vector<std::uint64_t> bits(1);
  BOOST_REQUIRE(domain->Allowed(tokens, 0, bits).has_value());
  BOOST_TEST(bits[0] == 3u);
  BOOST_TEST((domain->Canvas("{}").error().code == ErrorCode::kUnsupported));
  std::vector<std::int64_t> slots(16);
  BOOST_REQUIRE(domain->Describe(ContextMode::kCausal, tokens, 2, 3, slots, {})
                    .has_value());
  BOOST_TEST(slots[0] == 1);
}

BOOST_AUTO_TEST_CASE(a_plugin_without_formats_has_text_by_its_codec) {
  const auto domain = Bits();
  BOOST_REQUIRE_EQUAL(domain->formats().size(), 1u);
  BOOST_TEST(domain->formats()[0].id == "text");
  const std::vector<File> files = {{"a.b.txt", "01"}, {"c", "1"}};
  const auto import = domain->ImportFiles(0, files, "{}");
  BOOST_REQUIRE(import.has_value());
  BOOST_TEST(import->documents[0].name == "a.b");
  BOOST_TEST(import->documents[1].name == "c");
  BOOST_TEST(import->documents[1].where[0].file == 1u);
  const auto text = domain->Render(0, import->documents[0], "{}");
  BOOST_TEST(text.value()[0].content == "01");
  const std::vector<File> wrong = {{"good", "0"}, {"bad", "0x"}};
  const auto failed = domain->ImportFiles(0, wrong, "{}");
  BOOST_REQUIRE(!failed.has_value());
  BOOST_TEST(failed.error().message == "bad: expected 0 or 1");
  BOOST_TEST(failed.error().diagnostics[0].file == 1u);
}

BOOST_AUTO_TEST_CASE(options_that_it_does_not_take_open_nothing) {
  OpenOptions options;
  options.options = R"({"depth":1})";
  const auto opened = OpenGood("every", options);
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST(Contains(opened.error().message, "option depth"));
}

BOOST_AUTO_TEST_CASE(cancelling_reaches_the_plugin) {
  Progress progress;
  OpenOptions options;
  options.progress = &progress;
  const auto domain = OpenGood("bits", options);
  BOOST_REQUIRE(domain.has_value());
  BOOST_TEST((*domain)->Encode("01").has_value());
  progress.cancelled = true;
  BOOST_TEST(((*domain)->Encode("01").error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
