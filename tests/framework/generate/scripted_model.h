// Stand-ins for the pipelines' tests: a model whose distributions are a formula
// of a place and its neighbours, and a domain with a mask.

#ifndef PASTICHE_TESTS_FRAMEWORK_GENERATE_SCRIPTED_MODEL_H_
#define PASTICHE_TESTS_FRAMEWORK_GENERATE_SCRIPTED_MODEL_H_

#include <atomic>
#include <cassert>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "framework/core/sequence_model.h"
#include "tests/support/memory_domain.h"

namespace pastiche::test {

// What a place sees: its number, its neighbours' tokens or kUnknownToken.
struct Place {
  std::size_t position;
  Token before, after;
};

// Weights of the tokens at a place: >= 0, some > 0.
using Formula = std::function<double(const Place&, Token)>;

// Every token everywhere, unevenly.
inline double Uneven(const Place& place, Token token) {
  return 1.0 + static_cast<double>(
                   (place.position * 7 + std::size_t{place.before} * 3 +
                    std::size_t{place.after} * 5 + token * token) %
                   11);
}

class ScriptedModel : public SequenceModel, public FillModel {
 public:
  explicit ScriptedModel(std::size_t vocabulary, Formula formula = Uneven)
      : vocabulary_(vocabulary), formula_(std::move(formula)) {}

  Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& /*use*/) const override {
    return std::make_unique<ScriptedWalk>(*this);
  }
  Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode /*mode*/,
      const ModelUse& /*use*/) const override {
    return std::make_unique<ScriptedFill>(*this, tokens);
  }
  // Distributions asked for so far; fails from number `limit` on.
  [[nodiscard]] std::size_t queries() const { return queries_; }
  void FailFrom(std::size_t limit) { limit_ = limit; }

 private:
  Result<void> Answer(const Place& place, std::span<double> p) const {
    if (queries_++ >= limit_) return Fail(ErrorCode::kPluginFailed, "scripted");
    double total = 0.0;
    for (Token t = 0; t < vocabulary_; ++t) total += p[t] = formula_(place, t);
    for (double& each : p) each /= total;
    return {};
  }

  class ScriptedWalk : public Walk {
   public:
    explicit ScriptedWalk(const ScriptedModel& model) : model_(model) {}
    Result<void> Predict(std::span<double> p) override {
      return model_.Answer(
          {.position = tokens_.size(),
           .before = tokens_.empty() ? kUnknownToken : tokens_.back(),
           .after = kUnknownToken},
          p);
    }
    Result<void> Advance(Token token) override {
      tokens_.push_back(token);
      return {};
    }
    Result<void> Rewind(std::size_t count) override {
      assert(count <= tokens_.size());
      tokens_.resize(tokens_.size() - count);
      return {};
    }

   private:
    const ScriptedModel& model_;
    std::vector<Token> tokens_;
  };

  class ScriptedFill : public Fill {
   public:
    ScriptedFill(const ScriptedModel& model, TokenSpan tokens)
        : model_(model), tokens_(tokens.begin(), tokens.end()) {}
    Result<void> Predict(std::span<const std::size_t> positions,
                         std::span<double> p) override {
      for (std::size_t i = 0; i < positions.size(); ++i) {
        const std::size_t at = positions[i];
        const Place place = {
            .position = at,
            .before = at == 0 ? kUnknownToken : tokens_[at - 1],
            .after =
                at + 1 == tokens_.size() ? kUnknownToken : tokens_[at + 1]};
        const auto told = model_.Answer(
            place, p.subspan(i * model_.vocabulary_, model_.vocabulary_));
        if (!told) return told;
      }
      return {};
    }
    void Set(std::size_t position, Token token) override {
      tokens_[position] = token;
    }

   private:
    const ScriptedModel& model_;
    std::vector<Token> tokens_;
  };

  std::size_t vocabulary_;
  Formula formula_;
  std::size_t limit_ = SIZE_MAX;
  mutable std::atomic<std::size_t> queries_{0};
};

// A MemoryDomain with a mask and its own constraint_info.
class MaskedDomain : public MemoryDomain {
 public:
  using Mask = std::function<bool(TokenSpan, std::size_t, Token)>;

  explicit MaskedDomain(MemoryDomainOptions options, Mask mask = nullptr)
      : MemoryDomain(std::move(options)),
        mask_(std::move(mask)),
        limits_(MemoryDomain::constraint()) {
    limits_.has_allowed = static_cast<bool>(mask_);
  }
  ConstraintInfo& Limits() { return limits_; }

  const ConstraintInfo& constraint() const override { return limits_; }
  Result<void> Allowed(TokenSpan tokens, std::size_t position,
                       std::span<std::uint64_t> bits) const override {
    for (std::uint64_t& word : bits) word = 0;
    for (Token t = 0; t < vocabulary().size(); ++t) {
      if (mask_(tokens, position, t))
        bits[t / 64] |= std::uint64_t{1} << t % 64;
    }
    return {};
  }

 private:
  Mask mask_;
  ConstraintInfo limits_;
};

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_FRAMEWORK_GENERATE_SCRIPTED_MODEL_H_
