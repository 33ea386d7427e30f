// What a head gave the queries it has lately seen: levels and grooves repeat
// themselves, and so do the samples of a batch. Exact, so that results do not
// depend on what is remembered.

#ifndef PASTICHE_FRAMEWORK_MEMORY_HEAD_MEMO_H_
#define PASTICHE_FRAMEWORK_MEMORY_HEAD_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pastiche {

// A query is what it sees in the head's slots and its features. Used by one
// thread.
class HeadMemo {
 public:
  // Slots in key order: indices into a query's codes. Takes at most about half
  // a megabyte, from the first Keep on.
  HeadMemo(std::span<const std::uint32_t> order, std::size_t feature_count,
           std::size_t vocabulary);

  // True, with masses (vocabulary) set, if this very query is remembered.
  [[nodiscard]] bool Find(std::span<const std::uint16_t> codes,
                          std::span<const std::int32_t> features,
                          std::span<double> masses);
  // Remembers the masses of the query that Find has just not found, in place of
  // another of the same hash.
  void Keep(std::span<const double> masses);

 private:
  std::span<const std::uint32_t> order_;
  std::size_t vocabulary_;
  std::size_t key_size_;  // 16-bit words: codes, then features.
  std::size_t entries_;   // A power of two.
  std::size_t at_ = 0;    // Where the query last looked for belongs.
  std::vector<std::uint16_t> key_;
  std::vector<std::uint8_t> used_;   // (entries)
  std::vector<std::uint16_t> keys_;  // (entries, key_size)
  std::vector<double> masses_;       // (entries, vocabulary)
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_HEAD_MEMO_H_
