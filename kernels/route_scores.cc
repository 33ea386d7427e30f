#include "kernels/route_scores.h"

#include <stddef.h>

#include "kernels/key_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/route_scores.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

inline constexpr size_t kGroupVecs = 4;  // Vectors of keys at a time.
static_assert(kKeyBlock % (kGroupVecs * kLanes) == 0);

// out = inner products of kGroupVecs * kLanes keys; column c of them is at
// (query[c] < 0 ? low : high) + c * kKeyBlock. Even and odd columns apart.
HWY_INLINE void ScoreGroup(const float* HWY_RESTRICT query, size_t dim,
                           const float* low, const float* high,
                           float* HWY_RESTRICT out) {
  const Df d;
  Vf sum[2][kGroupVecs];
  PASTICHE_UNROLL for (size_t v = 0; v < kGroupVecs; ++v) {
    sum[0][v] = sum[1][v] = hn::Zero(d);
  }
  size_t c = 0;
  for (; c + 2 <= dim; c += 2) {
    PASTICHE_UNROLL for (size_t odd = 0; odd < 2; ++odd) {
      const float q = query[c + odd];
      const float* const line = (q < 0.0f ? low : high) + (c + odd) * kKeyBlock;
      PASTICHE_UNROLL for (size_t v = 0; v < kGroupVecs; ++v) {
        sum[odd][v] = hn::MulAdd(hn::Set(d, q), hn::LoadU(d, line + v * kLanes),
                                 sum[odd][v]);
      }
    }
  }
  if (c < dim) {
    const float q = query[c];
    const float* const line = (q < 0.0f ? low : high) + c * kKeyBlock;
    PASTICHE_UNROLL for (size_t v = 0; v < kGroupVecs; ++v) {
      sum[0][v] =
          hn::MulAdd(hn::Set(d, q), hn::LoadU(d, line + v * kLanes), sum[0][v]);
    }
  }
  PASTICHE_UNROLL for (size_t v = 0; v < kGroupVecs; ++v) {
    hn::StoreU(hn::Add(sum[0][v], sum[1][v]), d, out + v * kLanes);
  }
}

void Boxes(const float* query, size_t dim, const float* low_blocks,
           const float* high_blocks, size_t count, float* out) {
  for (size_t j = 0; j < count; j += kGroupVecs * kLanes) {
    const size_t at = j / kKeyBlock * kKeyBlock * dim + j % kKeyBlock;
    ScoreGroup(query, dim, low_blocks + at, high_blocks + at, out + j);
  }
}

void Means(const float* query, size_t dim, const float* key_blocks,
           size_t count, float* out) {
  Boxes(query, dim, key_blocks, key_blocks, count, out);
}

void Balls(const float* means, const float* radii, float norm, size_t count,
           float* out) {
  const Df d;
  const Vf n = hn::Set(d, norm);
  size_t j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    const Vf reach = hn::Mul(n, hn::LoadU(d, radii + j));
    hn::StoreU(hn::Add(hn::LoadU(d, means + j), reach), d, out + j);
  }
  for (; j < count; ++j) out[j] = means[j] + norm * radii[j];
}

RouteScoreFunctions MakeRouteScores() { return {&Means, &Boxes, &Balls}; }

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(MakeRouteScores);

RouteScoreFunctions ActiveRouteScores() {
  return HWY_DYNAMIC_DISPATCH(MakeRouteScores)();
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
