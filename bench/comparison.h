// Two saved runs beside each other: which rows got faster or slower by more
// than their own noise.

#ifndef PASTICHE_BENCH_COMPARISON_H_
#define PASTICHE_BENCH_COMPARISON_H_

#include <string>
#include <vector>

#include "bench/report.h"

namespace pastiche::bench {

enum class Verdict { kSame, kFaster, kSlower, kOnlyBefore, kOnlyAfter };

struct RowComparison {
  std::string name;
  Verdict verdict = Verdict::kSame;
  double ratio = 1.0;  // Median after / before; 1 where one is missing.
  double noise = 0.0;  // Relative change below which nothing is said.
};

// Noise of a row: 3 %, or the larger of the two runs' median / min - 1, twice
// that if either run was unquiet. Faster: ratio < 1 / (1 + noise). Slower:
// ratio > 1 + noise. Rows without times are left out. In the order of `before`,
// then rows that only `after` has.
[[nodiscard]] std::vector<RowComparison> Compare(const Report& before,
                                                 const Report& after);

// What makes the comparison itself doubtful: another CPU, SIMD target, compiler
// or number of threads, one sentence each.
[[nodiscard]] std::vector<std::string> Differences(const Machine& before,
                                                   const Machine& after);

[[nodiscard]] const char* VerdictName(Verdict verdict);
// Lines for a terminal, then a count of verdicts.
[[nodiscard]] std::string ToText(const std::vector<RowComparison>& rows);
// {"schema":"pastiche.bench-compare/1","rows":[...]}
[[nodiscard]] std::string ToJson(const std::vector<RowComparison>& rows);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_COMPARISON_H_
