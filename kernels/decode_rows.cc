#include "kernels/decode_rows.h"

#include <algorithm>

#include "kernels/exp2.h"

namespace pastiche::kernels {

QueryLayout::QueryLayout(std::size_t rows, std::size_t query_heads,
                         std::size_t kv_heads)
    : query_heads_(query_heads == 0 ? rows : query_heads),
      per_kv_head_(query_heads_ / kv_heads),
      members_(query_heads_ == 0 ? 0 : rows / query_heads_ * per_kv_head_) {}

GroupRows QueryLayout::Group(std::size_t kv_head, std::size_t group) const {
  GroupRows rows;
  const std::size_t first = group * kQueryGroup;
  rows.count = std::min(kQueryGroup, members_ - first);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const std::size_t query = (first + i) / per_kv_head_;
    const std::size_t member = (first + i) % per_kv_head_;
    rows.row[i] = query * query_heads_ + kv_head * per_kv_head_ + member;
  }
  return rows;
}

CacheTask GroupTask(const ConstMatrix& queries, const GroupRows& rows,
                    float scale) {
  CacheTask task;
  for (std::size_t i = 0; i < rows.count; ++i) {
    task.queries[i] = queries.row(rows.row[i]);
  }
  task.query_count = rows.count;
  task.scale = scale;
  return task;
}

void FinishRow(const DecodePartial& total, std::span<float> out, float* lse) {
  const float inverse = total.sum > 0.0f ? 1.0f / total.sum : 0.0f;
  for (std::size_t c = 0; c < out.size(); ++c) {
    out[c] = total.out[c] * inverse;
  }
  LogOfScaled({&total.exponent, 1}, {&total.sum, 1}, {lse, 1});
}

}  // namespace pastiche::kernels
