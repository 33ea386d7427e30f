#include "kernels/slot_attention.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using pastiche::test::OnTarget;

constexpr double kInf = std::numeric_limits<double>::infinity();

// Random keys over a small alphabet, so that matches of every length occur.
struct SlotCase {
  SlotCase(std::size_t count, std::size_t heads, std::size_t value_count,
           unsigned seed)
      : rng(seed), keys(count), head_count(heads), cells(value_count) {
    symbols = Draw<std::uint16_t>(count * kKeySlots, 3);
    values = Draw<std::uint32_t>(count, value_count);
    for (std::size_t i = 0; i < count; ++i) {
      weights.push_back(static_cast<float>(rng() % 9));
    }
    asked = Draw<std::uint16_t>(kKeySlots, 3);
    costs = Draw<std::uint16_t>(heads * kKeySlots, 2500);
    for (std::uint16_t& cost : costs) {
      if (rng() % 3 == 0) cost = 0;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (rng() % 3 == 0) gate.push_back(static_cast<std::uint32_t>(i));
    }
  }

  template <typename T>
  std::vector<T> Draw(std::size_t size, std::size_t below) {
    std::vector<T> v(size);
    for (T& x : v) x = static_cast<T>(rng() % below);
    return v;
  }

  [[nodiscard]] SlotKeys key_view(bool weighted) const {
    return {.count = keys,
            .symbols = symbols,
            .values = values,
            .weights = weighted ? std::span<const float>(weights)
                                : std::span<const float>()};
  }
  [[nodiscard]] SlotQuery query(bool gated, std::uint16_t cutoff) const {
    return {.symbols = asked,
            .costs = costs,
            .gate = gate,
            .gated = gated,
            .cutoff = cutoff};
  }

  std::mt19937 rng;
  std::size_t keys, head_count, cells;
  std::vector<std::uint16_t> symbols, asked, costs;
  std::vector<std::uint32_t> values, gate;
  std::vector<float> weights;
};

struct Result {
  std::vector<double> out, lse;
  bool operator==(const Result&) const = default;
};

template <typename Kernel>
Result Run(const SlotCase& problem, bool weighted, const SlotQuery& query,
           const Kernel& kernel) {
  Result result{
      std::vector<double>(SlotStride(problem.head_count) * problem.cells, -7.0),
      std::vector<double>(problem.head_count, -7.0)};
  const Status status = kernel(problem.key_view(weighted), query, problem.cells,
                               result.out, result.lse);
  BOOST_TEST(status.ok(), status.message());
  return result;
}

void CheckClose(const Result& actual, const Result& expected) {
  for (std::size_t i = 0; i < expected.out.size(); ++i) {
    BOOST_TEST(std::abs(actual.out[i] - expected.out[i]) <= 1e-6);
  }
  for (std::size_t h = 0; h < expected.lse.size(); ++h) {
    if (std::isinf(expected.lse[h])) {
      BOOST_TEST(actual.lse[h] == expected.lse[h]);
    } else {
      BOOST_TEST(std::abs(actual.lse[h] - expected.lse[h]) <= 1e-6);
    }
  }
}

BOOST_AUTO_TEST_SUITE(slot_attention)

