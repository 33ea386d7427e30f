// Random KV caches and queries over them. Shared by the cache tests.

#ifndef PASTICHE_TESTS_KERNELS_CACHE_CASE_H_
#define PASTICHE_TESTS_KERNELS_CACHE_CASE_H_

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "kernels/decode_cache.h"
#include "kernels/owned_kv_cache.h"
#include "tests/kernels/attention_case.h"

namespace pastiche::kernels::test {

inline constexpr std::array kStorageTypes = {
    StorageType::kFloat32, StorageType::kFloat16, StorageType::kBfloat16,
    StorageType::kInt8};

// Appends `count` random tokens.
inline void AppendRandom(std::size_t count, std::mt19937& rng, KvCache& cache) {
  const KvCacheOptions& options = cache.options();
  const std::size_t rows = count * options.kv_heads;
  const OwnedMatrix keys(rows, options.key_dim, rng);
  const OwnedMatrix values(rows, options.value_dim, rng);
  const Status status = cache.AppendAll(keys.view(), values.view());
  BOOST_TEST(status.ok(), status.message());
}

inline OwnedKvCache MakeCache(const KvCacheOptions& options) {
  OwnedKvCache cache;
  const Status status = cache.Allocate(options);
  BOOST_TEST(status.ok(), status.message());
  return cache;
}

// Queries over one cache, and what comes out.
struct QueryCase {
  QueryCase(const KvCache& over, std::size_t rows, std::mt19937& rng)
      : cache(&over),
        queries(rows, over.options().key_dim, rng),
        result(rows, over.options().value_dim) {}

  [[nodiscard]] CacheQueries view() {
    return {.cache = cache,
            .queries = queries.view(),
            .out = {result.out, queries.rows, cache->options().value_dim},
            .lse = result.lse};
  }

  // Runs kernel(view) into fresh outputs and returns them.
  template <typename Kernel>
  Attended Run(const Kernel& kernel) {
    result = Attended(queries.rows, cache->options().value_dim);
    const Status status = kernel(view());
    BOOST_TEST(status.ok(), status.message());
    return result;
  }

  const KvCache* cache;
  OwnedMatrix queries;
  Attended result;
};

// Checks float results against the twin's, for keys, values and queries in [-1,
// 1]. The bound is that of attention_bound.h, for its largest scores.
inline void CheckCacheResult(const QueryCase& problem, float scale,
                             const Attended& actual, const Attended& expected) {
  constexpr double kEpsilon = 0x1p-24;
  const KvCacheOptions& options = problem.cache->options();
  const auto dim = static_cast<double>(options.key_dim);
  const auto keys = static_cast<double>(problem.cache->size());
  const double score =
      (dim + 6.0) * kEpsilon * (double{std::abs(scale)} * dim + 12.0);
  const double sums = 128.0 + keys / 64.0 + 8.0;
  const double relative = 2.0 * (score + (sums + 8.0) * kEpsilon);
  const auto close = [](float a, float e, double bound) {
    return a == e || std::abs(double{a} - double{e}) <= bound;
  };
  for (std::size_t i = 0; i < expected.lse.size(); ++i) {
    const double bound =
        relative + 4.0 * kEpsilon * std::abs(double{expected.lse[i]});
    BOOST_TEST(close(actual.lse[i], expected.lse[i], bound),
               "lse[" << i << "] is " << actual.lse[i] << ", not "
                      << expected.lse[i] << " +- " << bound);
  }
  for (std::size_t i = 0; i < expected.out.size(); ++i) {
    BOOST_TEST(close(actual.out[i], expected.out[i], relative * 1.01),
               "out[" << i << "] is " << actual.out[i] << ", not "
                      << expected.out[i] << " +- " << relative);
  }
}

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_CACHE_CASE_H_
