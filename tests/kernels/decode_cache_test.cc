#include "kernels/decode_cache.h"

#include "kernels/cache_reference.h"
#include "kernels/decode.h"
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

struct Shape {
  std::size_t tokens, key_dim, value_dim, kv_heads, query_heads, queries;
};

void Compare(const Shape& shape, StorageType type, std::mt19937& rng) {
  BOOST_TEST_CONTEXT(StorageName(type)
                     << " n " << shape.tokens << " d_k " << shape.key_dim
                     << " d_v " << shape.value_dim << " heads "
                     << shape.query_heads << "/" << shape.kv_heads) {
    OwnedKvCache cache = test::MakeCache({.capacity = shape.tokens + 3,
                                          .kv_heads = shape.kv_heads,
                                          .key_dim = shape.key_dim,
                                          .value_dim = shape.value_dim,
                                          .type = type,
                                          .summary_block = 0});
    test::AppendRandom(shape.tokens, rng, *cache);
    QueryCase problem(*cache, shape.query_heads * shape.queries, rng);
    const CacheDecodeOptions options{.scale = 0.7f,
                                     .query_heads = shape.query_heads};
    const auto run = [&](const auto& kernel) {
      return problem.Run(
          [&](const CacheQueries& q) { return kernel(q, options); });
    };
    test::CheckCacheResult(problem, options.scale, run(DecodeCache),
                           run(reference::DecodeCache));
  }
}

BOOST_AUTO_TEST_SUITE(decode_cache)

BOOST_AUTO_TEST_CASE(matches_reference_at_every_token_count) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (const StorageType type : test::kStorageTypes) {
      for (std::size_t n = 0; n <= 130; n += n < 70 ? 1 : 7) {
        Compare({n, 5, 6, 1, 1, 1}, type, rng);
      }
      for (const std::size_t n : {1023u, 1024u, 1025u, 2100u}) {
        Compare({n, 5, 6, 1, 4, 1}, type, rng);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_at_every_head_dimension) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (const StorageType type : test::kStorageTypes) {
      for (std::size_t d = 0; d <= 70; d += d < 20 ? 1 : 5) {
        Compare({75, d, 3, 1, 2, 1}, type, rng);
        Compare({75, 3, d, 1, 1, 1}, type, rng);
        Compare({75, 3, d, 1, 4, 1}, type, rng);
      }
      Compare({75, 256, 255, 1, 3, 1}, type, rng);
      Compare({75, 255, 256, 2, 2, 1}, type, rng);
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_for_all_head_ratios) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    for (const StorageType type : test::kStorageTypes) {
      for (std::size_t ratio = 1; ratio <= 9; ++ratio) {
        Compare({100, 7, 9, 1, ratio, 1}, type, rng);
        Compare({40, 7, 9, 3, 3 * ratio, 2}, type, rng);
      }
    }
  });
}

// Grouping, threads and batching must not show: row by row, cache by cache,
// everything comes out the same to the bit.
BOOST_AUTO_TEST_CASE(batch_equals_sequential_bit_for_bit) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    std::vector<OwnedKvCache> caches;
    for (const StorageType type : test::kStorageTypes) {
      for (const std::size_t n : {0u, 1u, 65u, 3000u}) {
        caches.push_back(test::MakeCache({.capacity = 3000,
                                          .kv_heads = 2,
                                          .key_dim = 20,
                                          .value_dim = 37,
                                          .type = type}));
        test::AppendRandom(n, rng, *caches.back());
      }
    }
    const CacheDecodeOptions options{.scale = 0.3f, .query_heads = 6};
    std::vector<QueryCase> cases;
    for (const OwnedKvCache& cache : caches) {
      cases.emplace_back(*cache, 18, rng);
      cases.emplace_back(*cache, 6, rng);  // Two over the same cache.
    }
    std::vector<CacheQueries> batch;
    for (QueryCase& c : cases) batch.push_back(c.view());
    BOOST_TEST(DecodeBatch(batch, options).ok());
    for (QueryCase& c : cases) {
      const Attended together = c.result;
      const Attended alone =
          c.Run([&](const CacheQueries& q) { return DecodeCache(q, options); });
      BOOST_TEST(together.out == alone.out);
      BOOST_TEST(together.lse == alone.lse);
    }
    // One head of one query at a time.
    QueryCase& c = cases[6];
    const Attended whole = c.result;
    for (std::size_t row = 0; row < c.queries.rows; ++row) {
      std::vector<float> two(2 * 20);
      std::copy_n(c.queries.view().row(row), 20, two.begin());
      std::copy_n(c.queries.view().row(row), 20, two.begin() + 20);
      Attended result(2, 37);
      BOOST_TEST(
          DecodeCache({c.cache, {two, 2, 20}, {result.out, 2, 37}, result.lse},
                      {.scale = 0.3f, .query_heads = 2})
              .ok());
      const std::size_t kv_head = row / 3 % 2;
      BOOST_TEST(result.lse[kv_head] == whole.lse[row]);
      for (std::size_t i = 0; i < 37; ++i) {
        BOOST_TEST(result.out[kv_head * 37 + i] == whole.out[row * 37 + i]);
      }
    }
  });
}

