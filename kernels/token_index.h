// Which token is in which slot of a cache, and in which order they came: slots
// by position, a list in order of positions, and protection from eviction.

#ifndef PASTICHE_KERNELS_TOKEN_INDEX_H_
#define PASTICHE_KERNELS_TOKEN_INDEX_H_

#include <cstddef>
#include <cstdint>

#include "kernels/memory_carver.h"

namespace pastiche::kernels {

inline constexpr std::size_t kNoSlot = SIZE_MAX;

// At most `capacity` tokens in slots 0 ... size() - 1. Every call is O(1),
// expected (Find and those that change tokens use a hash table at most half
// full).
class TokenIndex {
 public:
  // Takes its arrays from `carver`; usable only if that has memory enough.
  void Init(std::size_t capacity, MemoryCarver& carver);
  // Forgets all tokens.
  void Clear();

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t position(std::size_t slot) const {
    return positions_[slot];
  }
  [[nodiscard]] std::size_t Find(std::size_t position) const;

  // Neighbours in order of positions; kNoSlot at the ends.
  [[nodiscard]] std::size_t oldest() const { return Slot(oldest_); }
  [[nodiscard]] std::size_t newest() const { return Slot(newest_); }
  [[nodiscard]] std::size_t older(std::size_t slot) const {
    return Slot(links_[slot].older);
  }
  [[nodiscard]] std::size_t newer(std::size_t slot) const {
    return Slot(links_[slot].newer);
  }

  // Puts a token, newer than all others, into slot size() (it grows by one) or
  // in the place of another token, which leaves.
  void Append(std::size_t slot, std::size_t position);
  // The token of the last slot moves to `slot`, whose own leaves; they may be
  // the same. One slot fewer is in use.
  void RemoveByMove(std::size_t slot);

  void Protect(std::size_t slot);
  [[nodiscard]] bool is_protected(std::size_t slot) const {
    return protected_[slot] != 0;
  }
  [[nodiscard]] std::size_t protected_count() const { return protected_count_; }

  // The oldest token that is not protected, or kNoSlot. O(1) amortised.
  [[nodiscard]] std::size_t OldestUnprotected();

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Links {
    std::uint32_t older, newer;
  };

  static std::size_t Slot(std::uint32_t slot) {
    return slot == kNone ? kNoSlot : slot;
  }
  [[nodiscard]] std::size_t Home(std::size_t position) const;
  [[nodiscard]] std::size_t Entry(std::size_t position) const;
  void Insert(std::size_t slot);
  void Erase(std::size_t entry);
  void Unlink(std::size_t slot);

  std::size_t* positions_ = nullptr;   // (capacity)
  Links* links_ = nullptr;             // (capacity)
  std::uint8_t* protected_ = nullptr;  // (capacity)
  std::uint32_t* table_ = nullptr;     // (table_mask_ + 1) slots or kNone.
  std::size_t table_mask_ = 0;
  std::size_t size_ = 0;
  std::size_t protected_count_ = 0;
  std::uint32_t oldest_ = kNone;
  std::uint32_t newest_ = kNone;
  std::uint32_t cursor_ = kNone;  // All tokens older than it are protected.
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_TOKEN_INDEX_H_
