#include "host/comparison_log.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/run_program.h"

namespace pastiche::host {
namespace {

using test::ReadWhole;
using test::TemporaryFolder;

BOOST_AUTO_TEST_SUITE(comparison_log)

LoggedRun SomeRun(const std::string& id = "run") {
  LoggedRun run{.id = id,
                .split_by_host = true,
                .methods = {"attention-ar", "ngram-kn"},
                .seeds = {1, 18446744073709551615ull},
                .samples = 3};
  run.comparison.domain = "mario";
  run.comparison.corpus = {.documents = 2, .tokens = 28, .sha256 = "ab"};
  run.comparison.heldout = {.documents = 2, .tokens = 14};
  return run;
}

MethodResult Method(const std::string& name, MethodKind kind, double shift) {
  MethodResult method{.name = name, .kind = kind};
  method.metrics["bits_per_token"] = {.mean = 0.1 + shift,
                                      .standard_error = 1.0 / 3.0,
                                      .n = 2,
                                      .per_document = {0.05 + shift, 0.15}};
  method.metrics["masked_line"] = {
      .mean = 0.5, .n = 1, .per_document = {1.0, 0.0}, .more_is_better = true};
  method.volatile_metrics["us_per_token"] = 12.5;
  method.notes = {"jsd4: none \"here\""};
  method.examples = {{0, 3, 4294967294u}, {}};
  return method;
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_to_the_last_bit) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/log";
  const MethodResult method = Method("attention-ar", MethodKind::kOurs, 1e-17);
  {
    auto log = ComparisonLog::Open(path).value();
    BOOST_TEST(log->runs().empty());
    BOOST_REQUIRE(log->Begin(SomeRun()).has_value());
    BOOST_REQUIRE(log->Add("run", method).has_value());
  }
  const auto log = ComparisonLog::Open(path).value();
  BOOST_REQUIRE(log->runs().size() == 1u);
  const LoggedRun& run = log->runs()[0];
  BOOST_TEST(run.seeds == SomeRun().seeds, boost::test_tools::per_element());
  BOOST_TEST(run.samples == 3u);
  BOOST_TEST(run.split_by_host);
  BOOST_TEST(run.comparison.corpus.sha256 == "ab");
  BOOST_TEST(run.comparison.heldout.tokens == 14u);
  BOOST_REQUIRE(run.comparison.methods.size() == 1u);
  const MethodResult& read = run.comparison.methods[0];
  BOOST_TEST((read.kind == MethodKind::kOurs));
  BOOST_TEST((read.examples == method.examples));
  BOOST_TEST((read.notes == method.notes));
  BOOST_TEST(read.volatile_metrics.at("us_per_token") == 12.5);
  for (const auto& [id, value] : method.metrics) {
    const MetricValue& other = read.metrics.at(id);
    BOOST_TEST(other.mean == value.mean);
    BOOST_TEST((other.standard_error == value.standard_error));
    BOOST_TEST((other.per_document == value.per_document));
    BOOST_TEST(other.more_is_better == value.more_is_better);
  }
}

BOOST_AUTO_TEST_CASE(a_line_cut_anywhere_counts_as_not_there) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/log";
  {
    auto log = ComparisonLog::Open(path).value();
    BOOST_REQUIRE(log->Begin(SomeRun()).has_value());
    BOOST_REQUIRE(
        log->Add("run", Method("ngram-kn", MethodKind::kBaseline, 0.0))
            .has_value());
  }
  const std::string whole = ReadWhole(path);
  const std::size_t first = whole.find('\n') + 1;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, size);
    const auto log = ComparisonLog::Open(path);
    BOOST_REQUIRE_MESSAGE(log.has_value(), size);
    BOOST_TEST((*log)->runs().size() == (size < first ? 0u : 1u));
    if (size >= first) BOOST_TEST((*log)->runs()[0].comparison.methods.empty());
    BOOST_TEST(std::filesystem::file_size(path) == (size < first ? 0 : first));
  }
}

BOOST_AUTO_TEST_CASE(another_file_is_refused_by_line) {
  for (const char* text : {"level\n", "{}\n", "[]\n", "{\"run\":1}\n",
                           "{\"run\":\"a\",\"method\":{}}\n",
                           "{\"run\":\"a\",\"domain\":\"b\"}\n", "\n"}) {
    const auto parsed = ParseLog(text, "x.log");
    BOOST_REQUIRE_MESSAGE(!parsed.has_value(), text);
    BOOST_TEST(parsed.error().message.find("x.log:1") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(parts_join_in_the_order_of_the_plan) {
  LoggedRun a = SomeRun(), b = SomeRun();
  a.comparison.methods = {Method("ngram-kn", MethodKind::kBaseline, 0.1)};
  b.comparison.methods = {Method("attention-ar", MethodKind::kOurs, 0.0),
                          Method("ngram-kn", MethodKind::kBaseline, 0.7)};
  const auto merged = MergeRuns({a, b});
  BOOST_REQUIRE(merged.has_value());
  BOOST_REQUIRE(merged->size() == 1u);
  const auto& methods = (*merged)[0].comparison.methods;
  BOOST_REQUIRE(methods.size() == 2u);
  BOOST_TEST(methods[0].name == "attention-ar");
  // The first result of a method counts; ours is compared with it.
  const Versus& versus = methods[0].metrics.at("bits_per_token").versus;
  BOOST_TEST(versus.baseline == "ngram-kn");
  BOOST_TEST(versus.ratio == 0.5, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_does_not_belong_together_is_refused) {
  LoggedRun half = SomeRun();
  half.comparison.methods = {Method("ngram-kn", MethodKind::kBaseline, 0.1)};
  const auto missing = MergeRuns({half});
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST(missing.error().message.find("attention-ar") != std::string::npos);
  LoggedRun other = SomeRun("another");
  BOOST_TEST(!MergeRuns({half, other}).has_value());
  BOOST_TEST(!MergeRuns({}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
