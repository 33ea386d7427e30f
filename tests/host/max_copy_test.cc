// `--max-copy`: what the program writes repeats the corpus no further.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

double LongestOf(const Outcome& outcome) {
  return boost::json::parse(outcome.out)
      .at("samples")
      .at(0)
      .at("explain")
      .at("copy")
      .at("longest")
      .to_number<double>();
}

BOOST_AUTO_TEST_SUITE(max_copy)

BOOST_AUTO_TEST_CASE(the_copy_meter_stays_below_it) {
  for (const auto& [domain, units] :
       {std::pair{"mario", "3"}, {"drums", "3"}, {"terraform", "8"}}) {
    for (const char* pipeline : {"ar", "diffusion"}) {
      if (std::string_view(domain) == "terraform" &&
          std::string_view(pipeline) == "diffusion") {
        continue;  // Its documents have no canvas.
      }
      const Outcome outcome = Pastiche(
          {"generate", domain, "--length", "12", "--seed", "3", "-q",
           "--pipeline", pipeline, "--max-copy", units, "--explain", "--json"});
      BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
      BOOST_TEST(LongestOf(outcome) < std::stod(units));
    }
  }
}

BOOST_AUTO_TEST_CASE(same_seed_same_bytes_and_other_pipelines_are_refused) {
  const std::vector<std::string> words = {
      "generate", "mario",      "--length", "10",      "--seed", "4",
      "-q",       "--max-copy", "2",        "--count", "2"};
  auto with = words;
  with.insert(with.end(), {"--threads", "2"});
  BOOST_TEST(Pastiche(words).out == Pastiche(with).out);
  with = words;
  with.insert(with.end(), {"--pipeline", "plagiarist"});
  const Outcome refused = Pastiche(with);
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.err.find("plagiarist copies as it likes") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_prompt_from_the_corpus_is_refused) {
  const TemporaryFolder folder;
  const std::string level = folder.path() + "/level.txt";
  BOOST_REQUIRE(Pastiche({"generate", "mario", "--pipeline", "plagiarist",
                          "--length", "10", "--seed", "1", "-q", "-o", level})
                    .exit_code == 0);
  const Outcome outcome =
      Pastiche({"generate", "mario", "--prompt", level, "--length", "20",
                "--seed", "1", "-q", "--max-copy", "8"});
  BOOST_TEST(outcome.exit_code == 1);
  BOOST_TEST(outcome.out.empty());
  BOOST_TEST(outcome.err.find("the prompt repeats ") != std::string::npos,
             outcome.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
