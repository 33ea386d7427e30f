#include "framework/ngram/unigram.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/ngram/context_array.h"

namespace pastiche {
namespace {

class UnigramWalk : public Walk {
 public:
  explicit UnigramWalk(std::span<const double> table) : table_(table) {}
  Result<void> Predict(std::span<double> probabilities) override {
    assert(probabilities.size() == table_.size());
    std::copy(table_.begin(), table_.end(), probabilities.begin());
    return {};
  }
  Result<void> Advance(Token /*token*/) override { return {}; }
  Result<void> Rewind(std::size_t /*count*/) override { return {}; }

 private:
  std::span<const double> table_;
};

class UnigramFill : public Fill {
 public:
  explicit UnigramFill(std::span<const double> table) : table_(table) {}
  Result<void> Predict(std::span<const std::size_t> positions,
                       std::span<double> probabilities) override {
    assert(probabilities.size() == positions.size() * table_.size());
    auto row = probabilities.begin();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      row = std::copy(table_.begin(), table_.end(), row);
    }
    return {};
  }
  void Set(std::size_t /*position*/, Token /*token*/) override {}

 private:
  std::span<const double> table_;
};

}  // namespace

Unigram::Unigram(std::vector<double> probabilities)
    : probabilities_(std::move(probabilities)) {}

Result<Unigram> Unigram::Build(std::span<const Document> documents,
                               std::size_t vocabulary) {
  const Result<void> checked = CheckCorpus(documents, vocabulary);
  if (!checked) return Fail(checked);
  std::vector<double> counts(vocabulary, 0.5);
  double total = 0.5 * static_cast<double>(vocabulary);
  for (const Document& document : documents) {
    for (const Token token : document.tokens) counts[token] += 1.0;
    total += static_cast<double>(document.tokens.size());
  }
  for (double& count : counts) count /= total;
  return Unigram(std::move(counts));
}

Unigram Unigram::Uniform(std::size_t vocabulary) {
  assert(vocabulary >= 1);
  return Unigram(
      std::vector<double>(vocabulary, 1.0 / static_cast<double>(vocabulary)));
}

Result<std::unique_ptr<Walk>> Unigram::StartWalk(
    const ModelUse& /*use*/) const {
  return std::make_unique<UnigramWalk>(probabilities_);
}

Result<std::unique_ptr<Fill>> Unigram::StartFill(
    TokenSpan /*tokens*/, ContextMode /*mode*/, const ModelUse& /*use*/) const {
  return std::make_unique<UnigramFill>(probabilities_);
}

}  // namespace pastiche
