#include "kernels/storage_type.h"

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Half HalfBits(std::uint32_t bits) { return {static_cast<std::uint16_t>(bits)}; }

// The value of a half by its definition.
double HalfByDefinition(std::uint32_t bits) {
  const double sign = (bits & 0x8000u) != 0 ? -1.0 : 1.0;
  const auto exponent = static_cast<int>(bits >> 10 & 31u);
  const double fraction = (bits & 1023u) / 1024.0;
  if (exponent == 31) return fraction == 0.0 ? sign * INFINITY : NAN;
  return sign * (exponent == 0 ? std::ldexp(fraction, -14)
                               : std::ldexp(1.0 + fraction, exponent - 15));
}

BOOST_AUTO_TEST_SUITE(storage_type)

BOOST_AUTO_TEST_CASE(all_halves_have_their_value_and_come_back) {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const float x = HalfToFloat(HalfBits(bits));
    const double expected = HalfByDefinition(bits);
    if (std::isnan(expected)) {
      BOOST_TEST(std::isnan(x));
      BOOST_TEST(std::isnan(HalfToFloat(FloatToHalf(x))));
      continue;
    }
    BOOST_REQUIRE(double{x} == expected);
    BOOST_REQUIRE(std::signbit(x) == ((bits & 0x8000u) != 0));
    BOOST_REQUIRE(FloatToHalf(x).bits == bits);
  }
}

// Between two neighbours the nearer one is taken, at the middle the even one.
BOOST_AUTO_TEST_CASE(floats_round_to_the_nearest_half_ties_to_even) {
  for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
    const float low = HalfToFloat(HalfBits(bits));
    const float high = HalfToFloat(HalfBits(bits + 1));
    const float middle = low + (high - low) / 2.0f;  // Exact.
    const std::uint32_t even = bits % 2 == 0 ? bits : bits + 1;
    BOOST_REQUIRE(FloatToHalf(middle).bits == even);
    BOOST_REQUIRE(FloatToHalf(std::nextafter(middle, 0.0f)).bits == bits);
    BOOST_REQUIRE(FloatToHalf(std::nextafter(middle, kInfinity)).bits ==
                  bits + 1);
    BOOST_REQUIRE(FloatToHalf(-middle).bits == (even | 0x8000u));
  }
}

BOOST_AUTO_TEST_CASE(halves_overflow_to_infinity_or_saturate) {
  BOOST_TEST(FloatToHalf(65519.99f).bits == 0x7BFFu);
  BOOST_TEST(FloatToHalf(65520.0f).bits == 0x7C00u);
  BOOST_TEST(FloatToHalf(-1e38f).bits == 0xFC00u);
  BOOST_TEST(FloatToHalf(kInfinity).bits == 0x7C00u);
  BOOST_TEST(FloatToHalf(0x1p-25f).bits == 0u);  // A tie, to even.
  BOOST_TEST(FloatToHalf(0x1.000002p-25f).bits == 1u);
  BOOST_TEST(FloatToHalf(-1e-40f).bits == 0x8000u);
  BOOST_TEST(std::isnan(HalfToFloat(FloatToHalf(NAN))));
  BOOST_TEST(SaturatingHalf(1e30f).bits == 0x7BFFu);
  BOOST_TEST(SaturatingHalf(-65520.0f).bits == 0xFBFFu);
  BOOST_TEST(SaturatingHalf(-kInfinity).bits == 0xFC00u);
}

BOOST_AUTO_TEST_CASE(bfloat16_rounds_to_nearest_even) {
  for (std::uint32_t bits = 0; bits < 0x7F7F; ++bits) {
    const std::uint32_t even = bits % 2 == 0 ? bits : bits + 1;
    const auto at = [&](std::uint32_t low) {
      return FloatToBfloat16(std::bit_cast<float>(bits << 16 | low)).bits;
    };
    BOOST_REQUIRE(at(0) == bits);
    BOOST_REQUIRE(at(0x7FFF) == bits);
    BOOST_REQUIRE(at(0x8000) == even);
    BOOST_REQUIRE(at(0x8001) == bits + 1);
  }
  BOOST_TEST(FloatToBfloat16(-3.4e38f).bits == 0xFF80u);
  BOOST_TEST(SaturatingBfloat16(-3.4e38f).bits == 0xFF7Fu);
  BOOST_TEST(SaturatingBfloat16(kInfinity).bits == 0x7F80u);
  // A NaN whose payload lies in the lower half must not become infinite.
  const float nan = std::bit_cast<float>(0x7F800001u);
  BOOST_TEST(std::isnan(Bfloat16ToFloat(FloatToBfloat16(nan))));
}

