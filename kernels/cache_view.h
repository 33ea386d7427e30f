// Borrowed views of cached tokens, as the decoding kernels read them: one
// head's keys and values in their storage format, and its block summaries.

#ifndef PASTICHE_KERNELS_CACHE_VIEW_H_
#define PASTICHE_KERNELS_CACHE_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/key_blocks.h"
#include "kernels/matrix.h"
#include "kernels/storage_type.h"

namespace pastiche::kernels {

// Slots 0 ... count - 1 of one KV head. Elements are float, Half, Bfloat16 or
// int8, by `type`. Keys lie in the format of key_blocks.h: column c of slot j
// is element (j / 64 * key_dim + c) * 64 + j % 64. The unused places of the
// last block may be read but do not matter.
struct CacheView {
  StorageType type = StorageType::kFloat32;
  std::size_t count = 0;
  std::size_t key_dim = 0;
  std::size_t value_dim = 0;
  const void* keys = nullptr;
  const void* values = nullptr;  // Row j starts at element j * value_stride.
  std::size_t value_stride = 0;
  // kInt8 only, else null: (count, rounded up to whole blocks of 64) what to
  // multiply the elements of each slot by.
  const float* key_scales = nullptr;
  const float* value_scales = nullptr;
};

// What stands for blocks of consecutive slots of one head. Sums run over the
// stored numbers, in order of slots, as in landmarks.h: without evictions the
// means are those of BlockMeans and GroupMeans, bit for bit. A token whose key
// is not finite counts in no mean; the radius of its block is +infinity.
struct SummaryView {
  std::size_t block = 0;    // Slots per entry, 0 if there are none; the last
                            // entry of level 1 may have fewer.
  KeyBlocks mean_keys;      // (entries, key_dim), itself in blocks of 64.
  ConstMatrix mean_values;  // (entries, value_dim)
  // (entries) An upper bound of |k - mean| (Euclidean) over the stored keys k:
  // tight once the block is complete, valid while it grows. So no key of entry
  // b scores above scale * (<q, mean_b> + |q| * radius[b]), scale >= 0.
  std::span<const float> radius;
  // (entries) How many tokens each mean stands for; 0: no mean is known (yet):
  // no key is finite, or the newest token has just taken another's place here.
  std::span<const std::uint32_t> sizes;

  [[nodiscard]] std::size_t entries() const { return radius.size(); }
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_CACHE_VIEW_H_
