// Random corpora for the n-gram tests: independent tokens, and a Markov source
// whose entropy is known.

#ifndef PASTICHE_TESTS_FRAMEWORK_NGRAM_RANDOM_DOCUMENTS_H_
#define PASTICHE_TESTS_FRAMEWORK_NGRAM_RANDOM_DOCUMENTS_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/random.h"

namespace pastiche::test {

// `count` documents of 0..longest tokens below `vocabulary`, low ones likelier.
inline std::vector<Document> RandomDocuments(std::size_t count,
                                             std::size_t longest,
                                             std::size_t vocabulary, Rng& rng) {
  std::vector<Document> documents;
  for (std::size_t d = 0; d < count; ++d) {
    Document document;
    document.name = "doc-" + std::to_string(d);
    const std::size_t size = rng.NextBelow(longest + 1);
    for (std::size_t i = 0; i < size; ++i) {
      document.tokens.push_back(
          static_cast<Token>(rng.NextBelow(1 + rng.NextBelow(vocabulary))));
    }
    documents.push_back(std::move(document));
  }
  return documents;
}

// Three states; starts in the stationary distribution.
struct MarkovSource {
  std::array<std::array<double, 3>, 3> step = {
      {{0.8, 0.15, 0.05}, {0.1, 0.6, 0.3}, {0.5, 0.25, 0.25}}};

  static Token Draw(const std::array<double, 3>& row, Rng& rng) {
    const double unit = rng.NextUnit();
    return unit < row[0] ? 0 : unit < row[0] + row[1] ? 1 : 2;
  }
  [[nodiscard]] std::array<double, 3> Stationary() const {
    std::array<double, 3> p = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    for (int i = 0; i < 1000; ++i) {
      std::array<double, 3> next{};
      for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) next[b] += p[a] * step[a][b];
      }
      p = next;
    }
    return p;
  }
  // Bits per token: sum_a pi(a) H(step[a]).
  [[nodiscard]] double Entropy() const {
    const auto p = Stationary();
    double bits = 0.0;
    for (std::size_t a = 0; a < 3; ++a) {
      for (const double q : step[a]) bits -= p[a] * q * std::log2(q);
    }
    return bits;
  }
  [[nodiscard]] Document Sample(std::size_t size, std::string name,
                                Rng& rng) const {
    Document document;
    document.name = std::move(name);
    Token last = Draw(Stationary(), rng);
    for (std::size_t i = 0; i < size; ++i) {
      document.tokens.push_back(last);
      last = Draw(step[last], rng);
    }
    return document;
  }
};

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_FRAMEWORK_NGRAM_RANDOM_DOCUMENTS_H_
