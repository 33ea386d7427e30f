#include "kernels/cache_accumulator.h"

#include <algorithm>

#include "kernels/decode_partial.h"

namespace pastiche::kernels {

CacheAccumulator::CacheAccumulator(const KvCache& cache, std::size_t head,
                                   const ConstMatrix& queries,
                                   const GroupRows& rows, float scale)
    : cache_(cache),
      head_(head),
      rows_(rows),
      kernel_(ActiveCacheKernel()),
      task_(GroupTask(queries, rows, scale)) {
  for (DecodePartial& total : totals_) {
    ClearPartial(cache.options().value_dim, total);
  }
}

void CacheAccumulator::Attend(const CacheView& view, std::size_t begin,
                              std::size_t end, const float* bias) {
  task_.view = view;
  task_.begin = begin;
  task_.end = end;
  task_.bias = bias;
  kernel_.attend(task_, partials_.data());
  for (std::size_t g = 0; g < rows_.count; ++g) {
    AddPartial(partials_[g], view.value_dim, totals_[g]);
  }
}

void CacheAccumulator::AddRange(std::size_t begin, std::size_t end) {
  const CacheView view = cache_.head(head_);
  while (begin < end) {
    const std::size_t chunk_end = begin / kKeyBlock * kKeyBlock + kDecodeChunk;
    const std::size_t stop = std::min(end, chunk_end);
    Attend(view, begin, stop, nullptr);
    begin = stop;
  }
}

void CacheAccumulator::AddSlot(std::size_t slot) {
  const std::size_t key_dim = cache_.options().key_dim;
  const std::size_t value_dim = cache_.options().value_dim;
  std::array<float, kMaxHeadDim> key;
  cache_.ReadKey(head_, slot, key.data());
  for (std::size_t c = 0; c < key_dim; ++c) {
    keys_[c * kKeyBlock + gathered_] = key[c];
  }
  cache_.ReadValue(head_, slot, values_.data() + gathered_ * value_dim);
  if (++gathered_ == kKeyBlock) FlushSlots();
}

void CacheAccumulator::FlushSlots() {
  if (gathered_ == 0) return;
  const KvCacheOptions& options = cache_.options();
  for (std::size_t c = 0; c < options.key_dim; ++c) {
    float* const line = keys_.data() + c * kKeyBlock;
    std::fill(line + gathered_, line + kKeyBlock, 0.0f);
  }
  Attend({.type = StorageType::kFloat32,
          .count = gathered_,
          .key_dim = options.key_dim,
          .value_dim = options.value_dim,
          .keys = keys_.data(),
          .values = values_.data(),
          .value_stride = options.value_dim},
         0, gathered_, nullptr);
  gathered_ = 0;
}

void CacheAccumulator::AddLandmarks(int level, std::size_t begin,
                                    std::size_t end, const float* bias) {
  const SummaryView summary = cache_.summary(head_, level);
  Attend({.type = StorageType::kFloat32,
          .count = summary.entries(),
          .key_dim = summary.mean_keys.dim,
          .value_dim = summary.mean_values.cols,
          .keys = summary.mean_keys.data.data(),
          .values = summary.mean_values.data.data(),
          .value_stride = summary.mean_values.stride},
         begin, end, bias);
}

void CacheAccumulator::Finish(const MutableMatrix& out, std::span<float> lse) {
  FlushSlots();
  for (std::size_t g = 0; g < rows_.count; ++g) {
    const std::size_t row = rows_.row[g];
    FinishRow(totals_[g], {out.row(row), out.cols}, &lse[row]);
  }
}

}  // namespace pastiche::kernels
