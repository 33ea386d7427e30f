#include "framework/ngram/context_tree.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pastiche {

// Leaves come in sorted order; `open` holds the path to the last one. A leaf
// that shares `shared` symbols with its predecessor closes what is deeper.
ContextTree::ContextTree(ContextArray contexts, std::size_t depth)
    : depth_(depth),
      start_(contexts.start),
      text_(std::move(contexts.text)),
      counts_of_counts_(depth + 1) {
  assert(depth <= contexts.depth);
  const std::span<const std::uint32_t> places = contexts.places;
  std::vector<Open> open = {{.depth = 0, .first_child = 0}};
  std::size_t begin = 0;
  while (begin < places.size()) {
    std::size_t end = begin + 1;
    while (end < places.size() && contexts.shared[end] >= depth_) ++end;
    const std::size_t shared = begin == 0 ? 0 : contexts.shared[begin];
    while (open.back().depth > shared) {
      const Open top = open.back();
      open.pop_back();
      Close(top.depth, top.first_child);
      if (open.back().depth < shared) {
        open.push_back({.depth = shared, .first_child = pending_.size() - 1});
      }
    }
    if (open.back().depth < shared) {
      open.push_back({.depth = shared, .first_child = pending_.size() - 1});
    }
    AddLeaf(places.subspan(begin, end - begin));
    begin = end;
  }
  for (; open.size() > 1; open.pop_back()) {
    Close(open.back().depth, open.back().first_child);
  }
  // At depth 0 the one leaf is the root.
  if (pending_.size() == 1 && pending_[0].depth == 0) {
    nodes_.push_back(pending_[0]);
  } else {
    Close(0, 0);
    nodes_.push_back(pending_[0]);
  }
  pending_ = {};
  scratch_ = {};
}

// One context that never grows, with all places where it occurs.
void ContextTree::AddLeaf(std::span<const std::uint32_t> places) {
  ContextNode leaf;
  leaf.place = places.front();
  std::size_t length = 0;
  while (length < depth_ && text_[leaf.place - 1 - length] != start_) ++length;
  if (length < depth_) ++length;  // The start itself.
  leaf.depth = static_cast<std::uint32_t>(length);
  scratch_.clear();
  for (const std::uint32_t place : places) scratch_.push_back(text_[place]);
  CountSuccessors(leaf, scratch_);
  pending_.push_back(leaf);
}

// Makes pending_[first_child...] the children of a new pending node.
void ContextTree::Close(std::size_t depth, std::size_t first_child) {
  ContextNode node;
  node.depth = static_cast<std::uint32_t>(depth);
  node.child_begin = static_cast<std::uint32_t>(nodes_.size());
  node.child_count = static_cast<std::uint32_t>(pending_.size() - first_child);
  scratch_.clear();
  for (std::size_t c = first_child; c < pending_.size(); ++c) {
    const ContextNode& child = pending_[c];
    for (const Successor& successor : SuccessorsOf(child)) {
      scratch_.push_back(successor.token);
    }
    CountEdge(child, depth);
    nodes_.push_back(child);
  }
  if (first_child < pending_.size()) node.place = pending_[first_child].place;
  pending_.resize(first_child);
  CountSuccessors(node, scratch_);
  pending_.push_back(node);
}

// Sorts `tokens` and gives the node one successor for each that is different.
void ContextTree::CountSuccessors(ContextNode& node,
                                  std::vector<Token>& tokens) {
  std::sort(tokens.begin(), tokens.end());
  node.successor_begin = static_cast<std::uint32_t>(successors_.size());
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t end = i;
    while (end < tokens.size() && tokens[end] == tokens[i]) ++end;
    const std::size_t count = end - i;
    successors_.push_back(
        {.token = tokens[i], .count = static_cast<std::uint32_t>(count)});
    if (count <= 4) ++counts_of_counts_[node.depth][count - 1];
    i = end;
  }
  node.successor_count =
      static_cast<std::uint32_t>(successors_.size()) - node.successor_begin;
}

void ContextTree::CountEdge(const ContextNode& node, std::size_t parent_depth) {
  for (std::size_t length = parent_depth + 1; length < node.depth; ++length) {
    counts_of_counts_[length][0] += node.successor_count;
  }
}

const ContextNode* ContextTree::ChildOf(const ContextNode& node,
                                        Token symbol) const {
  const auto first = nodes_.begin() + node.child_begin;
  const auto last = first + node.child_count;
  const auto found =
      std::partition_point(first, last, [&](const ContextNode& child) {
        return SymbolOf(child, node.depth) < symbol;
      });
  if (found == last || SymbolOf(*found, node.depth) != symbol) return nullptr;
  return &*found;
}

}  // namespace pastiche
