#include "framework/ngram/markov.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/ngram/context_array.h"
#include "framework/ngram/markov_fill.h"
#include "framework/ngram/own_prefix.h"
#include "framework/ngram/unigram.h"

namespace pastiche {
namespace {

constexpr double kHalf = 0.5;  // Added to every count.

class MarkovWalk : public Walk {
 public:
  explicit MarkovWalk(const Markov& model)
      : model_(model), history_{model.start()} {}
  Result<void> Predict(std::span<double> probabilities) override {
    model_.Row(history_.back(), probabilities);
    return {};
  }
  Result<void> Advance(Token token) override {
    assert(token < model_.vocabulary());
    history_.push_back(token);
    return {};
  }
  Result<void> Rewind(std::size_t count) override {
    assert(count < history_.size());
    history_.resize(history_.size() - count);
    return {};
  }

 private:
  const Markov& model_;
  std::vector<Token> history_;  // After the start.
};

}  // namespace

Result<Markov> Markov::Build(std::span<const Document> documents,
                             std::size_t vocabulary) {
  const Result<Unigram> unigram = Unigram::Build(documents, vocabulary);
  if (!unigram) return Fail(unigram);
  Markov model;
  model.vocabulary_ = vocabulary;
  model.unigram_.assign(unigram->probabilities().begin(),
                        unigram->probabilities().end());
  std::vector<std::uint64_t> seen;  // Symbol and token of every place.
  for (const Document& document : documents) {
    Token before = model.start();
    for (const Token token : document.tokens) {
      seen.push_back((std::uint64_t{before} << 32) | token);
      before = token;
    }
  }
  std::sort(seen.begin(), seen.end());
  model.begin_.assign(vocabulary + 2, 0);
  model.totals_.assign(vocabulary + 1, kHalf * static_cast<double>(vocabulary));
  for (std::size_t i = 0; i < seen.size();) {
    std::size_t end = i;
    while (end < seen.size() && seen[end] == seen[i]) ++end;
    const auto count = static_cast<double>(end - i);
    const auto symbol = static_cast<std::size_t>(seen[i] >> 32);
    model.pairs_.push_back(
        {.token = static_cast<Token>(seen[i] & 0xFFFFFFFFu), .count = count});
    ++model.begin_[symbol + 1];
    model.totals_[symbol] += count;
    i = end;
  }
  for (std::size_t row = 0; row <= vocabulary; ++row) {
    model.begin_[row + 1] += model.begin_[row];
  }
  return model;
}

void Markov::Row(Token symbol, std::span<double> out) const {
  assert(symbol <= start() && out.size() == vocabulary_);
  std::fill(out.begin(), out.end(), kHalf / totals_[symbol]);
  for (const Pair& pair : PairsOf(symbol)) {
    out[pair.token] += pair.count / totals_[symbol];
  }
}

void Markov::Forward(std::span<const double> in, std::span<double> out) const {
  assert(in.size() == vocabulary_ && out.size() == vocabulary_);
  double shared = 0.0;
  for (std::size_t a = 0; a < vocabulary_; ++a) shared += in[a] / totals_[a];
  std::fill(out.begin(), out.end(), kHalf * shared);
  for (std::size_t a = 0; a < vocabulary_; ++a) {
    const double scale = in[a] / totals_[a];
    for (const Pair& pair : PairsOf(a)) out[pair.token] += scale * pair.count;
  }
}

void Markov::Backward(std::span<const double> in, std::span<double> out) const {
  assert(in.size() == vocabulary_ && out.size() == vocabulary_);
  double shared = 0.0;
  for (const double value : in) shared += value;
  for (std::size_t a = 0; a < vocabulary_; ++a) {
    double sum = kHalf * shared;
    for (const Pair& pair : PairsOf(a)) sum += pair.count * in[pair.token];
    out[a] = sum / totals_[a];
  }
}

Result<std::unique_ptr<Walk>> Markov::StartWalk(const ModelUse& use) const {
  auto walk = std::make_unique<MarkovWalk>(*this);
  if (!use.own_cache) return walk;
  return std::make_unique<OwnPrefixWalk>(std::move(walk), vocabulary_,
                                         OwnPrefixOptions{.order = 2});
}

Result<std::unique_ptr<Fill>> Markov::StartFill(TokenSpan tokens,
                                                ContextMode mode,
                                                const ModelUse& /*use*/) const {
  return std::make_unique<MarkovFill>(*this, tokens,
                                      mode == ContextMode::kFillWrap);
}

}  // namespace pastiche
