// The freestanding kernels on a microcontroller: a dense forward pass, a gated
// forward pass token by token, and f16 decoding, each against double precision
// written out here. No heap: everything lives in static arrays.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/attention.h"
#include "kernels/decode_cache.h"
#include "kernels/decode_sparse.h"
#include "kernels/fast_grnn.h"
#include "kernels/kv_cache.h"
#include "kernels/sparse_pattern.h"
#include "kernels/storage_type.h"
#include "tests/portability/board.h"

namespace pastiche::kernels {
namespace {

constexpr std::size_t kTokens = 192, kDim = 20;
constexpr float kScale = 0.25f;

alignas(64) float queries[kTokens * kDim], keys[kTokens * kDim],
    values[kTokens * kDim], out[kTokens * kDim], lse[kTokens];
alignas(64) std::byte arena[96 * 1024];  // The cache's.

std::uint32_t state = 1;
float Random() {  // In [-1, 1).
  state = state * 1664525u + 1013904223u;
  return static_cast<float>(state >> 8) * 0x1p-23f - 1.0f;
}

std::span<float> Row(float* matrix, std::size_t row) {
  return {matrix + row * kDim, kDim};
}

// Softmax attention of one query in double precision, entry by entry.
struct Attended {
  double sum = 0.0, total[kDim] = {};

