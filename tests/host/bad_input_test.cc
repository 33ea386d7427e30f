// Bad input gives one sentence on stderr that says what, where and the mend,
// and the right exit code.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

// The program failed with this code and one line on stderr with these words.
void Refuses(const std::vector<std::string>& arguments, int exit_code,
             const std::vector<std::string>& words) {
  const Outcome outcome = Pastiche(arguments);
  std::string command;
  for (const auto& word : arguments) command += " " + word;
  BOOST_TEST_CONTEXT("pastiche" << command << "\n" << outcome.err) {
    BOOST_TEST(outcome.exit_code == exit_code);
    BOOST_TEST(outcome.out.empty());
    BOOST_TEST(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    for (const auto& word : words) {
      BOOST_TEST(outcome.err.find(word) != std::string::npos,
                 "stderr does not say \"" << word << '"');
    }
  }
}

std::string Rows(int count, const std::string& row) {
  std::string text;
  for (int i = 0; i < count; ++i) text += row + "\n";
  return text;
}

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_truncated_level) {
  const TemporaryFolder folder;
  const auto path = folder.Write("short.txt", Rows(9, "----------"));
  Refuses({"encode", "mario", path}, 1, {"short.txt", "9 rows", "14"});
}

BOOST_AUTO_TEST_CASE(a_level_with_an_unknown_tile) {
  const TemporaryFolder folder;
  const auto path =
      folder.Write("tile.txt", Rows(3, "----------") + "----z-----\n" +
                                   Rows(10, "XXXXXXXXXX"));
  Refuses({"encode", "mario", path}, 1, {"tile.txt:4:5", "z", ";"});
  Refuses({"score", "mario", path}, 1, {"tile.txt:4:5"});
}

BOOST_AUTO_TEST_CASE(a_row_of_the_wrong_width) {
  const TemporaryFolder folder;
  const auto path =
      folder.Write("ragged.txt", Rows(5, "----------") + "---------\n" +
                                     Rows(8, "XXXXXXXXXX"));
  Refuses({"encode", "mario", path}, 1, {"ragged.txt:6", "9", "10", ";"});
}

BOOST_AUTO_TEST_CASE(an_empty_level) {
  const TemporaryFolder folder;
  Refuses({"encode", "mario", folder.Write("empty.txt", "")}, 1, {"empty.txt"});
}

BOOST_AUTO_TEST_CASE(missing_folders_and_files) {
  Refuses({"generate", "mario", "--seed", "1", "--corpus", "/no/such/levels"},
          1, {"/no/such/levels", "check the path"});
  Refuses({"encode", "mario", "/no/such.txt"}, 1, {"/no/such.txt"});
}

BOOST_AUTO_TEST_CASE(a_folder_without_levels) {
  const TemporaryFolder folder;
  folder.Write("notes.doc", "x");
  Refuses({"generate", "mario", "--seed", "1", "--corpus", folder.path()}, 1,
          {folder.path(), ".txt"});
}

BOOST_AUTO_TEST_CASE(unknown_plugins_commands_and_options) {
  Refuses({"generate", "maria"}, 2, {"maria", "did you mean mario?"});
  Refuses({"generat", "mario"}, 2, {"generat", "did you mean generate?"});
  Refuses({"generate", "mario", "--sed", "7"}, 2, {"--sed", "--seed"});
  Refuses({"generate", "mario", "--option", "colums=7"}, 2,
          {"colums", "columns"});
  Refuses({"generate", "mario", "--option", "columns=x"}, 2, {"columns", "x"});
  Refuses({"generate", "mario", "--format", "txt"}, 2, {"txt", "text"});
  Refuses({"--seed", "7", "generate", "mario"}, 2, {"--seed", "after"});
}

BOOST_AUTO_TEST_CASE(a_negative_seed) {
  Refuses({"generate", "mario", "--seed=-1"}, 2, {"--seed", "\"-1\"", "0 to"});
}

BOOST_AUTO_TEST_CASE(plugins_that_are_none) {
  const std::string fixtures =
      BuildFolder() + "/tests/framework/plugin/fixtures/broken/";
  for (const auto& [file, words] :
       std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"no_entry.so", {"no_entry.so", "pst_entry_v1"}},
           {"future_major.so", {"future_major.so", "99", "0"}}}) {
    BOOST_REQUIRE_MESSAGE(std::filesystem::exists(fixtures + file),
                          fixtures + file + " was not built");
    Refuses({"inspect", fixtures + file}, 1, words);
  }
  const TemporaryFolder folder;
  Refuses({"inspect", folder.Write("text.so", "not a library")}, 1,
          {"text.so"});
}

