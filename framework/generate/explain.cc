// Walking again, and means of shares.

#include "framework/generate/explain.h"

#include <algorithm>
#include <utility>

namespace pastiche {
namespace {

void AddEach(const std::vector<double>& from, std::vector<double>& to) {
  to.resize(std::max(to.size(), from.size()), 0.0);
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

}  // namespace

Result<std::vector<Attribution>> ExplainWalk(
    const SequenceModel& model, const ModelUse& use, TokenSpan tokens,
    std::size_t vocabulary, std::size_t prompt, std::size_t top,
    Progress* progress) {
  auto walk = model.StartWalk(use);
  if (!walk) return Fail(walk);
  std::vector<Attribution> sources(tokens.size());
  std::vector<double> p;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (progress != nullptr && progress->cancelled) {
      return Fail(ErrorCode::kCancelled, "stopped while explaining");
    }
    if (i >= prompt) {
      p.resize(vocabulary);
      if (const auto done = (*walk)->Predict(p); !done) return Fail(done);
      auto source = (*walk)->Explain(tokens[i], top);
      if (!source) return Fail(source);
      sources[i] = std::move(*source);
    }
    if (const auto done = (*walk)->Advance(tokens[i]); !done) return Fail(done);
    if (progress != nullptr) ++progress->done;
  }
  return sources;
}

std::vector<Attribution> MoveSources(std::vector<Attribution> sources,
                                     TokenSpan before, TokenSpan after) {
  if (sources.empty()) return sources;
  std::vector<Attribution> moved(after.size());
  const std::size_t most = std::min(before.size(), after.size());
  std::size_t same = 0;
  while (same < most && before[same] == after[same]) {
    moved[same] = std::move(sources[same]);
    ++same;
  }
  for (std::size_t n = 1; n <= most - same; ++n) {
    const std::size_t from = before.size() - n, to = after.size() - n;
    if (before[from] != after[to]) break;
    moved[to] = std::move(sources[from]);
  }
  return moved;
}

Attribution MeanOf(std::span<const Attribution> tokens) {
  Attribution mean;
  double count = 0.0;
  for (const Attribution& token : tokens) {
    if (token.probability <= 0.0) continue;
    count += 1.0;
    mean.probability += token.probability;
    AddEach(token.documents, mean.documents);
    AddEach(token.heads, mean.heads);
    mean.own += token.own;
    mean.ngram += token.ngram;
    mean.unigram += token.unigram;
  }
  if (count == 0.0) return mean;
  for (double& share : mean.documents) share /= count;
  for (double& share : mean.heads) share /= count;
  for (double* part :
       {&mean.probability, &mean.own, &mean.ngram, &mean.unigram}) {
    *part /= count;
  }
  return mean;
}

}  // namespace pastiche
