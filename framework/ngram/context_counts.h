// Counts of tokens under nested contexts: a context is a list of symbols, the
// first the one that is dropped last. Kneser-Ney or plain counts, interpolated;
// tokens can be taken back in reverse order.

#ifndef PASTICHE_FRAMEWORK_NGRAM_CONTEXT_COUNTS_H_
#define PASTICHE_FRAMEWORK_NGRAM_CONTEXT_COUNTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "framework/core/document.h"

namespace pastiche {

// Symbols of a context: tokens, or whatever else a domain's slots show.
using ContextSymbols = std::span<const std::int64_t>;

inline constexpr std::size_t kMaxNestedDepth = 32;

struct CountingOptions {
  // Counts every occurrence under every context. Off, a shorter context counts
  // a token only where it is new in the longer one (Kneser & Ney 1995).
  bool every = false;
  // Taken from each count; absent: n_1 / (n_1 + 2 n_2) for each length (Ney,
  // Essen & Kneser 1994).
  std::optional<double> discount;
};

// About 60 bytes per different context, 12 per different (context, token).
class ContextCounts {
 public:
  // depth in 0..kMaxNestedDepth (asserted): longer contexts are cut.
  explicit ContextCounts(std::size_t depth, const CountingOptions& options);

  // Replaces `base`, a distribution, by
  //   p_n(w) = (a_n(w) - D_n + D_n types_n p_{n-1}(w)) / total_n,
  // from the empty context (over `base`) to the longest one that was counted.
  void Predict(ContextSymbols context, std::span<double> base) const;
  // The probability that Predict would give `token`, whose base has `p`.
  [[nodiscard]] double Probability(ContextSymbols context, Token token,
                                   double p) const {
    return Probability(context, token, p, options_.discount);
  }
  // The same with another CountingOptions::discount.
  [[nodiscard]] double Probability(ContextSymbols context, Token token,
                                   double p,
                                   std::optional<double> discount) const;
  // One more `token` after `context`.
  void Add(ContextSymbols context, Token token);
  // Takes the last Add that is left back. Requires one (asserted).
  void TakeBack();
  // Gives up taking back what was added so far, and the memory for it.
  void Settle();

  [[nodiscard]] double Discount(std::size_t length) const {
    return options_.discount ? *options_.discount : Estimated(length);
  }

 private:
  [[nodiscard]] double Estimated(std::size_t length) const;
  struct Node {
    std::uint32_t total = 0;
    std::uint32_t types = 0;
    std::uint32_t newest = 0;  // Entry + 1 of its list of entries; 0 = none.
  };
  struct Entry {
    Token token;
    std::uint32_t count;
    std::uint32_t next;  // As Node::newest.
  };
  struct Change {
    std::uint32_t node;
    std::uint32_t entry;
    std::uint32_t length;
  };
  struct Edge {
    std::uint32_t node;
    std::int64_t symbol;
    [[nodiscard]] bool operator==(const Edge&) const = default;
  };
  struct EdgeHash {
    [[nodiscard]] std::size_t operator()(const Edge& edge) const;
  };
  using Path = std::array<std::uint32_t, kMaxNestedDepth + 1>;

  // Nodes of the context's beginnings of length 0, 1, ... that exist; how many.
  std::size_t Find(ContextSymbols context, Path& path) const;
  // True if the token was new there.
  bool Count(std::uint32_t node, std::size_t length, Token token);
  void Tally(std::size_t length, std::uint32_t count, std::int64_t sign);

  std::size_t depth_;
  CountingOptions options_;
  std::vector<Node> nodes_;  // [0]: the empty context.
  std::vector<Entry> entries_;
  std::unordered_map<Edge, std::uint32_t, EdgeHash> next_;
  std::vector<Change> changes_;
  std::vector<std::size_t> adds_;  // Where each Add's changes begin.
  // How many (context, token) pairs of each length have count 1 and 2.
  std::vector<std::array<std::int64_t, 2>> tallies_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_CONTEXT_COUNTS_H_
