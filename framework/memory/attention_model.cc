// Walks over the memory.

#include "framework/memory/attention_model.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>
#include <vector>

#include "framework/memory/attribution.h"
#include "framework/memory/chain.h"
#include "framework/memory/sight.h"
#include "framework/ngram/fixed_share.h"

namespace pastiche {
namespace {

class AttentionWalk : public Walk {
 public:
  AttentionWalk(const Memory& memory, const SamplingSettings& sampling,
                const ModelUse& use, const ChainPool& chains,
                std::vector<std::unique_ptr<Walk>> bases,
                const CopyWindows* windows)
      : memory_(memory),
        chains_(chains),
        chain_(chains.Take()),
        sight_(memory),
        masses_(memory.heads().size() * memory.vocabulary()),
        bases_(std::move(bases)),
        mixture_(1 + 2 * bases_.size(), memory.settings().mixture_share),
        parts_(mixture_.weights().size() * memory.vocabulary()) {
    if (windows != nullptr) guard_.emplace(*windows);
    if (!use.own_cache) return;
    for (std::size_t h = 0; h < memory.heads().size(); ++h) {
      const HeadSettings& head = memory.settings().heads[h];
      const double nats =
          use.sampling && sampling.own ? *sampling.own : head.own;
      own_.emplace_back(memory.codes(), memory.heads()[h].order(),
                        memory.domain().geometry().features.size(), nats);
    }
  }

  AttentionWalk(const AttentionWalk&) = delete;
  AttentionWalk& operator=(const AttentionWalk&) = delete;
  ~AttentionWalk() override { chains_.GiveBack(std::move(chain_)); }

  Result<void> Predict(std::span<double> probabilities) override {
    const std::size_t vocabulary = memory_.vocabulary();
    assert(probabilities.size() == vocabulary);
    if (const auto seen = LookAhead(); !seen) return seen;
    if (guard_) {
      const auto found = guard_->Hidden(tokens_);
      if (!found) return Fail(found);
      hidden_ = *found;
    }
    chain_->Attend(Query(), masses_);
    const auto part = [&](std::size_t i) {
      return std::span(parts_).subspan(i * vocabulary, vocabulary);
    };
    memory_.base().Predict(sight_.features(), part(0));
    chain_->Fold(masses_, part(0));
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      const auto base = part(1 + 2 * b), over = part(2 + 2 * b);
      if (const auto told = bases_[b]->Predict(base); !told) return told;
      std::copy(base.begin(), base.end(), over.begin());
      chain_->Fold(masses_, over);
    }
    std::fill(probabilities.begin(), probabilities.end(), 0.0);
    for (std::size_t i = 0; i < mixture_.weights().size(); ++i) {
      for (std::size_t v = 0; v < vocabulary; ++v) {
        probabilities[v] += mixture_.weights()[i] * part(i)[v];
      }
    }
    predicted_ = true;
    return {};
  }

  Result<Attribution> Explain(Token token, std::size_t top) override {
    assert(predicted_);
    const auto weights = mixture_.weights();
    std::vector<double> p_0(memory_.vocabulary());
    memory_.base().Predict(sight_.features(), p_0);
    ChainBases from{.chains = weights[0], .unigram = weights[0] * p_0[token]};
    for (std::size_t b = 0; b < bases_.size(); ++b) {
      const double p = parts_[(1 + 2 * b) * memory_.vocabulary() + token];
      from.beside += weights[1 + 2 * b] * p;
      from.chains += weights[2 + 2 * b];
      from.ngram += weights[2 + 2 * b] * p;
    }
    return Attribute(memory_, *chain_, Query(), masses_, token, from, top);
  }

