// Loading once, the services, and files that fail.

#include "framework/plugin/library.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(library)

BOOST_AUTO_TEST_CASE(loads_a_good_plugin) {
  const auto library = PluginLibrary::Load(GoodPlugin("bits"), {});
  BOOST_REQUIRE(library.has_value());
  BOOST_TEST((*library)->abi_major() == PST_ABI_MAJOR);
  BOOST_TEST((*library)->abi_minor() == PST_ABI_MINOR);
  BOOST_TEST((*library)->disturbances().empty());
  BOOST_REQUIRE_EQUAL((*library)->domains().size(), 1u);
  const DomainInfo& info = (*library)->domains()[0].info;
  BOOST_TEST(info.id == "bits");
  BOOST_TEST(info.vendor == "Example");
  BOOST_TEST(info.concurrent);
}

BOOST_AUTO_TEST_CASE(loads_a_file_once) {
  const ScratchFolder scratch;
  const auto link = scratch.path() / "link.so";
  std::filesystem::create_symlink(GoodPlugin("bits"), link);
  const auto first = PluginLibrary::Load(GoodPlugin("bits"), {});
  const auto second = PluginLibrary::Load(link, {});
  BOOST_REQUIRE(first.has_value() && second.has_value());
  BOOST_TEST(*first == *second);
}

BOOST_AUTO_TEST_CASE(a_touched_file_keeps_its_domains_without_a_second_init) {
  const ScratchFolder scratch;
  const auto copy = scratch.path() / "pair.so";
  std::filesystem::copy_file(GoodPlugin("pair"), copy);
  const auto first = PluginLibrary::Load(copy, {});
  std::filesystem::last_write_time(
      copy, std::filesystem::last_write_time(copy) - std::chrono::hours(1));
  const auto second = PluginLibrary::Load(copy, {});
  BOOST_REQUIRE(first.has_value() && second.has_value());
  BOOST_TEST(*first != *second);
  BOOST_TEST((*second)->domains().size() == 2u);
  BOOST_TEST((*first)->domains()[0].table.info ==
             (*second)->domains()[0].table.info);
}

BOOST_AUTO_TEST_CASE(a_touched_file_that_failed_fails_without_a_second_init) {
  const ScratchFolder scratch;
  const auto copy = scratch.path() / "fails.so";
  std::filesystem::copy_file(BrokenPlugin("init_fails"), copy);
  const auto first = PluginLibrary::Load(copy, {});
  std::filesystem::last_write_time(
      copy, std::filesystem::last_write_time(copy) - std::chrono::hours(1));
  const auto second = PluginLibrary::Load(copy, {});
  BOOST_REQUIRE(!first.has_value() && !second.has_value());
  BOOST_TEST(first.error().message == second.error().message);
}

// It states a later minor, and not that it needs one.
BOOST_AUTO_TEST_CASE(a_plugin_of_a_later_minor_loads) {
  const auto library = PluginLibrary::Load(LaterPlugin("stated"), {});
  BOOST_REQUIRE_MESSAGE(library.has_value(), library.error().message);
  BOOST_TEST((*library)->abi_minor() == 77u);
}

struct Case {
  const char* file;
  ErrorCode code;
  const char* words;
};

BOOST_AUTO_TEST_CASE(each_broken_plugin_is_refused_in_words) {
  constexpr auto kIncompatible = ErrorCode::kIncompatible;
  constexpr auto kFailed = ErrorCode::kPluginFailed;
  const Case cases[] = {
      {"no_entry", kIncompatible,
       "has no pst_entry_v1 symbol: not a Pastiche plugin"},
      {"entry_v2", kIncompatible,
       "future plugin interface (pst_entry_v2); this host speaks pst_entry_v1"},
      {"future_major", kIncompatible,
       "was built for plugin ABI 99.0; this host speaks 1.0"},
      {"draft", kIncompatible,
       "was built for plugin ABI 0.0; this host speaks 1.0"},
      {"needs_newer_host", kIncompatible, "needs a host of plugin ABI 1.77"},
      {"undefined_symbol", kFailed, "this_function_is_nowhere"},
      {"null_entry", kFailed, "pst_entry_v1() returned NULL"},
      {"struct_size", kFailed, "pst_entry has struct_size 24"},
      {"struct_size_tiny", kFailed, "pst_entry has struct_size 0"},
      {"struct_size_huge", kFailed, "struct_size 18446744073709551615"},
      {"no_domains", kFailed, "domain_count is 0"},
      {"many_domains", kFailed, "domain_count is 65"},
      {"null_init", kFailed, "pst_entry.init is NULL"},
      {"null_domain", kFailed, "domain() returned NULL"},
      {"same_id_twice", kFailed, "two of its domains have the id handshake"},
      {"domain_size", kFailed, "pst_domain has struct_size 8"},
      {"null_create", kFailed, "pst_domain.create is NULL"},
      {"bad_id", kFailed, "domain id \"Bad\" is not of the form"},
      {"null_name", kFailed, "domain handshake: name is NULL"},
      {"name_not_utf8", kFailed, "name is not UTF-8 without NUL (byte 6)"},
      {"bad_option", kFailed, "option 0: initial \"five\" does not fit"},
      {"init_fails", kFailed, "init() returned -4"},
  };
  for (const Case& broken : cases) {
    for (int round = 0; round < 2; ++round) {  // The answer is remembered.
      const auto library = PluginLibrary::Load(BrokenPlugin(broken.file), {});
      BOOST_REQUIRE_MESSAGE(!library.has_value(), broken.file);
      BOOST_TEST((library.error().code == broken.code), broken.file);
      BOOST_TEST(Contains(library.error().message, broken.words),
                 broken.file << ": " << library.error().message);
      BOOST_TEST(!library.error().mend.empty(), broken.file);
    }
  }
}

