#include "kernels/decode_chunk.h"

#include <stddef.h>

#include <limits>

#include "kernels/key_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/decode_chunk.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/decode_exp-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Every reduction below has a fixed width, so that lane counts do not show.
inline constexpr size_t kValueRows = 8;  // Rows summed before adding to out.
inline constexpr size_t kScoreVecs = 4;  // Vectors of keys at a time.
static_assert(kKeyBlock % (kScoreVecs * kLanes) == 0);

// scores[j] = sum over c of query[c] * column c of key j, for a group of
// kScoreVecs * kLanes keys of one block. Even and odd columns are summed apart:
// two chains per vector hide the latency of the multiply-adds.
HWY_INLINE void ScoreGroup(const float* HWY_RESTRICT query, size_t dim,
                           const float* HWY_RESTRICT block,
                           float* HWY_RESTRICT scores) {
  const Df d;
  Vf even[kScoreVecs];
  Vf odd[kScoreVecs];
  PASTICHE_UNROLL for (size_t v = 0; v < kScoreVecs; ++v) {
    even[v] = hn::Zero(d);
    odd[v] = hn::Zero(d);
  }
  size_t c = 0;
  for (; c + 2 <= dim; c += 2) {
    const float* const line = block + c * kKeyBlock;
    const Vf q0 = hn::Set(d, query[c]);
    const Vf q1 = hn::Set(d, query[c + 1]);
    PASTICHE_UNROLL for (size_t v = 0; v < kScoreVecs; ++v) {
      const float* const at = line + v * kLanes;
      even[v] = hn::MulAdd(q0, hn::LoadU(d, at), even[v]);
      odd[v] = hn::MulAdd(q1, hn::LoadU(d, at + kKeyBlock), odd[v]);
    }
  }
  if (c < dim) {
    const Vf q = hn::Set(d, query[c]);
    PASTICHE_UNROLL for (size_t v = 0; v < kScoreVecs; ++v) {
      const float* const at = block + c * kKeyBlock + v * kLanes;
      even[v] = hn::MulAdd(q, hn::LoadU(d, at), even[v]);
    }
  }
  PASTICHE_UNROLL for (size_t v = 0; v < kScoreVecs; ++v) {
    hn::Store(hn::Add(even[v], odd[v]), d, scores + v * kLanes);
  }
}

// Scores of the chunk in log2 units, biases included, -infinity beyond count.
// Returns how many there are: count rounded up to whole blocks.
HWY_INLINE size_t ScoreChunk(const DecodeTask& task,
                             float* HWY_RESTRICT scores) {
  HWY_ALIGN float query[kMaxHeadDim];
  const float scale = task.scale * 1.44269504f;
  for (size_t c = 0; c < task.key_dim; ++c) query[c] = task.query[c] * scale;
  const size_t padded = (task.count + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
  for (size_t j = 0; j < padded; j += kScoreVecs * kLanes) {
    const float* const block =
        task.key_blocks + j / kKeyBlock * kKeyBlock * task.key_dim;
    ScoreGroup(query, task.key_dim, block + j % kKeyBlock, scores + j);
  }
  if (task.bias != nullptr) {
    const Df d;
    const Vf log2_e = hn::Set(d, 1.44269504f);
    size_t j = 0;
    for (; j + kLanes <= task.count; j += kLanes) {
      const Vf bias = hn::LoadU(d, task.bias + j);
      hn::Store(hn::MulAdd(bias, log2_e, hn::Load(d, scores + j)), d,
                scores + j);
    }
    const hn::CappedTag<float, 1> d1;
    for (; j < task.count; ++j) {
      const auto bias = hn::LoadU(d1, task.bias + j);
      const auto e = hn::Set(d1, 1.44269504f);
      hn::StoreU(hn::MulAdd(bias, e, hn::LoadU(d1, scores + j)), d1,
                 scores + j);
    }
  }
  for (size_t j = task.count; j < padded; ++j) {
    scores[j] = -std::numeric_limits<float>::infinity();
  }
  return padded;
}

// out[c] += sum over kRows rows of probs[r] * values[r][c], for the columns
// from `c` that fill whole vectors of D. Returns the first column left.
template <size_t kRows, class D>
HWY_INLINE size_t AddRows(D d, const float* HWY_RESTRICT probs,
                          const float* HWY_RESTRICT values, size_t stride,
                          size_t c, size_t dim, float* HWY_RESTRICT out) {
  const size_t lanes = hn::Lanes(d);
  for (; c + lanes <= dim; c += lanes) {
    auto sum = hn::Mul(hn::Set(d, probs[0]), hn::LoadU(d, values + c));
    PASTICHE_UNROLL for (size_t r = 1; r < kRows; ++r) {
      sum = hn::MulAdd(hn::Set(d, probs[r]),
                       hn::LoadU(d, values + r * stride + c), sum);
    }
    hn::StoreU(hn::Add(hn::LoadU(d, out + c), sum), d, out + c);
  }
  return c;
}

// AddRows for all columns: whole vectors, then quarters, then one by one.
template <size_t kRows>
HWY_INLINE void AddAllColumns(const float* HWY_RESTRICT probs,
                              const DecodeTask& task, size_t first,
                              float* HWY_RESTRICT out) {
  const float* const values = task.values + first * task.value_stride;
  size_t c = AddRows<kRows>(Df(), probs + first, values, task.value_stride, 0,
                            task.value_dim, out);
  c = AddRows<kRows>(hn::CappedTag<float, 4>(), probs + first, values,
                     task.value_stride, c, task.value_dim, out);
  AddRows<kRows>(hn::CappedTag<float, 1>(), probs + first, values,
                 task.value_stride, c, task.value_dim, out);
}

void DecodeChunk(const DecodeTask& task, DecodePartial& partial) {
  HWY_ALIGN float scores[kDecodeChunk];
  ExpScores(ScoreChunk(task, scores), scores, partial);
  float* const out = partial.out.data();
  for (size_t c = 0; c < task.value_dim; ++c) out[c] = 0.0f;
  size_t j = 0;
  for (; j + kValueRows <= task.count; j += kValueRows) {
    AddAllColumns<kValueRows>(scores, task, j, out);
  }
  for (; j < task.count; ++j) AddAllColumns<1>(scores, task, j, out);
}

DecodeChunkFunction MakeDecodeChunk() { return &DecodeChunk; }

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(MakeDecodeChunk);

DecodeChunkFunction ActiveDecodeChunk() {
  return HWY_DYNAMIC_DISPATCH(MakeDecodeChunk)();
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
