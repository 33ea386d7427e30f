// Filling over the memory, in any order.

#include <algorithm>
#include <cassert>
#include <memory>
#include <optional>
#include <vector>

#include "framework/memory/attention_model.h"
#include "framework/memory/attribution.h"
#include "framework/memory/chain.h"
#include "framework/memory/sight.h"

namespace pastiche {
namespace {

class AttentionFill : public Fill {
 public:
  // Positions that are asked for together, at most.
  static constexpr std::size_t kBatch = 64;

  AttentionFill(const Memory& memory, const ChainPool& chains, TokenSpan tokens)
      : memory_(memory),
        chains_(chains),
        chain_(chains.Take()),
        sight_(memory),
        tokens_(tokens.begin(), tokens.end()),
        known_(tokens_.size() -
               static_cast<std::size_t>(std::count(
                   tokens_.begin(), tokens_.end(), kUnknownToken))) {}

  AttentionFill(const AttentionFill&) = delete;
  AttentionFill& operator=(const AttentionFill&) = delete;
  ~AttentionFill() override { chains_.GiveBack(std::move(chain_)); }

  // What is known now becomes keys; `own` replaces the heads' own bonus.
  Result<void> RememberItself(std::optional<double> own) {
    for (std::size_t h = 0; h < memory_.heads().size(); ++h) {
      own_.emplace_back(memory_.codes(), memory_.heads()[h].order(),
                        memory_.domain().geometry().features.size(),
                        own.value_or(memory_.settings().heads[h].own));
    }
    own_number_.assign(tokens_.size(), OwnKeys::kNoneHidden);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i] == kUnknownToken) continue;
      if (const auto seen = sight_.Look(tokens_, i); !seen) return seen;
      own_number_[i] = own_.empty() ? 0 : own_.front().size();
      for (OwnKeys& own_keys : own_) {
        own_keys.Append(sight_.features(), sight_.codes(), tokens_[i]);
      }
    }
    return {};
  }

  Result<void> Predict(std::span<const std::size_t> positions,
                       std::span<double> probabilities) override {
    const std::size_t vocabulary = memory_.vocabulary();
    assert(probabilities.size() == positions.size() * vocabulary);
    while (!positions.empty()) {
      const auto batch = positions.first(std::min(positions.size(), kBatch));
      const auto done =
          PredictBatch(batch, probabilities.first(batch.size() * vocabulary));
      if (!done) return done;
      positions = positions.subspan(batch.size());
      probabilities = probabilities.subspan(batch.size() * vocabulary);
    }
    return {};
  }

  Result<Attribution> Explain(Token token, std::size_t top) override {
    std::vector<double> p_0(memory_.vocabulary());
    memory_.base().Predict(queries_.back().features, p_0);
    const auto masses = std::span(masses_).subspan(
        (queries_.size() - 1) * MassesPerQuery(), MassesPerQuery());
    return Attribute(memory_, *chain_, queries_.back(), masses, token,
                     {.unigram = p_0[token]}, top);
  }

  void Set(std::size_t position, Token token) override {
    assert(position < tokens_.size());
    if (tokens_[position] != kUnknownToken) --known_;
    if (token != kUnknownToken) ++known_;
    tokens_[position] = token;
  }

 private:
  // Of the places but `position`.
  [[nodiscard]] double KnownShare(std::size_t position) const {
    const std::size_t known =
        known_ - (tokens_[position] != kUnknownToken ? 1 : 0);
    return tokens_.size() < 2 ? 0.0
                              : static_cast<double>(known) /
                                    static_cast<double>(tokens_.size() - 1);
  }

  [[nodiscard]] std::size_t MassesPerQuery() const {
    return memory_.heads().size() * memory_.vocabulary();
  }

  // Leaves queries_ and masses_ of these positions.
  Result<void> PredictBatch(std::span<const std::size_t> positions,
                            std::span<double> probabilities) {
    const std::size_t vocabulary = memory_.vocabulary();
    codes_.clear();
    features_.clear();
    for (const std::size_t position : positions) {
      const auto seen = sight_.Look(tokens_, position);
      if (!seen) return seen;
      codes_.insert(codes_.end(), sight_.codes().begin(), sight_.codes().end());
      features_.insert(features_.end(), sight_.features().begin(),
                       sight_.features().end());
    }
    queries_.clear();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      queries_.push_back(Query(i, positions[i]));
    }
    masses_.resize(positions.size() * MassesPerQuery());
    chain_->Attend(queries_, masses_);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const auto p = probabilities.subspan(i * vocabulary, vocabulary);
      memory_.base().Predict(queries_[i].features, p);
      chain_->Fold(
          std::span(masses_).subspan(i * MassesPerQuery(), MassesPerQuery()),
          p);
    }
    return {};
  }

  // Of position number i of a batch, once it was looked at.
  [[nodiscard]] ChainQuery Query(std::size_t i, std::size_t position) const {
    const std::size_t width = sight_.codes().size();
    const std::size_t count = sight_.features().size();
    return {.codes = std::span(codes_).subspan(i * width, width),
            .features = std::span(features_).subspan(i * count, count),
            .own = own_,
            .own_hidden =
                own_.empty() ? OwnKeys::kNoneHidden : own_number_[position],
            .known_share = KnownShare(position)};
  }

  const Memory& memory_;
  const ChainPool& chains_;
  std::unique_ptr<Chain> chain_;
  Sight sight_;
  std::vector<std::uint16_t> codes_;    // (batch, codes)
  std::vector<std::int32_t> features_;  // (batch, features)
  std::vector<ChainQuery> queries_;     // (batch), of the last Predict.
  std::vector<double> masses_;          // (batch, heads, vocabulary)
  std::vector<Token> tokens_;
  std::size_t known_;                    // How many of them are.
  std::vector<OwnKeys> own_;             // One per head, or none.
  std::vector<std::size_t> own_number_;  // By position: which of them.
};

}  // namespace

AttentionFillModel::AttentionFillModel(const Memory& memory,
                                       const SamplingSettings& sampling)
    : memory_(memory),
      scoring_costs_(memory, 1.0, 1.0),
      sampling_costs_(memory, sampling.score_scale, sampling.c_scale),
      scoring_chains_(scoring_costs_),
      sampling_chains_(sampling_costs_),
      sampling_own_(sampling.own) {
  assert(memory.mode() != ContextMode::kCausal);
}

Result<std::unique_ptr<Fill>> AttentionFillModel::StartFill(
    TokenSpan tokens, ContextMode mode, const ModelUse& use) const {
  if (mode != memory_.mode()) {
    return Fail(ErrorCode::kInvalidArgument,
                "this memory was built for the other fill mode",
                "build one for a loop, or for a document with edges");
  }
  auto fill = std::make_unique<AttentionFill>(
      memory_, use.sampling ? sampling_chains_ : scoring_chains_, tokens);
  if (use.own_cache) {
    const auto done =
        fill->RememberItself(use.sampling ? sampling_own_ : std::nullopt);
    if (!done) return Fail(done);
  }
  return fill;
}

}  // namespace pastiche
