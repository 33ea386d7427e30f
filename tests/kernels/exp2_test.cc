#include "kernels/exp2.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/reference.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

float Exp2Of(float x) {
  float y = -1.0f;
  Exp2({&x, 1}, {&y, 1});
  return y;
}

float LogOf(float m, float x) {
  float y = -1.0f;
  LogOfScaled({&m, 1}, {&x, 1}, {&y, 1});
  return y;
}

// Spacing of floats at |x|.
double Ulp(double x) {
  const auto f = static_cast<float>(std::abs(x));
  return double{std::nextafter(f, kInfinity)} - double{f};
}

BOOST_AUTO_TEST_SUITE(exp2)

BOOST_AUTO_TEST_CASE(is_within_three_ulp_over_the_whole_range) {
  ForEachTarget([] {
    std::vector<float> x;
    for (int i = -126 * 4096; i < 128 * 4096; i += 3) {
      x.push_back(static_cast<float>(i) * 0x1p-12f);
    }
    for (float small = 0x1p-40f; small < 1.0f; small *= 1.37f) {
      x.push_back(small);
      x.push_back(-small);
    }
    std::vector<float> y(x.size());
    Exp2(x, y);
    double worst = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double exact = std::exp2(double{x[i]});
      worst = std::max(worst, std::abs(double{y[i]} - exact) / Ulp(exact));
    }
    BOOST_TEST(worst <= 3.0);
    BOOST_TEST_MESSAGE("worst error " << worst << " ULP");
  });
}

BOOST_AUTO_TEST_CASE(integers_are_exact) {
  ForEachTarget([] {
    for (int n = -126; n < 128; ++n) {
      BOOST_TEST(Exp2Of(static_cast<float>(n)) == std::ldexp(1.0f, n));
    }
  });
}

BOOST_AUTO_TEST_CASE(ends_of_the_range_are_defined) {
  ForEachTarget([] {
    const float below = std::nextafter(-126.0f, -kInfinity);
    for (const float x : {below, -126.5f, -127.0f, -150.0f, -1e6f, -1e30f,
                          -std::numeric_limits<float>::max(), -kInfinity}) {
      BOOST_TEST(Exp2Of(x) == 0.0f);
    }
    BOOST_TEST(Exp2Of(kNan) == 0.0f);
    BOOST_TEST(std::isfinite(Exp2Of(std::nextafter(128.0f, 0.0f))));
    for (const float x : {128.0f, 1e4f, 1e30f, kInfinity}) {
      BOOST_TEST(Exp2Of(x) == kInfinity);
    }
  });
}

BOOST_AUTO_TEST_CASE(every_length_gives_the_same_values) {
  ForEachTarget([] {
    std::vector<float> x(70);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = static_cast<float>(i) * 0.37f - 20.0f;
    }
    for (std::size_t size = 0; size <= x.size(); ++size) {
      std::vector<float> y(size);
      Exp2(std::span(x).first(size), y);
      for (std::size_t i = 0; i < size; ++i) BOOST_TEST(y[i] == Exp2Of(x[i]));
    }
  });
}

BOOST_AUTO_TEST_CASE(log_of_scaled_is_within_its_bound) {
  ForEachTarget([] {
    double worst = 0.0;
    for (float x = 0x1p-126f; x < 1e38f; x *= 1.0173f) {
      for (const float m : {0.0f, 1.0f, -1.0f, 13.0f, -150.0f, 2e6f, -2e6f}) {
        const double scaled = double{m} * std::log(2.0);
        const double log = std::log(double{x});
        const double largest =
            std::max({std::abs(scaled), std::abs(log), std::abs(scaled + log)});
        const double error = std::abs(double{LogOf(m, x)} - (scaled + log));
        worst = std::max(worst, error / Ulp(largest));
      }
    }
    BOOST_TEST(worst <= 2.0);
    BOOST_TEST_MESSAGE("worst error " << worst << " ULP");
  });
}

BOOST_AUTO_TEST_CASE(log_of_nothing_is_minus_infinity) {
  ForEachTarget([] {
    BOOST_TEST(LogOf(0.0f, 0.0f) == -kInfinity);
    BOOST_TEST(LogOf(-kInfinity, 0.0f) == -kInfinity);
    BOOST_TEST(LogOf(5.0f, 0.0f) == -kInfinity);
    BOOST_TEST(LogOf(0.0f, 1.0f) == 0.0f);
  });
}

BOOST_AUTO_TEST_CASE(the_twins_agree_at_the_ends) {
  const std::vector<float> x = {-kInfinity, -127.0f, 0.0f, 128.0f, kNan};
  std::vector<float> fast(5);
  std::vector<float> slow(5);
  Exp2(x, fast);
  reference::Exp2(x, slow);
  BOOST_TEST(fast == slow);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
