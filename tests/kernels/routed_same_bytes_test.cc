// The promise of docs/kernels.md for routed attention: the same bytes, choice
// of blocks included, on AVX2 and AVX-512 and for every thread count.

#include "tests/kernels/routed_case.h"
#include "tests/kernels/same_bytes.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Append;
using test::Bytes;
using test::CheckTargetsAgree;
using test::CheckThreadCountsAgree;
using test::kInfinity;
using test::RoutedCase;
using test::RoutedOutcome;

// Small, and large enough to run on several threads.
Bytes RouteAll() {
  Bytes bytes;
  std::mt19937 rng(/*seed=*/1);
  for (const test::AttentionShape& shape :
       {test::AttentionShape{3, 200, 7, 5},
        test::AttentionShape{40, 3000, 33, 31},
        test::AttentionShape{33, 9000, 64, 64}}) {
    RoutedCase problem(shape, rng);
    std::vector<float> bias = test::RandomFloats(shape.keys, rng);
    for (float& b : bias) b = b > 0.9f ? -kInfinity : b * 5.0f;
    for (const bool causal : {false, true}) {
      for (const bool biased : {false, true}) {
        problem.options.causal = causal;
        problem.options.query_position = shape.keys - 50;
        problem.options.scale = 2.0f;
        problem.options.max_missed_mass = causal ? 1.0f : 0.7f;
        problem.options.key_bias =
            biased ? std::span<const float>(bias) : std::span<const float>();
        problem.Build(biased ? 32 : 16);
        const RoutedOutcome r = problem.Run();
        Append(r.attended.out, bytes);
        Append(r.attended.lse, bytes);
        Append(r.missed_mass, bytes);
        bytes.insert(bytes.end(), r.opened.begin(), r.opened.end());
      }
    }
  }
  return bytes;
}

BOOST_AUTO_TEST_SUITE(routed_same_bytes)

BOOST_AUTO_TEST_CASE(on_avx2_and_avx512) {
  CheckTargetsAgree(RouteAll, /*least=*/10000);
}

BOOST_AUTO_TEST_CASE(on_any_number_of_threads) {
  CheckThreadCountsAgree(RouteAll);
}

// The index, too: built at once, block by block, and from either format.
BOOST_AUTO_TEST_CASE(an_index_grown_equals_one_built_at_once) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    RoutedCase problem({1, 700, 9, 6}, rng);
    std::vector<float> bias = test::RandomFloats(700, rng);
    for (float& b : bias) b = b > 0.8f ? -kInfinity : b * 90.0f;
    for (const std::size_t segment : {16u, 32u, 64u}) {
      for (const bool biased : {false, true}) {
        const std::span<const float> used(bias.data(), biased ? 700 : 0);
        problem.options.key_bias = used;
        problem.Build(segment);
        RouteIndex grown(segment);
        for (std::size_t n = 1; n <= 700; n = n < 600 ? n + 77 : n + 1) {
          const ConstMatrix values(problem.attention.values.cells, n, 6);
          const std::span<const float> part = used.first(biased ? n : 0);
          if (n % 2 == 0) {
            BOOST_TEST(
                grown.Extend(KeyBlocks{problem.packed, n, 9}, values, part)
                    .ok());
          } else {
            BOOST_TEST(
                grown
                    .Extend(ConstMatrix(problem.attention.keys.cells, n, 9),
                            values, part)
                    .ok());
          }
        }
        const RouteSummaries a = problem.index.summaries();
        const RouteSummaries b = grown.summaries();
        BOOST_TEST(a.block_count == 10u);
        BOOST_TEST(b.block_count == 10u);
        for (const auto part :
             {&RouteSummaries::radii, &RouteSummaries::log_weights}) {
          BOOST_TEST(std::equal((a.*part).begin(), (a.*part).end(),
                                (b.*part).begin(), (b.*part).end()));
        }
        for (const auto part :
             {&RouteSummaries::mean_keys, &RouteSummaries::low_keys,
              &RouteSummaries::high_keys}) {
          BOOST_TEST(std::equal((a.*part).data.begin(), (a.*part).data.end(),
                                (b.*part).data.begin(), (b.*part).data.end()));
        }
        BOOST_TEST(std::equal(a.mean_values.data.begin(),
                              a.mean_values.data.end(),
                              b.mean_values.data.begin()));
        BOOST_TEST(a.max_norm == b.max_norm);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(an_index_refuses_what_does_not_fit) {
  std::mt19937 rng(/*seed=*/3);
  const test::OwnedMatrix keys(200, 4, rng);
  const test::OwnedMatrix values(200, 3, rng);
  RouteIndex index;
  BOOST_TEST(index.Extend(keys.view(), values.view()).ok());
  const auto message = [&](const ConstMatrix& k, const ConstMatrix& v,
                           std::span<const float> bias = {}) {
    return std::string(index.Extend(k, v, bias).message());
  };
  BOOST_TEST(message(values.view(), values.view()) ==
             "keys and values of 3 and 3 columns in an index of 4 and 3");
  BOOST_TEST(message({keys.cells, 100, 4}, {values.cells, 100, 3}) ==
             "fewer keys (100) than the index holds (192)");
  BOOST_TEST(message({keys.cells, 199, 4}, values.view()) ==
             "values have 200 rows for 199 keys");
  BOOST_TEST(message(keys.view(), values.view(), keys.cells) ==
             "key_bias has 800 entries for 200 keys");
  BOOST_TEST(
      !index.Extend(ConstMatrix(keys.cells, 300, 4), values.view()).ok());
  BOOST_TEST(index.block_count() == 3u);
  index.Reset();
  BOOST_TEST(index.Extend(values.view(), values.view()).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
