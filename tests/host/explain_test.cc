// `--explain`: shares that sum to 1, licences, the copy meter; text and JSON.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace json = boost::json;

double Number(const json::object& object, const char* key) {
  return object.at(key).to_number<double>();
}

void CheckExplained(const json::object& explained, std::size_t drawn) {
  BOOST_TEST(explained.at("schema").as_string() == "pastiche.explain/1");
  const json::array& tokens = explained.at("tokens").as_array();
  BOOST_TEST(tokens.size() == drawn);
  std::size_t with_licence = 0;
  for (const json::value& value : tokens) {
    const json::object& token = value.as_object();
    const double sum = Number(token, "corpus") + Number(token, "own") +
                       Number(token, "ngram") + Number(token, "unigram");
    BOOST_TEST(std::abs(sum - 1.0) < 1e-9);
    BOOST_TEST(token.at("sources").as_array().size() <= 5u);
    for (const json::value& source : token.at("sources").as_array()) {
      with_licence += source.as_object().contains("license") ? 1 : 0;
    }
  }
  BOOST_TEST(with_licence > 0u);
  const json::object& copy = explained.at("copy").as_object();
  BOOST_TEST(Number(copy, "covered_8") >= Number(copy, "covered_16"));
  BOOST_TEST(Number(copy, "longest") >= 1.0);
  BOOST_TEST(!copy.at("source").as_object().at("document").as_string().empty());
}

BOOST_AUTO_TEST_SUITE(explain)

BOOST_AUTO_TEST_CASE(generated_tokens_name_their_sources) {
  for (const char* pipeline : {"ar", "diffusion"}) {
    const Outcome outcome =
        Pastiche({"generate", "mario", "--length", "6", "--seed", "1", "-q",
                  "--pipeline", pipeline, "--explain", "--json"});
    BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
    const auto result = json::parse(outcome.out).as_object();
    const auto& sample = result.at("samples").as_array().at(0).as_object();
    CheckExplained(sample.at("explain").as_object(), 6 * 14);
  }
}

BOOST_AUTO_TEST_CASE(the_text_comes_after_the_document) {
  const std::vector<std::string> plain = {"generate", "mario", "--length", "6",
                                          "--seed",   "1",     "-q"};
  std::vector<std::string> with = plain;
  with.emplace_back("--explain");
  const Outcome bare = Pastiche(plain), explained = Pastiche(with);
  BOOST_REQUIRE(explained.exit_code == 0);
  BOOST_TEST(explained.out.starts_with(bare.out));
  for (const char* part :
       {"copy meter: ", "\nunit 1  corpus ", "\nunit 6  ", "unigram"}) {
    BOOST_TEST(explained.out.find(part) != std::string::npos, part);
  }
}

BOOST_AUTO_TEST_CASE(a_fill_explains_what_was_masked) {
  const TemporaryFolder folder;
  const std::string level = folder.path() + "/level.txt";
  BOOST_REQUIRE(Pastiche({"generate", "mario", "--length", "8", "--seed", "1",
                          "-q", "-o", level})
                    .exit_code == 0);
  const Outcome outcome =
      Pastiche({"fill", "mario", level, "--mask-units", "3-4", "--seed", "2",
                "-q", "--explain", "--json"});
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  CheckExplained(json::parse(outcome.out).as_object().at("explain").as_object(),
                 2 * 14);
}

BOOST_AUTO_TEST_CASE(a_pipeline_without_a_memory_is_refused) {
  const Outcome outcome =
      Pastiche({"generate", "mario", "--length", "4", "-q", "--seed", "1",
                "--pipeline", "stitch-5", "--explain"});
  BOOST_TEST(outcome.exit_code == 1);
  BOOST_TEST(outcome.out.empty());
  BOOST_TEST(outcome.err.find("use --pipeline ar or diffusion") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
