// Kneser-Ney counts of one growing document: what its own beginning says about
// the next token. One discount per context length, estimated as it grows.

#ifndef PASTICHE_FRAMEWORK_NGRAM_PREFIX_COUNTS_H_
#define PASTICHE_FRAMEWORK_NGRAM_PREFIX_COUNTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "framework/core/document.h"
#include "framework/ngram/context_array.h"

namespace pastiche {

// Counts as ContextTree::Successor over the tokens so far. About 100 bytes per
// token and context length.
class PrefixCounts {
 public:
  // order in 1..20 (asserted).
  explicit PrefixCounts(std::size_t order);

  // Replaces `base`, a distribution of the next token, by the interpolation of
  // the counts with it. O(vocabulary + successors).
  void Predict(std::span<double> base) const;
  void Advance(Token token);
  // count <= tokens so far (asserted).
  void Rewind(std::size_t count);

 private:
  struct Successor {
    Token token;
    std::uint32_t count;
  };
  struct Node {
    std::uint32_t total = 0;
    std::vector<Successor> successors;  // In the order in which they came.
  };
  struct Change {
    std::uint32_t node;
    std::uint32_t successor;  // Index into the node's successors.
    std::uint32_t length;
  };

  [[nodiscard]] double Discount(std::size_t length) const;
  // Counts one more; true if the token was new there.
  bool Count(std::size_t length, Token token);
  void Undo(const Change& change);
  // Moves by `sign` the tally of the contexts of this length.
  void Tally(std::size_t length, std::uint32_t count, std::int64_t sign);
  // The nodes of the last 0, 1, ... tokens; makes those that are missing.
  void FindPath();

  std::size_t depth_;
  std::vector<Token> history_;
  std::vector<Node> nodes_;                                // [0] = empty.
  std::unordered_map<std::uint64_t, std::uint32_t> next_;  // (node, token).
  std::vector<std::uint32_t> path_;
  std::vector<Change> changes_;
  std::vector<std::size_t> change_begin_;  // By token of the history.
  // How many (context, token) pairs of each length have count 1 and 2.
  std::vector<std::array<std::int64_t, 2>> tallies_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_PREFIX_COUNTS_H_
