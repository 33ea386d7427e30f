// The report page and its parts.

#include "host/report.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "host/html_text.h"
#include "host/report_chart.h"

namespace pastiche::host {
namespace {

BOOST_AUTO_TEST_SUITE(report)

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

Report SomeReport() {
  MethodResult ours{.name = "attention-ar", .kind = MethodKind::kOurs};
  ours.metrics["bits_per_token"] = {
      .mean = 0.25,
      .standard_error = 0.01,
      .n = 2,
      .per_document = {0.2, 0.3},
      .versus = {.baseline = "ngram-kn", .ratio = 0.8, .n = 2}};
  MethodResult theirs{.name = "ngram-kn", .kind = MethodKind::kBaseline};
  theirs.metrics["bits_per_token"] = {
      .mean = 0.3, .n = 2, .per_document = {0.25, 0.35}};
  ReportDomain domain{.name = "Levels <of> \"Mario\""};
  domain.comparison.domain = "mario";
  domain.comparison.corpus = {.documents = 3, .tokens = 9, .sha256 = "abc"};
  domain.comparison.methods = {ours, theirs};
  domain.columns = {{.id = "bits_per_token",
                     .title = "bits/token",
                     .format = "{:.4f}",
                     .direction = -1}};
  domain.examples["attention-ar"] = {{.kind = ReportMedia::Kind::kPicture,
                                      .media_type = "image/svg+xml",
                                      .content = "<svg onload='alert(1)'/>"},
                                     {.kind = ReportMedia::Kind::kSound,
                                      .media_type = "audio/wav",
                                      .content = "RIFF"},
                                     {.kind = ReportMedia::Kind::kText,
                                      .media_type = "text/plain",
                                      .content = "a < b </pre><script>"}};
  return {.domains = {domain},
          .command_line = "pastiche compare --option 'x=</pre>'",
          .version = "1",
          .machine = "one",
          .seeds = "1, 2",
          .samples = 4,
          .data = "{\"text\":\"</script>\"}"};
}

BOOST_AUTO_TEST_CASE(base64_of_the_rfc) {
  const char* const cases[][2] = {{"", ""},
                                  {"f", "Zg=="},
                                  {"fo", "Zm8="},
                                  {"foo", "Zm9v"},
                                  {"foob", "Zm9vYg=="},
                                  {"fooba", "Zm9vYmE="},
                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) BOOST_TEST(Base64(bytes) == text);
  const std::string high{'\xff', '\x00', '\x80'};
  BOOST_TEST(Base64(high) == "/wCA");
}

BOOST_AUTO_TEST_CASE(a_page_stands_alone_and_runs_nothing) {
  const std::string page = ReportPage(SomeReport());
  for (const char* part : {"http:", "https:", "src=\"/", "@import", "url("}) {
    // The name space of inline SVG is no address that is fetched.
    const std::size_t allowed = std::string(part) == "http:"
                                    ? Count(page, "http://www.w3.org/2000/svg")
                                    : 0;
    BOOST_TEST(Count(page, part) == allowed, part);
  }
  BOOST_TEST(Count(page, "<script") == 1u);
  BOOST_TEST(Has(page, "<script type=\"application/json\""));
  BOOST_TEST(Count(page, "</script>") == 1u);
}

BOOST_AUTO_TEST_CASE(what_a_plugin_says_is_only_text) {
  const std::string page = ReportPage(SomeReport());
  BOOST_TEST(!Has(page, "onload"));
  BOOST_TEST(!Has(page, "<of>"));
  BOOST_TEST(Has(page, "Levels &lt;of&gt; &quot;Mario&quot;"));
  BOOST_TEST(Has(page, "a &lt; b &lt;/pre&gt;&lt;script&gt;"));
  BOOST_TEST(Has(page, "x=&lt;/pre&gt;"));
}

BOOST_AUTO_TEST_CASE(pictures_sound_and_text_have_names) {
  const std::string page = ReportPage(SomeReport());
  BOOST_TEST(Has(page, "<img alt=\"sample 1 of attention-ar"));
  BOOST_TEST(Has(page, "<audio controls"));
  BOOST_TEST(Has(page, "src=\"data:audio/wav;base64,UklGRg==\""));
  BOOST_TEST(Has(page, "<html lang=\"en\">"));
}

BOOST_AUTO_TEST_CASE(the_best_is_bold_unless_a_control_wins) {
  Report report = SomeReport();
  BOOST_TEST(Count(ReportPage(report), "<td class=\"best\">") == 1u);
  report.domains[0].columns[0].winners = {"plagiarist"};
  const std::string page = ReportPage(report);
  BOOST_TEST(Count(page, "<td class=\"best\">") == 0u);
  BOOST_TEST(Has(page, "bits/token (plagiarist)"));
}

BOOST_AUTO_TEST_CASE(charts_put_values_in_proportion) {
  const std::vector<ChartRow> rows = {
      {.name = "a", .kind = "ours", .mean = 1.0},
      {.name = "b", .kind = "ours", .mean = 2.0},
      {.name = "c", .kind = "ours", .mean = 4.0}};
  const std::string chart = IntervalChart("id", "title", rows);
  std::vector<double> x;
  const std::string key = "cx=\"";
  for (std::size_t at = chart.find(key); at != std::string::npos;
       at = chart.find(key, at + 1)) {
    x.push_back(std::stod(chart.substr(at + key.size())));
  }
  BOOST_REQUIRE(x.size() == 3u);
  BOOST_TEST(std::abs((x[2] - x[1]) - 2.0 * (x[1] - x[0])) < 0.31);
}

BOOST_AUTO_TEST_CASE(charts_of_nothing_and_of_zeros) {
  BOOST_TEST(IntervalChart("id", "title", {}).empty());
  BOOST_TEST(DifferenceChart("id", "title", std::vector<double>{1.0}).empty());
  const std::vector<ChartRow> zero = {{.name = "a", .kind = "ours"}};
  BOOST_TEST(!Has(IntervalChart("id", "title", zero), "nan"));
  BOOST_TEST(
      !Has(DifferenceChart("id", "t", std::vector<double>{0.0, 0.0}), "nan"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
