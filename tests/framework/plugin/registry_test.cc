// What is found, shadowed, skipped and opened, and in which words.

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
  BOOST_TEST(registry.entries().size() == 24u);
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
  for (const char* path : {"./nowhere.so", "nowhere.so", "./nowhere"}) {
    BOOST_TEST(
        (Registry::Scan({}).Open(path).error().code == ErrorCode::kNotFound));
  }
  // Another file's fault is not this one's.
  const auto other = Registry::Scan(sources).Open("futur_major");
  BOOST_REQUIRE(!other.has_value());
  BOOST_TEST(other.error().message == "there is no plugin named futur_major");
}

// A domain that the file had when it was probed.
BOOST_AUTO_TEST_CASE(a_domain_that_is_no_more_is_not_opened) {
  SearchSources sources;
  sources.files = {GoodPlugin("bits")};
  HostServices services;
  services.probe = [](const fs::path&) -> Result<PluginFacts> {
    DomainInfo first, second;
    first.id = "bits";
    second.id = "bytes";
    PluginFacts facts;
    facts.domains = {first, second};
    return facts;
  };
  const Registry registry = Registry::Scan(sources, services);
  BOOST_TEST(registry.Open("bits").has_value());
  const auto opened = registry.Open("bytes");
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST(Contains(opened.error().message, "what it was a moment ago"));
}

// A file may change between its probe and its opening.
BOOST_AUTO_TEST_CASE(what_a_probe_told_is_checked_when_opening) {
  const ScratchFolder scratch;
  const fs::path file = scratch.path() / "bits.so";
  fs::copy_file(GoodPlugin("bits"), file);
  SearchSources sources;
  sources.plugin_path = scratch.path().string();
  HostServices services;
  std::vector<std::string> probed;
  std::string id = "bits";
  services.probe = [&](const fs::path& path) -> Result<PluginFacts> {
    probed.push_back(path.filename().string());
    PluginFacts facts;
    DomainInfo info;
    info.id = id;
    facts.domains = {info};
    return facts;
  };
  BOOST_TEST(Registry::Scan(sources, services).Open("bits").has_value());
  BOOST_TEST(probed.size() >= 1u);
  id = "other";
  const auto changed = Registry::Scan(sources, services).Open("other");
  BOOST_REQUIRE(!changed.has_value());
  BOOST_TEST((changed.error().code == ErrorCode::kIncompatible));
  BOOST_TEST(Contains(changed.error().message, "what it was a moment ago"));
  // Gone, or replaced by what does not load.
  const Registry before = Registry::Scan(sources, services);
  fs::remove(file);
  const auto gone = before.Open("other");
  BOOST_REQUIRE(!gone.has_value());
  BOOST_TEST(Contains(gone.error().message, "bits.so"), gone.error().message);
  fs::copy_file(GoodPlugin("bits"), file);
  fs::resize_file(file, 5000);
  BOOST_TEST(!before.Open("other").has_value());
  // What the prescreen refuses is not probed.
  probed.clear();
  const Registry cut = Registry::Scan(sources, services);
  BOOST_TEST(probed.empty());
  BOOST_TEST((cut.entries()[0].status == Status::kSkipped));
}

BOOST_AUTO_TEST_CASE(safe_mode_leaves_third_parties_out) {
  SearchSources sources = GoodSources();
  sources.files = {BrokenPlugin("no_entry")};
  sources.safe_mode = true;
  const Registry refused = Registry::Scan(sources);
  BOOST_TEST(!refused.entries().empty());
  for (const PluginEntry& entry : refused.entries()) {
    BOOST_TEST((entry.status == Status::kSkipped));
    BOOST_TEST(!entry.mend.empty());
  }
  sources = {};
  sources.install_dir = GoodFolder();
  sources.safe_mode = true;
  const Registry installed = Registry::Scan(sources);
  BOOST_REQUIRE(Find(installed, "bits") != nullptr);
  BOOST_TEST((Find(installed, "bits")->status == Status::kUsable));
  BOOST_TEST((Find(installed, "bits")->origin == PluginOrigin::kInstalled));
}

BOOST_AUTO_TEST_CASE(every_origin_has_a_name) {
  std::vector<std::string> names;
  for (const PluginOrigin origin :
       {PluginOrigin::kFile, PluginOrigin::kEnvironment,
        PluginOrigin::kUserData, PluginOrigin::kInstalled,
        PluginOrigin::kBesideProgram}) {
    names.emplace_back(OriginName(origin));
    BOOST_TEST(IsThirdParty(origin) ==
               (origin != PluginOrigin::kInstalled &&
                origin != PluginOrigin::kBesideProgram));
  }
  std::sort(names.begin(), names.end());
  BOOST_TEST((std::unique(names.begin(), names.end()) == names.end()));
  BOOST_TEST(!names.front().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
