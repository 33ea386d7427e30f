// Measuring one candidate.

#include "framework/tune/candidate.h"

#include <cassert>
#include <utility>

namespace pastiche {

Candidate::Candidate(const LeftOutCases& cases, UseSettings settings)
    : cases_(&cases),
      settings_(std::move(settings)),
      heads_(settings_.heads.size()),
      bits_(cases.cases().size(), 0.0) {
  for (HeadMasses& head : heads_) head.by_case.resize(bits_.size());
}

Candidate::Candidate(const LeftOutCases& cases, UseSettings settings,
                     const Candidate& best)
    : Candidate(cases, std::move(settings)) {
  best_ = &best;
  for (std::size_t h = 0; h < heads_.size(); ++h) {
    heads_[h].shared =
        SameMasses(settings_.heads[h], best.settings_.heads[h], cases.own());
  }
}

void Candidate::Prepare() {
  for (std::size_t h = 0; h < heads_.size(); ++h) {
    if (heads_[h].shared || heads_[h].probe != nullptr) continue;
    heads_[h].probe = std::make_unique<HeadProbe>(*cases_, settings_.heads[h]);
  }
}

void Candidate::Measure(std::size_t index) {
  std::vector<const std::vector<HeadMass>*> masses;
  for (std::size_t h = 0; h < heads_.size(); ++h) {
    HeadMasses& head = heads_[h];
    if (head.shared) {
      masses.push_back(&best_->heads_[h].by_case[index]);
      continue;
    }
    assert(head.probe != nullptr);
    auto& mine = head.by_case[index];
    mine.resize(cases_->cases()[index].asked());
    head.probe->Measure(index, mine);
    masses.push_back(&mine);
  }
  bits_[index] = CaseBits(*cases_, settings_, index, masses);
}

void Candidate::TakeFrom(Candidate& best) {
  assert(best_ == &best);
  for (std::size_t h = 0; h < heads_.size(); ++h) {
    if (heads_[h].shared) {
      heads_[h].by_case = std::move(best.heads_[h].by_case);
    }
    heads_[h].shared = false;
    heads_[h].probe.reset();  // Its masses are what is needed from here on.
  }
  best_ = nullptr;
}

}  // namespace pastiche