  void Add(std::span<const float> query, const double* key, const double* value,
           double bias) {
    double score = bias;
    for (std::size_t c = 0; c < kDim; ++c) {
      score += double{kScale} * double{query[c]} * key[c];
    }
    const double p = std::exp(score);
    sum += p;
    for (std::size_t c = 0; c < kDim; ++c) total[c] += p * value[c];
  }
  // The mean key and value of `range`, with the bias of a landmark.
  void AddMean(std::span<const float> query, IndexRange range) {
    double key[kDim] = {}, value[kDim] = {};
    const auto count = static_cast<double>(range.size());
    for (std::size_t j = range.begin; j < range.end; ++j) {
      for (std::size_t c = 0; c < kDim; ++c) {
        key[c] += double{keys[j * kDim + c]} / count;
        value[c] += double{values[j * kDim + c]} / count;
      }
    }
    Add(query, key, value, std::log(count));
  }
  [[nodiscard]] bool Near(std::span<const float> actual, float actual_lse,
                          double bound) const {
    for (std::size_t c = 0; c < kDim; ++c) {
      if (!(std::abs(total[c] / sum - double{actual[c]}) <= bound))
        return false;
    }
    return std::abs(std::log(sum) - double{actual_lse}) <= bound;
  }
};

bool Failed(const char* what) {
  board::Print("FAILED: ");
  board::Print(what);
  board::Print("\n");
  return false;
}

bool Passed(const char* what) {
  board::Print("ok: ");
  board::Print(what);
  board::Print("\n");
  return true;
}

bool Forward() {
  const AttendOptions options{.scale = kScale, .causal = true};
  if (!Attend({queries, kTokens, kDim}, {keys, kTokens, kDim},
              {values, kTokens, kDim}, options, {out, kTokens, kDim}, lse)
           .ok()) {
    return Failed("Attend refuses");
  }
  for (std::size_t i = 0; i < kTokens; ++i) {
    Attended expected;
    for (std::size_t j = 0; j <= i; ++j) {
      expected.AddMean(Row(queries, i), {j, j + 1});
    }
    if (!expected.Near(Row(out, i), lse[i], 1e-5)) return Failed("forward");
  }
  return Passed("forward");
}

// A cell of three hidden units with weights drawn at random.
void Saliences(std::span<float> salience) {
  constexpr std::size_t kHidden = 3;
  static float w[kHidden * 2 * kDim], u[kHidden * kHidden], bias_z[kHidden],
      bias_h[kHidden], head[kHidden];
  for (float& x : w) x = Random();
  for (float& x : u) x = Random();
  for (float& x : head) x = Random();
  const GrnnWeights weights{
      .input = 2 * kDim,
      .hidden = kHidden,
      .w = {.rank = 0, .full = w, .left = {}, .right = {}},
      .u = {.rank = 0, .full = u, .left = {}, .right = {}},
      .bias_z = bias_z,
      .bias_h = bias_h,
      .head = head};
  float hidden[kHidden] = {};
  float input[2 * kDim];
  for (std::size_t t = 0; t < kTokens; ++t) {
    for (std::size_t c = 0; c < kDim; ++c) {
      input[c] = keys[t * kDim + c];
      input[kDim + c] = values[t * kDim + c];
    }
    salience[t] = StepGrnn(weights, input, hidden);
  }
}

// Whether the token's entries agree with those that sparse_pattern.h defines.
bool TokenAgrees(std::size_t i, const SparsePattern& pattern) {
  Attended expected;
  const auto query = Row(queries, i);
  const EntrySpans spans = SpansOf(i, i + 1, pattern);
  for (std::size_t j = spans.window.begin; j < spans.window.end; ++j) {
    expected.AddMean(query, {j, j + 1});
  }
  for (const IndexRange& blocks : spans.blocks) {
    for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
      const IndexRange range = KeysOf(b, pattern.landmark_block, i + 1);
      if (KeepsAny(pattern, range)) expected.AddMean(query, range);
    }
  }
  if (i > pattern.window) expected.AddMean(query, {0, 1});  // The global.
  ForEachStride(i, i + 1, pattern, [&](std::size_t j) {
    if (j != 0 && pattern.keep[j] != 0) expected.AddMean(query, {j, j + 1});
  });
  return expected.Near(Row(out, i), lse[i], 2e-5);
}

bool GatedForward() {
  static float salience[kTokens];
  static std::uint8_t keep[kTokens];
  static const std::uint32_t sink[] = {0};
  Saliences(salience);
  const KvCacheOptions options{.capacity = kTokens,
                               .key_dim = kDim,
                               .value_dim = kDim,
                               .summary_block = 16,
                               .summary_group = 0};
  KvCache cache;
  if (!KeepQuantile(salience, 0.75f, keep).ok() ||
      !cache.Init(options, arena).ok()) {
    return Failed("the gate or the cache refuses");
  }
  for (std::size_t i = 0; i < kTokens; ++i) {
    const SparsePattern pattern{.window = 12,
                                .causal = true,
                                .globals = sink,
                                .landmark_block = 16,
                                .landmark_group = 0,
                                .keep = std::span(keep).first(i + 1)};
    if (!cache.Append({Row(keys, i), 1, kDim}, {Row(values, i), 1, kDim})
             .ok() ||
        !DecodeSparse({.cache = &cache,
                       .queries = {Row(queries, i), 1, kDim},
                       .out = {Row(out, i), 1, kDim},
                       .lse = {lse + i, 1}},
                      pattern, {.scale = kScale})
             .ok()) {
      return Failed("gated forward refuses");
    }
    if (!TokenAgrees(i, pattern)) return Failed("gated forward");
  }
  return Passed("gated forward");
}

bool HalfDecode() {
  const KvCacheOptions options{.capacity = kTokens,
                               .key_dim = kDim,
                               .value_dim = kDim,
                               .type = StorageType::kFloat16};
  KvCache cache;
  if (!cache.Init(options, arena).ok() ||
      !cache.AppendAll({keys, kTokens, kDim}, {values, kTokens, kDim}).ok() ||
      !DecodeCache({.cache = &cache,
                    .queries = {queries, 1, kDim},
                    .out = {out, 1, kDim},
                    .lse = {lse, 1}},
                   {.scale = kScale})
           .ok()) {
    return Failed("f16 decode refuses");
  }
  // What is stored is rounded to 11 bits; then the sums must agree.
  for (float& x : keys) x = HalfToFloat(FloatToHalf(x));
  for (float& x : values) x = HalfToFloat(FloatToHalf(x));
  Attended expected;
  for (std::size_t j = 0; j < kTokens; ++j) {
    expected.AddMean(Row(queries, 0), {j, j + 1});
  }
  if (!expected.Near(Row(out, 0), lse[0], 1e-5)) return Failed("f16 decode");
  return Passed("f16 decode");
}

// Errors are values here too.
bool Refusals() {
  KvCache cache;
  const KvCacheOptions options{.capacity = 1 << 20};
  if (cache.Init(options, arena).ok()) return Failed("an arena too small");
  return Passed("an arena too small is an error");
}

}  // namespace
}  // namespace pastiche::kernels

int Main() {
  using namespace pastiche::kernels;  // NOLINT(google-build-using-namespace)
  for (float* matrix : {queries, keys, values}) {
    for (std::size_t i = 0; i < kTokens * kDim; ++i) matrix[i] = Random();
  }
  const bool ok = Forward() && GatedForward() && HalfDecode() && Refusals();
  pastiche::board::Print("bytes of the cache: ");
  pastiche::board::Print(static_cast<double>(
      KvCacheBytes({.capacity = kTokens, .key_dim = kDim, .value_dim = kDim})));
  pastiche::board::Print(ok ? "\npassed\n" : "\n");
  return ok ? 0 : 1;
}
