// `pastiche bench` as a user runs it.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(program)

// The row itself is timed: no claim on its speed here.
BOOST_AUTO_TEST_CASE(quick_rows_have_times_limits_and_names) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/a.json";
  const Outcome outcome =
      Pastiche({"bench", "--quick", "--filter", "^dense/n=256/|decode/n=1024/",
                "--peers", "off", "--json", "--export-json", file,
                "--export-csv", folder.path() + "/a.csv", "--export-markdown",
                folder.path() + "/a.md", "--threads", "2"});
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  const auto value = json::parse(outcome.out);
  BOOST_TEST(value.at("schema").as_string() == "pastiche.bench/1");
  BOOST_TEST(!value.at("cpu").as_string().empty());
  BOOST_TEST(!value.at("compiler").as_string().empty());
  for (const char* threads : {"1", "2"}) {
    BOOST_TEST(value.at("limits").at("fma_gflops").at(threads).as_double() >
               0.0);
  }
  for (const char* level : {"l2", "l3", "dram"}) {
    BOOST_TEST(value.at("limits").at("read_gbps").at(level).as_double() > 0.0);
  }
  const auto& rows = value.at("rows").as_array();
  BOOST_TEST(rows.size() >= 3u);
  for (const auto& row : rows) {
    BOOST_TEST(row.at("min_ms").to_number<double>() > 0.0);
    BOOST_TEST(row.at("median_ms").to_number<double>() >=
               row.at("min_ms").to_number<double>());
    BOOST_TEST((row.as_object().contains("share_of_peak") ||
                row.as_object().contains("share_of_read")));
  }
  BOOST_TEST(ReadWhole(file) == outcome.out);
  BOOST_TEST(ReadWhole(folder.path() + "/a.csv").starts_with("name,"));
  BOOST_TEST(ReadWhole(folder.path() + "/a.md").find("| dense/n=256") !=
             std::string::npos);
  // A run is the same as itself.
  const Outcome same = Pastiche({"bench", "--compare", file, file});
  BOOST_TEST(same.exit_code == 0);
  BOOST_TEST(same.out.find("0 faster, 0 slower") != std::string::npos);
}

std::string Saved(double median_ms) {
  return R"({"schema":"pastiche.bench/1","cpu":"A","rows":[{"name":"a","min_ms":)" +
         std::to_string(median_ms) + R"(,"median_ms":)" +
         std::to_string(median_ms) + "}]}";
}

BOOST_AUTO_TEST_CASE(comparing_saved_runs_exits_three_when_slower) {
  const TemporaryFolder folder;
  const std::string fast = folder.Write("fast.json", Saved(1.0));
  const std::string slow = folder.Write("slow.json", Saved(1.2));
  const Outcome slower = Pastiche({"bench", "--compare", fast, slow});
  BOOST_TEST(slower.exit_code == 3);
  BOOST_TEST(slower.out.find("0 faster, 1 slower") != std::string::npos);
  const Outcome faster = Pastiche({"bench", "--compare", slow, fast, "--json"});
  BOOST_TEST(faster.exit_code == 0);
  const auto value = json::parse(faster.out);
  BOOST_TEST(value.at("schema").as_string() == "pastiche.bench-compare/1");
  BOOST_TEST(value.at("rows").at(0).at("verdict").as_string() == "faster");
}

BOOST_AUTO_TEST_CASE(slips_of_the_command_line_exit_two) {
  const std::vector<std::vector<std::string>> wrong = {
      {"bench", "--filter", "("},         {"bench", "--filter", "no such row"},
      {"bench", "--compare", "one.json"}, {"bench", "a.json"},
      {"bench", "--simd", "MMX"},         {"bench", "--peers", "maybe"},
      {"bench", "--fliter", "x"}};
  for (const auto& words : wrong) {
    const Outcome outcome = Pastiche(words);
    BOOST_TEST(outcome.exit_code == 2, words[1] << ": " << outcome.err);
    BOOST_TEST(outcome.out.empty());
  }
}

BOOST_AUTO_TEST_CASE(list_names_every_kind_of_row) {
  const Outcome outcome = Pastiche({"bench", "--list"});
  BOOST_TEST(outcome.exit_code == 0);
  for (const char* kind :
       {"dense/", "sparse/", "auto/", "heads/", "gate/", "decode/",
        "decode-sparse/", "evict/", "routed/", "quality/", "match/",
        "ar/mario/", "fill/drums/", "ar/terraform/", "memory/"}) {
    BOOST_TEST(outcome.out.find(kind) != std::string::npos, kind);
  }
  // What is filtered is less.
  const Outcome some = Pastiche({"bench", "--list", "--filter", "^dense"});
  BOOST_TEST(some.out.size() < outcome.out.size());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