BOOST_AUTO_TEST_CASE(files_that_are_no_plugins_are_refused) {
  const ScratchFolder scratch;
  const auto path = scratch.path() / "text.so";
  BOOST_TEST(
      (PluginLibrary::Load(path, {}).error().code == ErrorCode::kNotFound));
  std::ofstream(path) << "just text";
  BOOST_TEST(
      (PluginLibrary::Load(path, {}).error().code == ErrorCode::kIncompatible));
}

BOOST_AUTO_TEST_CASE(the_probe_decides_before_loading) {
  const ScratchFolder scratch;
  const auto copy = scratch.path() / "probed.so";
  std::filesystem::copy_file(GoodPlugin("bits"), copy);
  HostServices services;
  std::filesystem::path asked;
  services.probe =
      [&](const std::filesystem::path& path) -> Result<PluginFacts> {
    asked = path;
    return Fail(ErrorCode::kPluginFailed, "crashed in the probe", "rebuild it");
  };
  const auto refused = PluginLibrary::Load(copy, services);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(asked == copy);
  BOOST_TEST(refused.error().message == "crashed in the probe");
  // Nothing was loaded, so another probe may say yes.
  BOOST_TEST(PluginLibrary::Load(copy, {}).has_value());
}

BOOST_AUTO_TEST_CASE(log_lines_reach_the_host_with_the_file_name) {
  const ScratchFolder scratch;
  const auto copy = scratch.path() / "logs.so";
  std::filesystem::copy_file(BrokenPlugin("bad_option"), copy);
  HostServices services;
  std::string line;
  services.log = [&](std::string_view file, Severity severity,
                     std::string_view message) {
    line = std::string(file) + ": " + std::string(message);
    BOOST_TEST((severity == Severity::kNote));
  };
  static_cast<void>(PluginLibrary::Load(copy, services));
  BOOST_TEST(line == copy.string() + ": hello");
}

BOOST_AUTO_TEST_CASE(log_lines_that_break_the_contract_do_no_harm) {
  const ScratchFolder scratch;
  const auto copy = scratch.path() / "bits.so";
  std::filesystem::copy_file(GoodPlugin("bits"), copy);
  HostServices services;
  std::vector<std::string> lines;
  services.log = [&](std::string_view, Severity severity,
                     std::string_view message) {
    if (message == "thrown") throw std::runtime_error("no room for it");
    lines.push_back(std::to_string(static_cast<int>(severity)) + " " +
                    std::string(message));
  };
  const auto library = PluginLibrary::Load(copy, services);
  BOOST_REQUIRE(library.has_value());
  const pst_host& host = (*library)->host();
  const auto log = [&](std::int32_t severity, const char* data,
                       std::uint64_t size) {
    const pst_bytes line = {data, size};
    host.log(host.ctx, severity, &line);
  };
  log(PST_DIAG_WARNING, "careful", 7);
  log(-5, "below", 5);
  log(99, "above", 5);
  log(PST_DIAG_NOTE, "\xff", 1);
  log(PST_DIAG_NOTE, nullptr, 3);
  log(PST_DIAG_NOTE, "thrown", 6);
  host.log(host.ctx, PST_DIAG_NOTE, nullptr);
  const std::string error = std::to_string(PST_DIAG_ERROR);
  const std::vector<std::string> wanted = {
      std::to_string(PST_DIAG_WARNING) + " careful", error + " below",
      error + " above"};
  BOOST_TEST(lines == wanted, boost::test_tools::per_element());
  BOOST_TEST(host.service(host.ctx, "anything") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_exception_of_init_ends_at_the_loader) {
  const auto library = PluginLibrary::Load(BrokenPlugin("init_throws"), {});
  BOOST_REQUIRE(!library.has_value());
  BOOST_TEST(Contains(library.error().message, "let an exception escape"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
