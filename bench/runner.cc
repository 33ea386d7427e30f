#include "bench/runner.h"

#include <fmt/format.h>

#include <regex>

#include "kernels/executor.h"

namespace pastiche::bench {

Result<std::vector<Scenario>> Filter(std::vector<Scenario> list,
                                     const std::string& filter) {
  if (filter.empty()) return list;
  std::regex pattern;
  try {
    pattern = std::regex(filter);
  } catch (const std::regex_error&) {
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("--filter: \"{}\" is not a regular expression", filter),
        "write a backslash before ( [ . * + ? that stand for "
        "themselves");
  }
  std::erase_if(list, [&](const Scenario& scenario) {
    return !std::regex_search(scenario.name, pattern);
  });
  return list;
}

Row MakeRow(const std::string& name, const Trial& trial,
            const Measurement& measurement) {
  Row row{.name = name, .figures = trial.figures, .details = trial.details};
  if (measurement.timings.empty() || measurement.timings[0].seconds.empty()) {
    return row;
  }
  const Timing& ours = measurement.timings[0];
  row.min_ms = ours.min * 1e3;
  row.median_ms = ours.median * 1e3;
  if (trial.flops > 0.0) row.gflops = trial.flops * 1e-9 / ours.median;
  if (trial.bytes > 0.0) row.gbps = trial.bytes * 1e-9 / ours.median;
  if (trial.tokens > 0.0) {
    row.figures.emplace_back("us_per_token", ours.median * 1e6 / trial.tokens);
  }
  for (std::size_t i = 1; i < trial.contestants.size(); ++i) {
    const double ratio = MedianRatio(measurement.timings[i], ours);
    const std::string& other = trial.contestants[i].name;
    if (other == "fma") {
      row.share_of_peak = ratio;
    } else if (other == "read") {
      row.share_of_read = ratio;
    } else {
      row.versus.emplace_back(other, ratio);
    }
  }
  row.repeats = measurement.repeats;
  row.unquiet = !measurement.quiet;
  return row;
}

Result<std::vector<Row>> RunScenarios(const std::vector<Scenario>& scenarios,
                                      const RunOptions& options) {
  std::vector<Row> rows;
  std::mt19937_64 rng(options.settings.seed);
  const Clock clock = SteadyClock();
  const int threads_before = kernels::thread_count();
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios[i];
    options.progress(i, scenarios.size(), scenario.name);
    kernels::SetThreadCount(scenario.threads);
    const auto trial = scenario.prepare(options.settings);
    if (!trial) {
      options.failed(trial.error());
      continue;
    }
    const Measurement measurement =
        Measure(trial->contestants, options.protocol, clock, rng, options.stop);
    if (options.stop()) return Fail(ErrorCode::kCancelled, "interrupted");
    if (trial->rows.empty()) {
      rows.push_back(MakeRow(scenario.name, *trial, measurement));
    }
    rows.insert(rows.end(), trial->rows.begin(), trial->rows.end());
  }
  kernels::SetThreadCount(threads_before);
  options.progress(scenarios.size(), scenarios.size(), "");
  return rows;
}

}  // namespace pastiche::bench
