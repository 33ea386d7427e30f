#include "framework/ngram/prefix_counts.h"

#include <algorithm>
#include <cassert>

namespace pastiche {

PrefixCounts::PrefixCounts(std::size_t order)
    : depth_(order - 1), nodes_(1), path_{0}, tallies_(order) {
  assert(order >= 1 && order <= kMaxContextDepth + 1);
}

// n_1 / (n_1 + 2 n_2) (Ney, Essen & Kneser 1994), with one imagined pair of
// count 1 and half a one of count 2, so that it lies in (0, 1) from the start.
double PrefixCounts::Discount(std::size_t length) const {
  const double n1 = static_cast<double>(tallies_[length][0]) + 1.0;
  const double n2 = static_cast<double>(tallies_[length][1]) + 0.5;
  return n1 / (n1 + 2.0 * n2);
}

void PrefixCounts::Predict(std::span<double> base) const {
  std::array<double, kMaxContextDepth + 1> scales{};
  double rest = 1.0;
  for (std::size_t n = path_.size(); n-- > 0;) {
    const Node& node = nodes_[path_[n]];
    if (node.total == 0) continue;
    scales[n] = rest / node.total;
    rest *=
        Discount(n) * static_cast<double>(node.successors.size()) / node.total;
  }
  for (double& p : base) p *= rest;
  for (std::size_t n = 0; n < path_.size(); ++n) {
    const double discount = Discount(n);
    for (const Successor& successor : nodes_[path_[n]].successors) {
      base[successor.token] += scales[n] * (successor.count - discount);
    }
  }
}

bool PrefixCounts::Count(std::size_t length, Token token) {
  Node& node = nodes_[path_[length]];
  const auto found =
      std::find_if(node.successors.begin(), node.successors.end(),
                   [&](const Successor& s) { return s.token == token; });
  const auto index =
      static_cast<std::uint32_t>(found - node.successors.begin());
  const bool is_new = found == node.successors.end();
  if (is_new) node.successors.push_back({.token = token, .count = 0});
  Tally(length, node.successors[index].count, -1);
  Tally(length, ++node.successors[index].count, +1);
  ++node.total;
  changes_.push_back({.node = path_[length],
                      .successor = index,
                      .length = static_cast<std::uint32_t>(length)});
  return is_new;
}

void PrefixCounts::Tally(std::size_t length, std::uint32_t count,
                         std::int64_t sign) {
  if (count == 1 || count == 2) tallies_[length][count - 1] += sign;
}

// A shorter context counts the token only where it is new in the longer one:
// so it counts different longer contexts.
void PrefixCounts::Advance(Token token) {
  change_begin_.push_back(changes_.size());
  for (std::size_t n = path_.size(); n-- > 0;) {
    if (!Count(n, token)) break;
  }
  history_.push_back(token);
  FindPath();
}

void PrefixCounts::Undo(const Change& change) {
  Node& node = nodes_[change.node];
  std::uint32_t& count = node.successors[change.successor].count;
  Tally(change.length, count, -1);
  Tally(change.length, --count, +1);
  --node.total;
  if (count == 0) {
    assert(change.successor + 1 == node.successors.size());
    node.successors.pop_back();
  }
}

void PrefixCounts::Rewind(std::size_t count) {
  assert(count <= history_.size());
  for (; count > 0; --count) {
    for (; changes_.size() > change_begin_.back(); changes_.pop_back()) {
      Undo(changes_.back());
    }
    change_begin_.pop_back();
    history_.pop_back();
  }
  FindPath();
}

void PrefixCounts::FindPath() {
  path_.resize(1);
  const std::size_t length = std::min(depth_, history_.size());
  for (std::size_t n = 1; n <= length; ++n) {
    const std::uint64_t key =
        (std::uint64_t{path_.back()} << 32) | history_[history_.size() - n];
    const auto [place, is_new] =
        next_.try_emplace(key, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) nodes_.emplace_back();
    path_.push_back(place->second);
  }
}

}  // namespace pastiche
