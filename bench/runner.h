// Prepares and times scenarios one after the other, and makes a row of each.

#ifndef PASTICHE_BENCH_RUNNER_H_
#define PASTICHE_BENCH_RUNNER_H_

#include <functional>
#include <string>
#include <vector>

#include "bench/scenario.h"

namespace pastiche::bench {

struct RunOptions {
  Settings settings;
  ProtocolOptions protocol = {};
  // Before each scenario, and once at the end with an empty name.
  std::function<void(std::size_t done, std::size_t total,
                     const std::string& name)>
      progress = {};
  std::function<bool()> stop = {};
  // A scenario that could not be prepared, or whose result is wrong: it has no
  // row, the others go on.
  std::function<void(const Error& error)> failed = {};
};

// The scenarios whose name `filter` matches: a regular expression (ECMAScript)
// found anywhere in it; all for an empty one. kInvalidArgument if it is none.
[[nodiscard]] Result<std::vector<Scenario>> Filter(std::vector<Scenario> list,
                                                   const std::string& filter);

// The only error is kCancelled, once options.stop() is true.
[[nodiscard]] Result<std::vector<Row>> RunScenarios(
    const std::vector<Scenario>& scenarios, const RunOptions& options);

// The row that a measurement of `trial` gives.
[[nodiscard]] Row MakeRow(const std::string& name, const Trial& trial,
                          const Measurement& measurement);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_RUNNER_H_
