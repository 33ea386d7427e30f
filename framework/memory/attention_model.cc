// Walks and fills over the memory.

#include "framework/memory/attention_model.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>
#include <vector>

#include "framework/memory/chain.h"
#include "framework/ngram/fixed_share.h"

namespace pastiche {
namespace {

// What one position sees, described by the domain and coded.
class Sight {
 public:
  explicit Sight(const Memory& memory)
      : memory_(memory),
        slots_(memory.domain().geometry().slots.size()),
        features_(memory.domain().geometry().features.size()),
        codes_(memory.codes().size()) {}

  [[nodiscard]] Result<void> Look(TokenSpan tokens, std::size_t position) {
    const Result<void> described = memory_.domain().Describe(
        memory_.mode(), tokens, position, position + 1, slots_, features_);
    if (!described) return described;
    ForgetThemselves(memory_.domain().geometry(), position, slots_);
    memory_.codes().Encode(slots_, tokens, codes_);
    return {};
  }
  [[nodiscard]] std::span<const std::uint16_t> codes() const { return codes_; }
  [[nodiscard]] std::span<const std::int32_t> features() const {
    return features_;
  }

 private:
  const Memory& memory_;
  std::vector<std::int64_t> slots_;
  std::vector<std::int32_t> features_;
  std::vector<std::uint16_t> codes_;
};

class AttentionWalk : public Walk {
 public:
  AttentionWalk(const Memory& memory, const SamplingSettings& sampling,
                const ModelUse& use, const ChainCosts& costs,
                std::unique_ptr<Walk> base, const CopyWindows* windows)
      : memory_(memory),
        chain_(costs),
        sight_(memory),
        masses_(memory.heads().size() * memory.vocabulary()),
        base_(std::move(base)),
        mixture_(base_ == nullptr ? 1 : 3, memory.settings().mixture_share),
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

  Result<void> Predict(std::span<double> probabilities) override {
    const std::size_t vocabulary = memory_.vocabulary();
    assert(probabilities.size() == vocabulary);
    if (const auto seen = LookAhead(); !seen) return seen;
    std::span<const std::size_t> hidden;
    if (guard_) {
      const auto found = guard_->Hidden(tokens_);
      if (!found) return Fail(found);
      hidden = *found;
    }
    chain_.Attend({.codes = sight_.codes(),
                   .features = sight_.features(),
                   .hidden = hidden,
                   .own = own_},
                  masses_);
    const auto part = [&](std::size_t i) {
      return std::span(parts_).subspan(i * vocabulary, vocabulary);
    };
    memory_.base().Predict(sight_.features(), part(0));
    chain_.Fold(masses_, part(0));
    if (base_ != nullptr) {
      if (const auto told = base_->Predict(part(1)); !told) return told;
      std::copy(part(1).begin(), part(1).end(), part(2).begin());
      chain_.Fold(masses_, part(2));
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

  Result<void> Advance(Token token) override {
    assert(token < memory_.vocabulary());
    if (base_ != nullptr) {
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
      if (const auto done = base_->Advance(token); !done) return done;
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
    if (base_ != nullptr) {
      mixture_.Rewind(count);
      if (const auto done = base_->Rewind(count); !done) return done;
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
  Result<void> LookAhead() {
    if (looked_) return {};
    const Result<void> seen = sight_.Look(tokens_, tokens_.size());
    looked_ = seen.has_value();
    return seen;
  }

  const Memory& memory_;
  Chain chain_;
  Sight sight_;
  std::vector<double> masses_;
  std::unique_ptr<Walk> base_;
  FixedShare mixture_;
  std::vector<double> parts_;  // (components, vocabulary) of the last Predict.
  std::vector<double> scratch_;
  std::vector<OwnKeys> own_;
  std::optional<CopyGuard> guard_;
  std::vector<Token> tokens_;
  bool looked_ = false;     // sight_ is of the next position.
  bool predicted_ = false;  // parts_ are of the next position.
};

class AttentionFill : public Fill {
 public:
  AttentionFill(const Memory& memory, const ChainCosts& costs, TokenSpan tokens)
      : memory_(memory),
        chain_(costs),
        sight_(memory),
        masses_(memory.heads().size() * memory.vocabulary()),
        tokens_(tokens.begin(), tokens.end()) {}

  Result<void> Predict(std::span<const std::size_t> positions,
                       std::span<double> probabilities) override {
    const std::size_t vocabulary = memory_.vocabulary();
    assert(probabilities.size() == positions.size() * vocabulary);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (const auto seen = sight_.Look(tokens_, positions[i]); !seen) {
        return seen;
      }
      const auto p = probabilities.subspan(i * vocabulary, vocabulary);
      chain_.Attend({.codes = sight_.codes(), .features = sight_.features()},
                    masses_);
      memory_.base().Predict(sight_.features(), p);
      chain_.Fold(masses_, p);
    }
    return {};
  }

  void Set(std::size_t position, Token token) override {
    assert(position < tokens_.size());
    tokens_[position] = token;
  }

 private:
  const Memory& memory_;
  Chain chain_;
  Sight sight_;
  std::vector<double> masses_;
  std::vector<Token> tokens_;
};

}  // namespace

AttentionSequenceModel::AttentionSequenceModel(const Memory& memory,
                                               const SamplingSettings& sampling,
                                               const SequenceModel* base)
    : memory_(memory),
      sampling_(sampling),
      scoring_costs_(memory, 1.0, 1.0),
      sampling_costs_(memory, sampling.score_scale, sampling.c_scale),
      base_(memory.settings().mixture_share > 0.0 ? base : nullptr) {
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
  std::unique_ptr<Walk> base;
  if (base_ != nullptr) {
    auto started = base_->StartWalk(use);
    if (!started) return Fail(started);
    base = std::move(*started);
  }
  return std::make_unique<AttentionWalk>(
      memory_, sampling_, use, use.sampling ? sampling_costs_ : scoring_costs_,
      std::move(base), windows);
}

AttentionFillModel::AttentionFillModel(const Memory& memory,
                                       const SamplingSettings& sampling)
    : memory_(memory),
      scoring_costs_(memory, 1.0, 1.0),
      sampling_costs_(memory, sampling.score_scale, sampling.c_scale) {
  assert(memory.mode() != ContextMode::kCausal);
}

Result<std::unique_ptr<Fill>> AttentionFillModel::StartFill(
    TokenSpan tokens, ContextMode mode, const ModelUse& use) const {
  if (mode != memory_.mode()) {
    return Fail(ErrorCode::kInvalidArgument,
                "this memory was built for the other fill mode",
                "build one for a loop, or for a document with edges");
  }
  return std::make_unique<AttentionFill>(
      memory_, use.sampling ? sampling_costs_ : scoring_costs_, tokens);
}

}  // namespace pastiche
