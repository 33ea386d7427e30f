// `repair`, `convert` and `score --per-token` as users run them.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <filesystem>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

std::string OutputOf(const std::vector<std::string>& words) {
  const Outcome outcome = Pastiche(words);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  return outcome.out;
}

constexpr std::size_t kColumns = 40;

// Written out: what is generated changes with the heads.
std::string Level() {
  std::string level;
  for (int row = 0; row < 9; ++row) level += std::string(kColumns, '-') + '\n';
  level += "----------S?S-----------------QQ--------\n";
  level += "----------------------------------------\n";
  level += "----<>----------X------------<>---------\n";
  level += "----[]--E------XX------E-----[]---E-----\n";
  level += std::string(kColumns, 'X') + '\n';
  return level;
}

// With a wall in columns 21 to 24, and line ends of Windows.
std::string WalledLevel() {
  const std::string level = Level();
  std::string walled;
  for (std::size_t row = 0; row < 14; ++row) {
    std::string line = level.substr(row * (kColumns + 1), kColumns);
    line.replace(20, 4, "XXXX");
    walled += line + "\r\n";
  }
  return walled;
}

BOOST_AUTO_TEST_SUITE(repair)

BOOST_AUTO_TEST_CASE(check_tells_the_place_and_exits_with_3) {
  const TemporaryFolder folder;
  const auto good = folder.Write("good.txt", Level());
  const auto bad = folder.Write("bad.txt", WalledLevel());
  BOOST_TEST(Pastiche({"repair", "mario", good, "--check"}).exit_code == 0);
  const Outcome outcome = Pastiche({"repair", "mario", bad, "--check"});
  BOOST_TEST(outcome.exit_code == 3);
  BOOST_TEST(outcome.out.empty());
  BOOST_TEST(outcome.err.find("bad.txt:14:21: error: impossible from column") !=
             std::string::npos);
  const auto json = boost::json::parse(
      Pastiche({"repair", "mario", bad, "--check", "--json"}).out);
  BOOST_TEST(json.at("schema").as_string() == "pastiche.repair/1");
  BOOST_TEST(!json.at("valid_before").as_bool());
  BOOST_TEST(json.at("findings")
                 .at(0)
                 .at("place")
                 .as_string()
                 .ends_with("bad.txt:14:21"));
  BOOST_TEST(!json.at("valid").as_bool());
}

BOOST_AUTO_TEST_CASE(repair_changes_only_what_it_refills) {
  const TemporaryFolder folder;
  const std::string walled = WalledLevel();
  const auto path = folder.Write("bad.txt", walled);
  const std::string mended =
      OutputOf({"repair", "mario", path, "--seed", "1", "-q"});
  BOOST_TEST(OutputOf({"repair", "mario", path, "--seed", "1", "-q"}) ==
             mended);
  BOOST_TEST(ReadWhole(path) == walled);  // Not in place.
  BOOST_REQUIRE(mended.size() == walled.size());
  std::size_t first = kColumns, last = 0, changed = 0;
  for (std::size_t i = 0; i < mended.size(); ++i) {
    if (mended[i] == walled[i]) continue;
    ++changed;
    first = std::min(first, i % (kColumns + 2));
    last = std::max(last, i % (kColumns + 2));
  }
  BOOST_TEST(changed > 0u);
  BOOST_TEST(last - first < 14u);
  const auto again = folder.Write("mended.txt", mended);
  BOOST_TEST(Pastiche({"repair", "mario", again, "--check"}).exit_code == 0);
  // What is well stays as it is, to the byte.
  BOOST_TEST(OutputOf({"repair", "mario", again, "--seed", "3"}) == mended);
}

BOOST_AUTO_TEST_CASE(diff_shows_and_write_does) {
  const TemporaryFolder folder;
  const std::string walled = WalledLevel();
  const auto path = folder.Write("bad.txt", walled);
  const auto mended = OutputOf({"repair", "mario", path, "--seed", "1", "-q"});
  const auto diff =
      OutputOf({"repair", "mario", path, "--seed", "1", "--diff"});
  BOOST_TEST(diff.starts_with("--- a/" + path + "\n+++ b/" + path + "\n@@ -1"));
  BOOST_TEST(ReadWhole(path) == walled);
  // --check --diff: would change, so 3; still nothing is written.
  BOOST_TEST(
      Pastiche({"repair", "mario", path, "--seed", "1", "--check", "--diff"})
          .exit_code == 3);
  BOOST_TEST(ReadWhole(path) == walled);
  BOOST_TEST(
      OutputOf({"repair", "mario", path, "--seed", "1", "--write"}).empty());
  BOOST_TEST(ReadWhole(path) == mended);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    BOOST_TEST(entry.path().filename() == "bad.txt");
  }
}