  Result<void> Advance(Token token) override {
    assert(token < memory_.vocabulary());
    if (!bases_.empty()) {
      // The mixture learns from every token: also those of a prompt.
      if (!predicted_) {
        scratch_.resize(memory_.vocabulary());
        if (const auto done = Predict(scratch_); !done) return done;
      }
      std::vector<double> likelihoods;
      for (std::size_t i = 0; i < mixture_.weights().size(); ++i) {
        likelihoods.push_back(parts_[i * memory_.vocabulary() + token]);
      }
      mixture_.Update(likelihoods);
      for (const auto& base : bases_) {
        if (const auto done = base->Advance(token); !done) return done;
      }
    }
    if (!own_.empty()) {
      if (const auto seen = LookAhead(); !seen) return seen;
      for (OwnKeys& own : own_) {
        own.Append(sight_.features(), sight_.codes(), token);
      }
    }
    tokens_.push_back(token);
    looked_ = predicted_ = false;
    return {};
  }

  Result<void> Rewind(std::size_t count) override {
    assert(count <= tokens_.size());
    if (!bases_.empty()) mixture_.Rewind(count);
    for (const auto& base : bases_) {
      if (const auto done = base->Rewind(count); !done) return done;
    }
    for (OwnKeys& own : own_) {
      for (std::size_t i = 0; i < count; ++i) own.Pop();
    }
    if (guard_) guard_->Forget();
    tokens_.resize(tokens_.size() - count);
    looked_ = predicted_ = false;
    return {};
  }

 private:
  // Of the next position, once it was looked at.
  [[nodiscard]] ChainQuery Query() const {
    return {.codes = sight_.codes(),
            .features = sight_.features(),
            .hidden = hidden_,
            .own = own_};
  }

  Result<void> LookAhead() {
    if (looked_) return {};
    const Result<void> seen = sight_.Look(tokens_, tokens_.size());
    looked_ = seen.has_value();
    return seen;
  }

  const Memory& memory_;
  const ChainPool& chains_;
  std::unique_ptr<Chain> chain_;
  Sight sight_;
  std::vector<double> masses_;
  std::vector<std::unique_ptr<Walk>> bases_;
  FixedShare mixture_;
  std::vector<double> parts_;  // (components, vocabulary) of the last Predict.
  std::vector<double> scratch_;
  std::vector<OwnKeys> own_;
  std::optional<CopyGuard> guard_;
  std::span<const std::size_t> hidden_;  // By the guard, at the last Predict.
  std::vector<Token> tokens_;
  bool looked_ = false;     // sight_ is of the next position.
  bool predicted_ = false;  // parts_ are of the next position.
};

}  // namespace

AttentionSequenceModel::AttentionSequenceModel(
    const Memory& memory, const SamplingSettings& sampling,
    std::vector<const SequenceModel*> bases)
    : memory_(memory),
      sampling_(sampling),
      scoring_costs_(memory, 1.0, 1.0),
      sampling_costs_(memory, sampling.score_scale, sampling.c_scale),
      scoring_chains_(scoring_costs_),
      sampling_chains_(sampling_costs_),
      bases_(std::move(bases)) {
  if (memory.settings().mixture_share <= 0.0) bases_.clear();
  assert(memory.mode() == ContextMode::kCausal);
}

Result<std::unique_ptr<Walk>> AttentionSequenceModel::StartWalk(
    const ModelUse& use) const {
  const CopyWindows* windows = nullptr;
  if (use.copy_guard > 0) {
    const std::lock_guard lock(mutex_);
    auto& held = windows_[use.copy_guard];
    if (held == nullptr) {
      auto built = CopyWindows::Build(memory_, use.copy_guard);
      if (!built) return Fail(built);
      held = std::move(*built);
    }
    windows = held.get();
  }
  std::vector<std::unique_ptr<Walk>> bases;
  for (const SequenceModel* base : bases_) {
    auto started = base->StartWalk(use);
    if (!started) return Fail(started);
    bases.push_back(std::move(*started));
  }
  return std::make_unique<AttentionWalk>(
      memory_, sampling_, use,
      use.sampling ? sampling_chains_ : scoring_chains_, std::move(bases),
      windows);
}

}  // namespace pastiche
