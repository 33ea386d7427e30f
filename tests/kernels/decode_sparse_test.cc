#include "kernels/decode_sparse.h"

#include <cstdint>

#include "kernels/cache_reference.h"
#include "kernels/sparse_reference.h"
#include "tests/kernels/cache_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using pastiche::test::OnTarget;
using pastiche::test::ScopedThreadCount;
using test::Attended;
using test::kInfinity;
using test::QueryCase;

Attended RunSparse(QueryCase& problem, const SparsePattern& pattern,
                   const CacheDecodeOptions& options) {
  return problem.Run(
      [&](const CacheQueries& q) { return DecodeSparse(q, pattern, options); });
}

void Compare(const KvCache& cache, const SparsePattern& pattern,
             std::size_t query_heads, std::mt19937& rng) {
  QueryCase problem(cache, query_heads, rng);
  const CacheDecodeOptions options{.scale = 0.6f};
  const Attended actual = RunSparse(problem, pattern, options);
  test::CheckCacheResult(problem, 0.6f, actual,
                         problem.Run([&](const CacheQueries& q) {
                           return reference::DecodeSparse(q, pattern, options);
                         }));
}

// Patterns with and without each part.
std::vector<SparsePattern> Patterns(std::size_t block, std::size_t group,
                                    std::span<const std::uint32_t> globals) {
  std::vector<SparsePattern> patterns;
  for (const std::size_t window : {0u, 1u, 37u, 1000u}) {
    for (int parts = 0; parts < 8; ++parts) {
      SparsePattern pattern{.window = window};
      pattern.causal = parts % 2 == 0;
      pattern.log_stride = (parts & 1) != 0;
      if ((parts & 2) != 0) pattern.globals = globals;
      pattern.landmark_block = (parts & 4) != 0 ? block : 0;
      pattern.landmark_group = group;
      pattern.group_min_keys = 150;
      pattern.landmark_bias = window == 1 ? 0.0f : 1.0f;
      patterns.push_back(pattern);
    }
  }
  return patterns;
}

BOOST_AUTO_TEST_SUITE(decode_sparse)

BOOST_AUTO_TEST_CASE(matches_reference_over_lengths_and_patterns) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    const std::vector<std::uint32_t> globals = {0, 3, 77, 3, 200, 4000000000u};
    for (const StorageType type : test::kStorageTypes) {
      OwnedKvCache cache = test::MakeCache({.capacity = 700,
                                            .kv_heads = 2,
                                            .key_dim = 6,
                                            .value_dim = 5,
                                            .type = type,
                                            .summary_block = 8,
                                            .summary_group = 4});
      for (const std::size_t n :
           {0u, 1u, 2u, 7u, 8u, 9u, 63u, 64u, 65u, 150u, 151u, 320u, 700u}) {
        test::AppendRandom(n - cache->size(), rng, *cache);
        for (const SparsePattern& pattern : Patterns(8, 4, globals)) {
          Compare(*cache, pattern, 6, rng);
        }
      }
    }
  });
}

