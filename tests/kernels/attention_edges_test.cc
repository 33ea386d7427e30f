// Empty sets, infinite and huge scores, and arguments that do not fit.

#include <array>

#include "kernels/attention.h"
#include "kernels/reference.h"
#include "tests/kernels/attention_bound.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::CheckClose;
using test::kInfinity;

void CheckEmpty(const Attended& result) {
  for (const float x : result.out) BOOST_TEST(x == 0.0f);
  for (const float l : result.lse) BOOST_TEST(l == -kInfinity);
}

BOOST_AUTO_TEST_SUITE(attention_edges)

BOOST_AUTO_TEST_CASE(no_keys_give_zeros_and_minus_infinity) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    CheckEmpty(AttentionCase({35, 0, 8, 4}, rng).Run(Attend));
    CheckEmpty(AttentionCase({35, 0, 8, 4}, rng).Run(reference::Attend));
  });
}

BOOST_AUTO_TEST_CASE(hiding_every_key_gives_zeros_and_minus_infinity) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (const std::size_t keys : {1u, 128u, 200u}) {
      AttentionCase problem({35, keys, 8, 4}, rng);
      const std::vector<float> bias(keys, -kInfinity);
      problem.options.key_bias = bias;
      CheckEmpty(problem.Run(Attend));
      CheckEmpty(problem.Run(reference::Attend));
    }
  });
}

// Whole blocks hidden at the start, in the middle and at the end, so that the
// running maximum starts late and stays.
BOOST_AUTO_TEST_CASE(hidden_keys_count_for_nothing) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    AttentionCase problem({35, 600, 8, 4}, rng);
    std::vector<float> bias(600, -kInfinity);
    for (std::size_t j = 140; j < 200; ++j) bias[j] = 0.0f;
    for (std::size_t j = 400; j < 500; j += 3) bias[j] = 1.0f;
    problem.options.key_bias = bias;
    CheckClose(problem, problem.Run(Attend), problem.Run(reference::Attend));
  });
}

// -1e9 is a customary "mask": alone it must not, yet, act as one.
BOOST_AUTO_TEST_CASE(equal_huge_biases_cancel) {
  ForEachTarget([] {
    for (const float huge : {-1e9f, 1e9f, -2e38f, 2e38f}) {
      BOOST_TEST_CONTEXT("bias " << huge) {
        std::mt19937 rng(/*seed=*/4);
        AttentionCase problem({20, 140, 8, 4}, rng);
        const std::vector<float> bias(140, huge);
        problem.options.key_bias = bias;
        const Attended result = problem.Run(Attend);
        // Scores drown in the bias, so every key weighs the same.
        for (std::size_t c = 0; c < 4; ++c) {
          double mean = 0.0;
          for (std::size_t j = 0; j < 140; ++j) {
            mean += double{problem.values.view().row(j)[c]} / 140.0;
          }
          for (std::size_t i = 0; i < 20; ++i) {
            BOOST_TEST(std::abs(double{result.out[i * 4 + c]} - mean) < 1e-6);
          }
        }
        for (const float l : result.lse) {
          BOOST_TEST(std::abs(l / huge - 1.0f) < 1e-6f);
        }
      }
    }
  });
}

// Ordinary rows keep their bytes although a neighbour takes the path for huge
// exponents.
BOOST_AUTO_TEST_CASE(a_huge_query_does_not_disturb_its_neighbours) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/5);
    AttentionCase problem({24, 300, 8, 4}, rng);
    const Attended before = problem.Run(Attend);
    for (float& x : std::span(problem.queries.cells).first(8)) x *= 1e9f;
    const Attended after = problem.Run(Attend);
    const Attended expected = problem.Run(reference::Attend);
    for (std::size_t c = 0; c < 4; ++c) {
      // One key outweighs all others, in floats too.
      BOOST_TEST(std::abs(after.out[c] - expected.out[c]) < 1e-6f);
    }
    BOOST_TEST(std::equal(before.out.begin() + 4, before.out.end(),
                          after.out.begin() + 4));
    BOOST_TEST(std::equal(before.lse.begin() + 1, before.lse.end(),
                          after.lse.begin() + 1));
  });
}

