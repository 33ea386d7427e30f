#include "kernels/decode_routed.h"

#include <cmath>

#include "kernels/attention.h"
#include "kernels/owned_kv_cache.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Attended;
using test::OwnedMatrix;

constexpr std::size_t kTokens = 900;
constexpr std::size_t kKeyDim = 12;
constexpr std::size_t kValueDim = 7;
constexpr std::size_t kHeads = 2;       // Of keys and values.
constexpr std::size_t kQueryHeads = 6;  // Three read each.
constexpr std::size_t kRows = 2 * kQueryHeads;

struct CacheCase {
  explicit CacheCase(StorageType type)
      : rng(/*seed=*/1),
        keys(kTokens * kHeads, kKeyDim, rng),
        values(kTokens * kHeads, kValueDim, rng),
        queries(kRows, kKeyDim, rng) {
    KvCacheOptions options;
    options.capacity = kTokens;
    options.kv_heads = kHeads;
    options.key_dim = kKeyDim;
    options.value_dim = kValueDim;
    options.type = type;
    BOOST_TEST(cache.Allocate(options).ok());
    for (std::size_t t = 0; t < kTokens; ++t) {  // As tokens come.
      const std::size_t row = t * kHeads;
      BOOST_TEST(cache
                     ->Append({std::span(keys.cells).subspan(row * kKeyDim),
                               kHeads, kKeyDim},
                              {std::span(values.cells).subspan(row * kValueDim),
                               kHeads, kValueDim})
                     .ok());
    }
  }

  // The stored keys and values of one head.
  void Read(std::size_t head, std::vector<float>& k, std::vector<float>& v) {
    k.resize(kTokens * kKeyDim);
    v.resize(kTokens * kValueDim);
    for (std::size_t t = 0; t < kTokens; ++t) {
      cache->ReadKey(head, t, &k[t * kKeyDim]);
      cache->ReadValue(head, t, &v[t * kValueDim]);
    }
  }

  Attended Run(const RoutedOptions& routing,
               std::span<const RouteIndex> indices) {
    Attended result(kRows, kValueDim);
    missed.assign(kRows, -7.0f);
    const Status status =
        DecodeRouted({.cache = &*cache,
                      .queries = queries.view(),
                      .out = MutableMatrix(result.out, kRows, kValueDim),
                      .lse = result.lse},
                     {.scale = 3.0f, .query_heads = kQueryHeads}, routing,
                     indices, missed, workspace);
    BOOST_TEST(status.ok(), status.message());
    return result;
  }

  std::mt19937 rng;
  OwnedMatrix keys, values, queries;
  OwnedKvCache cache;
  std::vector<float> missed;
  RoutedWorkspace workspace;
};

// Both ways of routing on the same stored numbers, row by row.
Attended RunStatic(CacheCase& problem, const RoutedOptions& routing,
                   std::span<const RouteIndex> indices) {
  Attended result(kRows, kValueDim);
  RoutedOptions options = routing;
  options.scale = 3.0f;
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::size_t head = row % kQueryHeads / 3;
    std::vector<float> k;
    std::vector<float> v;
    problem.Read(head, k, v);
    std::vector<float> packed(KeyBlocksSize(kTokens, kKeyDim));
    BOOST_TEST(PackKeys({k, kTokens, kKeyDim}, 0, packed).ok());
    const RouteSummaries summaries = indices.empty()
                                         ? SummariesOf(*problem.cache, head)
                                         : indices[head].summaries();
    BOOST_TEST(
        AttendRouted(
            {problem.queries.view().data.subspan(row * kKeyDim), 1, kKeyDim},
            {packed, kTokens, kKeyDim}, {v, kTokens, kValueDim}, summaries,
            options,
            {.out = {std::span(result.out).subspan(row * kValueDim), 1,
                     kValueDim},
             .lse = {&result.lse[row], 1}},
            problem.workspace)
            .ok());
  }
  return result;
}

std::vector<RouteIndex> BuildIndices(CacheCase& problem, std::size_t segment) {
  std::vector<RouteIndex> indices(kHeads, RouteIndex(segment));
  for (std::size_t head = 0; head < kHeads; ++head) {
    std::vector<float> k;
    std::vector<float> v;
    problem.Read(head, k, v);
    BOOST_TEST(
        indices[head]
            .Extend(ConstMatrix(k, kTokens, kKeyDim), {v, kTokens, kValueDim})
            .ok());
  }
  return indices;
}

