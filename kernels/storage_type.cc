#include "kernels/storage_type.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace pastiche::kernels {
namespace {

constexpr float kLargestHalf = 65504.0f;
constexpr float kLargestBfloat16 = 0x1.FEp127f;
constexpr float kLargestFloat = std::numeric_limits<float>::max();

float FiniteOrZero(float x) {
  if (std::isnan(x)) return 0.0f;
  return std::clamp(x, -kLargestFloat, kLargestFloat);
}

// The scale of a row and its inverse; (0, 0) for a row of zeros. Divides by 127
// exactly once, so that the largest element becomes 127.
struct RowScale {
  float scale = 0.0f;
  double inverse = 0.0;
};

RowScale ScaleOf(std::span<const float> row) {
  float largest = 0.0f;
  for (const float x : row) {
    largest = std::max(largest, std::abs(FiniteOrZero(x)));
  }
  const float scale = largest / 127.0f;
  if (!(scale > 0.0f)) return {};  // Zeros, or so small that they count as it.
  return {.scale = scale, .inverse = 1.0 / double{scale}};
}

std::int8_t Clamped(double rounded) {
  return static_cast<std::int8_t>(std::clamp(rounded, -127.0, 127.0));
}

// SplitMix64's output function (Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15u;

}  // namespace

std::size_t StorageBytes(StorageType type) {
  switch (type) {
    case StorageType::kFloat32:
      return 4;
    case StorageType::kFloat16:
    case StorageType::kBfloat16:
      return 2;
    case StorageType::kInt8:
      break;
  }
  return 1;
}

const char* StorageName(StorageType type) {
  switch (type) {
    case StorageType::kFloat32:
      return "f32";
    case StorageType::kFloat16:
      return "f16";
    case StorageType::kBfloat16:
      return "bf16";
    case StorageType::kInt8:
      break;
  }
  return "int8";
}

Half FloatToHalf(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
  std::uint32_t half = 0;
  if (magnitude > 0x7F800000u) {  // NaN.
    half = 0x7E00u | (magnitude >> 13 & 0x1FFu);
  } else if (magnitude >= 0x477FF000u) {  // 65520 and up.
    half = 0x7C00u;
  } else if (magnitude >= 0x38800000u) {  // Normal halves.
    const std::uint32_t odd = magnitude >> 13 & 1u;
    half = (magnitude - 0x38000000u + 0xFFFu + odd) >> 13;
  } else {
    // Subnormal: adding 1/2, whose spacing is 2^-24, rounds as a half does and
    // leaves the result in the low bits.
    const float rounded = std::bit_cast<float>(magnitude) + 0.5f;
    half = std::bit_cast<std::uint32_t>(rounded) - 0x3F000000u;
  }
  return {static_cast<std::uint16_t>(sign | half)};
}

float HalfToFloat(Half x) {
  const std::uint32_t sign = (std::uint32_t{x.bits} & 0x8000u) << 16;
  const std::uint32_t magnitude = (std::uint32_t{x.bits} & 0x7FFFu) << 13;
  std::uint32_t bits = 0;
  if (magnitude >= 0x0F800000u) {  // Infinity or NaN.
    bits = magnitude | 0x7F800000u;
    if (bits > 0x7F800000u) bits |= 0x400000u;
  } else {
    // The exponent is 112 too small; multiplying also normalises subnormals.
    bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) *
                                        0x1p112f);
  }
  return std::bit_cast<float>(sign | bits);
}

Bfloat16 FloatToBfloat16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) {
    return {static_cast<std::uint16_t>(bits >> 16 | 0x40u)};
  }
  const std::uint32_t odd = bits >> 16 & 1u;
  return {static_cast<std::uint16_t>((bits + 0x7FFFu + odd) >> 16)};
}

float Bfloat16ToFloat(Bfloat16 x) {
  return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
}

Half SaturatingHalf(float x) {
  if (std::isfinite(x)) x = std::clamp(x, -kLargestHalf, kLargestHalf);
  return FloatToHalf(x);
}

Bfloat16 SaturatingBfloat16(float x) {
  if (std::isfinite(x)) x = std::clamp(x, -kLargestBfloat16, kLargestBfloat16);
  return FloatToBfloat16(x);
}

float QuantizeRow(std::span<const float> row, std::span<std::int8_t> out) {
  assert(out.size() == row.size());
  const RowScale scale = ScaleOf(row);
  for (std::size_t c = 0; c < row.size(); ++c) {
    const double x = double{FiniteOrZero(row[c])} * scale.inverse;
    out[c] = Clamped(std::nearbyint(x));
  }
  return scale.scale;
}

float QuantizeRowStochastic(std::span<const float> row, std::uint64_t seed,
                            std::uint64_t stream, std::span<std::int8_t> out) {
  assert(out.size() == row.size());
  const RowScale scale = ScaleOf(row);
  const std::uint64_t key = Mix(Mix(seed + kGolden) + stream * kGolden);
  for (std::size_t c = 0; c < row.size(); ++c) {
    const std::uint64_t bits = Mix(key + (c + 1) * kGolden);
    const double uniform = static_cast<double>(bits >> 11) * 0x1p-53;
    const double x = double{FiniteOrZero(row[c])} * scale.inverse;
    out[c] = Clamped(std::floor(x + uniform));
  }
  return scale.scale;
}

}  // namespace pastiche::kernels
