#include "framework/evaluate/region_shape.h"

#include <algorithm>
#include <cassert>

namespace pastiche {
namespace {

// A token that stands in a region once for this often that it tells the end of
// one still tells it.
constexpr std::uint32_t kRarely = 10;

}  // namespace

void RegionShape::Learn(TokenSpan tokens, std::span<const Region> regions) {
  for (const Region& region : regions) {
    if (region.runs.size() != 1) continue;
    const auto [begin, end] = region.runs.front();
    if (begin >= end || end > tokens.size()) continue;
    const std::size_t length = end - begin;
    if (lengths_.size() <= length) lengths_.resize(length + 1, 0);
    ++lengths_[length];
    ++regions_;
    if (length > kShortRegion) continue;
    ++short_regions_;
    for (std::uint64_t i = begin; i + 1 < end; ++i) ++counts_[tokens[i]].inner;
    ++counts_[tokens[end - 1]].last;
    if (end < tokens.size()) ++counts_[tokens[end]].after;
  }
}

void RegionShape::Learn(const RegionShape& other) {
  assert(other.counts_.size() == counts_.size());
  for (std::size_t v = 0; v < counts_.size(); ++v) {
    counts_[v].inner += other.counts_[v].inner;
    counts_[v].last += other.counts_[v].last;
    counts_[v].after += other.counts_[v].after;
  }
  lengths_.resize(std::max(lengths_.size(), other.lengths_.size()), 0);
  for (std::size_t n = 0; n < other.lengths_.size(); ++n) {
    lengths_[n] += other.lengths_[n];
  }
  regions_ += other.regions_;
  short_regions_ += other.short_regions_;
}

bool RegionShape::Ends(Token token, End end) const {
  const Counts& counts = counts_[token];
  switch (end) {
    case End::kBefore:
      return counts.after > kRarely * (counts.inner + counts.last);
    case End::kLast:
      return counts.last > kRarely * counts.inner;
    case End::kUnclear:
      break;
  }
  return false;
}

std::size_t RegionShape::Told(End end) const {
  std::size_t told = 0;
  for (std::size_t v = 0; v < counts_.size(); ++v) {
    if (!Ends(static_cast<Token>(v), end)) continue;
    told += end == End::kBefore ? counts_[v].after : counts_[v].last;
  }
  return told;
}

RegionShape::End RegionShape::end() const {
  if (short_regions_ == 0) return End::kUnclear;
  for (const End end : {End::kBefore, End::kLast}) {
    if (10 * Told(end) >= 9 * short_regions_) return end;
  }
  return End::kUnclear;
}

bool RegionShape::IsWhole(TokenSpan region, Token after, End end) const {
  if (region.empty() || end == End::kUnclear) return false;
  const TokenSpan before =
      end == End::kLast ? region.first(region.size() - 1) : region;
  return Ends(end == End::kLast ? region.back() : after, end) &&
         std::none_of(before.begin(), before.end(),
                      [&](Token token) { return Ends(token, end); });
}

std::size_t RegionShape::median_length() const {
  std::size_t below = 0;
  for (std::size_t n = 0; n < lengths_.size(); ++n) {
    below += lengths_[n];
    if (2 * below >= regions_ && regions_ > 0) return n;
  }
  return 0;
}

}  // namespace pastiche