// An f32 cache of one head is the KeyBlocks form of Decode.
BOOST_AUTO_TEST_CASE(one_token_equals_the_last_row_of_a_causal_forward_pass) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/5);
    const std::size_t n = 700;
    test::AttentionCase forward({n, n, 24, 17}, rng);
    forward.options = {.scale = 0.5f, .causal = true};
    const Attended all = forward.Run(Attend);
    OwnedKvCache cache =
        test::MakeCache({.capacity = n, .key_dim = 24, .value_dim = 17});
    for (std::size_t i = 0; i < n; ++i) {
      BOOST_TEST(
          cache
              ->Append({std::span(forward.keys.cells).subspan(i * 24), 1, 24},
                       {std::span(forward.values.cells).subspan(i * 17), 1, 17})
              .ok());
      if (i % 97 != 0 && i + 1 != n) continue;
      QueryCase problem(*cache, 1, rng);
      std::copy_n(forward.queries.view().row(i), 24,
                  problem.queries.cells.begin());
      const Attended step = problem.Run([&](const CacheQueries& q) {
        return DecodeCache(q, {.scale = 0.5f});
      });
      Attended expected(1, 17);
      std::copy_n(all.out.begin() + static_cast<std::ptrdiff_t>(i * 17), 17,
                  expected.out.begin());
      expected.lse[0] = all.lse[i];
      test::CheckCacheResult(problem, 0.5f, step, expected);
    }
  });
}

