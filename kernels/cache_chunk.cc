#include "kernels/cache_chunk.h"

#include <stddef.h>

#include <limits>

#include "kernels/key_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cache_chunk.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/cache_scores-inl.h"
#include "kernels/cache_values-inl.h"
#include "kernels/decode_exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

template <class T, size_t kQueries>
void AttendChunk(const CacheTask& task, size_t first_query,
                 DecodePartial* partials) {
  HWY_ALIGN float scores[kQueries * kDecodeChunk];
  const size_t padded = ScoreChunk<T, kQueries>(task, first_query, scores);
  for (size_t g = 0; g < kQueries; ++g) {
    ExpScores(padded, scores + g * kDecodeChunk, partials[g]);
    if (task.view.value_scales != nullptr) {
      MultiplyScores(task.view.value_scales + ChunkStart(task), padded,
                     scores + g * kDecodeChunk);
    }
  }
  AddValues<T, kQueries>(task, scores, partials);
}

template <class T>
void AttendAs(const CacheTask& task, DecodePartial* partials) {
  size_t g = 0;
  for (; g + 4 <= task.query_count; g += 4) {
    AttendChunk<T, 4>(task, g, partials + g);
  }
  for (; g + 2 <= task.query_count; g += 2) {
    AttendChunk<T, 2>(task, g, partials + g);
  }
  for (; g < task.query_count; ++g) AttendChunk<T, 1>(task, g, partials + g);
}

void Attend(const CacheTask& task, DecodePartial* partials) {
  switch (task.view.type) {
    case StorageType::kFloat32:
      return AttendAs<float>(task, partials);
    case StorageType::kFloat16:
      return AttendAs<Half>(task, partials);
    case StorageType::kBfloat16:
      return AttendAs<Bfloat16>(task, partials);
    case StorageType::kInt8:
      return AttendAs<int8_t>(task, partials);
  }
}

template <class T>
void AddMassAs(const CacheTask& task, const float* lse, float* mass) {
  const Df d;
  HWY_ALIGN float scores[kDecodeChunk];
  for (size_t g = 0; g < task.query_count; ++g) {
    if (!(lse[g] > -std::numeric_limits<float>::infinity())) continue;
    const size_t padded = ScoreChunk<T, 1>(task, g, scores);
    const Vf total = hn::Set(d, lse[g] * 1.44269504f);
    for (size_t j = 0; j < padded; j += kLanes) {
      const Vf p = Exp2(d, hn::Sub(hn::Load(d, scores + j), total));
      hn::StoreU(hn::Add(hn::LoadU(d, mass + j), p), d, mass + j);
    }
  }
}

void AddMass(const CacheTask& task, const float* lse, float* mass) {
  switch (task.view.type) {
    case StorageType::kFloat32:
      return AddMassAs<float>(task, lse, mass);
    case StorageType::kFloat16:
      return AddMassAs<Half>(task, lse, mass);
    case StorageType::kBfloat16:
      return AddMassAs<Bfloat16>(task, lse, mass);
    case StorageType::kInt8:
      return AddMassAs<int8_t>(task, lse, mass);
  }
}

CacheKernel MakeCacheKernel() {
  return {.attend = &Attend, .add_mass = &AddMass};
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(MakeCacheKernel);

CacheKernel ActiveCacheKernel() {
  return HWY_DYNAMIC_DISPATCH(MakeCacheKernel)();
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