BOOST_AUTO_TEST_CASE(infinite_keys_win_lose_or_are_ignored) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/6);
    AttentionCase problem({3, 150, 1, 1}, rng);
    problem.keys.cells[7] = -kInfinity;
    problem.keys.cells[140] = -kInfinity;
    problem.queries.cells = {1.0f, -1.0f, 0.0f};
    for (const bool twin : {false, true}) {
      const Attended result =
          twin ? problem.Run(reference::Attend) : problem.Run(Attend);
      double rest = 0.0;
      double weight = 0.0;
      double mean = 0.0;
      for (std::size_t j = 0; j < 150; ++j) {
        if (j == 7 || j == 140) continue;
        const double p = std::exp(double{problem.keys.cells[j]});
        weight += p;
        rest += p * double{problem.values.cells[j]};
        mean += double{problem.values.cells[j]} / 148.0;
      }
      // q > 0: scores of -infinity. q < 0: two equal largest scores. q = 0:
      // 0 * infinity is NaN, and hidden.
      const auto half_sum =
          0.5f * (problem.values.cells[7] + problem.values.cells[140]);
      BOOST_TEST(std::abs(double{result.out[0]} - rest / weight) < 1e-5);
      BOOST_TEST(std::abs(result.out[1] - half_sum) < 1e-6f);
      BOOST_TEST(std::abs(double{result.out[2]} - mean) < 1e-5);
      BOOST_TEST(result.lse[1] > 1e38f);
    }
  });
}

BOOST_AUTO_TEST_CASE(huge_keys_never_give_nan) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/7);
    for (const float factor : {1e10f, 1e19f, 1e30f, 3e38f}) {
      AttentionCase problem({40, 300, 12, 4}, rng);
      for (float& x : problem.keys.cells) x *= factor;
      for (float& x : problem.queries.cells) x *= 10.0f;
      const Attended result = problem.Run(Attend);
      for (const float x : result.out) BOOST_TEST(std::abs(x) <= 1.0f);
      for (const float l : result.lse) BOOST_TEST(!std::isnan(l));
    }
  });
}

BOOST_AUTO_TEST_CASE(scores_far_below_the_maximum_vanish) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/8);
    AttentionCase problem({5, 260, 2, 1}, rng);
    std::vector<float> bias(260);
    for (std::size_t j = 0; j < 260; ++j) {
      bias[j] = -static_cast<float>(j) * 1.5f;
    }
    problem.options.key_bias = bias;
    CheckClose(problem, problem.Run(Attend), problem.Run(reference::Attend));
    std::reverse(bias.begin(), bias.end());
    CheckClose(problem, problem.Run(Attend), problem.Run(reference::Attend));
  });
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_errors_and_write_nothing) {
  std::mt19937 rng(/*seed=*/9);
  const std::vector<float> data = test::RandomFloats(4000, rng);
  std::vector<float> out(4000, 3.0f);
  std::vector<float> lse(8, 3.0f);
  const auto message = [&](const ConstMatrix& q, const ConstMatrix& k,
                           const ConstMatrix& v, const AttendOptions& options,
                           const MutableMatrix& o, std::size_t lse_size) {
    const std::span<float> l = std::span(lse).first(lse_size);
    const Status status = Attend(q, k, v, options, o, l);
    const Status twin = reference::Attend(q, k, v, options, o, l);
    BOOST_TEST(!status.ok());
    BOOST_TEST(status.message() == twin.message());
    return std::string(status.message());
  };
  const ConstMatrix q(data, 5, 8);
  const ConstMatrix k(data, 6, 8);
  const ConstMatrix v(data, 6, 4);
  const MutableMatrix o(out, 5, 4);
  const std::span<const float> short_data = std::span(data).first(47);
  const auto nan = std::numeric_limits<float>::quiet_NaN();

  BOOST_TEST(message(q, {data, 6, 7}, v, {}, o, 5) ==
             "keys have 7 columns but queries have 8");
  BOOST_TEST(message(q, k, {data, 7, 4}, {}, o, 5) ==
             "values have 7 rows but keys have 6");
  BOOST_TEST(message(q, k, v, {}, {out, 4, 4}, 5) ==
             "out has 4 rows but queries have 5");
  BOOST_TEST(message(q, k, v, {}, {out, 5, 3}, 5) ==
             "out has 3 columns but values have 4");
  BOOST_TEST(message(q, k, v, {}, o, 4) ==
             "lse has 4 entries but queries have 5 rows");
  BOOST_TEST(message(q, k, v, {.key_bias = std::span(data).first(5)}, o, 5) ==
             "key_bias has 5 entries but keys have 6 rows");
  BOOST_TEST(message(q, {short_data, 6, 8}, v, {}, o, 5) ==
             "keys needs 6 rows of stride 8 but its span holds 47 floats");
  BOOST_TEST(message({data, 5, 257}, {data, 6, 257}, v, {}, o, 5) ==
             "queries has 257 columns; the most is 256");
  BOOST_TEST(message({data, 5, 8, 7}, k, v, {}, o, 5) ==
             "queries has a stride of 7 for 8 columns");
  BOOST_TEST(message(q, k, v, {.scale = nan}, o, 5) == "scale is not finite");
  BOOST_TEST(message(q, k, v, {.causal = true, .query_position = SIZE_MAX}, o,
                     5) == "query_position 18446744073709551615 is too large");
  for (const float x : out) BOOST_TEST(x == 3.0f);
  for (const float x : lse) BOOST_TEST(x == 3.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