BOOST_AUTO_TEST_CASE(infinite_and_huge_keys_never_give_nan) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/6);
    for (const StorageType type : test::kStorageTypes) {
      OwnedKvCache cache = test::MakeCache(
          {.capacity = 1200, .key_dim = 3, .value_dim = 2, .type = type});
      for (std::size_t i = 0; i < 1200; ++i) {
        std::vector<float> key = test::RandomFloats(3, rng);
        if (i % 7 == 0) key[rng() % 3] = -kInfinity;
        if (i % 7 == 1) key[rng() % 3] *= 3e38f;
        if (i % 7 == 2) key[rng() % 3] = NAN;
        if (i % 7 == 3) key[rng() % 3] = 1e-40f;
        const std::vector<float> value = test::RandomFloats(2, rng);
        BOOST_TEST(cache->Append({key, 1, 3}, {value, 1, 2}).ok());
      }
      for (const float scale : {1.0f, 1e30f, 0.0f}) {
        QueryCase problem(*cache, 3, rng);
        const Attended result = problem.Run([&](const CacheQueries& q) {
          return DecodeCache(q, {.scale = scale});
        });
        for (const float x : result.out) BOOST_TEST(std::abs(x) <= 1.0f);
        for (const float x : result.lse) BOOST_TEST(!std::isnan(x));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_key_of_minus_infinity_is_hidden) {
  ForEachTarget([] {
    for (const StorageType type : {StorageType::kFloat32, StorageType::kFloat16,
                                   StorageType::kBfloat16}) {
      OwnedKvCache cache = test::MakeCache(
          {.capacity = 2, .key_dim = 1, .value_dim = 1, .type = type});
      const std::vector<float> keys = {-kInfinity, 0.5f};
      const std::vector<float> values = {8.0f, 3.0f};
      BOOST_TEST(cache->AppendAll({keys, 2, 1}, {values, 2, 1}).ok());
      const std::vector<float> query = {1.0f};
      std::vector<float> out(1);
      float lse = 0.0f;
      BOOST_TEST(
          DecodeCache({&*cache, {query, 1, 1}, {out, 1, 1}, {&lse, 1}}, {})
              .ok());
      BOOST_TEST(out[0] == 3.0f);
      BOOST_TEST(std::abs(lse - 0.5f) < 1e-6f);
    }
  });
}

// A clock that moves by one nanosecond whenever it is read.
std::chrono::nanoseconds Tick(void* context) {
  return std::chrono::nanoseconds(++*static_cast<int*>(context));
}

BOOST_AUTO_TEST_CASE(a_deadline_stops_and_resumes_to_the_same_bytes) {
  std::mt19937 rng(/*seed=*/7);
  for (const int threads : {1, 2}) {
    const ScopedThreadCount scoped(threads);
    OwnedKvCache cache = test::MakeCache(
        {.capacity = 40000, .kv_heads = 2, .key_dim = 8, .value_dim = 5});
    test::AppendRandom(40000, rng, *cache);
    QueryCase problem(*cache, 12, rng);
    const CacheDecodeOptions options{.scale = 0.5f, .query_heads = 12};
    const Attended expected = problem.Run(
        [&](const CacheQueries& q) { return DecodeCache(q, options); });
    for (const int budget : {0, 1, 3, 1000000}) {
      problem.result = Attended(12, 5);
      const CacheQueries view = problem.view();
      int now = 0;
      const Deadline deadline{.budget = std::chrono::nanoseconds(budget),
                              .now = &Tick,
                              .context = &now};
      DecodeProgress progress;
      std::size_t calls = 0;
      std::size_t checkpoint = 0;
      for (;; ++calls) {
        const TimedStatus timed =
            DecodeUntil({&view, 1}, options, deadline, progress);
        BOOST_TEST(timed.status.ok());
        if (!timed.exceeded) break;
        BOOST_TEST(timed.exceeded->elapsed.count() >= budget);
        BOOST_TEST(timed.exceeded->checkpoint > checkpoint);
        checkpoint = timed.exceeded->checkpoint;
        if (calls == 0) BOOST_TEST(problem.result.lse[11] == -7.0f);
        BOOST_REQUIRE(calls < 1000u);
      }
      BOOST_TEST((calls == 0) == (budget == 1000000));
      BOOST_TEST(problem.result.out == expected.out);
      BOOST_TEST(problem.result.lse == expected.lse);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_real_clock_reports_time_spent) {
  std::mt19937 rng(/*seed=*/8);
  OwnedKvCache cache = test::MakeCache({.capacity = 5000});
  test::AppendRandom(5000, rng, *cache);
  QueryCase problem(*cache, 1, rng);
  const CacheQueries view = problem.view();
  DecodeProgress progress;
  const TimedStatus timed = DecodeUntil(
      {&view, 1}, {}, {.budget = std::chrono::nanoseconds(1)}, progress);
  BOOST_REQUIRE(timed.exceeded.has_value());
  BOOST_TEST(timed.exceeded->elapsed.count() > 0);
  BOOST_TEST(timed.exceeded->checkpoint == 1u);
  DecodeProgress whole;
  BOOST_TEST(
      !DecodeUntil({&view, 1}, {}, {.budget = std::chrono::hours(1)}, whole)
           .exceeded);
  WarmUp();
}

BOOST_AUTO_TEST_CASE(attention_mass_sums_to_the_number_of_queries) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/9);
    for (const StorageType type : test::kStorageTypes) {
      OwnedKvCache cache =
          test::MakeCache({.capacity = 1500,
                           .kv_heads = 2,
                           .key_dim = 6,
                           .value_dim = 4,
                           .type = type,
                           .eviction = EvictionPolicy::kHeavyHitter});
      test::AppendRandom(1400, rng, *cache);
      QueryCase problem(*cache, 10, rng);
      const CacheDecodeOptions options{.scale = 2.0f, .query_heads = 10};
      const Attended result = problem.Run(
          [&](const CacheQueries& q) { return DecodeCache(q, options); });
      BOOST_TEST(
          AddAttentionMass(problem.queries.view(), result.lse, options, *cache)
              .ok());
      double sum = 0.0;
      for (std::size_t slot = 0; slot < 1400; ++slot) {
        sum += double{cache->mass(slot)};
      }
      BOOST_TEST(std::abs(sum - 10.0) < 1e-3);
      // One token's mass, by the definition.
      std::vector<float> key(6);
      double expected = 0.0;
      for (std::size_t row = 0; row < 10; ++row) {
        cache->ReadKey(row / 5, 700, key.data());
        double dot = 0.0;
        for (std::size_t c = 0; c < 6; ++c) {
          dot += double{problem.queries.view().row(row)[c]} * double{key[c]};
        }
        expected += std::exp(2.0 * dot - double{result.lse[row]});
      }
      BOOST_TEST(std::abs(double{cache->mass(700)} - expected) <
                 1e-4 * expected);
    }
  });
}