void CheckNear(const Attended& actual, const Attended& expected) {
  for (std::size_t i = 0; i < actual.out.size(); ++i) {
    BOOST_TEST(std::abs(actual.out[i] - expected.out[i]) <= 2e-5f);
  }
  for (std::size_t i = 0; i < actual.lse.size(); ++i) {
    BOOST_TEST(std::abs(actual.lse[i] - expected.lse[i]) <= 2e-5f);
  }
}

constexpr StorageType kTypes[] = {StorageType::kFloat32, StorageType::kFloat16,
                                  StorageType::kBfloat16, StorageType::kInt8};

BOOST_AUTO_TEST_SUITE(decode_routed)

BOOST_AUTO_TEST_CASE(equals_routing_over_the_stored_numbers) {
  pastiche::test::ForEachTarget([] {
    for (const StorageType type : kTypes) {
      CacheCase problem(type);
      const std::vector<RouteIndex> indices = BuildIndices(problem, 16);
      for (const float limit : {1.0f, 0.3f}) {
        const RoutedOptions routing{.budget = 0.3f, .max_missed_mass = limit};
        CheckNear(problem.Run(routing, indices),
                  RunStatic(problem, routing, indices));
        CheckNear(problem.Run(routing, {}), RunStatic(problem, routing, {}));
        for (const float missed : problem.missed) BOOST_TEST(missed <= limit);
      }
    }
  });
}

// The cache's incremental summaries say the same as an index built at once.
BOOST_AUTO_TEST_CASE(incremental_summaries_equal_static_ones) {
  CacheCase problem(StorageType::kFloat32);
  const std::vector<RouteIndex> indices = BuildIndices(problem, 64);
  for (std::size_t head = 0; head < kHeads; ++head) {
    const RouteSummaries grown = SummariesOf(*problem.cache, head);
    const RouteSummaries built = indices[head].summaries();
    BOOST_TEST(grown.block_count == built.block_count);
    for (std::size_t b = 0; b < built.block_count; ++b) {
      for (std::size_t c = 0; c < kKeyDim; ++c) {
        const std::size_t at = c * 64 + b;
        BOOST_TEST(std::abs(grown.mean_keys.data[at] -
                            built.mean_keys.data[at]) <= 1e-6f);
      }
      BOOST_TEST(std::abs(grown.radii[b] - built.radii[b]) <= 1e-5f);
    }
    BOOST_TEST(grown.max_norm >= built.max_norm);
  }
}

BOOST_AUTO_TEST_CASE(everything_opened_is_dense_decoding) {
  pastiche::test::ForEachTarget([] {
    CacheCase problem(StorageType::kFloat16);
    Attended dense(kRows, kValueDim);
    BOOST_TEST(DecodeCache({.cache = &*problem.cache,
                            .queries = problem.queries.view(),
                            .out = MutableMatrix(dense.out, kRows, kValueDim),
                            .lse = dense.lse},
                           {.scale = 3.0f, .query_heads = kQueryHeads})
                   .ok());
    CheckNear(problem.Run({.budget = 1.0f}, {}), dense);
    for (const float missed : problem.missed) BOOST_TEST(missed == 0.0f);
  });
}

BOOST_AUTO_TEST_CASE(arguments_that_do_not_fit_are_errors) {
  CacheCase problem(StorageType::kFloat32);
  Attended result(kRows, kValueDim);
  const CacheQueries queries{.cache = &*problem.cache,
                             .queries = problem.queries.view(),
                             .out = MutableMatrix(result.out, kRows, kValueDim),
                             .lse = result.lse};
  const auto message = [&](const RoutedOptions& routing,
                           std::span<const RouteIndex> indices) {
    return std::string(DecodeRouted(queries, {.query_heads = kQueryHeads},
                                    routing, indices, {}, problem.workspace)
                           .message());
  };
  BOOST_TEST(message({.causal = true}, {}) ==
             "key_bias and causal do not apply to a cache");
  BOOST_TEST(message({.budget = -1.0f}, {}) == "budget is not in [0, 1]");
  std::vector<RouteIndex> indices = BuildIndices(problem, 16);
  BOOST_TEST(message({}, std::span(indices).first(1)) ==
             "indices for 1 of 2 KV heads");
  indices[1].Reset();
  BOOST_TEST(message({}, indices) ==
             "an index of 0 blocks for 14, or of other dimensions");
  for (const float x : result.out) BOOST_TEST(x == -7.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
