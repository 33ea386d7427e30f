// Kneser-Ney by its definition: every n-gram in a map, every probability by
// recursion over the context. The slow twin of framework/ngram/kneser_ney.h.

#ifndef PASTICHE_TESTS_FRAMEWORK_NGRAM_KNESER_NEY_REFERENCE_H_
#define PASTICHE_TESTS_FRAMEWORK_NGRAM_KNESER_NEY_REFERENCE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "framework/core/document.h"

namespace pastiche::test {

// A context, oldest token first; the vocabulary size stands for the start.
using Context = std::vector<Token>;
using Counts = std::map<Token, std::size_t>;

// Adjusted counts of every context shorter than `order`.
inline std::map<Context, Counts> AdjustedCounts(
    std::span<const Document> documents, std::size_t vocabulary,
    std::size_t order) {
  const auto start = static_cast<Token>(vocabulary);
  std::map<Context, Counts> raw;
  std::map<Context, std::map<Token, std::set<Token>>> before;
  for (const Document& document : documents) {
    Context text = {start};
    text.insert(text.end(), document.tokens.begin(), document.tokens.end());
    for (std::size_t i = 1; i < text.size(); ++i) {
      for (std::size_t n = 0; n < order && n <= i; ++n) {
        const auto here = text.begin() + static_cast<std::ptrdiff_t>(i);
        const Context context(here - static_cast<std::ptrdiff_t>(n), here);
        ++raw[context][text[i]];
        if (n < i) before[context][text[i]].insert(text[i - n - 1]);
      }
    }
  }
  std::map<Context, Counts> adjusted;
  for (const auto& [context, counts] : raw) {
    const bool whole = context.size() + 1 == order ||
                       (!context.empty() && context.front() == start);
    for (const auto& [token, count] : counts) {
      adjusted[context][token] = whole ? count : before[context][token].size();
    }
  }
  return adjusted;
}

class ReferenceKneserNey {
 public:
  ReferenceKneserNey(std::span<const Document> documents,
                     std::size_t vocabulary, std::size_t order,
                     double scale = 1.0)
      : vocabulary_(vocabulary),
        order_(order),
        counts_(AdjustedCounts(documents, vocabulary, order)) {
    for (std::size_t n = 0; n < order; ++n) {
      std::array<double, 5> tally{};
      for (const auto& [context, counts] : counts_) {
        if (context.size() != n) continue;
        for (const auto& [token, count] : counts) {
          if (count <= 4) tally[count] += 1;
        }
      }
      discounts_.push_back(Discounts(tally, scale));
    }
  }

  [[nodiscard]] double Probability(TokenSpan history, Token token) const {
    Context context = {static_cast<Token>(vocabulary_)};
    context.insert(context.end(), history.begin(), history.end());
    const std::size_t longest = std::min(order_ - 1, context.size());
    context.erase(context.begin(),
                  context.end() - static_cast<std::ptrdiff_t>(longest));
    return Recurse(context, token);
  }

 private:
  static std::array<double, 4> Discounts(const std::array<double, 5>& tally,
                                         double scale) {
    std::array<double, 4> d = Estimated(tally);
    for (std::size_t i = 1; i <= 3; ++i) {
      d[i] = std::clamp(scale * d[i], 0.05, static_cast<double>(i) - 0.05);
    }
    return d;
  }
  static std::array<double, 4> Estimated(const std::array<double, 5>& tally) {
    std::array<double, 4> d = {0.0, 0.5, 1.0, 1.5};
    const double y = tally[1] / (tally[1] + 2 * tally[2]);
    if (tally[1] == 0) return d;
    d[1] = 1 - 2 * y * tally[2] / tally[1];
    if (tally[2] == 0 || tally[3] == 0) return d;
    d[2] = 2 - 3 * y * tally[3] / tally[2];
    if (tally[4] == 0) return d;
    d[3] = 3 - 4 * y * tally[4] / tally[3];
    return d;
  }

  [[nodiscard]] double Recurse(const Context& context, Token token) const {
    const double lower =
        context.empty()
            ? 1.0 / static_cast<double>(vocabulary_)
            : Recurse(Context(context.begin() + 1, context.end()), token);
    const auto found = counts_.find(context);
    if (found == counts_.end()) return lower;
    const auto& discounts = discounts_[context.size()];
    double total = 0, taken = 0, kept = 0;
    for (const auto& [successor, count] : found->second) {
      const double discount = discounts[std::min<std::size_t>(count, 3)];
      total += static_cast<double>(count);
      taken += discount;
      if (successor == token) kept = static_cast<double>(count) - discount;
    }
    return (kept + taken * lower) / total;
  }

  std::size_t vocabulary_;
  std::size_t order_;
  std::map<Context, Counts> counts_;
  std::vector<std::array<double, 4>> discounts_;
};

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_FRAMEWORK_NGRAM_KNESER_NEY_REFERENCE_H_