BOOST_AUTO_TEST_CASE(lists_and_times_that_are_none_are_wrong_usage) {
  for (const char* time : {"soon", "0", "-1s", "60h", "999999m", ""}) {
    Refuses({"validate", "any.so", "--fuzz", time}, 2, {"--fuzz", "60s or 2m"});
  }
  for (const char* rates : {"0", "101", "15,x", "15;50"}) {
    Refuses({"tune", "mario", "--mask-rates", rates}, 2, {"--mask-rates"});
  }
}

BOOST_AUTO_TEST_CASE(masks_that_mask_nothing_or_lie_outside) {
  const TemporaryFolder folder;
  const auto level =
      folder.Write("level.txt", Rows(13, "--------------------") +
                                    Rows(1, "XXXXXXXXXXXXXXXXXXXX"));
  Refuses({"fill", "mario", level, "--seed", "1"}, 2, {"nothing is masked"});
  const auto fill = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"fill", "mario", level, "--seed", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const auto wrong = folder.Write("wrong.mask", "1:2-1:3\nhere\n");
  Refuses(fill({"--mask", "/no/such.mask"}), 1, {"/no/such.mask"});
  Refuses(fill({"--mask", wrong}), 1, {"wrong.mask:2", "here"});
  Refuses(fill({"--mask-units", "two"}), 2, {"--mask-units", "two"});
  Refuses(fill({"--mask-units", "5-2"}), 2, {"--mask-units", "2"});
  Refuses(fill({"--mask-units", "3-"}), 2, {"--mask-units"});
  Refuses(fill({"--mask-region", "lane:kick"}), 2, {"no regions of kind"});
  Refuses(fill({"--mask-region", "nowhere"}), 1, {"no such region"});
  Refuses(fill({"--mask-units", "1-3", "--pin", "column:99"}), 1,
          {"--pin 99", "no such region"});
  Refuses(fill({"--mask-units", "1-3", "--pin", "lane:kick"}), 2,
          {"--pin", "no regions of kind \"lane\""});
  Refuses(fill({"--colum", "3"}), 2, {"--colum", "did you mean --column?"});
  Refuses({"fill", "mario", level, "--seed", "1", "--mask-range", "1:30-1:31"},
          1, {"1:30", "outside"});
  Refuses({"fill", "mario", level, "--seed", "1", "--mask-units", "15-21"}, 1,
          {"15-21", "20 units"});
  Refuses(fill({"--mask-range", "here"}), 1, {"--mask-range", "here"});
  Refuses(fill({"--column", "99"}), 1, {"no such region", "there are"});
  Refuses(fill({"--mask-region", "lane:kick:2"}), 2, {"no regions of kind"});
  const auto module = folder.Write("main.tf", "# nothing\n");
  Refuses(
      {"fill", "terraform", module, "--seed", "1", "--mask-region", "block"}, 1,
      {"no such region", "the document has none"});
  // A plugin that names no regions.
  const std::string bits =
      BuildFolder() + "/tests/framework/plugin/fixtures/good/bits.so";
  const auto digits = folder.Write("digits.txt", "0101");
  Refuses({"fill", bits, digits, "--seed", "1", "--mask-region", "lane"}, 2,
          {"no regions of kind \"lane\"", "it names no regions"});
  Refuses({"fill", bits, digits, "--seed", "1", "--mask-units", "9"}, 1,
          {"4 units"});
}

BOOST_AUTO_TEST_CASE(skipped_plugins_are_listed_with_reason_and_mend) {
  const TemporaryFolder folder;
  folder.Write("text.so", "not a library");
  const Outcome outcome =
      Pastiche({"list"}, {"PASTICHE_PLUGIN_PATH=" + folder.path()});
  BOOST_TEST(outcome.exit_code == 0);
  BOOST_TEST(outcome.out.find("skipped " + folder.path() + "/text.so") !=
             std::string::npos);
  BOOST_TEST(outcome.out.find("mario") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
