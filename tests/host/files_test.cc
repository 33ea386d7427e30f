// Reading what users name, and writing whole files or none.

#include "host/files.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "framework/core/sha256.h"
#include "tests/support/run_program.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(files)

// FIPS 180-2, appendix B, and the empty message.
BOOST_AUTO_TEST_CASE(writes_whole_and_leaves_nothing_else) {
  const test::TemporaryFolder folder;
  const fs::path path = fs::path(folder.path()) / "out.txt";
  BOOST_REQUIRE(WriteWhole(path, "one"));
  BOOST_REQUIRE(WriteWhole(path, "two"));
  BOOST_TEST(test::ReadWhole(path) == "two");
  BOOST_TEST(std::distance(fs::directory_iterator(folder.path()),
                           fs::directory_iterator()) == 1);
}

BOOST_AUTO_TEST_CASE(writes_through_links_and_keeps_permissions) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.Write("file.txt", "old");
  const fs::path link = fs::path(folder.path()) / "link.txt";
  fs::create_symlink(file, link);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  BOOST_REQUIRE(WriteWhole(link, "new"));
  BOOST_TEST(fs::is_symlink(link));
  BOOST_TEST(test::ReadWhole(file) == "new");
  BOOST_TEST((fs::status(file).permissions() ==
              (fs::perms::owner_read | fs::perms::owner_write)));
}

// As root a rename would replace the device for everybody.
BOOST_AUTO_TEST_CASE(devices_are_written_to_not_replaced) {
  const auto status = fs::status("/dev/null").type();
  BOOST_REQUIRE(WriteWhole("/dev/null", "text"));
  BOOST_TEST((fs::status("/dev/null").type() == status));
  const auto full = WriteWhole("/dev/full", "text");
  BOOST_REQUIRE(!full);
  BOOST_TEST(full.error().message.find("/dev/full") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_to_write_where_it_cannot) {
  const auto written = WriteWhole("/no/such/folder/out.txt", "x");
  BOOST_REQUIRE(!written);
  BOOST_TEST((written.error().code == ErrorCode::kIo));
  BOOST_TEST(written.error().message.find("/no/such/folder/out.txt") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(lists_by_extension_in_order) {
  const test::TemporaryFolder folder;
  for (const char* name : {"b.txt", "a.txt", "c.mid", "README"}) {
    folder.Write(name, "x");
  }
  const auto found = ListFolder(folder.path(), {"txt"});
  BOOST_REQUIRE(found);
  BOOST_REQUIRE(found->size() == 2u);
  BOOST_TEST((*found)[0].filename() == "a.txt");
  const auto none = ListFolder(folder.path(), {"wav"});
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().message.find(".wav") != std::string::npos);
  BOOST_TEST(!ListFolder("/no/such/folder", {"txt"}));
}

BOOST_AUTO_TEST_CASE(a_folder_is_not_a_file) {
  const test::TemporaryFolder folder;
  const auto read = ReadFile(folder.path());
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().message.find("folder") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
