// The number formats in which caches hold keys and values, and their exact
// scalar conversions. No SIMD, no allocation.

#ifndef PASTICHE_KERNELS_STORAGE_TYPE_H_
#define PASTICHE_KERNELS_STORAGE_TYPE_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace pastiche::kernels {

enum class StorageType : std::uint8_t {
  kFloat32,   // 24 significant bits.
  kFloat16,   // IEEE binary16: 11 bits, up to 65504.
  kBfloat16,  // The upper half of a float: 8 bits, the range of a float.
  kInt8,      // -127 ... 127 times one float scale per row and head.
};

// Bytes of one element: 4, 2, 2, 1.
[[nodiscard]] std::size_t StorageBytes(StorageType type);

// "f32", "f16", "bf16" or "int8".
[[nodiscard]] const char* StorageName(StorageType type);

struct Half {
  std::uint16_t bits = 0;
};

struct Bfloat16 {
  std::uint16_t bits = 0;
};

// To nearest, ties to even; infinity from 65520 up; subnormals kept; NaN stays
// NaN, quiet, with its sign and upper payload. As F16C does.
[[nodiscard]] Half FloatToHalf(float x);
[[nodiscard]] float HalfToFloat(Half x);  // Exact.

// The same for bfloat16.
[[nodiscard]] Bfloat16 FloatToBfloat16(float x);
[[nodiscard]] float Bfloat16ToFloat(Bfloat16 x);  // Exact.

// As above, but finite numbers stay finite: the largest of the type at most.
// What caches store, so that finite values never give infinite outputs.
[[nodiscard]] Half SaturatingHalf(float x);
[[nodiscard]] Bfloat16 SaturatingBfloat16(float x);

// Writes `row` as integers and returns their scale, max |x| / 127 (0 if all are
// zero): x is about out * scale, to within half a scale. Infinities count as
// the largest float, NaN as 0. Requires out.size() == row.size() (asserted).
float QuantizeRow(std::span<const float> row, std::span<std::int8_t> out);

// The same with stochastic rounding: up with a probability equal to the
// fraction, so the expected result is x itself, to within one scale. Bits come
// from `seed` and `stream` alone (a counter-based generator): the same
// arguments give the same bytes, and neighbouring seeds are unrelated.
float QuantizeRowStochastic(std::span<const float> row, std::uint64_t seed,
                            std::uint64_t stream, std::span<std::int8_t> out);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_STORAGE_TYPE_H_
