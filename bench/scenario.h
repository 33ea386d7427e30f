// What is measured: a list of named scenarios, each prepared only when its turn
// comes. A scenario verifies its result before it is timed.

#ifndef PASTICHE_BENCH_SCENARIO_H_
#define PASTICHE_BENCH_SCENARIO_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/protocol.h"
#include "bench/report.h"
#include "framework/core/result.h"
#include "host/arguments.h"
#include "host/console.h"

namespace pastiche::bench {

struct Settings {
  bool quick = false;  // Leaves out the largest sizes.
  bool peers = true;
  int threads = 2;  // The larger number of threads; the other is 1.
  std::uint64_t seed = 1;
  // For scenarios that open plugins.
  const host::Console* console = nullptr;
  const host::Arguments* arguments = nullptr;
};

// A scenario ready to be timed.
struct Trial {
  // The first is ours. Names of the others: "fma" and "read" are limits that
  // give share_of_peak and share_of_read, the rest goes to `versus`. Empty: the
  // row has figures only. They own what they work on.
  std::vector<Contestant> contestants = {};
  double flops = 0.0;   // Per call of ours; 0: not told.
  double bytes = 0.0;   // Read per call of ours; 0: not told.
  double tokens = 0.0;  // Made per call of ours; 0: not told.
  Figures figures = {};
  Figures details = {};  // Not for tables.
  // Instead of the one row: where one preparation gives many figures.
  std::vector<Row> rows = {};
};

struct Scenario {
  std::string name;  // "dense/n=4096/d=64/threads=1"
  int threads = 1;
  std::function<Result<Trial>(const Settings&)> prepare;
};

// Each adds the scenarios of its file.
void AddDenseScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddSparseScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddHeadsScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddCacheScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddRoutedScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddMemoryScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddDecodeScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddMatchScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddSlotScenarios(const Settings& settings, std::vector<Scenario>& list);
void AddPipelineScenarios(const Settings& settings,
                          std::vector<Scenario>& list);

// All of the above, in the order of the report.
[[nodiscard]] std::vector<Scenario> AllScenarios(const Settings& settings);

// {1}, or {1, settings.threads} if that is more than 1.
[[nodiscard]] std::vector<int> ThreadCounts(const Settings& settings);

// Uniform in [-1, 1), from raw engine bits.
[[nodiscard]] std::vector<float> RandomFloats(std::size_t size,
                                              std::uint64_t seed);

// The error of a kernel that is wrong and therefore not timed, or nothing where
// |actual - expected| <= bound everywhere.
[[nodiscard]] Result<void> Verify(const std::string& name,
                                  const std::vector<float>& actual,
                                  const std::vector<float>& expected,
                                  double bound);

// The limits, as contestants: the time that `flops` would take at the
// multiply-add peak of `threads` threads, and a plain sum over `bytes` bytes.
[[nodiscard]] Contestant FmaLimit(double flops, int threads);
[[nodiscard]] Contestant ReadLimit(std::size_t bytes);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_SCENARIO_H_