BOOST_AUTO_TEST_CASE(the_same_bytes_on_every_wide_target_and_thread_count) {
  const auto run = [] {
    std::mt19937 rng(/*seed=*/10);
    std::vector<float> all;
    for (const StorageType type : test::kStorageTypes) {
      for (const std::size_t n : {70u, 1100u, 30000u}) {
        OwnedKvCache cache = test::MakeCache({.capacity = n,
                                              .kv_heads = 2,
                                              .key_dim = 64,
                                              .value_dim = 45,
                                              .type = type});
        test::AppendRandom(n, rng, *cache);
        QueryCase problem(*cache, 14, rng);
        const Attended result = problem.Run([&](const CacheQueries& q) {
          return DecodeCache(q, {.scale = 0.4f, .query_heads = 14});
        });
        all.insert(all.end(), result.out.begin(), result.out.end());
        all.insert(all.end(), result.lse.begin(), result.lse.end());
      }
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
  for (const int threads : {2, 3}) {
    const ScopedThreadCount scoped(threads);
    BOOST_TEST((run() == serial));
  }
}

BOOST_AUTO_TEST_CASE(arguments_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/11);
  OwnedKvCache cache = test::MakeCache(
      {.capacity = 4, .kv_heads = 2, .key_dim = 8, .value_dim = 5});
  std::vector<float> data(100, 3.0f);
  const auto message = [&](const CacheQueries& q,
                           const CacheDecodeOptions& options = {}) {
    return std::string(DecodeCache(q, options).message());
  };
  const ConstMatrix queries(data, 4, 8);
  const MutableMatrix out(data, 4, 5);
  const std::span<float> lse = std::span(data).first(4);
  BOOST_TEST(message({&*cache, {data, 4, 7}, out, lse}) ==
             "queries have 7 columns but the cache's keys have 8");
  BOOST_TEST(message({&*cache, {data, 40, 8}, out, lse}) != "");
  BOOST_TEST(message({&*cache, queries, out, std::span(data).first(3)}) ==
             "lse has 3 entries but queries have 4 rows");
  BOOST_TEST(message({&*cache, queries, {data, 4, 6}, lse}) ==
             "out is 4 by 6 but needs to be 4 by 5");
  BOOST_TEST(
      message(
          {&*cache, {data, 3, 8}, {data, 3, 5}, std::span(data).first(3)}) ==
      "query_heads is 3 for 3 rows and 2 KV heads; both ratios must be "
      "whole");
  BOOST_TEST(message({&*cache, queries, out, lse}, {.query_heads = 6}) ==
             "query_heads is 6 for 4 rows and 2 KV heads; both ratios must be "
             "whole");
  BOOST_TEST(message({&*cache, queries, out, lse}, {.scale = kInfinity}) ==
             "scale is not finite");
  for (const float x : data) BOOST_TEST(x == 3.0f);
  test::AppendRandom(3, rng, *cache);
  BOOST_TEST(AddAttentionMass(queries, lse, {}, *cache).message() ==
             "only a heavy-hitter cache gathers attention mass");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
