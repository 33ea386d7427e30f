// One head over the left-out cases: what it gives each token that is asked for.
// A head's part does not depend on the other heads, nor (but for what is
// negligible) on its own c and e, so a search measures only what it changed.

#ifndef PASTICHE_FRAMEWORK_TUNE_HEAD_PROBE_H_
#define PASTICHE_FRAMEWORK_TUNE_HEAD_PROBE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "framework/memory/head_costs.h"
#include "framework/memory/head_index.h"
#include "framework/memory/head_settings.h"
#include "framework/tune/left_out_cases.h"

namespace pastiche {

// All that the fold needs of n_h at one position.
struct HeadMass {
  double token = 0.0;  // n_h of the token that is there.
  double total = 0.0;  // sum_v n_h(v)
  double kinds = 0.0;  // sum_v n_h(v) / (n_h(v) + 1)
};

// True if both heads have the same masses: they differ in c and e at most, and
// in c by so little that the same keys are negligible.
[[nodiscard]] bool SameMasses(const HeadSettings& a, const HeadSettings& b,
                              bool own);

// Immutable; shared by all threads. The cases must outlive it.
class HeadProbe {
 public:
  HeadProbe(const LeftOutCases& cases, const HeadSettings& head);

  // masses (asked rows) of case number `index`.
  void Measure(std::size_t index, std::span<HeadMass> masses) const;

 private:
  class Reader;
  const LeftOutCases& cases_;
  HeadSettings head_;
  HeadIndex index_;
  HeadCosts costs_;
  std::vector<std::vector<float>> weights_;  // By fold, of the index's keys.
  std::vector<HeadCosts> own_costs_;         // By fold; filling only.
};

// Bits of case number `index` under the chain of `heads` and its mixture with
// the bases, each token counted once. masses (heads) of this case.
[[nodiscard]] double CaseBits(
    const LeftOutCases& cases, const UseSettings& use, std::size_t index,
    std::span<const std::vector<HeadMass>* const> masses);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_TUNE_HEAD_PROBE_H_