BOOST_AUTO_TEST_CASE(quantized_rows_are_within_half_a_step) {
  std::mt19937 rng(/*seed=*/1);
  std::vector<float> row(64);
  std::vector<std::int8_t> out(64);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const float size = std::ldexp(1.0f, static_cast<int>(rng() % 240) - 120);
    for (float& x : row) {
      x = (static_cast<float>(rng() >> 8) * 0x1p-23f - 1.0f) * size;
    }
    const float scale = QuantizeRow(row, out);
    int largest = 0;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const double back = double{scale} * static_cast<double>(out[c]);
      BOOST_TEST(std::abs(back - double{row[c]}) <= 0.5001 * double{scale});
      largest = std::max(largest, std::abs(int{out[c]}));
    }
    BOOST_TEST(largest == 127);
  }
}

BOOST_AUTO_TEST_CASE(odd_rows_quantize_to_something_finite) {
  std::vector<std::int8_t> out(3, 5);
  BOOST_TEST(QuantizeRow(std::vector<float>{0.0f, -0.0f, 0.0f}, out) == 0.0f);
  BOOST_TEST((out == std::vector<std::int8_t>{0, 0, 0}));
  const float scale =
      QuantizeRow(std::vector<float>{kInfinity, NAN, -kInfinity}, out);
  BOOST_TEST(std::isfinite(scale));
  BOOST_TEST((out == std::vector<std::int8_t>{127, 0, -127}));
  BOOST_TEST(QuantizeRow(std::vector<float>{1e-45f, 0.0f, 0.0f}, out) == 0.0f);
  BOOST_TEST(QuantizeRow({}, {}) == 0.0f);
}

// Over 256 seeds the mean result is the number itself: within .06 of a step of
// it, against up to .5 when rounding to nearest.
BOOST_AUTO_TEST_CASE(stochastic_rounding_is_unbiased) {
  std::mt19937 rng(/*seed=*/2);
  std::vector<float> row(48);
  for (float& x : row) x = static_cast<float>(rng() >> 8) * 0x1p-23f - 1.0f;
  std::vector<std::int8_t> out(row.size());
  std::vector<double> mean(row.size(), 0.0);
  constexpr int kDraws = 256;
  float scale = 0.0f;
  for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
    scale = QuantizeRowStochastic(row, seed, /*stream=*/7, out);
    for (std::size_t c = 0; c < row.size(); ++c) {
      mean[c] += static_cast<double>(out[c]) / kDraws;
      const double steps = double{row[c]} / double{scale};
      BOOST_TEST(std::abs(static_cast<double>(out[c]) - steps) < 1.0001);
    }
  }
  double bias = 0.0;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const double error = mean[c] - double{row[c]} / double{scale};
    // One mean has a deviation of at most .5 / sqrt(256): four of them.
    BOOST_TEST(std::abs(error) <= 0.125);
    bias += error / static_cast<double>(row.size());
  }
  BOOST_TEST(std::abs(bias) <= 0.06);
}

BOOST_AUTO_TEST_CASE(stochastic_bits_follow_seed_and_stream_alone) {
  const std::vector<float> row(64, 0.3f);
  std::vector<float> uneven(row);
  uneven[0] = 1.0f;
  const auto draw = [&](std::uint64_t seed, std::uint64_t stream) {
    std::vector<std::int8_t> out(64);
    QuantizeRowStochastic(uneven, seed, stream, out);
    return out;
  };
  BOOST_TEST((draw(1, 1) == draw(1, 1)));
  for (std::uint64_t i = 0; i < 100; ++i) {
    BOOST_TEST((draw(i, 5) != draw(i + 1, 5)));
    BOOST_TEST((draw(5, i) != draw(5, i + 1)));
  }
}

BOOST_AUTO_TEST_CASE(sizes_and_names) {
  BOOST_TEST(StorageBytes(StorageType::kFloat32) == 4u);
  BOOST_TEST(StorageBytes(StorageType::kFloat16) == 2u);
  BOOST_TEST(StorageBytes(StorageType::kBfloat16) == 2u);
  BOOST_TEST(StorageBytes(StorageType::kInt8) == 1u);
  BOOST_TEST(std::string(StorageName(StorageType::kBfloat16)) == "bf16");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
