// Which folders are searched, which files are taken, and why not.

#include "framework/plugin/search_path.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

void Touch(const fs::path& path) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << "x";
}

BOOST_AUTO_TEST_SUITE(search_path)

BOOST_AUTO_TEST_CASE(folders_come_in_order_of_precedence) {
  SearchSources sources;
  sources.plugin_path = "/one::/two";
  sources.xdg_data_home = "/xdg";
  sources.home = "/home/me";
  sources.install_dir = "/usr/lib/pastiche/plugins";
  sources.executable = "/opt/pastiche/bin/pastiche";
  const std::vector<SearchFolder> folders = SearchFolders(sources);
  BOOST_REQUIRE_EQUAL(folders.size(), 5u);
  BOOST_TEST(folders[0].path == "/one");
  BOOST_TEST(folders[1].path == "/two");
  BOOST_TEST(folders[2].path == "/xdg/pastiche/plugins");
  BOOST_TEST(folders[3].path == "/usr/lib/pastiche/plugins");
  BOOST_TEST(folders[4].path == "/opt/pastiche/lib/pastiche/plugins");
  BOOST_TEST((folders[4].origin == PluginOrigin::kBesideProgram));
}

BOOST_AUTO_TEST_CASE(home_serves_where_xdg_is_unset_or_relative) {
  SearchSources sources;
  sources.home = "/home/me";
  sources.xdg_data_home = "relative";
  BOOST_REQUIRE_EQUAL(SearchFolders(sources).size(), 1u);
  BOOST_TEST(SearchFolders(sources)[0].path ==
             "/home/me/.local/share/pastiche/plugins");
  BOOST_TEST(SearchFolders({}).empty());
}

BOOST_AUTO_TEST_CASE(a_folder_named_twice_is_searched_once) {
  SearchSources sources;
  sources.plugin_path = "/opt/p/lib/pastiche/plugins";
  sources.executable = "/opt/p/bin/pastiche";
  BOOST_TEST(SearchFolders(sources).size() == 1u);
}

BOOST_AUTO_TEST_CASE(finds_libraries_by_name_and_not_below) {
  const ScratchFolder scratch;
  Touch(scratch.path() / "b.so");
  Touch(scratch.path() / "a.so");
  Touch(scratch.path() / "notes.txt");
  Touch(scratch.path() / "below/c.so");
  SearchSources sources;
  sources.plugin_path = scratch.path().string();
  const std::vector<FoundPlugin> found = FindPlugins(sources);
  BOOST_REQUIRE_EQUAL(found.size(), 2u);
  BOOST_TEST(found[0].path.filename() == "a.so");
  BOOST_TEST(found[1].path.filename() == "b.so");
  BOOST_TEST(found[0].reason.empty());
}

BOOST_AUTO_TEST_CASE(files_given_come_first_whatever_their_name) {
  const ScratchFolder scratch;
  Touch(scratch.path() / "given.plugin");
  Touch(scratch.path() / "a.so");
  SearchSources sources;
  sources.files = {scratch.path() / "given.plugin"};
  sources.plugin_path = scratch.path().string();
  const std::vector<FoundPlugin> found = FindPlugins(sources);
  BOOST_REQUIRE_EQUAL(found.size(), 2u);
  BOOST_TEST(found[0].path.filename() == "given.plugin");
  BOOST_TEST((found[0].origin == PluginOrigin::kFile));
}

BOOST_AUTO_TEST_CASE(a_file_reached_twice_is_listed_once) {
  const ScratchFolder scratch;
  Touch(scratch.path() / "a.so");
  fs::create_symlink("a.so", scratch.path() / "b.so");
  SearchSources sources;
  sources.files = {scratch.path() / "a.so"};
  sources.plugin_path = scratch.path().string();
  BOOST_TEST(FindPlugins(sources).size() == 1u);
}

// Returns the one candidate's reason.
std::string ReasonFor(const fs::path& folder, const std::string& disable = "") {
  SearchSources sources;
  sources.plugin_path = folder.string();
  sources.disable = disable;
  const std::vector<FoundPlugin> found = FindPlugins(sources);
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_TEST(found[0].reason.empty() == found[0].mend.empty());
  return found[0].reason;
}

