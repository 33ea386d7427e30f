#include "bench/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "host/json_output.h"
#include "host/table.h"

namespace pastiche::bench {
namespace {

constexpr double kLeastNoise = 0.03;

bool Timed(const Row& row) {
  return row.median_ms.value_or(0.0) > 0.0 && row.min_ms.value_or(0.0) > 0.0;
}

double Spread(const Row& row) { return *row.median_ms / *row.min_ms - 1.0; }

const Row* Find(const Report& report, const std::string& name) {
  for (const Row& row : report.rows) {
    if (row.name == name && Timed(row)) return &row;
  }
  return nullptr;
}

RowComparison CompareRows(const Row& before, const Row& after) {
  RowComparison result{.name = before.name};
  result.ratio = *after.median_ms / *before.median_ms;
  result.noise = std::max({kLeastNoise, Spread(before), Spread(after)});
  if (before.unquiet || after.unquiet) result.noise *= 2.0;
  if (result.ratio > 1.0 + result.noise) result.verdict = Verdict::kSlower;
  if (result.ratio * (1.0 + result.noise) < 1.0) {
    result.verdict = Verdict::kFaster;
  }
  return result;
}

}  // namespace

std::vector<RowComparison> Compare(const Report& before, const Report& after) {
  std::vector<RowComparison> result;
  for (const Row& row : before.rows) {
    if (!Timed(row)) continue;
    if (const Row* other = Find(after, row.name)) {
      result.push_back(CompareRows(row, *other));
    } else {
      result.push_back({.name = row.name, .verdict = Verdict::kOnlyBefore});
    }
  }
  for (const Row& row : after.rows) {
    if (Timed(row) && Find(before, row.name) == nullptr) {
      result.push_back({.name = row.name, .verdict = Verdict::kOnlyAfter});
    }
  }
  return result;
}

std::vector<std::string> Differences(const Machine& before,
                                     const Machine& after) {
  std::vector<std::string> result;
  const auto check = [&](std::string_view what, const std::string& a,
                         const std::string& b) {
    if (a != b) result.push_back(fmt::format("{}: {}, then {}", what, a, b));
  };
  check("CPU", before.cpu, after.cpu);
  check("SIMD target", before.simd, after.simd);
  check("compiler", before.compiler, after.compiler);
  check("threads", std::to_string(before.threads),
        std::to_string(after.threads));
  return result;
}

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSame:
      return "same";
    case Verdict::kFaster:
      return "faster";
    case Verdict::kSlower:
      return "slower";
    case Verdict::kOnlyBefore:
      return "gone";
    case Verdict::kOnlyAfter:
      return "new";
  }
  return "";
}

std::string ToText(const std::vector<RowComparison>& rows) {
  host::Table table({"", "after / before", "noise", "verdict"});
  std::size_t faster = 0, slower = 0;
  for (const RowComparison& row : rows) {
    const bool both = row.verdict != Verdict::kOnlyBefore &&
                      row.verdict != Verdict::kOnlyAfter;
    faster += row.verdict == Verdict::kFaster ? 1 : 0;
    slower += row.verdict == Verdict::kSlower ? 1 : 0;
    table.Add({row.name, both ? fmt::format("{:.3f}", row.ratio) : "",
               both ? fmt::format("{:.1f} %", row.noise * 100.0) : "",
               VerdictName(row.verdict)});
  }
  return table.Text() + fmt::format("\n{} faster, {} slower, of {} rows\n",
                                    faster, slower, rows.size());
}

std::string ToJson(const std::vector<RowComparison>& rows) {
  boost::json::object object = host::JsonEnvelope("bench-compare");
  boost::json::array array;
  for (const RowComparison& row : rows) {
    array.push_back({{"name", row.name},
                     {"verdict", VerdictName(row.verdict)},
                     {"ratio", row.ratio},
                     {"noise", row.noise}});
  }
  object["rows"] = std::move(array);
  return boost::json::serialize(object) + "\n";
}

}  // namespace pastiche::bench
