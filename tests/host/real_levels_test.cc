// The main job on the real levels of ../shared/data: the claims of the README.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(real_levels)

// attention-ar predicts held-out levels better than uniform, markov-1 and
// ngram-kn, and its samples have the held-out levels' patterns more than
// theirs.
BOOST_AUTO_TEST_CASE(attention_beats_the_baselines_on_held_out_levels) {
  const std::string data = DataFolder();
  if (data.empty()) {
    BOOST_TEST_MESSAGE("skipped: no ../shared/data");
    return;
  }
  const Outcome outcome = Pastiche(
      {"compare", "mario", "--corpus", data + "/mario/memory", "--heldout",
       data + "/mario/heldout", "--seeds", "3", "--samples", "20", "--methods",
       "attention-ar,uniform,markov-1,ngram-kn", "--json", "-q"});
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  std::map<std::string, std::map<std::string, double>> means;
  const json::value result = json::parse(outcome.out);
  for (const auto& method :
       result.at("domains").at(0).at("methods").as_array()) {
    for (const auto& [id, metric] : method.at("metrics").as_object()) {
      means[std::string(method.at("name").as_string())][id] =
          metric.at("mean").to_number<double>();
    }
  }
  auto& ours = means.at("attention-ar");
  BOOST_TEST(ours.at("bits_per_token") <= 0.285);
  for (const char* baseline : {"uniform", "markov-1", "ngram-kn"}) {
    BOOST_TEST_CONTEXT(baseline) {
      BOOST_TEST(ours.at("bits_per_token") <
                 means.at(baseline).at("bits_per_token"));
      BOOST_TEST(ours.at("jsd3") < means.at(baseline).at("jsd3"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hole_in_a_held_out_level_is_filled_and_nothing_else) {
  const std::string data = DataFolder();
  if (data.empty()) {
    BOOST_TEST_MESSAGE("skipped: no ../shared/data");
    return;
  }
  const std::string path = data + "/mario/heldout/mario-2-1.txt";
  const std::string level = ReadWhole(path);
  const Outcome outcome =
      Pastiche({"fill", "mario", path, "--corpus", data + "/mario/memory",
                "--mask-units", "60-69", "--seed", "1"});
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  BOOST_REQUIRE(outcome.out.size() == level.size());
  const std::size_t width = level.find('\n') + 1;
  for (std::size_t i = 0; i < level.size(); ++i) {
    const std::size_t column = i % width;
    if (column < 59 || column >= 69) BOOST_TEST(outcome.out[i] == level[i]);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
