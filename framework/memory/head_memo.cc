// One entry per hash.

#include "framework/memory/head_memo.h"

#include <algorithm>
#include <cstring>

namespace pastiche {
namespace {

constexpr std::size_t kMostBytes = 512 * 1024;
constexpr std::size_t kMostEntries = 4096;

// Of whole 64-bit words.
std::uint64_t HashOf(std::span<const std::uint16_t> key) {
  std::uint64_t hash = 0x9E3779B97F4A7C15u;
  for (std::size_t i = 0; i < key.size(); i += 4) {
    std::uint64_t word;
    std::memcpy(&word, key.data() + i, sizeof word);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

HeadMemo::HeadMemo(std::span<const std::uint32_t> order,
                   std::size_t feature_count, std::size_t vocabulary)
    : order_(order),
      vocabulary_(vocabulary),
      key_size_((order.size() + 2 * feature_count + 3) / 4 * 4),
      entries_(1) {
  const std::size_t bytes =
      key_size_ * sizeof(std::uint16_t) + vocabulary * sizeof(double) + 1;
  while (entries_ < kMostEntries && 2 * entries_ * bytes <= kMostBytes) {
    entries_ *= 2;
  }
  key_.resize(key_size_, 0);
}

bool HeadMemo::Find(std::span<const std::uint16_t> codes,
                    std::span<const std::int32_t> features,
                    std::span<double> masses) {
  std::size_t n = 0;
  for (const std::uint32_t slot : order_) key_[n++] = codes[slot];
  for (const std::int32_t feature : features) {
    const auto bits = static_cast<std::uint32_t>(feature);
    key_[n++] = static_cast<std::uint16_t>(bits);
    key_[n++] = static_cast<std::uint16_t>(bits >> 16);
  }
  at_ = HashOf(key_) & (entries_ - 1);
  if (used_.empty() || used_[at_] == 0) return false;
  if (!std::equal(
          key_.begin(), key_.end(),
          keys_.begin() + static_cast<std::ptrdiff_t>(at_ * key_size_))) {
    return false;
  }
  std::copy_n(masses_.begin() + static_cast<std::ptrdiff_t>(at_ * vocabulary_),
              vocabulary_, masses.begin());
  return true;
}

void HeadMemo::Keep(std::span<const double> masses) {
  if (used_.empty()) {
    used_.resize(entries_, 0);
    keys_.resize(entries_ * key_size_);
    masses_.resize(entries_ * vocabulary_);
  }
  used_[at_] = 1;
  std::copy(key_.begin(), key_.end(),
            keys_.begin() + static_cast<std::ptrdiff_t>(at_ * key_size_));
  std::copy(masses.begin(), masses.end(),
            masses_.begin() + static_cast<std::ptrdiff_t>(at_ * vocabulary_));
}

}  // namespace pastiche
