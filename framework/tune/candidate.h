// Settings under trial and what was measured of them so far; heads that are as
// in the best settings share its masses.

#ifndef PASTICHE_FRAMEWORK_TUNE_CANDIDATE_H_
#define PASTICHE_FRAMEWORK_TUNE_CANDIDATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "framework/memory/head_settings.h"
#include "framework/tune/head_probe.h"
#include "framework/tune/left_out_cases.h"

namespace pastiche {

class Candidate {
 public:
  // Every head is measured anew.
  Candidate(const LeftOutCases& cases, UseSettings settings);
  // Only the heads that differ from those of `best`, which must outlive this.
  Candidate(const LeftOutCases& cases, UseSettings settings,
            const Candidate& best);
  Candidate(Candidate&&) = default;
  Candidate& operator=(Candidate&&) = default;

  [[nodiscard]] const UseSettings& settings() const { return settings_; }

  // Indexes the heads to be measured; call before Measure. Costs a sort of the
  // corpus for each.
  void Prepare();
  // Measures case number `index`. Threads: different cases at the same time.
  void Measure(std::size_t index);
  [[nodiscard]] double bits(std::size_t index) const { return bits_[index]; }

  // Takes what is shared from `best`, so that `best` may go. All cases must
  // have been measured.
  void TakeFrom(Candidate& best);

 private:
  struct HeadMasses {
    bool shared = false;  // With the best settings.
    std::unique_ptr<HeadProbe> probe;
    std::vector<std::vector<HeadMass>> by_case;
  };

  const LeftOutCases* cases_;
  const Candidate* best_ = nullptr;
  UseSettings settings_;
  std::vector<HeadMasses> heads_;
  std::vector<double> bits_;  // By case.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_TUNE_CANDIDATE_H_
