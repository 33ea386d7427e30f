// `fill`, `encode`, `decode`, `score` on files of the user.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

std::string OutputOf(const std::vector<std::string>& words) {
  const Outcome outcome = Pastiche(words);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  return outcome.out;
}

// A generated level of 30 columns.
std::string Level() {
  return OutputOf({"generate", "mario", "--seed", "9", "--length", "30", "-q"});
}

BOOST_AUTO_TEST_SUITE(edit)

BOOST_AUTO_TEST_CASE(fill_leaves_every_other_tile_alone) {
  const TemporaryFolder folder;
  const std::string level = Level();
  const auto path = folder.Write("level.txt", level);
  std::string mask = "# columns 11 to 20 of every row\n";
  for (int row = 1; row <= 14; ++row) {
    mask += std::to_string(row) + ":11-" + std::to_string(row) + ":21\n";
  }
  const auto mask_path = folder.Write("mask", mask);
  const std::string by_file =
      OutputOf({"fill", "mario", path, "--mask", mask_path, "--seed", "2"});
  const std::string by_units =
      OutputOf({"fill", "mario", path, "--mask-units", "11-20", "--seed", "2"});
  BOOST_TEST(by_file == by_units);
  std::vector<std::string> by_ranges = {"fill", "mario", path, "--seed", "2"};
  for (int row = 1; row <= 14; ++row) {
    by_ranges.push_back("--mask-range=" + std::to_string(row) + ":11-" +
                        std::to_string(row) + ":21");
  }
  BOOST_TEST(OutputOf(by_ranges) == by_units);
  BOOST_REQUIRE(by_file.size() == level.size());
  for (std::size_t i = 0; i < level.size(); ++i) {
    const std::size_t column = i % 31;
    if (column < 10 || column >= 20) BOOST_TEST(by_file[i] == level[i]);
  }
  const std::string other =
      OutputOf({"fill", "mario", path, "--mask-units", "11-20", "--seed", "3"});
  BOOST_TEST(other.size() == level.size());
}

BOOST_AUTO_TEST_CASE(fill_keeps_what_is_pinned) {
  const TemporaryFolder folder;
  const std::string groove =
      OutputOf({"generate", "drums", "--seed", "4", "-q"});
  const auto path = folder.Write("groove.drums", groove);
  const std::string filled =
      OutputOf({"fill", "drums", path, "--mask-units", "1-16", "--pin",
                "lane:kick", "--seed", "1"});
  const auto lane = [](const std::string& text, char letter) {
    const std::size_t at = text.find(std::string("\n") + letter + " ") + 1;
    return text.substr(at, text.find('\n', at) - at);
  };
  BOOST_TEST(lane("\n" + groove, 'K') == lane("\n" + filled, 'K'));
}

// Cells of a drum text that sound.
std::ptrdiff_t Hits(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char cell) {
    return cell == 'o' || cell == 'x' || cell == 'X';
  });
}

BOOST_AUTO_TEST_CASE(kinds_of_regions_are_options_of_fill) {
  const TemporaryFolder folder;
  const auto path = folder.Write(
      "groove.drums", OutputOf({"generate", "drums", "--seed", "4", "-q"}));
  const auto fill = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"fill", "drums", path, "--seed", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return OutputOf(words);
  };
  const std::string hat = fill({"--lane", "hat"});
  BOOST_TEST(hat == fill({"--mask-region", "lane:hat"}));
  BOOST_TEST(hat == fill({"--mask-region", "hat"}));
  BOOST_TEST(fill({"--bar=2"}) == fill({"--mask-region", "bar:bar 2"}));
  BOOST_TEST(fill({"--bar", "2", "--pin", "kick"}) ==
             fill({"--mask-units", "17-32", "--pin", "lane:kick"}));
  // Every place of every lane: what is pinned is all that stays.
  BOOST_TEST(fill({"--mask-region", "lane"}) == fill({"--mask-units", "1-32"}));
}

BOOST_AUTO_TEST_CASE(density_makes_more_of_what_is_not_rest) {
  const TemporaryFolder folder;
  const auto path = folder.Write(
      "groove.drums", OutputOf({"generate", "drums", "--seed", "4", "-q"}));
  const auto hits = [&](const char* density) {
    return Hits(OutputOf({"fill", "drums", path, "--seed", "1", "--lane",
                          "closed-hat", "--density", density}));
  };
  BOOST_TEST(hits("0.001") <= hits("1"));
  BOOST_TEST(hits("1") < hits("1000"));
  const auto tiles = [&](const char* density) {
    const std::string level =
        OutputOf({"generate", "mario", "--seed", "2", "--length", "20",
                  "--no-verify", "--density", density});
    return 20 * 14 - std::count(level.begin(), level.end(), '-');
  };
  BOOST_TEST(tiles("0.2") < tiles("5"));
}

