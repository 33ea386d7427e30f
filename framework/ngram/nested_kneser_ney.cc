// Counting a corpus under nested contexts, and walking over it.

#include "framework/ngram/nested_kneser_ney.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <utility>

#include "framework/ngram/context_array.h"
#include "framework/ngram/fixed_share.h"
#include "framework/ngram/own_prefix.h"

namespace pastiche {
namespace {

constexpr std::size_t kPositionsPerCall = 512;
// The document's own n-grams, as long as the memory of a unit or two.
constexpr std::size_t kOwnOrder = 12;
constexpr double kShare = 0.02;

class NestedWalk : public Walk {
 public:
  NestedWalk(const NestedKneserNey& model, bool own_cache)
      : model_(model),
        contexts_(model.domain(), model.settings().sources),
        context_(contexts_.size()),
        mixture_(own_cache ? 2 : 1, kShare),
        own_(contexts_.size(), {}),
        own_cache_(own_cache) {}

  Result<void> Predict(std::span<double> probabilities) override {
    if (const auto seen = Look(); !seen) return seen;
    model_.Predict(context_, probabilities);
    if (!own_cache_) return {};
    mixed_.assign(probabilities.begin(), probabilities.end());
    own_.Predict(context_, mixed_);
    const auto weights = mixture_.weights();
    for (std::size_t v = 0; v < mixed_.size(); ++v) {
      probabilities[v] = weights[0] * probabilities[v] + weights[1] * mixed_[v];
    }
    return {};
  }

  Result<void> Advance(Token token) override {
    if (own_cache_) {
      if (const auto seen = Look(); !seen) return seen;
      const double p = model_.Probability(context_, token);
      mixture_.Update(std::array{p, own_.Probability(context_, token, p)});
      own_.Add(context_, token);
    }
    tokens_.push_back(token);
    looked_ = false;
    return {};
  }

  Result<void> Rewind(std::size_t count) override {
    assert(count <= tokens_.size());
    if (own_cache_) {
      mixture_.Rewind(count);
      for (std::size_t i = 0; i < count; ++i) own_.TakeBack();
    }
    tokens_.resize(tokens_.size() - count);
    looked_ = false;
    return {};
  }

 private:
  Result<void> Look() {
    if (looked_) return {};
    const std::size_t at = tokens_.size();
    Result<void> seen = contexts_.Describe(tokens_, at, at + 1, context_);
    looked_ = seen.has_value();
    return seen;
  }

  const NestedKneserNey& model_;
  SlotContexts contexts_;
  std::vector<std::int64_t> context_;
  FixedShare mixture_;
  ContextCounts own_;
  bool own_cache_;
  bool looked_ = false;  // context_ is of the next position.
  std::vector<double> mixed_;
  std::vector<Token> tokens_;
};

}  // namespace

NestedKneserNey::NestedKneserNey(const Domain& domain, NestedSettings settings)
    : domain_(domain),
      settings_(std::move(settings)),
      vocabulary_(domain.vocabulary().size()),
      counts_(settings_.sources.size(), {.discount = settings_.discount}) {}

Result<std::unique_ptr<const NestedKneserNey>> NestedKneserNey::Build(
    const Domain& domain, std::span<const Document> documents,
    NestedSettings settings) {
  if (settings.sources.size() > kMaxNestedDepth) {
    return Fail(
        ErrorCode::kInvalidArgument,
        "a nested context of " + std::to_string(settings.sources.size()) +
            " sources is deeper than " + std::to_string(kMaxNestedDepth));
  }
  const auto valid = CheckCorpus(documents, domain.vocabulary().size());
  if (!valid) return Fail(valid);
  std::unique_ptr<NestedKneserNey> model(
      new NestedKneserNey(domain, std::move(settings)));
  SlotContexts contexts(domain, model->settings_.sources);
  const std::size_t width = contexts.size();
  std::vector<std::int64_t> rows;
  for (const Document& document : documents) {
    const std::size_t size = document.tokens.size();
    for (std::size_t begin = 0; begin < size; begin += kPositionsPerCall) {
      const std::size_t end = std::min(begin + kPositionsPerCall, size);
      rows.resize((end - begin) * width);
      const auto seen = contexts.Describe(document.tokens, begin, end, rows);
      if (!seen) return Fail(seen);
      for (std::size_t i = begin; i < end; ++i) {
        model->counts_.Add(std::span(rows).subspan((i - begin) * width, width),
                           document.tokens[i]);
      }
      model->counts_.Settle();
    }
  }
  return std::unique_ptr<const NestedKneserNey>(std::move(model));
}

void NestedKneserNey::Predict(ContextSymbols context,
                              std::span<double> probabilities) const {
  assert(probabilities.size() == vocabulary_);
  std::fill(probabilities.begin(), probabilities.end(),
            1.0 / static_cast<double>(vocabulary_));
  counts_.Predict(context, probabilities);
}

double NestedKneserNey::Probability(ContextSymbols context, Token token) const {
  return counts_.Probability(context, token,
                             1.0 / static_cast<double>(vocabulary_));
}

Result<std::unique_ptr<Walk>> NestedKneserNey::StartWalk(
    const ModelUse& use) const {
  auto walk = std::make_unique<NestedWalk>(*this, use.own_cache);
  if (!use.own_cache) return walk;
  return std::make_unique<OwnPrefixWalk>(
      std::move(walk), vocabulary_,
      OwnPrefixOptions{.order = kOwnOrder, .share = kShare});
}

}  // namespace pastiche
