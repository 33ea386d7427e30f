// The softmax between the peers' two products, vectorised like our own: running
// maxima and sums of a block of rows.

#ifndef PASTICHE_BENCH_PEERS_ONLINE_SOFTMAX_H_
#define PASTICHE_BENCH_PEERS_ONLINE_SOFTMAX_H_

#include <cstddef>
#include <vector>

namespace pastiche::bench {

struct SoftmaxRows {
  std::vector<float> max, sum;  // In log2 units; of what was seen so far.
  void Reset(std::size_t rows);
};

// scores (rows, cols), in log2 units, become 2^(score - running maximum); the
// sums are updated and, with `rescale`, out (rows, dim) and the sums are first
// brought to the new maximum.
void UpdateSoftmax(float* scores, std::size_t rows, std::size_t cols,
                   SoftmaxRows& state, float* out, std::size_t dim,
                   bool rescale);

void DivideBySums(const SoftmaxRows& state, std::size_t rows, float* out,
                  std::size_t dim);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_PEERS_ONLINE_SOFTMAX_H_
