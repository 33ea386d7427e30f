// Saved memories, what is left out and what is added, through the program.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

constexpr char kDrums[] = "drums";

// Bits per token of `file` under whatever memory the words make.
double Bits(const std::string& file, std::vector<std::string> words) {
  words.insert(words.begin(), {"score", kDrums, file, "--json", "-q"});
  const Outcome outcome = Pastiche(words);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  const auto result = boost::json::parse(outcome.out);
  return result.at("documents")
      .at(0)
      .at("metrics")
      .at("bits_per_token")
      .to_number<double>();
}

struct Saved {
  Saved() {
    made = Pastiche({"memory", "save", kDrums, "--output", file});
    BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    BOOST_REQUIRE(
        Pastiche({"generate", kDrums, "--seed", "1", "-q", "-o", sample})
            .exit_code == 0);
    const auto corpus =
        boost::json::parse(Pastiche({"inspect", kDrums, "--json"}).out);
    document = corpus.at("corpus").at(0).at("name").as_string().c_str();
  }
  TemporaryFolder folder;
  std::string file = folder.path() + "/drums.memory";
  std::string sample = folder.path() + "/sample.txt";
  std::string document;  // Of the corpus.
  Outcome made;
};

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(a_saved_memory_is_the_memory) {
  const Saved saved;
  BOOST_TEST(saved.made.out.find("; built in ") != std::string::npos);
  for (const char* pipeline : {"ar", "diffusion"}) {
    const std::vector<std::string> words = {"generate", kDrums,       "--seed",
                                            "2",        "--pipeline", pipeline,
                                            "--count",  "2"};
    auto with = words;
    with.insert(with.end(), {"--memory", saved.file});
    const Outcome loaded = Pastiche(with);
    BOOST_TEST(loaded.exit_code == 0);
    BOOST_TEST(loaded.out == Pastiche(words).out);
    BOOST_TEST(loaded.err.find("documents taken from ") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(leaving_out_is_the_same_with_a_memory_and_without) {
  const Saved saved;
  const std::vector<std::string> out = {"--exclude", saved.document};
  const double all = Bits(saved.sample, {});
  const double rest = Bits(saved.sample, out);
  const double taken =
      Bits(saved.sample, {"--memory", saved.file, out[0], out[1]});
  BOOST_TEST(rest != all);
  // What far keys a query leaves out differs, see docs/decisions/0008.
  BOOST_TEST(std::abs(taken - rest) < 5e-4);
  const double more = Bits(saved.sample, {"--extend-corpus", saved.sample});
  BOOST_TEST(more < all);
  BOOST_TEST(std::abs(Bits(saved.sample, {"--memory", saved.file,
                                          "--extend-corpus", saved.sample}) -
                      more) < 5e-4);
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_no_source) {
  const Saved saved;
  for (const bool with_memory : {false, true}) {
    std::vector<std::string> words = {"generate", kDrums,      "--seed",
                                      "3",        "-q",        "--explain",
                                      "--json",   "--exclude", saved.document};
    if (with_memory) words.insert(words.end(), {"--memory", saved.file});
    const Outcome outcome = Pastiche(words);
    BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
    BOOST_TEST(outcome.out.find("\"" + saved.document + "\"") ==
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(names_that_the_corpus_lacks_are_answered) {
  const Outcome wrong =
      Pastiche({"generate", kDrums, "--exclude", "no-such-document"});
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(
      wrong.err.find("--exclude no-such-document: the corpus has none") !=
      std::string::npos);
  const auto corpus =
      boost::json::parse(Pastiche({"inspect", kDrums, "--json"}).out);
  const std::string license(
      corpus.at("corpus").at(0).at("license").as_string().c_str());
  const Outcome none =
      Pastiche({"generate", kDrums, "--exclude-license", license});
  BOOST_TEST(none.exit_code == 2);
  BOOST_TEST(none.err.find("leaves no document") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const Saved saved;
  const auto refused = [&](std::vector<std::string> words, const char* why) {
    const Outcome outcome = Pastiche(words);
    BOOST_TEST(outcome.exit_code != 0);
    BOOST_TEST(outcome.out.empty());
    BOOST_TEST(outcome.err.find(why) != std::string::npos, outcome.err);
  };
  refused({"generate", "mario", "--memory", saved.file},
          "was made with drums, this is mario");
  refused({"generate", kDrums, "--memory", saved.file, "--corpus", "x"},
          "--memory and --corpus do not go together");
  refused({"generate", kDrums, "--memory", saved.sample}, "is no saved memory");
  refused({"generate", kDrums, "--memory", saved.folder.path() + "/none"},
          "No such file");
  refused({"memory", "save", kDrums}, "--output FILE is missing");
  refused({"memory", "load", kDrums, "-o", "x"}, "no verb \"load\"");
  const std::string whole = ReadWhole(saved.file);
  std::string flipped = whole;
  flipped[flipped.size() / 2] ^= 4;
  refused(
      {"generate", kDrums, "--memory", saved.folder.Write("flipped", flipped)},
      "does not match its digest");
  refused({"generate", kDrums, "--memory",
           saved.folder.Write("cut", whole.substr(0, whole.size() / 3))},
          " is damaged: it has ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
