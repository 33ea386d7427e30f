// Walks and fills over documents, in parallel, added up in their order.

#include "framework/evaluate/likelihood.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "framework/evaluate/for_each_index.h"
#include "framework/ngram/slot_contexts.h"

namespace pastiche {
namespace {

constexpr std::size_t kTokensPerReport = 256;

Result<DocumentBits> Score(const SequenceModel& model, const ModelUse& use,
                           TokenSpan tokens, std::size_t vocabulary,
                           Progress* progress) {
  Result<std::unique_ptr<Walk>> walk = model.StartWalk(use);
  if (!walk) return Fail(walk);
  std::vector<double> p(vocabulary);
  DocumentBits score;
  for (const Token token : tokens) {
    if (token >= vocabulary) {
      return Fail(ErrorCode::kInvalidArgument,
                  "token " + std::to_string(token) +
                      " is not below the vocabulary size " +
                      std::to_string(vocabulary));
    }
    const Result<void> predicted = (*walk)->Predict(p);
    if (!predicted) return Fail(predicted);
    score.bits -= std::log2(p[token]);
    const Result<void> advanced = (*walk)->Advance(token);
    if (!advanced) return Fail(advanced);
    ++score.tokens;
    if (progress == nullptr || score.tokens % kTokensPerReport != 0) continue;
    progress->done += kTokensPerReport;
    if (progress->cancelled) {
      return Fail(ErrorCode::kCancelled, "scoring was cancelled");
    }
  }
  if (progress != nullptr) progress->done += score.tokens % kTokensPerReport;
  return score;
}

}  // namespace

Result<std::vector<DocumentBits>> ScoreDocuments(
    const SequenceModel& model, const ModelUse& use,
    std::span<const Document> documents, std::size_t vocabulary,
    Progress* progress) {
  std::vector<DocumentBits> scores(documents.size());
  const Result<void> done = ForEachIndex(
      documents.size(), progress, [&](std::size_t d) -> Result<void> {
        Result<DocumentBits> score =
            Score(model, use, documents[d].tokens, vocabulary, progress);
        if (!score) return Fail(score);
        scores[d] = *score;
        return {};
      });
  if (!done) return Fail(done);
  return scores;
}

std::size_t ScoredStep(std::span<const Document> documents,
                       const LeaveOneOut& options) {
  std::size_t total = 0;
  for (const Document& document : documents) total += document.tokens.size();
  return std::max<std::size_t>(1,
                               (total + options.tokens - 1) / options.tokens);
}

Result<std::vector<std::vector<DocumentBits>>> ScoreLeaveOneOut(
    const ModelFactory& build, std::span<const ModelUse> uses,
    std::span<const Document> documents, std::size_t vocabulary,
    const LeaveOneOut& options, Progress* progress) {
  assert(options.folds > 0 && options.tokens > 0);
  const std::vector<std::size_t> folds = FoldsOf(documents, options.folds);
  const std::size_t step = ScoredStep(documents, options);
  std::vector<std::vector<DocumentBits>> scores(
      uses.size(), std::vector<DocumentBits>(documents.size()));
  const auto score = [&](std::size_t fold) -> Result<void> {
    std::vector<Document> rest, left_out;
    std::vector<std::size_t> places, outside;
    for (std::size_t d = 0; d < documents.size(); ++d) {
      if (folds[d] != fold) {
        rest.push_back(documents[d]);
        continue;
      }
      outside.push_back(d);
      if (d % step == 0) {
        left_out.push_back(documents[d]);
        places.push_back(d);
      }
    }
    if (left_out.empty()) return {};
    const Result<std::unique_ptr<const SequenceModel>> model =
        build({.rest = rest, .left_out = outside});
    if (!model) return Fail(model);
    for (std::size_t u = 0; u < uses.size(); ++u) {
      const Result<std::vector<DocumentBits>> bits =
          ScoreDocuments(**model, uses[u], left_out, vocabulary, progress);
      if (!bits) return Fail(bits);
      for (std::size_t i = 0; i < places.size(); ++i) {
        scores[u][places[i]] = (*bits)[i];
      }
    }
    return {};
  };
  // As many models at a time as there are threads.
  const auto done = ForEachIndex(options.folds, progress, score);
  if (!done) return Fail(done);
  return scores;
}

Estimate BitsPerToken(std::span<const DocumentBits> documents) {
  std::vector<double> bits, tokens;
  for (const DocumentBits& document : documents) {
    if (document.tokens == 0) continue;
    bits.push_back(document.bits);
    tokens.push_back(static_cast<double>(document.tokens));
  }
  return RatioOf(bits, tokens);
}

}  // namespace pastiche
