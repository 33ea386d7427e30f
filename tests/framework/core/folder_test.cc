// What a folder holds, and what is said of those that cannot be read.

#include "framework/core/folder.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/run_program.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(folder)

BOOST_AUTO_TEST_CASE(entries_come_sorted_and_with_their_folder) {
  const test::TemporaryFolder folder;
  const fs::path root = folder.path();
  for (const char* name : {"b", ".hidden", "a"}) std::ofstream(root / name);
  fs::create_directory(root / "c");
  std::vector<fs::path> paths = {"from before"};
  BOOST_TEST(!ReadFolder(root, paths));
  BOOST_TEST((paths == std::vector<fs::path>{root / ".hidden", root / "a",
                                             root / "b", root / "c"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_folder_is_an_error_and_holds_nothing) {
  const test::TemporaryFolder folder;
  const fs::path root = folder.path();
  std::ofstream(root / "file");
  std::vector<fs::path> paths = {"from before"};
  BOOST_TEST(bool(ReadFolder(root / "none", paths) ==
                  std::errc::no_such_file_or_directory));
  BOOST_TEST(paths.empty());
  BOOST_TEST(
      bool(ReadFolder(root / "file", paths) == std::errc::not_a_directory));
  BOOST_TEST(!ReadFolder(root, paths));
  BOOST_TEST(paths.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
