#include "framework/evaluate/sample_metrics.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(sample_metrics)

BOOST_AUTO_TEST_CASE(gives_what_can_be_measured_and_nothing_else) {
  const test::MemoryDomain domain(
      {.id = "toy", .vocabulary = 3, .valid = [](TokenSpan tokens) {
         return std::count(tokens.begin(), tokens.end(), Token{2}) == 0;
       }});
  const std::vector<Document> corpus = {domain.Read(std::string(20, 'a'))};
  const std::vector<Document> heldout = {domain.Read("bbbbbb")};
  const auto metrics = SampleMetrics::Build(domain, corpus, heldout).value();
  // A valid copy, a valid original and an invalid original.
  const std::vector<std::vector<Token>> samples = {std::vector<Token>(16, 0),
                                                   std::vector<Token>(16, 1),
                                                   std::vector<Token>(16, 2)};
  const auto measured = metrics.Measure(samples, nullptr).value();
  BOOST_TEST(measured.at("valid") == 2.0 / 3);
  BOOST_TEST(measured.at("joint_valid") == 1.0 / 3);
  BOOST_TEST(measured.at("copied_8") == 1.0 / 3);
  BOOST_TEST(measured.at("copied_16") == 1.0 / 3);
  BOOST_TEST(measured.at("longest_copy") == 16.0 / 3);
  BOOST_TEST(measured.at("diversity") == 1.0);
  BOOST_TEST(measured.at("toy.share_a") == 1.0 / 3);
  BOOST_TEST(measured.at("toy.distinct") == 1.0);
  BOOST_TEST(measured.at("jsd3") > 0.0);
  BOOST_TEST(measured.at("jsd3") < 1.0);
  BOOST_TEST(measured.count("jsd4") == 1u);
  BOOST_TEST(measured.count("tpkl3") == 1u);
}

BOOST_AUTO_TEST_CASE(leaves_out_what_is_not_defined) {
  const test::MemoryDomain domain({.id = "toy"});
  const std::vector<Document> corpus = {domain.Read("abcabc")};
  const auto metrics = SampleMetrics::Build(domain, corpus, {}).value();
  const std::vector<std::vector<Token>> samples = {{0, 1}};
  const auto measured = metrics.Measure(samples, nullptr).value();
  for (const char* id : {"valid", "joint_valid", "jsd3", "jsd4", "tpkl3",
                         "copied_8", "diversity"}) {
    BOOST_TEST(measured.count(id) == 0u, id);
  }
  BOOST_TEST(measured.at("toy.share_a") == 0.5);
  BOOST_TEST(metrics.Measure({}, nullptr).value().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
