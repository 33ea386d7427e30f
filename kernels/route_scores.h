// One query's scores of segment means and block boxes, per SIMD target.
// Internal to routed attention.

#ifndef PASTICHE_KERNELS_ROUTE_SCORES_H_
#define PASTICHE_KERNELS_ROUTE_SCORES_H_

#include <cstddef>

namespace pastiche::kernels {

// `query` (dim) times `count` keys in the format of key_blocks.h, whole blocks
// at a time: out holds count rounded up to 64 and more, 64-byte aligned or not.
struct RouteScoreFunctions {
  // out[j] = <query, key j>.
  void (*means)(const float* query, std::size_t dim, const float* key_blocks,
                std::size_t count, float* out);
  // out[j] = sum over c of the larger of query[c] * low_j[c] and query[c] *
  // high_j[c]: no key in box j has a larger inner product.
  void (*boxes)(const float* query, std::size_t dim, const float* low_blocks,
                const float* high_blocks, std::size_t count, float* out);
  // out[j] = means[j] + norm * radii[j] for j < count.
  void (*balls)(const float* means, const float* radii, float norm,
                std::size_t count, float* out);
};

// The functions of the active SIMD target; see ActiveTarget().
[[nodiscard]] RouteScoreFunctions ActiveRouteScores();

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ROUTE_SCORES_H_
