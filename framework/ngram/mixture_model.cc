#include "framework/ngram/mixture_model.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/ngram/fixed_share.h"

namespace pastiche {
namespace {

class MixtureWalk : public Walk {
 public:
  MixtureWalk(std::vector<std::unique_ptr<Walk>> parts, std::size_t vocabulary,
              double share)
      : parts_(std::move(parts)),
        vocabulary_(vocabulary),
        mixture_(parts_.size(), share),
        rows_(parts_.size() * vocabulary),
        given_(parts_.size()) {}

  Result<void> Predict(std::span<double> probabilities) override {
    assert(probabilities.size() == vocabulary_);
    Result<void> refreshed = Refresh();
    if (!refreshed) return refreshed;
    std::fill(probabilities.begin(), probabilities.end(), 0.0);
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      const double weight = mixture_.weights()[k];
      for (std::size_t t = 0; t < vocabulary_; ++t) {
        probabilities[t] += weight * rows_[k * vocabulary_ + t];
      }
    }
    return {};
  }

  Result<void> Advance(Token token) override {
    assert(token < vocabulary_);
    Result<void> refreshed = Refresh();
    if (!refreshed) return refreshed;
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      given_[k] = rows_[k * vocabulary_ + token];
      Result<void> advanced = parts_[k]->Advance(token);
      if (!advanced) return advanced;
    }
    mixture_.Update(given_);
    fresh_ = false;
    return {};
  }

  Result<void> Rewind(std::size_t count) override {
    for (const auto& part : parts_) {
      Result<void> rewound = part->Rewind(count);
      if (!rewound) return rewound;
    }
    mixture_.Rewind(count);
    fresh_ = false;
    return {};
  }

 private:
  Result<void> Refresh() {
    if (fresh_) return {};
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      Result<void> predicted = parts_[k]->Predict(
          std::span(rows_).subspan(k * vocabulary_, vocabulary_));
      if (!predicted) return predicted;
    }
    fresh_ = true;
    return {};
  }

  std::vector<std::unique_ptr<Walk>> parts_;
  std::size_t vocabulary_;
  FixedShare mixture_;
  bool fresh_ = false;
  std::vector<double> rows_;   // (parts, vocabulary)
  std::vector<double> given_;  // (parts)
};

}  // namespace

MixtureModel::MixtureModel(std::vector<const SequenceModel*> parts,
                           std::size_t vocabulary, double share)
    : parts_(std::move(parts)), vocabulary_(vocabulary), share_(share) {
  assert(!parts_.empty());
}

Result<std::unique_ptr<Walk>> MixtureModel::StartWalk(
    const ModelUse& use) const {
  std::vector<std::unique_ptr<Walk>> walks;
  for (const SequenceModel* part : parts_) {
    Result<std::unique_ptr<Walk>> walk = part->StartWalk(use);
    if (!walk) return Fail(walk);
    walks.push_back(*std::move(walk));
  }
  return std::make_unique<MixtureWalk>(std::move(walks), vocabulary_, share_);
}

}  // namespace pastiche
