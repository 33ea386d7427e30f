// Gathers what a few queries attend to in a cache, piece by piece: ranges of
// slots, single slots, landmarks. Internal to sparse decoding.

#ifndef PASTICHE_KERNELS_CACHE_ACCUMULATOR_H_
#define PASTICHE_KERNELS_CACHE_ACCUMULATOR_H_

#include <array>
#include <cstddef>

#include "kernels/cache_chunk.h"
#include "kernels/decode_rows.h"
#include "kernels/kv_cache.h"
#include "kernels/matrix.h"

namespace pastiche::kernels {

// Results depend on the order of calls only by rounding. 140 KiB: queries of
// one KV head, on the stack.
class CacheAccumulator {
 public:
  // For these rows of `queries`, which read KV head `head` of `cache`.
  CacheAccumulator(const KvCache& cache, std::size_t head,
                   const ConstMatrix& queries, const GroupRows& rows,
                   float scale);

  // Slots [begin, end).
  void AddRange(std::size_t begin, std::size_t end);
  // One slot. Held back until 64 have come.
  void AddSlot(std::size_t slot);
  // Entries [begin, end) of a level of summaries, at most kDecodeChunk from
  // begin's block of 64 on. bias (natural log units) starts at that block.
  void AddLandmarks(int level, std::size_t begin, std::size_t end,
                    const float* bias);

  // Writes the rows' results.
  void Finish(const MutableMatrix& out, std::span<float> lse);

 private:
  void Attend(const CacheView& view, std::size_t begin, std::size_t end,
              const float* bias);
  void FlushSlots();

  const KvCache& cache_;
  std::size_t head_;
  GroupRows rows_;
  CacheKernel kernel_;
  CacheTask task_;
  std::size_t gathered_ = 0;
  std::array<DecodePartial, kQueryGroup> totals_;
  std::array<DecodePartial, kQueryGroup> partials_;
  // Gathered slots: keys as one block of key_blocks.h, values row by row.
  alignas(64) std::array<float, kKeyBlock * kMaxHeadDim> keys_;
  alignas(64) std::array<float, kKeyBlock * kMaxHeadDim> values_;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_CACHE_ACCUMULATOR_H_
