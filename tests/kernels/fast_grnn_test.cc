#include "kernels/fast_grnn.h"

#include <bit>
#include <cstdint>
#include <numeric>
#include <string>

#include "kernels/fast_grnn_reference.h"
#include "tests/kernels/grnn_case.h"

namespace pastiche::kernels {
namespace {

using test::GrnnCase;
using test::kInfinity;
using test::OwnedMatrix;
using test::RandomFloats;

std::uint64_t HashOf(std::span<const float> floats) {  // FNV-1a over bits.
  std::uint64_t hash = 14695981039346656037u;
  for (const float x : floats) {
    hash = (hash ^ std::bit_cast<std::uint32_t>(x)) * 1099511628211u;
  }
  return hash;
}

// Distance in units in the last place of `exact` as a float.
double UlpsOff(float actual, double exact) {
  const auto rounded = static_cast<float>(exact);
  const float next = std::nextafter(std::abs(rounded), kInfinity);
  const double ulp = double{next} - double{std::abs(rounded)};
  return std::abs(double{actual} - exact) / ulp;
}

BOOST_AUTO_TEST_SUITE(fast_grnn)

BOOST_AUTO_TEST_CASE(sigmoid_and_tanh_are_within_three_ulps) {
  double sigmoid_off = 0.0;
  double tanh_off = 0.0;
  for (int i = -400000; i <= 400000; ++i) {
    const float x = static_cast<float>(i) * 0x1p-13f * 1.7f;  // To +-83.
    const double exact = double{x};
    const double sigmoid = 1.0 / (1.0 + std::exp(-exact));
    sigmoid_off = std::max(sigmoid_off, UlpsOff(GrnnSigmoid(x), sigmoid));
    tanh_off = std::max(tanh_off, UlpsOff(GrnnTanh(x), std::tanh(exact)));
  }
  BOOST_TEST_MESSAGE("sigmoid " << sigmoid_off << " ULP, tanh " << tanh_off);
  BOOST_TEST(sigmoid_off <= 3.0);
  BOOST_TEST(tanh_off <= 3.0);
}

BOOST_AUTO_TEST_CASE(sigmoid_and_tanh_at_their_ends) {
  BOOST_TEST(GrnnSigmoid(kInfinity) == 1.0f);
  BOOST_TEST(GrnnSigmoid(-kInfinity) == 0.0f);
  BOOST_TEST(GrnnSigmoid(-100.0f) == 0.0f);
  BOOST_TEST(GrnnSigmoid(0.0f) == 0.5f);
  BOOST_TEST(GrnnTanh(kInfinity) == 1.0f);
  BOOST_TEST(GrnnTanh(-kInfinity) == -1.0f);
  BOOST_TEST(GrnnTanh(3e38f) == 1.0f);
  BOOST_TEST(GrnnTanh(0.0f) == 0.0f);
  BOOST_TEST(GrnnTanh(1e-30f) == 1e-30f);
  BOOST_TEST(std::isnan(GrnnSigmoid(NAN)));
  BOOST_TEST(std::isnan(GrnnTanh(NAN)));
  for (const float x : {0.1f, 0.25f, 2.0f, 50.0f}) {
    BOOST_TEST(GrnnTanh(-x) == -GrnnTanh(x));
  }
}

BOOST_AUTO_TEST_CASE(matches_reference_for_all_sizes_and_ranks) {
  std::mt19937 rng(/*seed=*/1);
  for (const std::size_t input : {1u, 7u, 8u, 33u, 128u}) {
    for (const std::size_t hidden : {1u, 5u, 16u, 31u}) {
      for (const std::size_t rank : {0u, 1u, 4u}) {
        const std::size_t w_rank = std::min({rank, input, hidden});
        const std::size_t u_rank = std::min(rank, hidden);
        const GrnnCase cell(input, hidden, w_rank, u_rank, rng);
        const OwnedMatrix rows(40, input, rng, /*extra_stride=*/3);
        std::vector<float> salience(40);
        std::vector<double> expected(40);
        BOOST_TEST(ScoreSequence(cell.weights, rows.view(), salience).ok());
        BOOST_TEST(
            reference::ScoreSequence(cell.weights, rows.view(), expected, {})
                .ok());
        for (std::size_t t = 0; t < 40; ++t) {
          // The recurrence is a contraction at these weights: errors of single
          // steps, of a few roundings per unit, add up to a few tens.
          BOOST_TEST(std::abs(double{salience[t]} - expected[t]) <=
                     1e-6 * static_cast<double>(hidden + 10));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_bits_on_every_machine) {
  std::mt19937 rng(/*seed=*/2);
  const GrnnCase full(19, 13, 0, 0, rng);
  const GrnnCase low(40, 24, 5, 3, rng);
  std::vector<float> salience(300);
  const OwnedMatrix a(300, 19, rng);
  BOOST_TEST(ScoreSequence(full.weights, a.view(), salience).ok());
  const std::uint64_t full_hash = HashOf(salience);
  const OwnedMatrix b(300, 40, rng);
  BOOST_TEST(ScoreSequence(low.weights, b.view(), salience).ok());
  BOOST_TEST(full_hash == 12435710760414231560u);
  BOOST_TEST(HashOf(salience) == 13890003619191112883u);
}

BOOST_AUTO_TEST_CASE(streaming_equals_the_batch_bit_for_bit) {
  std::mt19937 rng(/*seed=*/3);
  const GrnnCase cell(17, 12, 0, 4, rng);
  const OwnedMatrix rows(100, 17, rng);
  std::vector<float> batch(100);
  BOOST_TEST(ScoreSequence(cell.weights, rows.view(), batch).ok());
  std::vector<float> hidden(12, 0.0f);
  for (std::size_t t = 0; t < 100; ++t) {
    const float salience =
        StepGrnn(cell.weights, {rows.view().row(t), 17}, hidden);
    BOOST_TEST(salience == batch[t]);
  }
}

BOOST_AUTO_TEST_CASE(keys_and_values_count_as_one_row) {
  std::mt19937 rng(/*seed=*/4);
  const GrnnCase cell(11, 6, 2, 0, rng);
  const OwnedMatrix rows(50, 11, rng);
  const ConstMatrix keys(rows.cells, 50, 4, 11);
  const ConstMatrix values(std::span(rows.cells).subspan(4), 50, 7, 11);
  std::vector<float> joined(50);
  std::vector<float> parts(50);
  BOOST_TEST(ScoreSequence(cell.weights, rows.view(), joined).ok());
  BOOST_TEST(ScoreKv(cell.weights, keys, values, parts).ok());
  BOOST_TEST(parts == joined);
}

BOOST_AUTO_TEST_CASE(an_empty_sequence_has_no_salience) {
  std::mt19937 rng(/*seed=*/5);
  const GrnnCase cell(3, 2, 0, 0, rng);
  BOOST_TEST(ScoreSequence(cell.weights, {{}, 0, 3}, {}).ok());
  BOOST_TEST(ScoreKv(cell.weights, {{}, 0, 1}, {{}, 0, 2}, {}).ok());
}

BOOST_AUTO_TEST_CASE(weights_survive_a_round_trip) {
  std::mt19937 rng(/*seed=*/6);
  for (const std::size_t rank : {0u, 3u}) {
    const GrnnCase cell(9, 5, rank, rank, rng);
    std::vector<float> flat(GrnnFlatSize(9, 5, rank, rank));
    BOOST_TEST(SaveGrnn(cell.weights, flat).ok());
    GrnnWeights loaded;
    const Status status = LoadGrnn(flat, loaded);
    BOOST_TEST(status.ok(), status.message());
    std::vector<float> again(flat.size());
    BOOST_TEST(SaveGrnn(loaded, again).ok());
    BOOST_TEST(again == flat);
    const OwnedMatrix rows(20, 9, rng);
    std::vector<float> before(20);
    std::vector<float> after(20);
    BOOST_TEST(ScoreSequence(cell.weights, rows.view(), before).ok());
    BOOST_TEST(ScoreSequence(loaded, rows.view(), after).ok());
    BOOST_TEST(before == after);
  }
  BOOST_TEST(GrnnFlatSize(9, 5, 3, 3) == 4u + 42 + 30 + 15 + 3);
  BOOST_TEST(GrnnFlatSize(0, 5, 0, 0) == 0u);
  BOOST_TEST(GrnnFlatSize(9, 5, 6, 0) == 0u);
}

BOOST_AUTO_TEST_CASE(damaged_weights_are_errors) {
  std::mt19937 rng(/*seed=*/7);
  const GrnnCase cell(9, 5, 0, 2, rng);
  std::vector<float> flat(GrnnFlatSize(9, 5, 0, 2));
  BOOST_TEST(SaveGrnn(cell.weights, flat).ok());
  GrnnWeights loaded;
  const auto message = [&](std::span<const float> f) {
    return std::string(LoadGrnn(f, loaded).message());
  };
  BOOST_TEST(message(std::span(flat).first(3)) ==
             "flat has 3 floats; its header alone has 4");
  BOOST_TEST(message(std::span(flat).first(80)) ==
             "flat has 80 floats; input 9, hidden 5, ranks 0 and 2 need 87");
  for (const float header : {0.5f, -1.0f, 1e30f, NAN}) {
    std::vector<float> bad = flat;
    bad[1] = header;
    BOOST_TEST(message(bad) == "float 1 of the header is not a size");
  }
  for (std::size_t i = 4; i < flat.size(); ++i) {
    std::vector<float> bad = flat;
    bad[i] = i % 2 == 0 ? NAN : kInfinity;
    BOOST_TEST(!LoadGrnn(bad, loaded).ok());
  }
  BOOST_TEST(loaded.input == 0u);  // Unchanged.
  BOOST_TEST(!SaveGrnn(cell.weights, std::span(flat).first(86)).ok());
}

BOOST_AUTO_TEST_CASE(arguments_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/8);
  const GrnnCase cell(9, 5, 0, 0, rng);
  const OwnedMatrix rows(4, 8, rng);
  std::vector<float> salience(4, 3.0f);
  BOOST_TEST(ScoreSequence(cell.weights, rows.view(), salience).message() ==
             "rows have 8 columns; the cell takes 9");
  BOOST_TEST(
      ScoreKv(cell.weights, rows.view(), rows.view(), salience).message() ==
      "keys and values have 8 and 8 columns; the cell takes 9");
  const ConstMatrix one(rows.cells, 3, 1);
  BOOST_TEST(ScoreKv(cell.weights, rows.view(), one, salience).message() ==
             "values have 3 rows for 4 keys");
  BOOST_TEST(
      ScoreSequence(cell.weights, ConstMatrix(rows.cells, 3, 9), salience)
          .message() == "salience has 4 entries for 3 tokens");
  GrnnWeights bad = cell.weights;
  bad.hidden = 6;
  BOOST_TEST(CheckGrnn(bad).message() == "w of rank 0 must hold 54 floats");
  bad = cell.weights;
  bad.u.rank = 6;
  BOOST_TEST(CheckGrnn(bad).message() == "u has rank 6 for 5 by 5");
  bad = cell.weights;
  bad.head = bad.head.first(4);
  BOOST_TEST(CheckGrnn(bad).message() ==
             "head has 4 entries for 5 hidden units");
  bad = cell.weights;
  bad.zeta = NAN;
  BOOST_TEST(CheckGrnn(bad).message() == "zeta, nu or head_bias is not finite");
  bad = cell.weights;
  bad.input = 0;
  BOOST_TEST(CheckGrnn(bad).message() ==
             "input 0 and hidden 5 must be 1 ... 1024 and 1 ... 256");
  for (const float s : salience) BOOST_TEST(s == 3.0f);
}

// The kept tokens by sorting.
std::vector<std::uint8_t> KeepSorted(std::span<const float> salience,
                                     std::size_t k) {
  std::vector<std::size_t> order(salience.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto least = [&](std::size_t t) { return std::isnan(salience[t]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     if (least(a) || least(b)) return !least(a) && least(b);
                     return salience[a] > salience[b];
                   });
  std::vector<std::uint8_t> keep(salience.size(), 0);
  for (std::size_t i = 0; i < std::min(k, order.size()); ++i) {
    keep[order[i]] = 1;
  }
  return keep;
}

BOOST_AUTO_TEST_CASE(top_k_keeps_exactly_the_first_best) {
  std::mt19937 rng(/*seed=*/9);
  for (const std::size_t n : {0u, 1u, 2u, 17u, 100u}) {
    std::vector<float> salience = RandomFloats(n, rng);
    for (std::size_t t = 0; t < n; ++t) {  // Ties, zeros of both signs, NaN.
      if (t % 3 == 0) salience[t] = static_cast<float>(t % 4) - 1.0f;
      if (t % 17 == 5) salience[t] = t % 2 == 0 ? -0.0f : NAN;
      if (t % 29 == 7) salience[t] = t % 2 == 0 ? kInfinity : -kInfinity;
    }
    for (std::size_t k = 0; k <= n + 2; ++k) {
      std::vector<std::uint8_t> keep(n, 7);
      BOOST_TEST(KeepTopK(salience, k, keep).ok());
      BOOST_TEST((keep == KeepSorted(salience, k)), "n " << n << " k " << k);
    }
  }
}

BOOST_AUTO_TEST_CASE(quantiles_drop_exact_counts) {
  std::mt19937 rng(/*seed=*/10);
  const std::vector<float> salience = RandomFloats(10, rng);
  for (std::size_t tenths = 0; tenths <= 10; ++tenths) {
    std::vector<std::uint8_t> keep(10);
    const float quantile = static_cast<float>(tenths) / 10.0f;
    BOOST_TEST(KeepQuantile(salience, quantile, keep).ok());
    BOOST_TEST((keep == KeepSorted(salience, 10 - tenths)));
  }
  std::vector<std::uint8_t> keep(10);
  BOOST_TEST(KeepQuantile(salience, 1.1f, keep).message() ==
             "quantile is not in [0, 1]");
  BOOST_TEST(!KeepQuantile(salience, NAN, keep).ok());
  BOOST_TEST(KeepQuantile(salience, 0.5f, std::span(keep).first(9)).message() ==
             "keep has 9 entries for 10 tokens");
  BOOST_TEST(!KeepTopK(salience, 1, std::span(keep).first(9)).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
