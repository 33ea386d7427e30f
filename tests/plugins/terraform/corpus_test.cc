#include "plugins/terraform/corpus.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/formatter.h"
#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(has_the_promised_size) {
  std::size_t bytes = 0;
  std::set<std::string> names;
  for (const CorpusModule& module : CorpusModules()) {
    names.insert(module.name);
    for (const SourceFile& file : module.files) bytes += file.text.size();
  }
  BOOST_TEST(names.size() == CorpusModules().size());
  BOOST_TEST(names.size() >= 18u);
  BOOST_TEST(bytes >= 60000u);
  BOOST_TEST(bytes <= 150000u);
}

BOOST_AUTO_TEST_CASE(every_module_is_sound_and_canonical) {
  for (const CorpusModule& module : CorpusModules()) {
    BOOST_TEST_CONTEXT(module.name) {
      const ModuleReport report = CheckModule(module.files);
      for (const Finding& finding : report.findings) {
        BOOST_ERROR(module.files[finding.file].name + ": " + finding.message);
      }
      BOOST_TEST(report.references.all == report.references.resolved);
      for (const SourceFile& file : module.files) {
        BOOST_TEST(Format(file.text) == file.text);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_module_comes_back_from_its_tokens) {
  for (const CorpusModule& module : CorpusModules()) {
    const EncodedModule encoded = EncodeModule(module.files);
    BOOST_REQUIRE(!encoded.problem);
    const DecodedModule decoded = DecodeModule(encoded.tokens);
    BOOST_REQUIRE(decoded.files.size() == module.files.size());
    for (std::size_t f = 0; f < module.files.size(); ++f) {
      BOOST_TEST(decoded.files[f].name == module.files[f].name);
      BOOST_TEST(decoded.files[f].text == module.files[f].text);
      BOOST_TEST(!decoded.files[f].verbatim);
    }
  }
}

BOOST_AUTO_TEST_CASE(tokens_are_about_three_bytes_long) {
  double bytes = 0;
  double tokens = 0;
  for (const CorpusModule& module : CorpusModules()) {
    for (const SourceFile& file : module.files) {
      bytes += static_cast<double>(file.text.size());
    }
    tokens += static_cast<double>(EncodeModule(module.files).tokens.size());
  }
  BOOST_TEST_MESSAGE("bytes per token " << bytes / tokens);
  BOOST_TEST(bytes / tokens > 2.5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