BOOST_AUTO_TEST_CASE(refuses_what_anyone_may_write) {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "a.so";
  Touch(file);
  BOOST_TEST(ReasonFor(scratch.path()) == "");
  BOOST_REQUIRE_EQUAL(::chmod(file.c_str(), 0666), 0);
  BOOST_TEST(ReasonFor(scratch.path()) == "any user may write this file");
  BOOST_REQUIRE_EQUAL(::chmod(file.c_str(), 0644), 0);
  BOOST_REQUIRE_EQUAL(::chmod(scratch.path().c_str(), 0777), 0);
  BOOST_TEST(Contains(ReasonFor(scratch.path()), "write to its folder"));
}

BOOST_AUTO_TEST_CASE(a_file_named_by_the_user_may_lie_in_a_sticky_folder) {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "a.so";
  Touch(file);
  BOOST_REQUIRE_EQUAL(::chmod(scratch.path().c_str(), 01777), 0);
  SearchSources sources;
  sources.files = {file};
  const std::vector<FoundPlugin> named = FindPlugins(sources);
  BOOST_REQUIRE_EQUAL(named.size(), 1u);
  BOOST_TEST(named[0].reason == "");
  BOOST_TEST(Contains(ReasonFor(scratch.path()), "write to its folder"));
}

BOOST_AUTO_TEST_CASE(refuses_a_link_into_a_folder_anyone_may_write) {
  const ScratchFolder scratch;
  const ScratchFolder open;
  Touch(open.path() / "target.so");
  BOOST_REQUIRE_EQUAL(::chmod(open.path().c_str(), 0777), 0);
  fs::create_symlink(open.path() / "target.so", scratch.path() / "a.so");
  BOOST_TEST(Contains(ReasonFor(scratch.path()), open.path().string()));
}

BOOST_AUTO_TEST_CASE(lists_what_is_no_regular_file) {
  const ScratchFolder scratch;
  fs::create_directory(scratch.path() / "folder.so");
  BOOST_TEST(ReasonFor(scratch.path()) == "not a regular file");
  fs::remove(scratch.path() / "folder.so");
  BOOST_REQUIRE_EQUAL(::mkfifo((scratch.path() / "pipe.so").c_str(), 0600), 0);
  BOOST_TEST(ReasonFor(scratch.path()) == "not a regular file");
  fs::remove(scratch.path() / "pipe.so");
  fs::create_symlink("nowhere", scratch.path() / "dangling.so");
  BOOST_TEST(ReasonFor(scratch.path()) == "No such file or directory");
}

BOOST_AUTO_TEST_CASE(disables_by_file_name_or_id) {
  const ScratchFolder scratch;
  Touch(scratch.path() / "mario.so");
  for (const char* disable : {"mario", "mario.so", "x,mario", "x:mario:y"}) {
    BOOST_TEST(ReasonFor(scratch.path(), disable) ==
               "disabled by PASTICHE_PLUGIN_DISABLE");
  }
  BOOST_TEST(ReasonFor(scratch.path(), "mari,mario.s,ario") == "");
}

BOOST_AUTO_TEST_CASE(a_missing_folder_is_news_only_if_the_user_named_it) {
  SearchSources sources;
  sources.install_dir = "/nonexistent/plugins";
  sources.executable = "/nonexistent/bin/pastiche";
  sources.home = "/nonexistent";
  BOOST_TEST(FindPlugins(sources).empty());
  BOOST_TEST(ReasonFor("/nonexistent/plugins") == "No such file or directory");
}

BOOST_AUTO_TEST_CASE(what_is_no_folder_is_always_news) {
  const ScratchFolder scratch;
  Touch(scratch.path() / "file");
  SearchSources sources;
  sources.install_dir = scratch.path() / "file";
  const auto found = FindPlugins(sources);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].reason == "Not a directory");
  BOOST_TEST(found[0].mend == "make it a readable folder or remove it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
