#include "framework/baselines/model_source.h"

#include <cassert>
#include <memory>
#include <span>
#include <utility>

#include "framework/ngram/row_major.h"

namespace pastiche {
namespace {

// The token at which the running sum of `p` passes `unit` in [0, 1).
Token Draw(std::span<const double> p, double unit) {
  double sum = 0.0;
  Token last = 0;  // Of those that are possible.
  for (Token t = 0; t < p.size(); ++t) {
    if (p[t] <= 0.0) continue;
    sum += p[t];
    last = t;
    if (unit < sum) break;
  }
  return last;
}

}  // namespace

ModelSource::ModelSource(const SequenceModel& model, ModelSourceOptions options)
    : model_(model), options_(std::move(options)) {
  assert(options_.vocabulary >= 1);
}

Result<std::vector<Token>> ModelSource::Sample(std::size_t length,
                                               Rng& rng) const {
  Result<std::unique_ptr<Walk>> walk = model_.StartWalk(options_.use);
  if (!walk) return Fail(walk);
  std::vector<double> p(options_.vocabulary);
  std::vector<Token> sample;
  sample.reserve(length);
  while (sample.size() < length) {
    const Result<void> predicted = (*walk)->Predict(p);
    if (!predicted) return Fail(predicted);
    const Token token = Draw(p, rng.NextUnit());
    sample.push_back(token);
    if (options_.row_major_unit == 0 && token == options_.end_token) break;
    const Result<void> advanced = (*walk)->Advance(token);
    if (!advanced) return Fail(advanced);
  }
  if (options_.row_major_unit == 0) return sample;
  return FromRowMajor(sample, options_.row_major_unit);
}

}  // namespace pastiche
