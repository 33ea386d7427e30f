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
  AttentionFill(const Memory& memory, const ChainPool& chains, TokenSpan tokens)
      : memory_(memory),
        chains_(chains),
        chain_(chains.Take()),
        sight_(memory),
        masses_(memory.heads().size() * memory.vocabulary()),
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
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (const auto seen = sight_.Look(tokens_, positions[i]); !seen) {
        return seen;
      }
      const auto p = probabilities.subspan(i * vocabulary, vocabulary);
      chain_->Attend(Query(positions[i]), masses_);
      memory_.base().Predict(sight_.features(), p);
      chain_->Fold(masses_, p);
    }
    if (!positions.empty()) asked_ = positions.back();
    return {};
  }

  Result<Attribution> Explain(Token token, std::size_t top) override {
    std::vector<double> p_0(memory_.vocabulary());
    memory_.base().Predict(sight_.features(), p_0);
    return Attribute(memory_, *chain_, Query(asked_), masses_, token,
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

  // Of the position last looked at.
  [[nodiscard]] ChainQuery Query(std::size_t position) const {
    return {.codes = sight_.codes(),
            .features = sight_.features(),
            .own = own_,
            .own_hidden =
                own_.empty() ? OwnKeys::kNoneHidden : own_number_[position],
            .known_share = KnownShare(position)};
  }

  const Memory& memory_;
  const ChainPool& chains_;
  std::unique_ptr<Chain> chain_;
  Sight sight_;
  std::vector<double> masses_;
  std::vector<Token> tokens_;
  std::size_t known_;                    // How many of them are.
  std::vector<OwnKeys> own_;             // One per head, or none.
  std::vector<std::size_t> own_number_;  // By position: which of them.
  std::size_t asked_ = 0;                // The last position of Predict.
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
