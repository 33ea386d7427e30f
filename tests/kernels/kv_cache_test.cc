#include "kernels/kv_cache.h"

#include <cstdint>
#include <limits>

#include "kernels/decode_presets.h"
#include "tests/kernels/cache_case.h"

namespace pastiche::kernels {
namespace {

using test::kInfinity;
using test::OwnedMatrix;

constexpr std::size_t kMaxSize = std::numeric_limits<std::size_t>::max();

// Every stored number of a cache, by slot.
std::vector<float> Contents(const KvCache& cache) {
  const KvCacheOptions& options = cache.options();
  std::vector<float> all;
  for (std::size_t h = 0; h < options.kv_heads; ++h) {
    for (std::size_t slot = 0; slot < cache.size(); ++slot) {
      std::vector<float> token(options.key_dim + options.value_dim);
      cache.ReadKey(h, slot, token.data());
      cache.ReadValue(h, slot, token.data() + options.key_dim);
      all.insert(all.end(), token.begin(), token.end());
    }
  }
  return all;
}

std::string InitMessage(const KvCacheOptions& options,
                        std::size_t bytes = 1 << 16) {
  std::vector<std::byte> memory(bytes);
  KvCache cache;
  return std::string(cache.Init(options, memory).message());
}

BOOST_AUTO_TEST_SUITE(kv_cache)

BOOST_AUTO_TEST_CASE(appending_all_equals_one_by_one_to_the_byte) {
  for (const StorageType type : test::kStorageTypes) {
    for (const EvictionPolicy policy :
         {EvictionPolicy::kNone, EvictionPolicy::kSliding}) {
      std::mt19937 rng(/*seed=*/1);
      const bool evicts = policy == EvictionPolicy::kSliding;
      const KvCacheOptions options{.capacity = evicts ? 130u : 200u,
                                   .kv_heads = 3,
                                   .key_dim = 7,
                                   .value_dim = 9,
                                   .type = type,
                                   .stochastic_rounding = true,
                                   .seed = 5,
                                   .eviction = policy,
                                   .sinks = evicts ? 3u : 0u,
                                   .summary_block = 16,
                                   .summary_group = 4};
      const OwnedMatrix keys(200 * 3, 7, rng, /*extra_stride=*/2);
      const OwnedMatrix values(200 * 3, 9, rng, /*extra_stride=*/1);
      OwnedKvCache bulk = test::MakeCache(options);
      OwnedKvCache single = test::MakeCache(options);
      BOOST_TEST(bulk->AppendAll(keys.view(), values.view()).ok());
      for (std::size_t t = 0; t < 200; ++t) {
        const ConstMatrix k(std::span(keys.cells).subspan(t * 3 * 9), 3, 7, 9);
        const ConstMatrix v(std::span(values.cells).subspan(t * 3 * 10), 3, 9,
                            10);
        BOOST_TEST(single->Append(k, v).ok());
      }
      BOOST_TEST((Contents(*bulk) == Contents(*single)));
      BOOST_TEST(bulk->size() == options.capacity);
      BOOST_TEST(bulk->next_position() == 200u);
      for (const int level : {1, 2}) {
        const SummaryView a = bulk->summary(2, level);
        const SummaryView b = single->summary(2, level);
        BOOST_REQUIRE(a.entries() == b.entries());
        for (std::size_t e = 0; e < a.entries(); ++e) {
          BOOST_TEST(a.radius[e] == b.radius[e]);
          BOOST_TEST(a.sizes[e] == b.sizes[e]);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_stored_is_the_rounded_number) {
  std::mt19937 rng(/*seed=*/2);
  for (const StorageType type : test::kStorageTypes) {
    OwnedKvCache cache = test::MakeCache({.capacity = 70,
                                          .kv_heads = 2,
                                          .key_dim = 5,
                                          .value_dim = 3,
                                          .type = type});
    const OwnedMatrix keys(140, 5, rng);
    const OwnedMatrix values(140, 3, rng);
    BOOST_TEST(cache->AppendAll(keys.view(), values.view()).ok());
    for (std::size_t row = 0; row < 140; ++row) {
      std::vector<float> key(5);
      cache->ReadKey(row % 2, row / 2, key.data());
      float largest = 0.0f;
      for (std::size_t c = 0; c < 5; ++c) {
        largest = std::max(largest, std::abs(keys.view().row(row)[c]));
      }
      for (std::size_t c = 0; c < 5; ++c) {
        const float x = keys.view().row(row)[c];
        if (type == StorageType::kFloat32) BOOST_TEST(key[c] == x);
        if (type == StorageType::kFloat16) {
          BOOST_TEST(key[c] == HalfToFloat(FloatToHalf(x)));
        }
        if (type == StorageType::kBfloat16) {
          BOOST_TEST(key[c] == Bfloat16ToFloat(FloatToBfloat16(x)));
        }
        BOOST_TEST(std::abs(key[c] - x) <= largest / 127.0f * 0.501f);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_full_cache_without_a_policy_refuses_and_keeps_all) {
  std::mt19937 rng(/*seed=*/3);
  OwnedKvCache cache =
      test::MakeCache({.capacity = 10, .key_dim = 4, .value_dim = 4});
  test::AppendRandom(8, rng, *cache);
  const std::vector<float> before = Contents(*cache);
  const OwnedMatrix three(3, 4, rng);
  BOOST_TEST(cache->AppendAll(three.view(), three.view()).message() ==
             "a cache of 10 tokens that holds 8 has no room for 3 more");
  BOOST_TEST((Contents(*cache) == before));
  BOOST_TEST(cache->next_position() == 8u);
  test::AppendRandom(2, rng, *cache);
  const OwnedMatrix one(1, 4, rng);
  BOOST_TEST(!cache->Append(one.view(), one.view()).ok());
  cache->Reset();
  BOOST_TEST(cache->size() == 0u);
  BOOST_TEST(cache->next_position() == 0u);
  BOOST_TEST(cache->tokens().Find(3) == kNoSlot);
  test::AppendRandom(10, rng, *cache);
  BOOST_TEST(cache->tokens().Find(3) == 3u);
}

BOOST_AUTO_TEST_CASE(tokens_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/4);
  OwnedKvCache cache = test::MakeCache(
      {.capacity = 10, .kv_heads = 2, .key_dim = 4, .value_dim = 3});
  std::vector<float> data(100, 1.0f);
  const auto message = [&](const ConstMatrix& keys, const ConstMatrix& values) {
    return std::string(cache->Append(keys, values).message());
  };
  BOOST_TEST(message({data, 1, 4}, {data, 1, 3}) ==
             "keys have 1 rows but the cache has 2 heads");
  BOOST_TEST(message({data, 2, 5}, {data, 2, 3}) ==
             "keys have 5 and values 3 columns but the cache has 4 and 3");
  BOOST_TEST(message({data, 2, 3}, {data, 2, 4}) != "");
  BOOST_TEST(
      message({data, 2, 4}, {data, 1, 3}) ==
      "keys have 2 rows and values 1; both need one for each of 2 heads");
  BOOST_TEST(message({std::span(data).first(7), 2, 4}, {data, 2, 3}) != "");
  for (const float bad : {kInfinity, -kInfinity, NAN}) {
    data[99] = bad;
    BOOST_TEST(message({data, 2, 4}, {std::span(data).last(6), 2, 3}) ==
               "values hold a number that is not finite");
  }
  BOOST_TEST(!cache->AppendAll({data, 3, 4}, {data, 3, 3}).ok());
  BOOST_TEST(cache->AppendAll({data, 0, 4}, {data, 0, 3}).ok());
  BOOST_TEST(cache->size() == 0u);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be_are_errors) {
  BOOST_TEST(InitMessage({.capacity = 8, .kv_heads = 0}) ==
             "kv_heads is 0; it must be 1 to 65536");
  BOOST_TEST(InitMessage({.capacity = 8, .key_dim = 257}) ==
             "key_dim 257, value_dim 64; the most is 256");
  BOOST_TEST(InitMessage({.capacity = std::size_t{1} << 31}) ==
             "capacity is 2147483648 tokens; the most is 2147483647");
  BOOST_TEST(InitMessage({.capacity = 8,
                          .eviction = EvictionPolicy::kSliding,
                          .sinks = 3,
                          .keep_recent = 5}) ==
             "sinks 3 and keep_recent 5 leave nothing to evict of capacity 8");
  BOOST_TEST(
      InitMessage({.capacity = 0, .eviction = EvictionPolicy::kSliding}) != "");
  BOOST_TEST(KvCacheBytes({.capacity = 8, .kv_heads = 0}) == kMaxSize);
  // As large as options allow: a number, or saturated, never wrapped around.
  BOOST_TEST(KvCacheBytes({.capacity = kMaxCacheTokens,
                           .kv_heads = 65536,
                           .key_dim = 256,
                           .value_dim = 256}) > (kMaxSize >> 9));
  // To ask for that much memory would end a sanitized run.
  OwnedKvCache cache;
  BOOST_TEST(!cache.Allocate({.capacity = 8, .kv_heads = 0}).ok());
}

BOOST_AUTO_TEST_CASE(the_measured_memory_suffices_at_any_alignment) {
  std::mt19937 rng(/*seed=*/5);
  for (const StorageType type : test::kStorageTypes) {
    const KvCacheOptions options{.capacity = 67,
                                 .kv_heads = 2,
                                 .key_dim = 3,
                                 .value_dim = 5,
                                 .type = type,
                                 .eviction = EvictionPolicy::kHeavyHitter,
                                 .summary_block = 8,
                                 .summary_group = 2};
    const std::size_t bytes = KvCacheBytes(options);
    const std::string message = InitMessage(options, bytes - 1);
    BOOST_TEST(message.find("bytes of memory, not ") != std::string::npos);
    std::vector<std::byte> memory(bytes + 64);
    for (std::size_t offset = 0; offset < 64; offset += 7) {
      // What lies outside must stay: ASan sees the end, we the beginning.
      std::fill(memory.begin(), memory.end(), std::byte{0xA5});
      KvCache cache;
      BOOST_TEST(
          cache.Init(options, std::span(memory).subspan(offset, bytes)).ok());
      test::AppendRandom(100, rng, cache);
      for (std::size_t i = 0; i < memory.size(); ++i) {
        if (i >= offset && i < offset + bytes) continue;
        BOOST_REQUIRE((memory[i] == std::byte{0xA5}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_uninitialised_cache_has_no_room_but_does_not_crash) {
  KvCache cache;
  BOOST_TEST(cache.size() == 0u);
  BOOST_TEST(cache.Evict(3) == 0u);
  cache.Reset();
  const std::vector<float> data(64);
  BOOST_TEST(!cache.Append({data, 1, 64}, {data, 1, 64}).ok());
}

BOOST_AUTO_TEST_CASE(presets_make_caches_and_patterns_that_fit) {
  for (const DecodePreset& preset : {kPiZero2W, kDesktop, kServer}) {
    const KvCacheOptions options = CacheOptionsOf(preset, 2, 64, 64);
    const SparsePattern pattern = PatternOf(preset);
    BOOST_TEST(CheckCacheOptions(options).ok());
    BOOST_TEST(pattern.landmark_block == options.summary_block);
    BOOST_TEST(pattern.landmark_group == options.summary_group);
    BOOST_TEST(options.keep_recent == pattern.window);
  }
  BOOST_TEST(kPiZero2W.window == 64u);
  BOOST_TEST(kPiZero2W.tile == 16u);
  BOOST_TEST((kPiZero2W.type == StorageType::kFloat16));
  // Eight heads fit into a quarter of that machine's memory.
  BOOST_TEST(KvCacheBytes(CacheOptionsOf(kPiZero2W, 8, 64, 64)) <
             std::size_t{128} << 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
