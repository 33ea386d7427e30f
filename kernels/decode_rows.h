// How query rows map to KV heads and to groups that share what is read; and how
// a finished row is written. Internal to decoding from caches.

#ifndef PASTICHE_KERNELS_DECODE_ROWS_H_
#define PASTICHE_KERNELS_DECODE_ROWS_H_

#include <array>
#include <cstddef>
#include <span>

#include "kernels/cache_chunk.h"
#include "kernels/decode_chunk.h"
#include "kernels/matrix.h"

namespace pastiche::kernels {

struct GroupRows {
  std::array<std::size_t, kQueryGroup> row{};
  std::size_t count = 0;
};

// Rows of queries that read the same KV head, up to kQueryGroup at a time.
class QueryLayout {
 public:
  // query_heads 0 means `rows`. Requires whole ratios; see CacheDecodeOptions.
  QueryLayout(std::size_t rows, std::size_t query_heads, std::size_t kv_heads);

  // Groups of one KV head.
  [[nodiscard]] std::size_t group_count() const {
    return (members_ + kQueryGroup - 1) / kQueryGroup;
  }
  [[nodiscard]] GroupRows Group(std::size_t kv_head, std::size_t group) const;

 private:
  std::size_t query_heads_;
  std::size_t per_kv_head_;
  std::size_t members_;  // Rows that read one KV head.
};

// A task for those rows; its view and slots are left to the caller.
[[nodiscard]] CacheTask GroupTask(const ConstMatrix& queries,
                                  const GroupRows& rows, float scale);

// out = total.out / total.sum and *lse, or zeros and -infinity if nothing was
// attended.
void FinishRow(const DecodePartial& total, std::span<float> out, float* lse);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_ROWS_H_
