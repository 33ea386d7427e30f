#include "framework/plugin/registry.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;
using Status = PluginEntry::Status;

SearchSources GoodSources() {
  SearchSources sources;
  sources.plugin_path = GoodFolder().string();
  return sources;
}

const PluginEntry* Find(const Registry& registry, std::string_view id) {
  const auto at = std::find_if(
      registry.entries().begin(), registry.entries().end(),
      [&](const PluginEntry& entry) { return entry.domain.id == id; });
  return at == registry.entries().end() ? nullptr : &*at;
}

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(lists_every_domain_of_every_file) {
  const Registry registry = Registry::Scan(GoodSources());
  BOOST_TEST(registry.entries().size() == 5u);
  for (const char* id : {"bits", "every", "pair-one", "pair-two", "throws"}) {
    const PluginEntry* entry = Find(registry, id);
    BOOST_REQUIRE_MESSAGE(entry != nullptr, id);
    BOOST_TEST((entry->status == Status::kUsable));
    BOOST_TEST((entry->origin == PluginOrigin::kEnvironment));
  }
  BOOST_TEST(Find(registry, "pair-one")->path ==
             Find(registry, "pair-two")->path);
}

BOOST_AUTO_TEST_CASE(lists_every_broken_file_with_reason_and_mend) {
  SearchSources sources;
  sources.plugin_path = BrokenFolder().string();
  const Registry registry = Registry::Scan(sources);
  BOOST_TEST(registry.entries().size() == 23u);
  for (const PluginEntry& entry : registry.entries()) {
    if (entry.domain.id == "bits") {  // environment.so: odd, but it works.
      BOOST_TEST(!entry.disturbances.empty());
      continue;
    }
    BOOST_TEST((entry.status == Status::kSkipped));
    BOOST_TEST(!entry.reason.empty());
    BOOST_TEST(!entry.mend.empty());
  }
}

BOOST_AUTO_TEST_CASE(the_first_of_an_id_wins_and_the_other_is_shadowed) {
  const ScratchFolder scratch;
  fs::copy_file(GoodPlugin("bits"), scratch.path() / "other.so");
  SearchSources sources = GoodSources();
  sources.files = {scratch.path() / "other.so"};
  const Registry registry = Registry::Scan(sources);
  BOOST_REQUIRE(Find(registry, "bits") != nullptr);
  BOOST_TEST(Find(registry, "bits")->path == scratch.path() / "other.so");
  const auto shadowed = std::find_if(
      registry.entries().begin(), registry.entries().end(),
      [](const auto& entry) { return entry.status == Status::kShadowed; });
  BOOST_REQUIRE(shadowed != registry.entries().end());
  BOOST_TEST(shadowed->path == GoodPlugin("bits"));
  BOOST_TEST(shadowed->shadowed_by == scratch.path() / "other.so");
  BOOST_TEST(!shadowed->mend.empty());
}

BOOST_AUTO_TEST_CASE(one_domain_of_a_file_can_be_disabled) {
  SearchSources sources = GoodSources();
  sources.disable = "pair-two";
  const Registry registry = Registry::Scan(sources);
  BOOST_TEST((Find(registry, "pair-one")->status == Status::kUsable));
  BOOST_TEST((Find(registry, "pair-two")->status == Status::kSkipped));
  const auto opened = registry.Open("pair-two");
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST((opened.error().code == ErrorCode::kNotFound));
  BOOST_TEST(Contains(opened.error().message, "PASTICHE_PLUGIN_DISABLE"));
}

BOOST_AUTO_TEST_CASE(opens_by_id_and_by_path) {
  const Registry registry = Registry::Scan(GoodSources());
  const auto by_id = registry.Open("pair-two");
  BOOST_REQUIRE(by_id.has_value());
  BOOST_TEST((*by_id)->info().id == "pair-two");
  const auto by_path = Registry::Scan({}).Open(GoodPlugin("bits").string());
  BOOST_REQUIRE(by_path.has_value());
  BOOST_TEST((*by_path)->info().id == "bits");
}

BOOST_AUTO_TEST_CASE(a_path_with_several_domains_asks_for_one) {
  const auto opened = Registry::Scan({}).Open(GoodPlugin("pair").string());
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST((opened.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(Contains(opened.error().message, "pair-one, pair-two"));
}

BOOST_AUTO_TEST_CASE(unknown_names_get_the_nearest) {
  const Registry registry = Registry::Scan(GoodSources());
  const auto typo = registry.Open("evrey");
  BOOST_REQUIRE(!typo.has_value());
  BOOST_TEST((typo.error().code == ErrorCode::kNotFound));
  BOOST_TEST(typo.error().message == "there is no plugin named evrey");
  BOOST_TEST(typo.error().mend == "did you mean every?");
  BOOST_TEST(Contains(registry.Open("zzzzzz").error().mend,
                      "bits, every, pair-one, pair-two, throws"));
  BOOST_TEST(Contains(Registry::Scan({}).Open("mario").error().mend,
                      "no plugin was found"));
}

BOOST_AUTO_TEST_CASE(a_skipped_plugin_says_why_when_it_is_asked_for) {
  SearchSources sources;
  sources.plugin_path = BrokenFolder().string();
  const auto opened = Registry::Scan(sources).Open("future_major");
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST(Contains(opened.error().message, "built for plugin ABI 99"));
  BOOST_TEST(Contains(opened.error().mend, "newer pastiche"));
  const auto by_path =
      Registry::Scan({}).Open(BrokenPlugin("no_entry").string());
  BOOST_REQUIRE(!by_path.has_value());
  BOOST_TEST((by_path.error().code == ErrorCode::kIncompatible));
  BOOST_TEST(Contains(by_path.error().message, "no pst_entry_v1 symbol"));
  BOOST_TEST((Registry::Scan({}).Open("./nowhere.so").error().code ==
              ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
