// `generate`: the same bytes for a seed whatever the machine does, files whole.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "kernels/dispatch.h"
#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

std::string Generate(std::vector<std::string> more,
                     const std::vector<std::string>& environment = {}) {
  std::vector<std::string> words = {"generate", "mario", "--seed", "5", "-q"};
  if (std::find(more.begin(), more.end(), "--length") == more.end()) {
    words.insert(words.end(), {"--length", "20"});
  }
  words.insert(words.end(), more.begin(), more.end());
  const Outcome outcome = Pastiche(words, environment);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  return outcome.out;
}

BOOST_AUTO_TEST_SUITE(generate)

BOOST_AUTO_TEST_CASE(a_level_is_a_level) {
  const std::string level = Generate({});
  BOOST_TEST(level.size() == 14u * 21u);
  BOOST_TEST(std::count(level.begin(), level.end(), '\n') == 14);
}

BOOST_AUTO_TEST_CASE(same_seed_same_bytes_for_any_thread_count) {
  for (const char* pipeline : {"ar", "diffusion", "ngram-kn"}) {
    const std::string one =
        Generate({"--pipeline", pipeline, "--count", "3", "--threads", "1"});
    for (const char* threads : {"2", "4"}) {
      BOOST_TEST(one == Generate({"--pipeline", pipeline, "--count", "3",
                                  "--threads", threads}));
    }
  }
  BOOST_TEST(Generate({"--count", "2"}) !=
             Generate({"--count", "2", "--temperature", "2"}));
}

BOOST_AUTO_TEST_CASE(same_bytes_on_avx2_and_avx512) {
  const auto& usable = kernels::UsableTargets();
  const auto has = [&](std::string_view name) {
    return std::any_of(usable.begin(), usable.end(), [&](std::int64_t target) {
      return kernels::TargetName(target) == name;
    });
  };
  if (!has("AVX3") || !has("AVX2")) {
    BOOST_TEST_MESSAGE("skipped: this CPU lacks AVX2 or AVX-512");
    return;
  }
  BOOST_TEST(Generate({}, {"PASTICHE_SIMD=AVX2"}) ==
             Generate({}, {"PASTICHE_SIMD=AVX3"}));
}

BOOST_AUTO_TEST_CASE(another_folder_and_locale_change_nothing) {
  BOOST_TEST(Generate({}) == Generate({}, {"LC_ALL=de_DE.UTF-8", "PWD=/"}));
}

BOOST_AUTO_TEST_CASE(a_random_seed_is_printed_and_repeats) {
  const Outcome first = Pastiche({"generate", "mario", "--length", "5"});
  BOOST_TEST(first.exit_code == 0);
  const std::size_t at = first.err.find("--seed ");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string seed =
      first.err.substr(at + 7, first.err.find(' ', at + 7) - at - 7);
  const Outcome again =
      Pastiche({"generate", "mario", "--length", "5", "--seed", seed});
  BOOST_TEST(first.out == again.out);
}

BOOST_AUTO_TEST_CASE(a_prompt_is_kept) {
  const TemporaryFolder folder;
  const std::string level = Generate({});
  const auto prompt = folder.Write("prompt.txt", level);
  const std::string longer = Generate({"--prompt", prompt, "--length", "30"});
  for (std::size_t row = 0; row < 14; ++row) {
    BOOST_TEST(longer.substr(row * 31, 20) == level.substr(row * 21, 20));
  }
}

BOOST_AUTO_TEST_CASE(several_go_into_a_folder) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/levels";
  Generate({"--count", "4", "--output", out});
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(out)) {
    BOOST_TEST(entry.path().extension() == ".txt");
    BOOST_TEST(ReadWhole(entry.path().string()).size() == 14u * 21u);
    ++files;
  }
  BOOST_TEST(files == 4u);
}

BOOST_AUTO_TEST_CASE(json_has_schema_seed_and_samples) {
  const auto value =
      boost::json::parse(Generate({"--count", "2", "--json"})).as_object();
  BOOST_TEST(value.at("schema").as_string() == "pastiche.generate/1");
  BOOST_TEST(value.at("seed").to_number<int>() == 5);
  BOOST_TEST(value.at("samples").as_array().size() == 2u);
}

BOOST_AUTO_TEST_CASE(every_plugin_and_pipeline_generates) {
  for (const char* plugin : {"mario", "drums", "terraform"}) {
    for (const char* pipeline :
         {"ar", "diffusion", "published-ar", "published-diffusion", "uniform",
          "unigram", "markov-1", "ngram-kn", "stitch-5", "plagiarist",
          "degenerate"}) {
      const bool open_ended = std::string_view(plugin) == "terraform";
      const Outcome outcome =
          Pastiche({"generate", plugin, "--pipeline", pipeline, "--seed", "1",
                    "--length", open_ended ? "40" : "4", "--json"});
      BOOST_TEST(outcome.exit_code == 0,
                 plugin << " " << pipeline << ": " << outcome.err);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
