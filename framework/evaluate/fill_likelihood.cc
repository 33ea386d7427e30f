#include "framework/evaluate/fill_likelihood.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "framework/evaluate/for_each_index.h"

namespace pastiche {
namespace {

// Bounds the memory of one call of Predict.
constexpr std::size_t kMaxProbabilities = std::size_t{1} << 20;

Result<DocumentBits> ScoreMask(const FillModel& model,
                               const FillScoring& scoring, TokenSpan tokens,
                               std::span<const std::size_t> mask,
                               std::size_t vocabulary) {
  std::vector<Token> masked(tokens.begin(), tokens.end());
  for (const std::size_t i : mask) masked[i] = kUnknownToken;
  Result<std::unique_ptr<Fill>> fill =
      model.StartFill(masked, scoring.mode, scoring.use);
  if (!fill) return Fail(fill);
  DocumentBits score;
  const std::size_t batch =
      std::max<std::size_t>(1, kMaxProbabilities / vocabulary);
  std::vector<double> p(std::min(batch, mask.size()) * vocabulary);
  while (!mask.empty()) {
    const auto positions = mask.first(std::min(batch, mask.size()));
    mask = mask.subspan(positions.size());
    const Result<void> predicted = (*fill)->Predict(
        positions, std::span(p).first(positions.size() * vocabulary));
    if (!predicted) return Fail(predicted);
    for (std::size_t k = 0; k < positions.size(); ++k) {
      score.bits -= std::log2(p[k * vocabulary + tokens[positions[k]]]);
    }
    score.tokens += positions.size();
  }
  return score;
}

Result<void> CheckTokens(std::span<const Document> documents,
                         std::size_t vocabulary) {
  for (const Document& document : documents) {
    for (const Token token : document.tokens) {
      if (token < vocabulary) continue;
      return Fail(ErrorCode::kInvalidArgument,
                  "token " + std::to_string(token) +
                      " is not below the vocabulary size " +
                      std::to_string(vocabulary));
    }
  }
  return {};
}

}  // namespace

std::vector<std::size_t> DrawMask(std::size_t size, double rate, Rng& rng) {
  assert(rate >= 0.0 && rate <= 1.0);
  if (size == 0) return {};
  const auto wanted =
      static_cast<std::size_t>(std::llround(rate * static_cast<double>(size)));
  const std::size_t count = std::clamp<std::size_t>(wanted, 1, size);
  std::vector<std::size_t> positions(size);
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(positions[i], positions[i + rng.NextBelow(size - i)]);
  }
  positions.resize(count);
  std::sort(positions.begin(), positions.end());
  return positions;
}

Result<std::vector<DocumentBits>> ScoreFill(const FillModel& model,
                                            const FillScoring& scoring,
                                            std::span<const Document> documents,
                                            std::size_t vocabulary,
                                            Progress* progress) {
  const Result<void> checked = CheckTokens(documents, vocabulary);
  if (!checked) return Fail(checked);
  const std::size_t draws = scoring.draws;
  std::vector<DocumentBits> parts(documents.size() * draws);
  const auto per_mille =
      static_cast<std::uint64_t>(std::llround(scoring.rate * 1000));
  const Result<void> done =
      ForEachIndex(parts.size(), progress, [&](std::size_t i) -> Result<void> {
        const TokenSpan tokens = documents[i / draws].tokens;
        Rng rng = Rng::Stream(scoring.seed, i * 1001 + per_mille);
        const std::vector<std::size_t> mask =
            DrawMask(tokens.size(), scoring.rate, rng);
        Result<DocumentBits> score =
            ScoreMask(model, scoring, tokens, mask, vocabulary);
        if (!score) return Fail(score);
        parts[i] = *score;
        if (progress != nullptr) progress->done += tokens.size();
        return {};
      });
  if (!done) return Fail(done);
  std::vector<DocumentBits> scores(documents.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    scores[i / draws].bits += parts[i].bits;
    scores[i / draws].tokens += parts[i].tokens;
  }
  return scores;
}

}  // namespace pastiche
