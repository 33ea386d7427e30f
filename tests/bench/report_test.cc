#include "bench/report.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "bench/runner.h"

namespace pastiche::bench {
namespace {

Report Example() {
  Report report{.machine = {.cpu = "A, fast \"CPU\"",
                            .compiler = "g++ 12.2",
                            .simd = "AVX3",
                            .threads = 2,
                            .fma_gflops = {{"1", 117.0}, {"2", 232.0}},
                            .read_gbps = {{"l2", 117.0}}},
                .started = "2026-11-21T11:00:00Z",
                .seed = 7};
  Row row{.name = "dense/n=4096/d=64/threads=1",
          .min_ms = 40.3,
          .median_ms = 40.4,
          .gflops = 107.0,
          .share_of_peak = 0.91,
          .versus = {{"openblas", 1.28}, {"onednn", 1.18}}};
  row.unquiet = true;
  report.rows = {row, Row{.name = "quality/a,b", .figures = {{"l2", 0.04}}}};
  return report;
}

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(json_is_as_the_contract_says) {
  const auto value = boost::json::parse(ToJson(Example()));
  BOOST_TEST(value.at("schema").as_string() == "pastiche.bench/1");
  BOOST_TEST(value.at("simd").as_string() == "AVX3");
  BOOST_TEST(value.at("limits").at("fma_gflops").at("2").as_double() == 232.0);
  BOOST_TEST(value.at("limits").at("read_gbps").at("l2").as_double() == 117.0);
  const auto& row = value.at("rows").at(0);
  BOOST_TEST(row.at("name").as_string() == "dense/n=4096/d=64/threads=1");
  BOOST_TEST(row.at("min_ms").as_double() == 40.3);
  BOOST_TEST(row.at("versus").at("openblas").as_double() == 1.28);
  BOOST_TEST(row.at("unquiet").as_bool());
  // Absent = not measured.
  const auto& bare = value.at("rows").at(1).as_object();
  for (const char* key : {"min_ms", "gflops", "versus", "unquiet"}) {
    BOOST_TEST(!bare.contains(key));
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_is_left_out) {
  Report bad = Example();
  bad.rows[0].gflops = INFINITY;
  bad.rows[1].figures = {{"l2", std::nan("")}};
  const auto value = boost::json::parse(ToJson(bad));
  BOOST_TEST(!value.at("rows").at(0).as_object().contains("gflops"));
  BOOST_TEST(value.at("rows").at(1).at("figures").as_object().empty());
}

BOOST_AUTO_TEST_CASE(a_report_survives_the_round_trip) {
  const std::string json = ToJson(Example());
  const auto parsed = ParseReport(json, "a.json");
  BOOST_REQUIRE(parsed.has_value());
  BOOST_TEST(parsed->rows.size() == 2u);
  BOOST_TEST(parsed->rows[0].median_ms.value() == 40.4);
  BOOST_TEST(parsed->rows[0].unquiet);
  BOOST_TEST(parsed->machine.threads == 2);
  BOOST_CHECK(parsed->rows[0].versus == Example().rows[0].versus);
}

BOOST_AUTO_TEST_CASE(what_is_no_report_is_refused_by_name) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"schema":"pastiche.compare/1","rows":[]})",
        R"({"schema":"pastiche.bench/1"})",
        R"({"schema":"pastiche.bench/1","rows":[1]})",
        R"({"schema":7,"rows":[]})"}) {
    const auto parsed = ParseReport(text, "a.json");
    BOOST_REQUIRE(!parsed.has_value());
    BOOST_TEST(parsed.error().message.starts_with("a.json: "));
  }
  // Odd values in known places are as if absent.
  const auto parsed = ParseReport(
      R"({"schema":"pastiche.bench/1","threads":-1e300,"limits":3,"rows":[{"name":1,"min_ms":"x","repeats":1e300,"versus":[]}]})",
      "a.json");
  BOOST_REQUIRE(parsed.has_value());
  BOOST_TEST(parsed->machine.threads == 1);
  BOOST_TEST(!parsed->rows[0].min_ms.has_value());
}

