// The result of a benchmark run: one row per scenario, and the machine it ran
// on. As text, Markdown, CSV and JSON ("pastiche.bench/1"), and read back.

#ifndef PASTICHE_BENCH_REPORT_H_
#define PASTICHE_BENCH_REPORT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/result.h"

namespace pastiche::bench {

using Figures = std::vector<std::pair<std::string, double>>;

// Figures that were not measured are absent.
struct Row {
  std::string name = {};  // "dense/n=4096/d=64/threads=1"
  std::optional<double> min_ms = {};
  std::optional<double> median_ms = {};
  std::optional<double> gflops = {};         // At the median.
  std::optional<double> share_of_peak = {};  // Of the multiply-add peak.
  std::optional<double> gbps = {};           // At the median.
  std::optional<double> share_of_read = {};  // Of a plain sum's bandwidth.
  // Their time / ours, interleaved in the same run: > 1 is good.
  Figures versus = {};
  // Whatever else the scenario tells: "rel_l2", "plan_bytes".
  Figures figures = {};
  Figures details = {};  // Likewise, but not in tables.
  int repeats = 0;
  bool unquiet = false;
};

struct Machine {
  std::string cpu = {};
  std::string compiler = {};
  std::string simd = {};
  int threads = 1;
  std::vector<std::string> peers = {};  // "OpenBLAS 0.3.21"
  Figures fma_gflops = {};              // By number of threads: "1", "2".
  Figures read_gbps = {};               // "l2", "l3", "dram".
};

struct Report {
  Machine machine = {};
  std::string started = {};  // "2026-11-21T11:00:00Z"
  std::uint64_t seed = 0;
  bool quick = false;
  std::vector<Row> rows = {};
};

[[nodiscard]] std::string ToJson(const Report& report);
// kInvalidArgument naming `file` unless it is a pastiche.bench/1 object.
[[nodiscard]] Result<Report> ParseReport(std::string_view json,
                                         std::string_view file);

// Two lines that say what it ran on, and its limits.
[[nodiscard]] std::string MachineText(const Machine& machine);
// Lines for a terminal.
[[nodiscard]] std::string ToText(const Report& report);
// A page of its own.
[[nodiscard]] std::string ToMarkdown(const Report& report);
// A header and one line per row; `versus` and `figures` as "name=value;...".
[[nodiscard]] std::string ToCsv(const Report& report);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_REPORT_H_
