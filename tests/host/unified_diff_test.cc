#include "host/unified_diff.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <random>

#include "tests/support/run_program.h"

namespace pastiche::host {
namespace {

using test::TemporaryFolder;

std::string Diff(const std::string& before, const std::string& after) {
  return UnifiedDiff(before, after, "a", "b");
}

BOOST_AUTO_TEST_SUITE(unified_diff)

BOOST_AUTO_TEST_CASE(lines_that_stay_keep_their_layout) {
  BOOST_TEST(InLayoutOf("a  =1\nb= 2\nc=3\n", "a = 1\nb = 2\nc = 3\n",
                        "a = 1\nB = 2\nx = 4\nc = 3\n") ==
             "a  =1\nB = 2\nx = 4\nc=3\n");
  BOOST_TEST(InLayoutOf("a=1\r\nb=2\r\n", "a = 1\nb = 2\n",
                        "a = 1\nx = 4\nb = 2\n") == "a=1\r\nx = 4\r\nb=2\r\n");
  BOOST_TEST(InLayoutOf("a=1", "a = 1", "a = 1") == "a=1");
  // Not the same lines: nothing to keep.
  BOOST_TEST(InLayoutOf("a\nb\n", "a b\n", "c\n") == "c\n");
  BOOST_TEST(InLayoutOf("", "", "c\n") == "c\n");
}

BOOST_AUTO_TEST_CASE(equal_texts_have_no_difference) {
  BOOST_TEST(Diff("", "").empty());
  BOOST_TEST(Diff("x\ny", "x\ny").empty());
}

BOOST_AUTO_TEST_CASE(a_changed_line_stands_in_its_context) {
  BOOST_TEST(
      Diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nV\n6\n7\n8\n9\n") ==
      "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+V\n 6\n 7\n 8\n");
}

BOOST_AUTO_TEST_CASE(new_and_emptied_files_have_empty_ranges) {
  BOOST_TEST(Diff("", "x\n") == "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
  BOOST_TEST(Diff("x\n", "") == "--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n");
}

BOOST_AUTO_TEST_CASE(a_missing_line_end_is_told) {
  BOOST_TEST(Diff("x", "x\n") ==
             "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n"
             "+x\n");
}

BOOST_AUTO_TEST_CASE(distant_changes_are_hunks_of_their_own) {
  std::string before, after;
  for (int i = 0; i < 30; ++i) {
    before += std::to_string(i) + "\n";
    after += i == 5 || i == 20 ? "V\n" : std::to_string(i) + "\n";
  }
  const std::string diff = Diff(before, after);
  BOOST_TEST(diff.find("@@ -3,7 +3,7 @@") != std::string::npos);
  BOOST_TEST(diff.find("@@ -18,7 +18,7 @@") != std::string::npos);
}

std::string RandomText(std::mt19937_64& engine) {
  std::string text;
  for (std::uint64_t i = engine() % 60; i > 0; --i) {
    text += std::string(1, static_cast<char>('a' + engine() % 3)) + "\n";
  }
  if (engine() % 4 == 0 && !text.empty()) text.pop_back();
  return text;
}

// What GNU patch makes of it, and no more lines than diff -u.
BOOST_AUTO_TEST_CASE(patch_applies_random_differences) {
  if (!std::filesystem::exists("/usr/bin/patch")) {
    BOOST_TEST_MESSAGE("skipped: patch is not installed");
    return;
  }
  const TemporaryFolder folder;
  std::mt19937_64 engine(7);
  for (int round = 0; round < 60; ++round) {
    const std::string before = RandomText(engine), after = RandomText(engine);
    if (before == after || before.empty() || after.empty()) continue;
    const auto file = folder.Write("a", before);
    const auto patch = folder.Write("p", Diff(before, after));
    const auto done = test::RunProgram("/usr/bin/patch", {file, patch});
    BOOST_REQUIRE_MESSAGE(done.exit_code == 0, done.out + done.err);
    BOOST_TEST(test::ReadWhole(file) == after);
    const auto other = folder.Write("b", after);
    const auto first = folder.Write("a", before);
    const auto reference =
        test::RunProgram("/usr/bin/diff", {"-u", "--minimal", first, other});
    const auto edits = [](const std::string& diff) {
      std::size_t count = 0;
      for (std::size_t at = 0; (at = diff.find('\n', at)) != std::string::npos;
           ++at) {
        count += diff[at + 1] == '+' || diff[at + 1] == '-';
      }
      return count;
    };
    BOOST_TEST(edits(Diff(before, after)) == edits(reference.out));
  }
}

BOOST_AUTO_TEST_CASE(texts_with_nothing_in_common_are_replaced) {
  std::string before, after;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  const std::string diff = Diff(before, after);
  BOOST_TEST(diff.size() > before.size() + after.size());
  BOOST_TEST(diff.find("@@ -1,3000 +1,3000 @@") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
