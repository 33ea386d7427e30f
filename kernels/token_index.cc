#include "kernels/token_index.h"

#include <algorithm>
#include <bit>

namespace pastiche::kernels {

void TokenIndex::Init(std::size_t capacity, MemoryCarver& carver) {
  // A capacity beyond the 32-bit slots never gets here with memory enough.
  const std::size_t entries = std::bit_ceil(
      2 * std::max<std::size_t>(std::min(capacity, kNoSlot / 8), 1));
  table_mask_ = entries - 1;
  positions_ = carver.Take<std::size_t>(capacity);
  links_ = carver.Take<Links>(capacity);
  protected_ = carver.Take<std::uint8_t>(capacity);
  table_ = carver.Take<std::uint32_t>(entries);
}

void TokenIndex::Clear() {
  std::fill_n(table_, table_mask_ + 1, kNone);
  size_ = 0;
  protected_count_ = 0;
  oldest_ = newest_ = cursor_ = kNone;
}

// Fibonacci hashing (Knuth, TAOCP 6.4): spreads runs of positions evenly. Were
// they kept together, the survivors of earlier runs would pile up behind them.
std::size_t TokenIndex::Home(std::size_t position) const {
  const std::uint64_t hash = position * std::uint64_t{0x9E3779B97F4A7C15};
  return static_cast<std::size_t>(hash >> 32) & table_mask_;
}

// The entry that holds `position`, or the empty one where the search ends.
std::size_t TokenIndex::Entry(std::size_t position) const {
  std::size_t entry = Home(position);
  while (table_[entry] != kNone && positions_[table_[entry]] != position) {
    entry = (entry + 1) & table_mask_;
  }
  return entry;
}

std::size_t TokenIndex::Find(std::size_t position) const {
  return size_ == 0 ? kNoSlot : Slot(table_[Entry(position)]);
}

void TokenIndex::Insert(std::size_t slot) {
  table_[Entry(positions_[slot])] = static_cast<std::uint32_t>(slot);
}

// Backward-shift deletion (Knuth, TAOCP 6.4, algorithm R).
void TokenIndex::Erase(std::size_t entry) {
  std::size_t hole = entry;
  for (std::size_t next = (hole + 1) & table_mask_; table_[next] != kNone;
       next = (next + 1) & table_mask_) {
    const std::size_t home = Home(positions_[table_[next]]);
    if (((next - home) & table_mask_) >= ((next - hole) & table_mask_)) {
      table_[hole] = table_[next];
      hole = next;
    }
  }
  table_[hole] = kNone;
}

void TokenIndex::Unlink(std::size_t slot) {
  const Links links = links_[slot];
  (links.older == kNone ? oldest_ : links_[links.older].newer) = links.newer;
  (links.newer == kNone ? newest_ : links_[links.newer].older) = links.older;
  if (cursor_ == slot) cursor_ = links.newer;
  if (protected_[slot] != 0) --protected_count_;
}

void TokenIndex::Append(std::size_t slot, std::size_t position) {
  if (slot == size_) {
    ++size_;
  } else {
    Erase(Entry(positions_[slot]));
    Unlink(slot);
  }
  const auto self = static_cast<std::uint32_t>(slot);
  positions_[slot] = position;
  protected_[slot] = 0;
  links_[slot] = {.older = newest_, .newer = kNone};
  (newest_ == kNone ? oldest_ : links_[newest_].newer) = self;
  newest_ = self;
  if (cursor_ == kNone) cursor_ = self;
  Insert(slot);
}

void TokenIndex::RemoveByMove(std::size_t slot) {
  Erase(Entry(positions_[slot]));
  Unlink(slot);
  const std::size_t last = --size_;
  if (slot == last) return;
  const auto self = static_cast<std::uint32_t>(slot);
  table_[Entry(positions_[last])] = self;  // Found by its position in `last`.
  positions_[slot] = positions_[last];
  protected_[slot] = protected_[last];
  const Links links = links_[slot] = links_[last];
  (links.older == kNone ? oldest_ : links_[links.older].newer) = self;
  (links.newer == kNone ? newest_ : links_[links.newer].older) = self;
  if (cursor_ == last) cursor_ = self;
}

void TokenIndex::Protect(std::size_t slot) {
  if (protected_[slot] != 0) return;
  protected_[slot] = 1;
  ++protected_count_;
}

std::size_t TokenIndex::OldestUnprotected() {
  while (cursor_ != kNone && protected_[cursor_] != 0) {
    cursor_ = links_[cursor_].newer;
  }
  return Slot(cursor_);
}

}  // namespace pastiche::kernels
