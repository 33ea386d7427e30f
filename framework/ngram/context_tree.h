// The distinct contexts of a corpus with the tokens that follow each, as a
// compressed trie over contexts read backwards. Counts are Kneser and Ney's.

#ifndef PASTICHE_FRAMEWORK_NGRAM_CONTEXT_TREE_H_
#define PASTICHE_FRAMEWORK_NGRAM_CONTEXT_TREE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/ngram/context_array.h"

namespace pastiche {

// A token that follows a context. Its count is how many different symbols
// precede context and token together (Kneser & Ney 1995); how often they occur
// where the context cannot grow: at full depth, or at a document's start.
struct Successor {
  Token token = 0;
  std::uint32_t count = 0;
};

// A context where the trie branches or ends. Between a node and its parent lie
// the contexts of the lengths in between: the same successors, each counted 1,
// for there is but one way to grow them.
struct ContextNode {
  std::uint32_t place = 0;            // An occurrence, in ContextTree::text().
  std::uint32_t depth = 0;            // Length of the context.
  std::uint32_t child_begin = 0;      // In nodes(); children are neighbours,
  std::uint32_t child_count = 0;      // ascending by the symbol they add.
  std::uint32_t successor_begin = 0;  // In successors(), ascending by token.
  std::uint32_t successor_count = 0;
};

class ContextTree {
 public:
  // How many (context, successor) pairs have count 1, 2, 3, 4.
  using CountsOfCounts = std::array<std::uint64_t, 4>;

  // Contexts of up to `depth` <= contexts.depth symbols (asserted). O(T depth)
  // time at worst; takes over the text.
  ContextTree(ContextArray contexts, std::size_t depth);

  [[nodiscard]] std::size_t depth() const { return depth_; }
  [[nodiscard]] Token start() const { return start_; }
  [[nodiscard]] std::span<const Token> text() const { return text_; }
  [[nodiscard]] std::span<const ContextNode> nodes() const { return nodes_; }
  // The empty context; its successors are the tokens that occur.
  [[nodiscard]] const ContextNode& root() const { return nodes_.back(); }
  [[nodiscard]] std::span<const Successor> SuccessorsOf(
      const ContextNode& node) const {
    return {successors_.data() + node.successor_begin, node.successor_count};
  }
  // Of the contexts of one length, 0..depth().
  [[nodiscard]] const CountsOfCounts& counts_of_counts(
      std::size_t length) const {
    return counts_of_counts_[length];
  }
  // The symbol n places back (0 = the last) of the node's context, n < depth.
  [[nodiscard]] Token SymbolOf(const ContextNode& node, std::size_t n) const {
    return text_[node.place - 1 - n];
  }
  // The child of `node` that adds `symbol`, or null.
  [[nodiscard]] const ContextNode* ChildOf(const ContextNode& node,
                                           Token symbol) const;

 private:
  struct Open {  // A node whose children are still coming.
    std::size_t depth;
    std::size_t first_child;  // In pending_.
  };
  void AddLeaf(std::span<const std::uint32_t> places);
  void Close(std::size_t depth, std::size_t first_child);
  void CountSuccessors(ContextNode& node, std::vector<Token>& tokens);
  void CountEdge(const ContextNode& node, std::size_t parent_depth);

  std::size_t depth_;
  Token start_;
  std::vector<Token> text_;
  std::vector<ContextNode> nodes_;
  std::vector<Successor> successors_;
  std::vector<CountsOfCounts> counts_of_counts_;
  std::vector<ContextNode> pending_;  // Closed nodes whose parent is open.
  std::vector<Token> scratch_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_CONTEXT_TREE_H_