BOOST_AUTO_TEST_CASE(json_tells_what_was_done) {
  const TemporaryFolder folder;
  const auto path = folder.Write("bad.txt", WalledLevel());
  const auto json = boost::json::parse(
      OutputOf({"repair", "mario", path, "--seed", "1", "--json"}));
  BOOST_TEST(json.at("valid").as_bool());
  BOOST_TEST(!json.at("valid_before").as_bool());
  BOOST_TEST(json.at("remaining").as_array().empty());
  const auto& range = json.at("refilled_units").at(0);
  BOOST_TEST(range.at(0).to_number<int>() <= 21);
  BOOST_TEST(range.at(1).to_number<int>() >= 21);
  BOOST_TEST(json.at("changed_tokens").to_number<int>() > 0);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_mended_is_said_and_not_written) {
  const TemporaryFolder folder;
  // All ground, and from a corpus of nothing else: no fill opens a way.
  std::string level;
  for (int row = 0; row < 14; ++row) level += std::string(40, 'X') + "\n";
  const auto path = folder.Write("solid.txt", level);
  const Outcome outcome =
      Pastiche({"repair", "mario", path, "--corpus", path, "--top-k", "1",
                "--seed", "1", "--write", "--attempts", "1"});
  BOOST_TEST(outcome.exit_code == 3);
  BOOST_TEST(outcome.err.find("not mended") != std::string::npos);
  BOOST_TEST(ReadWhole(path) == level);
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read_are_not_ok) {
  const TemporaryFolder folder;
  const auto path = folder.Write("short.txt", "XXX\nXXX\n");
  BOOST_TEST(Pastiche({"repair", "mario", path, "--check"}).exit_code == 3);
  BOOST_TEST(Pastiche({"repair", "mario", path}).exit_code == 1);
  BOOST_TEST(Pastiche({"repair", "mario", folder.path() + "/none", "--check"})
                 .exit_code == 1);
  BOOST_TEST(Pastiche({"repair", "mario", "-", "--write"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(convert_goes_there_and_back) {
  const TemporaryFolder folder;
  const std::string level = Level();
  const auto text = folder.Write("level.txt", level);
  const std::string map = folder.path() + "/level.tmx";
  BOOST_TEST(OutputOf({"convert", "mario", text, map}).empty());
  BOOST_TEST(OutputOf({"convert", "mario", map, "-", "--to", "text"}) == level);
  const std::string picture = folder.path() + "/level.png";
  OutputOf({"convert", "mario", map, picture, "--option", "path=true"});
  BOOST_TEST(ReadWhole(picture).starts_with("\x89PNG\r\n"));
  // Under a name that says nothing.
  const auto copy = folder.Write("copy.level", ReadWhole(map));
  BOOST_TEST(OutputOf({"convert", "mario", copy, "-", "--from", "tmx", "--to",
                       "text"}) == level);
  const Outcome unknown =
      Pastiche({"convert", "mario", text, folder.path() + "/level.gif"});
  BOOST_TEST(unknown.exit_code == 2);
  BOOST_TEST(unknown.err.find("give --to") != std::string::npos);
  BOOST_TEST(
      Pastiche({"convert", "mario", text, "-", "--to", "gif"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(a_failed_convert_leaves_no_file) {
  const TemporaryFolder folder;
  const auto bad = folder.Write("bad.tmx", "<map infinite=\"1\"/>");
  const std::string out = folder.path() + "/out.txt";
  const Outcome outcome = Pastiche({"convert", "mario", bad, out});
  BOOST_TEST(outcome.exit_code == 1);
  BOOST_TEST(outcome.err.find("bad.tmx:1:2: the map is infinite") !=
             std::string::npos);
  BOOST_TEST(!std::filesystem::exists(out));
}

BOOST_AUTO_TEST_CASE(convert_takes_folders) {
  const TemporaryFolder folder;
  for (const char* name : {"in/a.txt", "in/b.txt"}) folder.Write(name, Level());
  const std::string out = folder.path() + "/out";
  OutputOf({"convert", "mario", folder.path() + "/in", out, "--to", "svg"});
  BOOST_TEST(ReadWhole(out + "/a.svg").starts_with("<svg "));
  BOOST_TEST(ReadWhole(out + "/b.svg") == ReadWhole(out + "/a.svg"));
}

BOOST_AUTO_TEST_CASE(per_token_finds_the_tile_that_does_not_belong) {
  const TemporaryFolder folder;
  std::string level = Level();
  level[5 * (kColumns + 1) + 30] = ']';  // Half a pipe in the air.
  const auto path = folder.Write("level.txt", level);
  for (const char* sides : {"left", "both"}) {
    const auto json = boost::json::parse(
        OutputOf({"score", "mario", path, "--per-token", "--sides", sides,
                  "--json", "--top", "3"}));
    const auto& answer = json.at("documents").at(0).at("per_token");
    BOOST_TEST(answer.at("bits").as_array().size() == 14 * kColumns);
    const auto& worst = answer.at("surprising").at(0);
    BOOST_TEST(worst.at("place").as_string().ends_with("level.txt:6:31"));
    BOOST_TEST(worst.at("token").as_string() == "]");
    BOOST_TEST(worst.at("bits").to_number<double>() > 6.0);
    BOOST_TEST(answer.at("surprising").as_array().size() <= 3u);
    if (std::string(sides) == "both") continue;
    // From the left, the bits add up to the score.
    double sum = 0.0;
    for (const auto& bits : answer.at("bits").as_array()) {
      sum += bits.to_number<double>();
    }
    const double score = json.at("documents")
                             .at(0)
                             .at("metrics")
                             .at("bits_per_token_cached")
                             .to_number<double>();
    BOOST_TEST(std::abs(sum / (14.0 * kColumns) - score) < 1e-9);
  }
  const std::string text = OutputOf({"score", "mario", path, "--per-token",
                                     "--top", "1", "--color", "always"});
  BOOST_TEST(text.find("\x1b[41;97m]\x1b[0m") != std::string::npos);
  BOOST_TEST(text.find("level.txt:6:31: ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
