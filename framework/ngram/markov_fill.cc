#include "framework/ngram/markov_fill.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pastiche {

MarkovFill::MarkovFill(const Markov& model, TokenSpan tokens, bool wrap)
    : model_(model),
      wrap_(wrap),
      tokens_(tokens.begin(), tokens.end()),
      state_(model.vocabulary()),
      next_(model.vocabulary()) {}

void MarkovFill::Set(std::size_t position, Token token) {
  assert(position < tokens_.size());
  tokens_[position] = token;
}

MarkovFill::Query MarkovFill::Look(std::size_t position,
                                   std::size_t row) const {
  const std::size_t size = tokens_.size();
  Query query = {.row = row,
                 .before_at = size,
                 .after_at = size,
                 .before = kUnknownToken,
                 .after = kUnknownToken,
                 .forward = position + 1,
                 .backward = 0};
  const std::size_t reach_left = wrap_ ? size - 1 : position;
  for (std::size_t d = 1; d <= reach_left; ++d) {
    const std::size_t at = position >= d ? position - d : position + size - d;
    if (tokens_[at] == kUnknownToken) continue;
    query.before_at = at;
    query.before = tokens_[at];
    query.forward = d;
    break;
  }
  const std::size_t reach_right = wrap_ ? size - 1 : size - 1 - position;
  for (std::size_t d = 1; d <= reach_right; ++d) {
    const std::size_t at =
        position + d < size ? position + d : position + d - size;
    if (tokens_[at] == kUnknownToken) continue;
    query.after_at = at;
    query.after = tokens_[at];
    query.backward = d;
    break;
  }
  return query;
}

Result<void> MarkovFill::Predict(std::span<const std::size_t> positions,
                                 std::span<double> probabilities) {
  assert(probabilities.size() == positions.size() * model_.vocabulary());
  std::vector<Query> queries;
  queries.reserve(positions.size());
  for (std::size_t row = 0; row < positions.size(); ++row) {
    assert(positions[row] < tokens_.size());
    queries.push_back(Look(positions[row], row));
  }
  // One gap at a time, so that its steps are taken once.
  const auto key = [](const Query& q) {
    return std::pair(q.before_at, q.after_at);
  };
  std::sort(queries.begin(), queries.end(),
            [&](const Query& a, const Query& b) {
              if (key(a) != key(b)) return key(a) < key(b);
              if (a.forward != b.forward) return a.forward < b.forward;
              return a.row < b.row;
            });
  const std::span<const Query> all = queries;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    while (end < all.size() && key(all[end]) == key(all[begin])) ++end;
    Solve(all.subspan(begin, end - begin), probabilities);
    begin = end;
  }
  return {};
}

void MarkovFill::Solve(std::span<const Query> queries, std::span<double> rows) {
  const Query& first = queries.front();
  const bool nothing = first.before == kUnknownToken && wrap_;
  if (nothing) {
    const auto unigram = model_.unigram();
    for (const Query& query : queries) {
      std::copy(unigram.begin(), unigram.end(), RowOf(query, rows).begin());
    }
    return;
  }
  model_.Row(first.before == kUnknownToken ? model_.start() : first.before,
             state_);
  std::size_t steps = 1;
  for (const Query& query : queries) {
    for (; steps < query.forward; ++steps) {
      model_.Forward(state_, next_);
      std::swap(state_, next_);
    }
    std::copy(state_.begin(), state_.end(), RowOf(query, rows).begin());
  }
  if (first.after != kUnknownToken) MultiplyBackward(queries, rows);
}

void MarkovFill::MultiplyBackward(std::span<const Query> queries,
                                  std::span<double> rows) {
  std::fill(state_.begin(), state_.end(), 0.0);
  state_[queries.front().after] = 1.0;
  std::size_t steps = 0;
  for (std::size_t i = queries.size(); i-- > 0;) {
    for (; steps < queries[i].backward; ++steps) {
      model_.Backward(state_, next_);
      std::swap(state_, next_);
    }
    const std::span<double> row = RowOf(queries[i], rows);
    double total = 0.0;
    for (std::size_t v = 0; v < row.size(); ++v) {
      total += (row[v] *= state_[v]);
    }
    for (double& p : row) p /= total;
  }
}

}  // namespace pastiche
