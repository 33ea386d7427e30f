#include "plugins/terraform/metrics.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <string_view>

#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

double Measure(std::string_view id, std::string_view text, bool whole = true) {
  std::vector<std::uint32_t> tokens = {kFileMark, kTextMark};
  const EncodedText encoded = EncodeText(text);
  tokens.insert(tokens.end(), encoded.tokens.begin(), encoded.tokens.end());
  if (whole) tokens.push_back(kEndMark);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (MetricInfoOf(i).id == id) return ComputeMetric(i, tokens);
  }
  BOOST_FAIL("no metric " << id);
  return 0;
}

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(parses_is_one_or_zero) {
  BOOST_TEST(Measure("parses", "a = 1\n") == 1.0);
  BOOST_TEST(Measure("parses", "") == 1.0);
  BOOST_TEST(Measure("parses", "a = [\n") == 0.0);
}

// A sample that reached its greatest length is no broken file.
BOOST_AUTO_TEST_CASE(what_was_cut_off_is_judged_as_a_beginning) {
  BOOST_TEST(Measure("parses", "a {\n  b = [\n", /*whole=*/false) == 1.0);
  BOOST_TEST(Measure("parses", "a {\n  b = ]\n", /*whole=*/false) == 0.0);
  BOOST_TEST(Measure("parses", "a {\n  b = 1\n  b = 2\n", false) == 0.0);
  BOOST_TEST(Measure("references_resolved",
                     "variable \"x\" {}\na {\n  b = [\n    var.x,\n",
                     false) == 1.0);
  // Rows of newlines, or the middle of a text, are no document at all.
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (MetricInfoOf(i).id != std::string_view("parses")) continue;
    const std::vector<std::uint32_t> newlines(100, kFirstByte + '\n');
    BOOST_TEST(ComputeMetric(i, newlines) == 0.0);
    BOOST_TEST(ComputeMetric(i, std::vector<std::uint32_t>{kFileMark}) == 0.0);
  }
}

BOOST_AUTO_TEST_CASE(references_resolved_is_a_share) {
  const char* text = "variable \"x\" {}\na = [var.x, var.x, var.y, local.z]\n";
  BOOST_TEST(Measure("references_resolved", text) == 0.5);
  BOOST_TEST(std::isnan(Measure("references_resolved", "a = 1\n")));
  BOOST_TEST(std::isnan(Measure("references_resolved", "a = [var.x\n")));
}

BOOST_AUTO_TEST_CASE(duplicates_are_counted) {
  BOOST_TEST(Measure("duplicate_keys", "a = 1\nb = 2\n") == 0.0);
  BOOST_TEST(Measure("duplicate_keys",
                     "a = 1\na = 2\na = 3\nvariable \"x\" {}\n"
                     "variable \"x\" {}\n") == 3.0);
}

BOOST_AUTO_TEST_CASE(unused_declarations_are_counted) {
  BOOST_TEST(
      Measure("unused",
              "variable \"x\" {}\nlocals {\n  a = 1\n  b = local.a\n}\n") ==
      2.0);
}

BOOST_AUTO_TEST_CASE(sizes) {
  const char* text = "a {\n  b {\n    c = 1\n  }\n}\n\nd {}\n";
  BOOST_TEST(Measure("lines", text) == 7.0);
  BOOST_TEST(Measure("mean_block_lines", text) == 3.0);  // 5 and 1.
  BOOST_TEST(Measure("max_depth", text) == 2.0);
  BOOST_TEST(Measure("lines", "") == 0.0);
  BOOST_TEST(Measure("max_depth", "a = 1\n") == 0.0);
  BOOST_TEST(std::isnan(Measure("mean_block_lines", "a = 1\n")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
