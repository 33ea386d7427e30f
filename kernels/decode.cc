#include "kernels/decode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/decode_chunk.h"
#include "kernels/executor.h"
#include "kernels/exp2.h"

namespace pastiche::kernels {
namespace {

// Chunks whose results are held at once, on the stack, before merging.
constexpr std::size_t kWave = 16;

// About 50 us of reading: below it, waking threads costs more.
constexpr double kSerialBytes = 4e6;

// 2^difference for an integral difference <= 0; 0 below -126 and for NaN.
// Exact, so merging chunks rounds only in its additions.
float PowerOfTwo(float difference) {
  return difference >= -126.0f ? std::ldexp(1.0f, static_cast<int>(difference))
                               : 0.0f;
}

void AddPartial(const DecodePartial& partial, std::size_t dim,
                DecodePartial& total) {
  const float m = std::max(total.exponent, partial.exponent);
  const float keep = PowerOfTwo(total.exponent - m);
  const float weight = PowerOfTwo(partial.exponent - m);
  total.exponent = m;
  total.sum = total.sum * keep + partial.sum * weight;
  for (std::size_t c = 0; c < dim; ++c) {
    total.out[c] = total.out[c] * keep + partial.out[c] * weight;
  }
}

}  // namespace

Status CheckDecode(std::span<const float> query, const KeyBlocks& keys,
                   const ConstMatrix& values, const DecodeOptions& options,
                   std::span<const float> out) {
  if (query.size() > kMaxHeadDim) {
    return Status::Error("query has ", query.size(), " columns; the most is ",
                         kMaxHeadDim);
  }
  Status status = CheckMatrix("values", values, kMaxHeadDim);
  if (!status.ok()) return status;
  if (keys.dim != query.size()) {
    return Status::Error("keys have ", keys.dim, " columns but the query has ",
                         query.size());
  }
  if (keys.data.size() < KeyBlocksSize(keys.count, keys.dim)) {
    return Status::Error("blocks of ", keys.count, " keys need more than ",
                         keys.data.size(), " floats");
  }
  if (values.rows != keys.count) {
    return Status::Error("values have ", values.rows, " rows for ", keys.count,
                         " keys");
  }
  if (out.size() != values.cols) {
    return Status::Error("out has ", out.size(), " columns but values have ",
                         values.cols);
  }
  if (!options.key_bias.empty() && options.key_bias.size() != keys.count) {
    return Status::Error("key_bias has ", options.key_bias.size(),
                         " entries for ", keys.count, " keys");
  }
  if (!std::isfinite(options.scale)) {
    return Status::Error("scale is not finite");
  }
  return status;
}

Status Decode(std::span<const float> query, const KeyBlocks& keys,
              const ConstMatrix& values, const DecodeOptions& options,
              std::span<float> out, float* lse) {
  Status status = CheckDecode(query, keys, values, options, out);
  if (!status.ok()) return status;

  const DecodeChunkFunction run_chunk = ActiveDecodeChunk();
  std::array<DecodePartial, kWave> partials;
  std::size_t wave_start = 0;  // Key number.
  const auto run_chunks = [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const std::size_t key = wave_start + i * kDecodeChunk;
      run_chunk(
          {.query = query.data(),
           .key_dim = keys.dim,
           .value_dim = values.cols,
           .scale = options.scale,
           .key_blocks = keys.data.data() + key * keys.dim,
           .values = values.row(key),
           .value_stride = values.stride,
           .bias = options.key_bias.empty() ? nullptr : &options.key_bias[key],
           .count = std::min(kDecodeChunk, keys.count - key)},
          partials[i]);
    }
  };
  DecodePartial total;
  total.exponent = -std::numeric_limits<float>::infinity();
  std::fill_n(total.out.begin(), values.cols, 0.0f);
  const double bytes = 4.0 * static_cast<double>(keys.count) *
                       static_cast<double>(keys.dim + values.cols);
  const std::size_t grain = bytes < kSerialBytes ? kWave : 1;
  while (wave_start < keys.count) {
    const std::size_t left = keys.count - wave_start;
    const std::size_t chunks = left >= kWave * kDecodeChunk
                                   ? kWave
                                   : (left + kDecodeChunk - 1) / kDecodeChunk;
    ParallelFor(chunks, grain, run_chunks);
    for (std::size_t i = 0; i < chunks; ++i) {
      AddPartial(partials[i], values.cols, total);
    }
    wave_start += std::min(left, kWave * kDecodeChunk);
  }
  const float inverse = total.sum > 0.0f ? 1.0f / total.sum : 0.0f;
  for (std::size_t c = 0; c < out.size(); ++c) {
    out[c] = total.out[c] * inverse;
  }
  LogOfScaled({&total.exponent, 1}, {&total.sum, 1}, {lse, 1});
  return status;
}

}  // namespace pastiche::kernels
