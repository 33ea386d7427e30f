// Counting, taking back and interpolating nested contexts.

#include "framework/ngram/context_counts.h"

#include <algorithm>
#include <cassert>

namespace pastiche {

std::size_t ContextCounts::EdgeHash::operator()(const Edge& edge) const {
  std::uint64_t hash = (std::uint64_t{edge.node} << 32) ^
                       static_cast<std::uint64_t>(edge.symbol);
  hash = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15u;
  return static_cast<std::size_t>(hash ^ hash >> 32);
}

ContextCounts::ContextCounts(std::size_t depth, const CountingOptions& options)
    : depth_(depth), options_(options), nodes_(1), tallies_(depth + 1) {
  assert(depth <= kMaxNestedDepth);
}

// With one imagined pair of count 1 and half a one of count 2, so that it lies
// in (0, 1) from the start.
double ContextCounts::Estimated(std::size_t length) const {
  const double n1 = static_cast<double>(tallies_[length][0]) + 1.0;
  const double n2 = static_cast<double>(tallies_[length][1]) + 0.5;
  return n1 / (n1 + 2.0 * n2);
}

std::size_t ContextCounts::Find(ContextSymbols context, Path& path) const {
  const std::size_t length = std::min(depth_, context.size());
  path[0] = 0;
  for (std::size_t n = 1; n <= length; ++n) {
    const auto found =
        next_.find({.node = path[n - 1], .symbol = context[n - 1]});
    if (found == next_.end()) return n;
    path[n] = found->second;
  }
  return length + 1;
}

void ContextCounts::Predict(ContextSymbols context,
                            std::span<double> base) const {
  Path path;
  std::array<double, kMaxNestedDepth + 1> scales{};
  const std::size_t size = Find(context, path);
  double rest = 1.0;
  for (std::size_t n = size; n-- > 0;) {
    const Node& node = nodes_[path[n]];
    if (node.total == 0) continue;
    scales[n] = rest / node.total;
    rest *= Discount(n) * node.types / node.total;
  }
  for (double& p : base) p *= rest;
  for (std::size_t n = 0; n < size; ++n) {
    if (scales[n] == 0.0) continue;
    const double discount = Discount(n);
    for (std::uint32_t at = nodes_[path[n]].newest; at != 0;) {
      const Entry& entry = entries_[at - 1];
      base[entry.token] += scales[n] * (entry.count - discount);
      at = entry.next;
    }
  }
}

double ContextCounts::Probability(ContextSymbols context, Token token, double p,
                                  std::optional<double> discount_of_all) const {
  Path path;
  const std::size_t size = Find(context, path);
  for (std::size_t n = 0; n < size; ++n) {
    const Node& node = nodes_[path[n]];
    if (node.total == 0) continue;
    const double discount = discount_of_all ? *discount_of_all : Estimated(n);
    p *= discount * node.types;
    for (std::uint32_t at = node.newest; at != 0; at = entries_[at - 1].next) {
      if (entries_[at - 1].token != token) continue;
      p += entries_[at - 1].count - discount;
      break;
    }
    p /= node.total;
  }
  return p;
}

void ContextCounts::Tally(std::size_t length, std::uint32_t count,
                          std::int64_t sign) {
  if (count == 1 || count == 2) tallies_[length][count - 1] += sign;
}

bool ContextCounts::Count(std::uint32_t node, std::size_t length, Token token) {
  std::uint32_t at = nodes_[node].newest;
  while (at != 0 && entries_[at - 1].token != token) at = entries_[at - 1].next;
  const bool is_new = at == 0;
  if (is_new) {
    entries_.push_back(
        {.token = token, .count = 0, .next = nodes_[node].newest});
    at = static_cast<std::uint32_t>(entries_.size());
    nodes_[node].newest = at;
    ++nodes_[node].types;
  }
  Entry& entry = entries_[at - 1];
  Tally(length, entry.count, -1);
  Tally(length, ++entry.count, +1);
  ++nodes_[node].total;
  changes_.push_back({.node = node,
                      .entry = at - 1,
                      .length = static_cast<std::uint32_t>(length)});
  return is_new;
}

void ContextCounts::Add(ContextSymbols context, Token token) {
  adds_.push_back(changes_.size());
  const std::size_t length = std::min(depth_, context.size());
  Path path;
  path[0] = 0;
  for (std::size_t n = 1; n <= length; ++n) {
    const auto [place, is_new] =
        next_.try_emplace({.node = path[n - 1], .symbol = context[n - 1]},
                          static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) nodes_.emplace_back();
    path[n] = place->second;
  }
  // A shorter context counts the token only where it is new in the longer one:
  // so it counts different longer contexts.
  for (std::size_t n = length + 1; n-- > 0;) {
    if (!Count(path[n], n, token) && !options_.every) break;
  }
}

void ContextCounts::TakeBack() {
  assert(!adds_.empty());
  for (; changes_.size() > adds_.back(); changes_.pop_back()) {
    const Change& change = changes_.back();
    Node& node = nodes_[change.node];
    Entry& entry = entries_[change.entry];
    Tally(change.length, entry.count, -1);
    Tally(change.length, --entry.count, +1);
    --node.total;
    if (entry.count > 0) continue;
    // The newest of its node and of all: what came later is gone already.
    assert(node.newest == change.entry + 1 &&
           change.entry + 1 == entries_.size());
    node.newest = entry.next;
    --node.types;
    entries_.pop_back();
  }
  adds_.pop_back();
}

void ContextCounts::Settle() {
  changes_ = {};
  adds_ = {};
}

}  // namespace pastiche