// The twin here and the definition of sparse_pattern.h name the same entries.
BOOST_AUTO_TEST_CASE(entries_are_those_of_the_pattern_definition) {
  std::mt19937 rng(/*seed=*/2);
  const std::vector<std::uint32_t> globals = {5, 100, 5, 900};
  for (const std::size_t n : {1u, 64u, 100u, 257u, 513u, 800u}) {
    OwnedKvCache cache = test::MakeCache({.capacity = n,
                                          .key_dim = 1,
                                          .value_dim = 1,
                                          .summary_block = 8,
                                          .summary_group = 4});
    // Keys of zero: the log-sum-exp is the log of the summed weights, and
    // random values tell apart which entries had them.
    std::vector<float> zeros(n, 0.0f);
    std::vector<float> values = test::RandomFloats(n, rng);
    BOOST_TEST(cache->AppendAll({zeros, n, 1}, {values, n, 1}).ok());
    for (SparsePattern& pattern : Patterns(8, 4, globals)) {
      std::vector<std::uint8_t> keep(n);
      for (std::uint8_t& k : keep) k = rng() % 4 == 0 ? 1 : 0;
      for (const bool gated : {false, true}) {
        if (gated) pattern.keep = keep;
        double weight = 0.0;
        double sum = 0.0;
        for (const auto& entry : reference::SparseEntries(n - 1, n, pattern)) {
          const double w = std::pow(static_cast<double>(entry.count),
                                    double{pattern.landmark_bias});
          weight += w;
          for (std::size_t j = 0; j < entry.count; ++j) {
            sum += w / static_cast<double>(entry.count) *
                   double{values[entry.begin + j]};
          }
        }
        QueryCase problem(*cache, 1, rng);
        const Attended actual = RunSparse(problem, pattern, {});
        BOOST_TEST(std::abs(double{actual.lse[0]} - std::log(weight)) < 1e-5);
        BOOST_TEST(std::abs(double{actual.out[0]} - sum / weight) < 1e-5);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_window_over_everything_equals_dense) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    OwnedKvCache cache =
        test::MakeCache({.capacity = 1500, .key_dim = 16, .value_dim = 16});
    test::AppendRandom(1500, rng, *cache);
    for (const bool causal : {false, true}) {
      QueryCase problem(*cache, 3, rng);
      const SparsePattern pattern{.window = 1500, .causal = causal};
      const CacheDecodeOptions options{.scale = 0.5f};
      const Attended sparse = RunSparse(problem, pattern, options);
      const Attended dense = problem.Run(
          [&](const CacheQueries& q) { return DecodeCache(q, options); });
      test::CheckCacheResult(problem, 0.5f, sparse, dense);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_gate_that_keeps_all_changes_no_bit) {
  std::mt19937 rng(/*seed=*/4);
  OwnedKvCache cache = test::MakeCache(
      {.capacity = 5000, .key_dim = 8, .value_dim = 8, .summary_group = 4});
  test::AppendRandom(5000, rng, *cache);
  QueryCase problem(*cache, 2, rng);
  SparsePattern pattern{
      .window = 100, .landmark_group = 4, .group_min_keys = 1000};
  const Attended open = RunSparse(problem, pattern, {});
  const std::vector<std::uint8_t> keep(5000, 1);
  pattern.keep = keep;
  const Attended gated = RunSparse(problem, pattern, {});
  BOOST_TEST(open.out == gated.out);
  BOOST_TEST(open.lse == gated.lse);
  // Dropping candidates only removes weight.
  const std::vector<std::uint8_t> drop(5000, 0);
  pattern.keep = drop;
  const Attended bare = RunSparse(problem, pattern, {});
  BOOST_TEST(bare.lse[0] < open.lse[0]);
  pattern.keep = std::span(keep).first(4999);
  BOOST_TEST(DecodeSparse(problem.view(), pattern, {}).message() ==
             "keep has 4999 entries for 5000 keys");
}

// Long caches with strides and landmarks of both levels.
BOOST_AUTO_TEST_CASE(long_caches_match_reference) {
  std::mt19937 rng(/*seed=*/5);
  for (const StorageType type : test::kStorageTypes) {
    OwnedKvCache cache = test::MakeCache(
        {.capacity = 40000, .key_dim = 4, .value_dim = 4, .type = type});
    const std::vector<std::uint32_t> globals = {0, 1, 2, 39000};
    for (const std::size_t n : {16384u, 16385u, 40000u}) {
      test::AppendRandom(n - cache->size(), rng, *cache);
      Compare(*cache, {.window = 128, .globals = globals}, 4, rng);
      Compare(*cache, {.window = 9000, .globals = globals}, 1, rng);
    }
  }
}

BOOST_AUTO_TEST_CASE(batch_threads_and_wide_targets_give_the_same_bytes) {
  const auto run = [] {
    std::mt19937 rng(/*seed=*/6);
    std::vector<OwnedKvCache> caches;
    std::vector<QueryCase> cases;
    for (const StorageType type : test::kStorageTypes) {
      caches.push_back(test::MakeCache(
          {.capacity = 3000, .kv_heads = 2, .key_dim = 33, .type = type}));
      test::AppendRandom(2900, rng, *caches.back());
    }
    for (const OwnedKvCache& cache : caches) cases.emplace_back(*cache, 6, rng);
    std::vector<CacheQueries> batch;
    for (QueryCase& c : cases) batch.push_back(c.view());
    const std::vector<std::uint32_t> globals = {4, 9, 1000};
    const SparsePattern pattern{.window = 70, .globals = globals};
    BOOST_TEST(DecodeSparseBatch(batch, pattern, {.scale = 0.2f}).ok());
    std::vector<float> all;
    for (QueryCase& c : cases) {
      const Attended together = c.result;
      const Attended alone = RunSparse(c, pattern, {.scale = 0.2f});
      BOOST_TEST(alone.out == together.out);
      BOOST_TEST(alone.lse == together.lse);
      all.insert(all.end(), alone.out.begin(), alone.out.end());
      all.insert(all.end(), alone.lse.begin(), alone.lse.end());
    }
    return all;
  };
  std::vector<float> avx2;
  std::vector<float> avx3;
  if (OnTarget("AVX2", [&] { avx2 = run(); }) &&
      OnTarget("AVX3", [&] { avx3 = run(); })) {
    BOOST_TEST((avx2 == avx3));
  }
  const ScopedThreadCount one(1);
  const std::vector<float> serial = run();
  const ScopedThreadCount three(3);
  BOOST_TEST((run() == serial));
}

BOOST_AUTO_TEST_CASE(an_empty_cache_gives_the_empty_result) {
  std::mt19937 rng(/*seed=*/7);
  OwnedKvCache cache = test::MakeCache({.capacity = 10});
  QueryCase problem(*cache, 2, rng);
  const Attended none = RunSparse(problem, {}, {});
  for (const float x : none.out) BOOST_TEST(x == 0.0f);
  for (const float x : none.lse) BOOST_TEST(x == -kInfinity);
}

BOOST_AUTO_TEST_CASE(a_pattern_of_other_blocks_is_an_error) {
  std::mt19937 rng(/*seed=*/8);
  OwnedKvCache cache = test::MakeCache({.capacity = 10, .summary_block = 32});
  QueryCase problem(*cache, 1, rng);
  const auto message = [&](const SparsePattern& pattern) {
    return std::string(DecodeSparse(problem.view(), pattern, {}).message());
  };
  BOOST_TEST(message({}) ==
             "landmark_block is 64 but the cache has summaries of 32 tokens");
  BOOST_TEST(message({.landmark_block = 32, .landmark_group = 8}) ==
             "landmark_group is 8 but the cache has groups of 64 blocks");
  BOOST_TEST(message({.landmark_block = 32, .landmark_group = 0}) == "");
  BOOST_TEST(message({.landmark_block = 0}) == "");
  BOOST_TEST(message({.landmark_block = 32, .landmark_bias = kInfinity}) ==
             "landmark_bias is not finite");
  problem.queries.cols = 63;
  BOOST_TEST(message({.landmark_block = 32}) ==
             "queries have 63 columns but the cache's keys have 64");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