BOOST_AUTO_TEST_CASE(csv_quotes_and_has_one_line_per_row) {
  const std::string csv = ToCsv(Example());
  BOOST_TEST(std::count(csv.begin(), csv.end(), '\n') == 3);
  BOOST_TEST(csv.find("\n\"quality/a,b\",,,,") != std::string::npos);
  BOOST_TEST(csv.find("openblas=1.28;onednn=1.18") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(tables_leave_out_columns_that_nobody_fills) {
  const std::string text = ToText(Example());
  BOOST_TEST(text.find("of peak") != std::string::npos);
  BOOST_TEST(text.find("of read") == std::string::npos);
  BOOST_TEST(text.find("unquiet") != std::string::npos);
  BOOST_TEST(ToMarkdown(Example()).find("| --") != std::string::npos);
  BOOST_TEST(ToMarkdown(Example()).starts_with("# "));
}

BOOST_AUTO_TEST_CASE(a_row_takes_limits_apart_from_peers) {
  Trial trial{.flops = 2e9, .bytes = 4e9, .tokens = 1000};
  trial.contestants = {{.name = "ours"},
                       {.name = "fma"},
                       {.name = "openblas"},
                       {.name = "read"}};
  Measurement measurement;
  for (const double seconds : {0.5, 0.4, 1.0, 0.25}) {
    measurement.timings.push_back(
        {.seconds = {seconds, seconds}, .min = seconds, .median = seconds});
  }
  const Row row = MakeRow("a", trial, measurement);
  BOOST_TEST(row.gflops.value() == 4.0);
  BOOST_TEST(row.gbps.value() == 8.0);
  BOOST_TEST(row.share_of_peak.value() == 0.8);
  BOOST_TEST(row.share_of_read.value() == 0.5);
  BOOST_REQUIRE(row.versus.size() == 1u);
  BOOST_TEST(row.versus[0].second == 2.0);
  BOOST_REQUIRE(row.figures.size() == 1u);
  BOOST_TEST(row.figures[0].second == 500.0);  // us_per_token
}

BOOST_AUTO_TEST_CASE(a_scenario_that_fails_leaves_the_others_their_rows) {
  const auto rows_of = [](const Settings&) -> Result<Trial> {
    Trial trial;
    trial.rows = {Row{.name = "one"}, Row{.name = "two"}};
    return trial;
  };
  const auto fails = [](const Settings&) -> Result<Trial> {
    return Fail(ErrorCode::kPluginFailed, "wrong");
  };
  std::string failed, seen;
  bool stop = false;
  const RunOptions options{
      .settings = {},
      .progress = [&](std::size_t, std::size_t,
                      const std::string& name) { seen += name + " "; },
      .stop = [&] { return stop; },
      .failed = [&](const Error& error) { failed += error.message; }};
  const std::vector<Scenario> scenarios = {{.name = "a", .prepare = fails},
                                           {.name = "b", .prepare = rows_of}};
  const auto rows = RunScenarios(scenarios, options);
  BOOST_REQUIRE(rows.has_value());
  BOOST_TEST(rows->size() == 2u);
  BOOST_TEST(rows->at(1).name == "two");
  BOOST_TEST(failed == "wrong");
  BOOST_TEST(seen == "a b  ");
  stop = true;
  const auto stopped = RunScenarios(scenarios, options);
  BOOST_REQUIRE(!stopped.has_value());
  BOOST_CHECK(stopped.error().code == ErrorCode::kCancelled);
}

BOOST_AUTO_TEST_CASE(filters_are_regular_expressions_found_anywhere) {
  const auto names = [](const std::string& filter) {
    std::string result;
    const auto kept = Filter({{.name = "dense/n=256", .prepare = {}},
                              {.name = "dense/n=2560", .prepare = {}},
                              {.name = "decode/n=256", .prepare = {}}},
                             filter);
    if (!kept) return std::string("refused");
    for (const Scenario& scenario : *kept) result += scenario.name + " ";
    return result;
  };
  BOOST_TEST(names("") == "dense/n=256 dense/n=2560 decode/n=256 ");
  BOOST_TEST(names("dense") == "dense/n=256 dense/n=2560 ");
  BOOST_TEST(names("n=256$") == "dense/n=256 decode/n=256 ");
  BOOST_TEST(names("(") == "refused");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::bench