BOOST_AUTO_TEST_CASE(a_region_that_is_none_is_named) {
  const TemporaryFolder folder;
  const auto path = folder.Write(
      "groove.drums", OutputOf({"generate", "drums", "--seed", "4", "-q"}));
  const auto says = [&](std::vector<std::string> more, int code,
                        const std::string& text) {
    std::vector<std::string> words = {"fill", "drums", path, "--seed", "1"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = Pastiche(words);
    BOOST_TEST(outcome.exit_code == code);
    BOOST_TEST(outcome.err.find(text) != std::string::npos, outcome.err);
  };
  says({"--lan", "hat"}, 2, "fill has no option --lan; did you mean --lane?");
  says({"--lane"}, 2, "fill has no option --lane");
  says({"--lane", "hut"}, 1, "--lane hut: no such region; there are kick,");
  says({"--pin", "lanes:kick"}, 2, "no regions of kind \"lanes\"");
}

BOOST_AUTO_TEST_CASE(the_name_of_the_output_says_its_format) {
  const TemporaryFolder folder;
  const auto out = folder.path() + "/groove.";
  OutputOf({"generate", "drums", "--seed", "4", "-o", out + "mid"});
  BOOST_TEST(ReadWhole(out + "mid").starts_with("MThd"));
  OutputOf({"generate", "drums", "--seed", "4", "-o", out + "old", "--format",
            "svg"});
  BOOST_TEST(ReadWhole(out + "old").starts_with("<svg"));
  OutputOf({"fill", "drums", out + "mid", "--seed", "4", "--lane", "hat", "-o",
            out + "wav"});
  BOOST_TEST(ReadWhole(out + "wav").starts_with("RIFF"));
}

BOOST_AUTO_TEST_CASE(surprises_are_drawn_into_pictures) {
  const TemporaryFolder folder;
  std::string level = Level();
  level[2 * 31 + 20] = 'E';  // In the sky.
  const auto path = folder.Write("level.txt", level);
  const auto out = folder.path() + "/level.svg";
  OutputOf({"score", "mario", path, "--per-token", "-o", out});
  const std::string picture = ReadWhole(out);
  BOOST_TEST(picture.find("<rect class=\"surprise\" x=\"320\" y=\"32\"") !=
             std::string::npos);
  const auto module = folder.Write("main.tf", "variable \"name\" {}\n");
  const auto page = folder.path() + "/page.html";
  OutputOf({"score", "terraform", module, "--per-token", "-o", page});
  BOOST_TEST(ReadWhole(page).find("bits") != std::string::npos);
  BOOST_TEST(Pastiche({"score", "mario", path, "-o", out}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(a_question_mark_is_a_tile_and_no_mask) {
  const TemporaryFolder folder;
  std::string level = Level();
  level[9 * 31 + 3] = '?';
  const auto path = folder.Write("level.txt", level);
  const std::string filled =
      OutputOf({"fill", "mario", path, "--mask-units", "20", "--seed", "1"});
  BOOST_TEST(filled[9 * 31 + 3] == '?');
}

BOOST_AUTO_TEST_CASE(encode_and_decode_round_trip) {
  const TemporaryFolder folder;
  for (const auto& [plugin, name] :
       {std::pair{"mario", "a.txt"}, {"drums", "a.drums"}}) {
    const std::string text =
        OutputOf({"generate", plugin, "--seed", "6", "-q"});
    const auto path = folder.Write(name, text);
    const auto ids = folder.path() + "/ids";
    OutputOf({"encode", plugin, path, "--output", ids});
    BOOST_TEST(OutputOf({"decode", plugin, ids}) == text);
  }
}

BOOST_AUTO_TEST_CASE(terraform_round_trips_and_is_formatted) {
  const TemporaryFolder folder;
  const auto path = folder.Write(
      "main.tf",
      "resource \"aws_vpc\"   \"main\" {\ncidr_block=\"10.0.0.0/16\"\n}\n");
  const auto ids = folder.path() + "/ids";
  OutputOf({"encode", "terraform", path, "--output", ids});
  BOOST_TEST(OutputOf({"decode", "terraform", ids})
                 .find("  cidr_block = \"10.0.0.0/16\"\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(decode_refuses_ids_that_are_none) {
  const TemporaryFolder folder;
  const auto path = folder.Write("ids", "0 1 14\n");
  const Outcome outcome = Pastiche({"decode", "mario", path});
  BOOST_TEST(outcome.exit_code == 1);
  BOOST_TEST(outcome.err.find("ids:1:5") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(score_judges_and_fails_below) {
  const TemporaryFolder folder;
  const auto path = folder.Write("level.txt", Level());
  const auto value =
      boost::json::parse(OutputOf({"score", "mario", path, "--json"}));
  BOOST_TEST(value.at("schema").as_string() == "pastiche.score/1");
  const auto& document = value.at("documents").at(0);
  BOOST_TEST(document.at("tokens").to_number<int>() == 30 * 14);
  const double bits =
      document.at("metrics").at("bits_per_token").to_number<double>();
  BOOST_TEST(bits > 0.0);
  BOOST_TEST(bits < 1.0);
  BOOST_TEST(document.at("metrics").as_object().contains("mario.playable"));
  BOOST_TEST(
      Pastiche({"score", "mario", path, "--fail-below", "mario.density=0.999"})
          .exit_code == 3);
  BOOST_TEST(
      Pastiche({"score", "mario", path, "--fail-below", "mario.density=0"})
          .exit_code == 0);
  BOOST_TEST(Pastiche({"score", "mario", path, "--fail-below", "nosuch=0"})
                 .exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
