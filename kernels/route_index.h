// Summaries of a key cache that routed attention chooses blocks by, and that
// stand for the blocks it does not open.

#ifndef PASTICHE_KERNELS_ROUTE_INDEX_H_
#define PASTICHE_KERNELS_ROUTE_INDEX_H_

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/key_blocks.h"
#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// What routing reads of the complete blocks of 64 keys, in segments of 16, 32
// or 64 keys. Not owned. Made by RouteIndex, or by hand from other summaries.
struct RouteSummaries {
  std::size_t block_count = 0;  // Complete blocks.
  std::size_t segment = 16;     // Keys per segment.
  KeyBlocks mean_keys;          // (segments, d_k)
  ConstMatrix mean_values;      // (segments, d_v)
  // (segments) ln of the weight that each stands for; empty: ln(segment).
  std::span<const float> log_weights;
  // (segments) Upper bounds, rounding included, on the distance of a key that
  // counts from its segment's mean. +infinity: unknown.
  std::span<const float> radii;
  // (blocks, d_k) Least and greatest counted key, column by column. Both empty:
  // unknown.
  KeyBlocks low_keys;
  KeyBlocks high_keys;
  float max_norm = 0.0f;  // Upper bound on the length of a key that counts.

  [[nodiscard]] std::size_t segments() const {
    return block_count * (kKeyBlock / segment);
  }
};

// Builds summaries. For each complete block of 64 keys: the box that holds its
// keys (per column minimum and maximum; Tang et al., "Quest", 2024), and for
// each of its segments of 16 keys (32 and 64 are allowed) a landmark: mean key,
// mean value, ln of the weight it stands for, and the largest distance of a key
// from the mean. Every block is summarised from its own keys only, so growing
// block by block and building at once give the same bytes. Keys past the last
// complete block have no summary: routed attention always reads them.
//
// With key biases b the means are weighted by e^b and the weight is sum e^b;
// keys whose bias is NaN or below -2.35e38 do not count. A block with keys that
// are not finite has zero means, infinite radii and no landmark weight of use:
// it is opened first.
//
// Memory: (d_k + d_v + 2) / segment + 2 d_k / 64 floats per key. Owns its
// arrays; copyable. Not for concurrent Extend.
class RouteIndex {
 public:
  // `segment` keys per landmark: 16, 32 or 64 (asserted).
  explicit RouteIndex(std::size_t segment = 16);

  // Summarises the complete blocks of `keys` (n, d_k) and `values` (n, d_v)
  // that are not yet in: rows before block_count() * 64 are not read again.
  // key_bias (n) or empty, natural log units. The first call fixes d_k and d_v.
  // Errors, with nothing changed: dimensions above 256 or unlike those of the
  // first call, spans too small, fewer keys than are summarised already.
  // Cost: about 10 operations per float of a new block.
  Status Extend(const ConstMatrix& keys, const ConstMatrix& values,
                std::span<const float> key_bias = {});
  Status Extend(const KeyBlocks& keys, const ConstMatrix& values,
                std::span<const float> key_bias = {});

  // Forgets all blocks and dimensions; keeps the memory.
  void Reset();

  [[nodiscard]] std::size_t block_count() const { return block_count_; }
  // Valid until the next call that is not const.
  [[nodiscard]] RouteSummaries summaries() const;

 private:
  Status Check(std::size_t count, std::size_t key_dim,
               const ConstMatrix& values,
               std::span<const float> key_bias) const;
  void Grow(std::size_t blocks, std::size_t key_dim, std::size_t value_dim);
  void AddBlock(std::size_t block, const float* lines,
                const ConstMatrix& values, std::span<const float> key_bias);
  void AddSegment(std::size_t first_key, const float* lines,
                  const ConstMatrix& values, const float* weights);

  std::size_t segment_;
  std::size_t key_dim_ = 0;
  std::size_t value_dim_ = 0;
  std::size_t block_count_ = 0;
  float max_norm_ = 0.0f;
  std::vector<float> mean_keys_, mean_values_, log_weights_, radii_;
  std::vector<float> low_keys_, high_keys_;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ROUTE_INDEX_H_
