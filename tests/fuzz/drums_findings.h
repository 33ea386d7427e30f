// What every reader of the drums domain owes: an answer, or an error whose
// place lies in the input.

#ifndef PASTICHE_TESTS_FUZZ_DRUMS_FINDINGS_H_
#define PASTICHE_TESTS_FUZZ_DRUMS_FINDINGS_H_

#include <cstddef>

#include "plugins/drums/finding.h"
#include "plugins/drums/grid_text.h"
#include "tests/fuzz/require.h"

namespace pastiche::fuzz {

// `read`: the reader gave a result.
inline void RequireFindings(bool read, const drums::Findings& findings,
                            std::size_t input_size) {
  if (!read) {
    Require(!findings.empty(), "a refusal says why");
    Require(findings.back().severity == drums::Severity::kError,
            "a refusal ends with an error");
  }
  for (const drums::Finding& finding : findings) {
    Require(finding.begin <= finding.end && finding.end <= input_size,
            "a finding's place lies in the input");
    Require(!finding.message.empty(), "a finding says what");
  }
}

inline void RequirePattern(const drums::Pattern& pattern,
                           std::size_t input_size, drums::Grid grid) {
  const std::size_t count = pattern.cells.size();
  Require(count > 0 && count % drums::TokensPerBar(grid) == 0, "whole bars");
  Require(count / drums::TokensPerBar(grid) <= drums::kMaxBars, "not too long");
  Require(pattern.where.size() == count && pattern.velocity.size() == count &&
              pattern.timing.size() == count,
          "one of everything for each cell");
  for (std::size_t i = 0; i < count; ++i) {
    Require(pattern.cells[i] <= drums::kAccent, "a class");
    Require(pattern.where[i].begin <= pattern.where[i].end &&
                pattern.where[i].end <= input_size,
            "a cell's place lies in the input");
    Require(pattern.velocity[i] >= 0 && pattern.velocity[i] <= 127,
            "velocity in range");
    Require(pattern.timing[i] >= -0.5 && pattern.timing[i] <= 0.5,
            "timing in range");
  }
}

}  // namespace pastiche::fuzz

#endif  // PASTICHE_TESTS_FUZZ_DRUMS_FINDINGS_H_
