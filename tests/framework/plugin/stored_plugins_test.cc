// Plugins that were compiled when ABI 1.0 was frozen, kept as binaries, in C,
// C++ and Rust: every later host has to load them.

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "framework/plugin/first_sizes.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

fs::path AbiFolder() {
  return fs::path(std::getenv("PASTICHE_SOURCE")) / "tests/abi";
}

BOOST_AUTO_TEST_SUITE(stored_plugins)

#if defined(__x86_64__)
BOOST_AUTO_TEST_CASE(each_loads_and_reads_its_corpus_back) {
  for (const char* language : {"c", "cpp", "rust"}) {
    BOOST_TEST_CONTEXT(language) {
      const auto library = PluginLibrary::Load(
          AbiFolder() / "stored" / (std::string(language) + ".so"), {});
      BOOST_REQUIRE_MESSAGE(library.has_value(), library.error().message);
      BOOST_TEST((*library)->abi_major() == 1u);
      BOOST_TEST((*library)->abi_minor() == 0u);
      const auto domain = AbiDomain::Open(**library, 0, {});
      BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
      const auto corpus = (*domain)->Corpus();
      BOOST_REQUIRE_MESSAGE(corpus.has_value(), corpus.error().message);
      for (const Document& document : *corpus) {
        const auto text = (*domain)->Decode(document.tokens);
        BOOST_REQUIRE_MESSAGE(text.has_value(), text.error().message);
        const auto again = (*domain)->Encode(*text);
        BOOST_REQUIRE_MESSAGE(again.has_value(), again.error().message);
        BOOST_TEST((again->tokens == document.tokens));
      }
      const auto refused = (*domain)->Encode("UPPER");
      BOOST_TEST(!refused.has_value());
    }
  }
}
#endif

// Sizes that the host asks for are those that 1.0 was frozen with.
BOOST_AUTO_TEST_CASE(first_sizes_are_those_of_the_record) {
  std::ifstream record(AbiFolder() / "layout_1.0.txt");
  BOOST_REQUIRE(record.good());
  std::map<std::string, std::uint64_t> sizes;
  for (std::string line; std::getline(record, line);) {
    std::istringstream words(line);
    std::string type, field;
    std::uint64_t offset = 0, size = 0;
    if (words >> type >> field >> offset >> size && field == "sizeof") {
      sizes[type] = size;
    }
  }
#define VERIFY(T) BOOST_TEST(kFirstSize<T> == sizes[#T])
  VERIFY(pst_diag);
  VERIFY(pst_document_info);
  VERIFY(pst_document);
  VERIFY(pst_region);
  VERIFY(pst_sink);
  VERIFY(pst_host);
  VERIFY(pst_domain_info);
  VERIFY(pst_domain);
  VERIFY(pst_entry);
  VERIFY(pst_token_info);
  VERIFY(pst_codec);
  VERIFY(pst_corpus);
  VERIFY(pst_slot_info);
  VERIFY(pst_feature_info);
  VERIFY(pst_context);
  VERIFY(pst_cursor_table);
  VERIFY(pst_constraint);
  VERIFY(pst_metric_info);
  VERIFY(pst_metrics);
  VERIFY(pst_format_info);
  VERIFY(pst_formats);
  VERIFY(pst_regions);
  VERIFY(pst_channel_info);
  VERIFY(pst_payload);
  VERIFY(pst_option_info);
  VERIFY(pst_options);
  VERIFY(pst_recommend);
#undef VERIFY
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
