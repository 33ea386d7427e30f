// Reports as tables: for a terminal, Markdown and CSV.

#include <fmt/format.h>

#include <cmath>

#include "bench/report.h"
#include "host/table.h"

namespace pastiche::bench {
namespace {

// Three digits that matter.
std::string Short(double value) {
  const double size = std::abs(value);
  if (size == 0.0) return "0";
  if (size >= 1e6 || size < 1e-3) return fmt::format("{:.3g}", value);
  if (size >= 100.0) return fmt::format("{:.0f}", value);
  if (size >= 10.0) return fmt::format("{:.1f}", value);
  if (size >= 1.0) return fmt::format("{:.2f}", value);
  return fmt::format("{:.3f}", value);
}

std::string Short(const std::optional<double>& value) {
  return value ? Short(*value) : std::string();
}

std::string Join(const Figures& figures, std::string_view separator) {
  std::string text;
  for (const auto& [name, value] : figures) {
    text += fmt::format("{}{}={}", text.empty() ? "" : separator, name,
                        Short(value));
  }
  return text;
}

using Cells = std::vector<std::string>;

Cells Header() {
  return {"",        "median ms",         "min ms",
          "GFLOP/s", "of peak",           "GB/s",
          "of read", "their time / ours", "more"};
}

Cells ToCells(const Row& row) {
  return {row.name,
          Short(row.median_ms),
          Short(row.min_ms),
          Short(row.gflops),
          Short(row.share_of_peak),
          Short(row.gbps),
          Short(row.share_of_read),
          Join(row.versus, " "),
          Join(row.figures, " ") + (row.unquiet ? " unquiet" : "")};
}

// Without the columns that no row fills.
host::Table MakeTable(const Report& report) {
  std::vector<Cells> rows = {Header()};
  std::vector<bool> used(rows[0].size(), false);
  for (const Row& row : report.rows) {
    rows.push_back(ToCells(row));
    for (std::size_t c = 0; c < used.size(); ++c) {
      if (!rows.back()[c].empty()) used[c] = true;
    }
  }
  for (Cells& cells : rows) {
    Cells kept;
    for (std::size_t c = 0; c < used.size(); ++c) {
      if (used[c]) kept.push_back(cells[c]);
    }
    cells = std::move(kept);
  }
  host::Table table(rows[0]);
  std::string group;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string& name = report.rows[i - 1].name;
    const std::string first = name.substr(0, name.find('/'));
    if (!group.empty() && first != group) table.AddGap();
    group = first;
    table.Add(rows[i]);
  }
  return table;
}

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string Exact(const std::optional<double>& value) {
  return value ? fmt::format("{:.6g}", *value) : std::string();
}

}  // namespace

std::string MachineText(const Machine& machine) {
  std::string peers;
  for (const std::string& peer : machine.peers) {
    peers += (peers.empty() ? "" : ", ") + peer;
  }
  return fmt::format(
      "{}, {}, threads: {}, {}; peers: {}\n"
      "multiply-add peak GFLOP/s by threads: {}; read GB/s: {}\n",
      machine.cpu, machine.simd, machine.threads, machine.compiler,
      peers.empty() ? "none" : peers, Join(machine.fma_gflops, " "),
      Join(machine.read_gbps, " "));
}

std::string ToText(const Report& report) {
  return MachineText(report.machine) + "\n" + MakeTable(report).Text();
}

std::string ToMarkdown(const Report& report) {
  return fmt::format(
      "# Benchmark results\n\nWritten by `pastiche bench "
      "--export-markdown`{} on {}, seed {}. What the columns mean: "
      "[benchmarking](benchmarking.md).\n\n{}\n{}",
      report.quick ? " with `--quick`: rough figures," : "", report.started,
      report.seed, MachineText(report.machine), MakeTable(report).Markdown());
}

std::string ToCsv(const Report& report) {
  std::string text =
      "name,median_ms,min_ms,gflops,share_of_peak,gbps,share_of_read,versus,"
      "figures,unquiet\n";
  for (const Row& row : report.rows) {
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{}\n", Quoted(row.name),
                    Exact(row.median_ms), Exact(row.min_ms), Exact(row.gflops),
                    Exact(row.share_of_peak), Exact(row.gbps),
                    Exact(row.share_of_read), Quoted(Join(row.versus, ";")),
                    Quoted(Join(row.figures, ";")), row.unquiet ? 1 : 0);
  }
  return text;
}

}  // namespace pastiche::bench