BOOST_AUTO_TEST_CASE(equals_its_twin_on_every_target) {
  ForEachTarget([] {
    unsigned seed = 1;
    for (const std::size_t count :
         {0u, 1u, 3u, 15u, 16u, 17u, 33u, 100u, 517u}) {
      for (std::size_t heads = 0; heads <= kMaxSlotHeads; ++heads) {
        const SlotCase problem(count, heads, 1 + count % 7, ++seed);
        for (const bool gated : {false, true}) {
          for (const unsigned cut : {0u, 1u, 9000u, 40000u, 65535u}) {
            const auto cutoff = static_cast<std::uint16_t>(cut);
            const SlotQuery query = problem.query(gated, cutoff);
            const bool weighted = cutoff % 2 == 0;
            CheckClose(Run(problem, weighted, query, AttendSlots),
                       Run(problem, weighted, query, reference::AttendSlots));
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(perfect_matches_have_mass_one) {
  ForEachTarget([] {
    SlotCase problem(40, 2, 4, /*seed=*/3);
    for (std::size_t i = 0; i < problem.symbols.size(); ++i) {
      problem.symbols[i] = problem.asked[i % kKeySlots];
    }
    const Result result =
        Run(problem, false, problem.query(false, 65535), AttendSlots);
    for (const double lse : result.lse) {
      BOOST_TEST(std::abs(lse - std::log(40.0)) < 1e-6);
    }
    for (std::size_t v = 0; v < 4; ++v) {
      const auto count = static_cast<double>(
          std::count(problem.values.begin(), problem.values.end(), v));
      BOOST_TEST(std::abs(result.out[v * SlotStride(2)] - count / 40.0) < 1e-6);
    }
  });
}

BOOST_AUTO_TEST_CASE(costs_saturate_and_never_wrap) {
  ForEachTarget([] {
    SlotCase problem(40, 1, 2, /*seed=*/4);
    std::fill(problem.symbols.begin(), problem.symbols.end(), 9);
    for (const unsigned cost : {2048u, 2049u, 32768u, 65535u}) {
      std::fill(problem.costs.begin(), problem.costs.end(),
                static_cast<std::uint16_t>(cost));
      const Result result =
          Run(problem, false, problem.query(false, 65535), AttendSlots);
      BOOST_TEST(result.lse[0] == -kInf);
      for (const double p : result.out) BOOST_TEST(p == 0.0);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_gate_is_the_keys_it_names) {
  ForEachTarget([] {
    SlotCase problem(200, 3, 5, /*seed=*/5);
    const Result gated =
        Run(problem, true, problem.query(true, 65535), AttendSlots);
    SlotCase picked = problem;
    picked.keys = problem.gate.size();
    picked.symbols.clear();
    picked.values.clear();
    picked.weights.clear();
    for (const std::uint32_t key : problem.gate) {
      const auto row =
          problem.symbols.begin() + std::ptrdiff_t(key * kKeySlots);
      picked.symbols.insert(picked.symbols.end(), row, row + kKeySlots);
      picked.values.push_back(problem.values[key]);
      picked.weights.push_back(problem.weights[key]);
    }
    BOOST_TEST(
        (Run(picked, true, picked.query(false, 65535), AttendSlots) == gated));
    problem.gate.clear();
    const Result none =
        Run(problem, true, problem.query(true, 65535), AttendSlots);
    for (const double lse : none.lse) BOOST_TEST(lse == -kInf);
  });
}

BOOST_AUTO_TEST_CASE(same_bytes_on_avx2_and_avx512) {
  const SlotCase problem(3000, 5, 30, /*seed=*/6);
  const auto run = [&] {
    return Run(problem, true, problem.query(true, 65535), AttendSlots);
  };
  Result avx2;
  Result avx512;
  if (!OnTarget("AVX2", [&] { avx2 = run(); })) return;
  if (!OnTarget("AVX3", [&] { avx512 = run(); })) return;
  BOOST_TEST((avx2 == avx512));
}

BOOST_AUTO_TEST_CASE(refuses_what_does_not_fit) {
  const SlotCase problem(20, 2, 3, /*seed=*/7);
  const auto refused = [&](auto&& change) {
    SlotKeys keys = problem.key_view(true);
    SlotQuery query = problem.query(true, 65535);
    std::vector<double> out(12, -7.0);
    std::vector<double> lse(2, -7.0);
    std::size_t cells = 3;
    change(keys, query, cells);
    const Status fast = AttendSlots(keys, query, cells, out, lse);
    const Status twin = reference::AttendSlots(keys, query, cells, out, lse);
    BOOST_TEST(fast.message() == twin.message());
    for (const double x : out) BOOST_TEST(x == -7.0);
    return !fast.ok();
  };
  const std::vector<std::uint32_t> beyond = {3, 20};
  BOOST_TEST(refused([](auto& k, auto&, auto&) { k.count = 21; }));
  BOOST_TEST(refused([](auto& k, auto&, auto&) { k.count = SIZE_MAX / 2; }));
  BOOST_TEST(
      refused([](auto& k, auto&, auto&) { k.values = k.values.first(19); }));
  BOOST_TEST(
      refused([](auto& k, auto&, auto&) { k.weights = k.weights.first(19); }));
  BOOST_TEST(
      refused([](auto&, auto& q, auto&) { q.symbols = q.symbols.first(31); }));
  BOOST_TEST(
      refused([](auto&, auto& q, auto&) { q.costs = q.costs.first(63); }));
  BOOST_TEST(refused([&](auto&, auto& q, auto&) { q.gate = beyond; }));
  BOOST_TEST(refused([](auto&, auto&, auto& cells) { cells = 4; }));
  std::vector<double> out(36);
  std::vector<double> lse(9);
  BOOST_TEST(!AttendSlots(problem.key_view(true), problem.query(false, 65535),
                          3, out, lse)
                  .ok());
}

BOOST_AUTO_TEST_CASE(refuses_values_out_of_range) {
  ForEachTarget([] {
    SlotCase problem(50, 2, 4, /*seed=*/8);
    problem.values[33] = 4;
    problem.weights[33] = 1.0f;
    std::vector<double> out(16, -7.0);
    std::vector<double> lse(2, -7.0);
    for (const auto kernel : {&AttendSlots, &reference::AttendSlots}) {
      BOOST_TEST(!kernel(problem.key_view(true), problem.query(false, 65535), 4,
                         out, lse)
                      .ok());
      for (const double x : out) BOOST_TEST(x == 0.0);
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
