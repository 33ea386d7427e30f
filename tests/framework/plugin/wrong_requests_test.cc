// What the host itself asks wrongly never reaches a plugin.

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

struct Asked {
  const char* words;
  Error error;
};

BOOST_AUTO_TEST_SUITE(wrong_requests)

BOOST_AUTO_TEST_CASE(indices_tokens_and_options_out_of_range) {
  const auto opened = OpenEvery();
  BOOST_REQUIRE(opened.has_value());
  const Domain& domain = **opened;
  const std::vector<Token> good = {0, 1, 0}, wrong = {0, 7};
  const std::vector<Token> unknown = {0, kUnknownToken};
  const std::vector<TokenSpan> set = {good}, wrong_set = {wrong};
  Document document, bad_document, odd_payload;
  document.tokens = odd_payload.tokens = good;
  bad_document.tokens = wrong;
  odd_payload.payload = {1.0};
  std::vector<std::int64_t> slots(domain.geometry().slots.size());
  std::vector<std::int32_t> features(domain.geometry().features.size());
  std::vector<std::uint64_t> bits(1);
  const std::vector<File> none, text = {{"a.txt", "ab"}},
                                torn = {{"a.txt", "\xFF"}};
  const auto describe = [&](const std::vector<Token>& tokens) {
    return ErrorOf(
        domain.Describe(ContextMode::kCausal, tokens, 0, 1, slots, features));
  };
  const Asked asked[] = {
      {"token 7", ErrorOf(domain.Decode(wrong))},
      {"not filled in", ErrorOf(domain.Decode(unknown))},
      {"token 7", describe(wrong)},
      {"token 7", ErrorOf(domain.Allowed(wrong, 0, bits))},
      {"token 7", ErrorOf(domain.Check(wrong))},
      {"token 7", ErrorOf(domain.PrefixOk(wrong))},
      {"token 7", ErrorOf(domain.Complete(wrong))},
      {"token 7", ErrorOf(domain.Regions(0, wrong))},
      {"token 7", ErrorOf(domain.Metric(0, wrong_set, {}, {}))},
      {"token 7", ErrorOf(domain.Metric(0, set, wrong_set, {}))},
      {"token 7", ErrorOf(domain.Metric(0, set, {}, wrong_set))},
      {"token 7", ErrorOf(domain.Render(0, bad_document, "{}"))},
      {"payload values", ErrorOf(domain.Render(0, odd_payload, "{}"))},
      {"metric", ErrorOf(domain.Metric(9, set, {}, {}))},
      {"format", ErrorOf(domain.Render(9, document, "{}"))},
      {"format", ErrorOf(domain.ImportFiles(9, text, "{}"))},
      {"cannot", ErrorOf(domain.ImportFiles(1, text, "{}"))},
      {"region", ErrorOf(domain.Regions(9, good))},
      {"not UTF-8", ErrorOf(domain.ImportFiles(0, torn, "{}"))},
      {"not UTF-8", ErrorOf(domain.Encode("\xFF"))},
      {"option", ErrorOf(domain.Canvas(R"({"depth":1})"))},
      {"option", ErrorOf(domain.Canvas(R"({"units":"many"})"))},
      {"option", ErrorOf(domain.Render(0, document, R"({"scale":9})"))},
      {"option", ErrorOf(domain.ImportFiles(0, text, R"({"strict":1})"))},
  };
  for (const Asked& each : asked) {
    BOOST_TEST_CONTEXT(&each - asked << ": " << each.words) {
      BOOST_TEST((each.error.code == ErrorCode::kInvalidArgument ||
                  each.error.code == ErrorCode::kUnsupported));
      BOOST_TEST(Contains(each.error.message, each.words), each.error.message);
    }
  }
  // Nothing was harmed.
  BOOST_TEST(domain.Decode(good).has_value());
}

// A document that grows by one is looked at only at its end.
BOOST_AUTO_TEST_CASE(the_last_token_of_a_growing_document_is_checked) {
  const auto opened = OpenGood("bits");
  BOOST_REQUIRE(opened.has_value());
  std::vector<std::int64_t> slots((*opened)->geometry().slots.size());
  const std::vector<Token> tokens = {0, 1, 7};
  const Error error = ErrorOf(
      (*opened)->Describe(ContextMode::kCausal, tokens, 3, 4, slots, {}));
  BOOST_TEST(Contains(error.message, "token 7 at position 2"), error.message);
}

BOOST_AUTO_TEST_CASE(units_of_wrong_tokens_are_not_asked_for) {
  // Its units have several lengths.
  const auto opened =
      OpenFile(std::filesystem::path(std::getenv("PASTICHE_BUILD")) /
               "lib/pastiche/plugins/terraform.so");
  BOOST_REQUIRE_MESSAGE(opened.has_value(), opened.error().message);
  const std::vector<Token> wrong = {0, 1u << 20}, good = {0, 1};
  std::vector<std::uint8_t> starts(2);
  const Error error = ErrorOf((*opened)->UnitStarts(wrong, starts));
  BOOST_TEST(Contains(error.message, "token 1048576"), error.message);
  BOOST_TEST((*opened)->UnitStarts(good, starts).has_value());
}

BOOST_AUTO_TEST_CASE(a_format_that_is_only_read_is_not_written) {
  const std::string import_only =
      "format@40/8=" + std::to_string(PST_FORMAT_IMPORT | PST_FORMAT_TEXT);
  const auto opened = OpenEvery(import_only);
  BOOST_REQUIRE_MESSAGE(opened.has_value(), opened.error().message);
  Document document;
  document.tokens = {0, 1};
  const Error error = ErrorOf((*opened)->Render(0, document, "{}"));
  BOOST_TEST((error.code == ErrorCode::kUnsupported));
  BOOST_TEST(Contains(error.message, "cannot write the format"), error.message);
}

BOOST_AUTO_TEST_CASE(hidden_files_keep_their_names) {
  const auto opened = OpenGood("bits");
  const std::vector<File> files = {{".bits", "01"}};
  const auto import = (*opened)->ImportFiles(0, files, "{}");
  BOOST_REQUIRE(import.has_value());
  BOOST_TEST(import->documents[0].name == ".bits");
}

BOOST_AUTO_TEST_CASE(nothing_asked_is_nothing_answered) {
  const auto opened = OpenEvery();
  BOOST_REQUIRE(opened.has_value());
  const Domain& domain = **opened;
  const std::vector<Token> none, good = {0, 1};
  std::vector<std::uint8_t> no_starts;
  BOOST_TEST(domain.UnitStarts(none, no_starts).has_value());
  BOOST_TEST(
      domain.Describe(ContextMode::kFill, good, 1, 1, {}, {}).has_value());
  BOOST_TEST(domain.ImportFiles(0, {}, "{}").value().documents.empty());
  BOOST_TEST(domain.Decode(none).value() == "");
  BOOST_TEST(domain.Check(none).has_value());
}

BOOST_AUTO_TEST_CASE(a_token_may_be_unknown_where_something_is_missing) {
  const auto opened = OpenEvery();
  const std::vector<Token> masked = {0, kUnknownToken, 1};
  std::vector<std::int64_t> slots((*opened)->geometry().slots.size());
  std::vector<std::int32_t> features((*opened)->geometry().features.size());
  for (const ContextMode mode : {ContextMode::kFill, ContextMode::kFillWrap}) {
    BOOST_TEST(
        (*opened)->Describe(mode, masked, 1, 2, slots, features).has_value());
  }
  BOOST_TEST((*opened)->Check(masked).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
