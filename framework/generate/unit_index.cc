// Building and searching the sorted suffixes of the corpus.

#include "framework/generate/unit_index.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace pastiche {
namespace {

// No unit of the corpus has this number.
constexpr std::uint32_t kNoUnit = std::numeric_limits<std::uint32_t>::max();

std::vector<Token> TokensOf(const UnitDocument& document, std::size_t unit) {
  const TokenSpan tokens = document.Units(unit, 1);
  return {tokens.begin(), tokens.end()};
}

}  // namespace

UnitIndex::UnitIndex(std::span<const UnitDocument> documents) {
  for (const UnitDocument& document : documents) {
    starts_.push_back(text_.size());
    for (std::size_t u = 0; u < document.unit_count(); ++u) {
      const auto next = static_cast<std::uint32_t>(numbers_.size() + 1);
      text_.push_back(
          numbers_.try_emplace(TokensOf(document, u), next).first->second);
    }
    text_.push_back(0);
  }
  Sort();
}

// Prefix doubling (Manber & Myers 1993): ranks by the first `length` units give
// those by twice as many.
void UnitIndex::Sort() {
  struct Entry {
    std::uint64_t key;
    std::uint32_t place;
  };
  const std::size_t size = text_.size();
  std::vector<std::uint32_t> rank = text_;
  std::vector<Entry> entries(size);
  for (std::size_t length = 1;; length *= 2) {
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint64_t next = i + length < size ? rank[i + length] + 1u : 0u;
      entries[i] = {.key = (std::uint64_t{rank[i]} << 32) | next,
                    .place = static_cast<std::uint32_t>(i)};
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) {
                return a.key != b.key ? a.key < b.key : a.place < b.place;
              });
    std::uint32_t next_rank = 0;
    for (std::size_t j = 0; j < size; ++j) {
      if (j > 0 && entries[j].key != entries[j - 1].key) ++next_rank;
      rank[entries[j].place] = next_rank;
    }
    if (next_rank + 1 >= size || length >= size) break;
  }
  sorted_.reserve(size);
  for (const Entry& entry : entries) sorted_.push_back(entry.place);
}

std::size_t UnitIndex::SharedFrom(std::span<const std::uint32_t> units,
                                  std::size_t place, std::size_t from) const {
  // Stops at the document's end at the latest: no unit has number 0.
  std::size_t n = from;
  while (n < units.size() && text_[place + n] == units[n]) ++n;
  return n;
}

// Binary search for `units` among the sorted suffixes; the longest match is
// with a neighbour of where it would stand. Suffixes between two that share n
// units with it share n too, so those are not compared again.
UnitMatch UnitIndex::LongestMatch(std::span<const std::uint32_t> units) const {
  std::size_t low = 0, high = sorted_.size();
  std::size_t low_shared = 0, high_shared = 0, longest = 0, found = 0;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::size_t place = sorted_[middle];
    const std::size_t n =
        SharedFrom(units, place, std::min(low_shared, high_shared));
    if (n > longest) {
      longest = n;
      found = place;
    }
    const bool less = n < units.size() && text_[place + n] < units[n];
    if (less) {
      low = middle + 1;
      low_shared = n;
    } else {
      high = middle;
      high_shared = n;
    }
  }
  if (longest == 0) return {};
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), found);
  return {.units = longest,
          .document = static_cast<std::size_t>(after - starts_.begin() - 1),
          .unit = found - *(after - 1)};
}

std::uint32_t UnitIndex::NumberOf(TokenSpan unit) const {
  const auto found = numbers_.find({unit.begin(), unit.end()});
  return found == numbers_.end() ? kNoUnit : found->second;
}

std::vector<UnitMatch> UnitIndex::Matches(const UnitDocument& sample) const {
  std::vector<std::uint32_t> units;
  for (std::size_t u = 0; u < sample.unit_count(); ++u) {
    units.push_back(NumberOf(sample.Units(u, 1)));
  }
  std::vector<UnitMatch> matches;
  for (std::size_t u = 0; u < units.size(); ++u) {
    matches.push_back(LongestMatch(std::span(units).subspan(u)));
  }
  return matches;
}

UnitMatch UnitIndex::Match(const UnitDocument& sample, std::size_t first,
                           std::size_t count) const {
  std::vector<std::uint32_t> units;
  for (std::size_t u = first; u < first + count; ++u) {
    units.push_back(NumberOf(sample.Units(u, 1)));
  }
  return LongestMatch(units);
}

}  // namespace pastiche
