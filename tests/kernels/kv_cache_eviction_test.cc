// Eviction against a plain model: a list of tokens with their positions.

#include <algorithm>
#include <cstdint>

#include "kernels/cache_reference.h"
#include "kernels/decode_sparse.h"
#include "tests/kernels/cache_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Attended;
using test::OwnedMatrix;
using test::QueryCase;

struct Token {
  std::size_t position;
  std::vector<float> key, value;  // All heads.
  float mass = 0.0f;
  bool is_protected = false;
};

// What KvCache promises, with everything in one list in order of positions.
class Model {
 public:
  explicit Model(const KvCacheOptions& options) : options_(options) {}

  void Append(std::vector<float> key, std::vector<float> value) {
    if (tokens_.size() == options_.capacity) Evict();
    tokens_.push_back({.position = next_++,
                       .key = std::move(key),
                       .value = std::move(value),
                       .mass = 0.0f,
                       .is_protected = next_ <= options_.sinks});
  }

  bool Evict() {
    const auto victim =
        options_.eviction == EvictionPolicy::kHeavyHitter
            ? Lightest()
            : std::find_if(tokens_.begin(), tokens_.end(),
                           [&](const Token& t) { return MayGo(t); });
    if (victim == tokens_.end()) return false;
    tokens_.erase(victim);
    return true;
  }

  std::vector<Token>& tokens() { return tokens_; }

 private:
  using Place = std::vector<Token>::iterator;

  bool MayGo(const Token& t) const {
    return !t.is_protected && t.position + options_.keep_recent < next_;
  }

  Place Lightest() {
    for (int attempt = 0; attempt < 2; ++attempt) {
      while (!queue_.empty()) {
        const std::size_t position = queue_.front();
        queue_.erase(queue_.begin());
        const auto at = std::find_if(
            tokens_.begin(), tokens_.end(),
            [&](const Token& t) { return t.position == position; });
        if (at != tokens_.end() && MayGo(*at) && at->mass <= limit_) return at;
      }
      std::vector<std::pair<float, std::size_t>> weights;
      for (const Token& t : tokens_) {
        if (MayGo(t)) weights.emplace_back(t.mass, t.position);
      }
      std::sort(weights.begin(), weights.end());
      if (weights.size() > options_.capacity / 16 + 1) {
        weights.resize(options_.capacity / 16 + 1);
      }
      for (const auto& [mass, position] : weights) {
        queue_.push_back(position);
        limit_ = mass;
      }
    }
    return tokens_.end();
  }

  KvCacheOptions options_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> queue_;
  float limit_ = 0.0f;
  std::size_t next_ = 0;
};

void CheckEqual(const KvCache& cache, Model& model) {
  const KvCacheOptions& options = cache.options();
  BOOST_REQUIRE(cache.size() == model.tokens().size());
  std::size_t slot = cache.tokens().oldest();
  for (const Token& token : model.tokens()) {
    BOOST_REQUIRE(slot != kNoSlot);
    BOOST_REQUIRE(cache.tokens().position(slot) == token.position);
    BOOST_REQUIRE(cache.tokens().Find(token.position) == slot);
    BOOST_REQUIRE(cache.tokens().is_protected(slot) == token.is_protected);
    if (options.eviction == EvictionPolicy::kHeavyHitter) {
      BOOST_REQUIRE(cache.mass(slot) == token.mass);
    }
    std::vector<float> key(options.key_dim);
    std::vector<float> value(options.value_dim);
    for (std::size_t h = 0; h < options.kv_heads; ++h) {
      cache.ReadKey(h, slot, key.data());
      cache.ReadValue(h, slot, value.data());
      BOOST_REQUIRE(std::equal(
          key.begin(), key.end(),
          token.key.begin() + static_cast<std::ptrdiff_t>(h * key.size())));
      BOOST_REQUIRE(std::equal(
          value.begin(), value.end(),
          token.value.begin() + static_cast<std::ptrdiff_t>(h * value.size())));
    }
    slot = cache.tokens().newer(slot);
  }
  BOOST_REQUIRE(slot == kNoSlot);
}

// Summaries after any history are those of the slots as they now are.
void CheckSummaries(const KvCache& cache) {
  const KvCacheOptions& options = cache.options();
  std::vector<float> key(options.key_dim);
  for (const int level : {1, 2}) {
    for (std::size_t h = 0; h < options.kv_heads; ++h) {
      const SummaryView view = cache.summary(h, level);
      const std::size_t size =
          options.summary_block * (level == 1 ? 1 : options.summary_group);
      BOOST_REQUIRE(view.entries() == (level == 1
                                           ? (cache.size() + size - 1) / size
                                           : cache.size() / size));
      for (std::size_t e = 0; e < view.entries(); ++e) {
        const std::size_t begin = e * size;
        const std::size_t end = std::min(cache.size(), begin + size);
        const std::vector<double> mean =
            reference::MeanToken(cache, h, begin, end);
        if (view.sizes[e] == 0) {  // Holds the newest token, summed up later.
          BOOST_REQUIRE(cache.tokens().newest() / size == e);
          BOOST_REQUIRE(view.radius[e] == test::kInfinity);
          BOOST_REQUIRE(cache.newest(level)[e] + 1 == cache.next_position());
          continue;
        }
        BOOST_REQUIRE(view.sizes[e] == end - begin);
        std::vector<double> center(options.key_dim);
        for (std::size_t c = 0; c < options.key_dim; ++c) {
          center[c] =
              double{view.mean_keys
                         .data[(e / 64 * options.key_dim + c) * 64 + e % 64]};
          BOOST_REQUIRE(std::abs(center[c] - mean[c]) <= 1e-5);
        }
        std::size_t newest = 0;
        for (std::size_t slot = begin; slot < end; ++slot) {
          newest = std::max(newest, cache.tokens().position(slot));
          cache.ReadKey(h, slot, key.data());
          double square = 0.0;
          for (std::size_t c = 0; c < key.size(); ++c) {
            square +=
                (double{key[c]} - center[c]) * (double{key[c]} - center[c]);
          }
          BOOST_REQUIRE(std::sqrt(square) <= double{view.radius[e]});
        }
        BOOST_REQUIRE(cache.newest(level)[e] == newest);
      }
    }
  }
}

void RunRandomOperations(const KvCacheOptions& options, std::uint32_t seed) {
  std::mt19937 rng(seed);
  OwnedKvCache cache = test::MakeCache(options);
  Model model(options);
  for (int step = 0; step < 400; ++step) {
    const std::uint32_t choice = rng() % 16;
    if (choice == 0) {
      const std::size_t count = rng() % 9;
      std::size_t evicted = 0;
      while (evicted < count && model.Evict()) ++evicted;
      BOOST_REQUIRE(cache->Evict(count) == evicted);
    } else if (choice == 1 && !model.tokens().empty()) {
      Token& token = model.tokens()[rng() % model.tokens().size()];
      const Status status = cache->Protect(token.position);
      if (status.ok()) token.is_protected = true;
    } else if (choice == 2 &&
               options.eviction == EvictionPolicy::kHeavyHitter) {
      std::vector<float> mass(cache->size());
      for (float& m : mass) m = static_cast<float>(rng() % 64) / 16.0f;
      BOOST_REQUIRE(cache->AddMass(0, mass).ok());
      for (Token& token : model.tokens()) {
        token.mass += mass[cache->tokens().Find(token.position)];
      }
    } else {
      const OwnedMatrix keys(options.kv_heads, options.key_dim, rng);
      const OwnedMatrix values(options.kv_heads, options.value_dim, rng);
      BOOST_REQUIRE(cache->Append(keys.view(), values.view()).ok());
      model.Append(keys.cells, values.cells);
    }
    if (step % 8 == 0) CheckEqual(*cache, model);
    if (step % 32 == 0) CheckSummaries(*cache);
  }
  CheckEqual(*cache, model);
  CheckSummaries(*cache);
}

BOOST_AUTO_TEST_SUITE(kv_cache_eviction)

BOOST_AUTO_TEST_CASE(random_operations_agree_with_a_plain_model) {
  for (const EvictionPolicy policy :
       {EvictionPolicy::kSliding, EvictionPolicy::kHeavyHitter}) {
    for (std::uint32_t seed = 1; seed <= 24; ++seed) {
      BOOST_TEST_CONTEXT("seed " << seed << " policy "
                                 << static_cast<int>(policy)) {
        RunRandomOperations({.capacity = 2 + seed * seed / 3,
                             .kv_heads = 1 + seed % 3,
                             .key_dim = 3,
                             .value_dim = 2,
                             .eviction = policy,
                             .sinks = seed % 2,
                             .keep_recent = seed / 6,
                             .summary_block = 1 + seed % 9,
                             .summary_group = 1 + seed % 4},
                            seed);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(sinks_and_protected_tokens_outlive_all_others) {
  std::mt19937 rng(/*seed=*/3);
  for (const EvictionPolicy policy :
       {EvictionPolicy::kSliding, EvictionPolicy::kHeavyHitter}) {
    OwnedKvCache cache = test::MakeCache({.capacity = 100,
                                          .key_dim = 2,
                                          .value_dim = 1,
                                          .eviction = policy,
                                          .sinks = 4});
    test::AppendRandom(60, rng, *cache);
    std::vector<float> key(2);
    cache->ReadKey(0, cache->tokens().Find(57), key.data());
    BOOST_TEST(cache->Protect(57).ok());
    BOOST_TEST(cache->Protect(57).ok());
    BOOST_TEST(cache->Protect(60).message() ==
               "no token at position 60 in the cache");
    test::AppendRandom(1000, rng, *cache);
    for (const std::size_t p : {0u, 1u, 2u, 3u, 57u}) {
      BOOST_TEST(cache->tokens().Find(p) != kNoSlot);
    }
    BOOST_TEST(cache->tokens().protected_count() == 5u);
    std::vector<float> again(2);
    cache->ReadKey(0, cache->tokens().Find(57), again.data());
    BOOST_TEST(key == again);
    BOOST_TEST(cache->tokens().Find(1059) != kNoSlot);
  }
}

BOOST_AUTO_TEST_CASE(protection_always_leaves_something_to_evict) {
  std::mt19937 rng(/*seed=*/4);
  OwnedKvCache cache = test::MakeCache({.capacity = 6,
                                        .key_dim = 1,
                                        .value_dim = 1,
                                        .eviction = EvictionPolicy::kSliding,
                                        .sinks = 1,
                                        .keep_recent = 2});
  test::AppendRandom(6, rng, *cache);
  BOOST_TEST(cache->Protect(3).ok());
  BOOST_TEST(cache->Protect(4).ok());
  BOOST_TEST(cache->Protect(5).message() ==
             "position 5 would be one protected token too many: 3 are, of "
             "capacity 6");
  test::AppendRandom(100, rng, *cache);
  BOOST_TEST(cache->size() == 6u);
  BOOST_TEST(cache->Evict(10) == 1u);
  BOOST_TEST(cache->Evict(10) == 0u);
}

BOOST_AUTO_TEST_CASE(heavy_hitters_stay_and_light_tokens_go) {
  std::mt19937 rng(/*seed=*/5);
  OwnedKvCache cache =
      test::MakeCache({.capacity = 320,
                       .key_dim = 2,
                       .value_dim = 1,
                       .eviction = EvictionPolicy::kHeavyHitter});
  test::AppendRandom(320, rng, *cache);
  std::vector<float> mass(320, 0.5f);
  for (std::size_t slot = 0; slot < 320; slot += 10) mass[slot] = 5.0f;
  BOOST_TEST(cache->AddMass(0, mass).ok());
  BOOST_TEST(cache->Evict(280) == 280u);
  for (std::size_t p = 0; p < 320; p += 10) {
    BOOST_TEST(cache->tokens().Find(p) != kNoSlot);
  }
  BOOST_TEST(!cache->AddMass(39, std::vector<float>(2)).ok());
  BOOST_TEST(!cache->AddMass(0, std::vector<float>{-1.0f}).ok());
  BOOST_TEST(!cache->AddMass(0, std::vector<float>{NAN}).ok());
}

// Decoding sees exactly the survivors, at the positions they had.
BOOST_AUTO_TEST_CASE(decoding_after_eviction_equals_the_reference) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/6);
    for (const EvictionPolicy policy :
         {EvictionPolicy::kSliding, EvictionPolicy::kHeavyHitter}) {
      for (const StorageType type : test::kStorageTypes) {
        OwnedKvCache cache = test::MakeCache({.capacity = 300,
                                              .kv_heads = 2,
                                              .key_dim = 9,
                                              .value_dim = 6,
                                              .type = type,
                                              .eviction = policy,
                                              .sinks = 2,
                                              .keep_recent = 20,
                                              .summary_block = 8,
                                              .summary_group = 4});
        const CacheDecodeOptions options{.scale = 0.5f, .query_heads = 6};
        const std::vector<std::uint32_t> globals = {1, 0, 250, 5000, 1, 640};
        SparsePattern pattern{.window = 30,
                              .globals = globals,
                              .landmark_block = 8,
                              .landmark_group = 4,
                              .group_min_keys = 100};
        for (int round = 0; round < 12; ++round) {
          test::AppendRandom(61, rng, *cache);
          if (round == 4) BOOST_TEST(cache->Protect(250).ok());
          if (round % 3 == 2) cache->Evict(17);
          QueryCase problem(*cache, 6, rng);
          const Attended dense = problem.Run(
              [&](const CacheQueries& q) { return DecodeCache(q, options); });
          test::CheckCacheResult(problem, 0.5f, dense,
                                 problem.Run([&](const CacheQueries& q) {
                                   return reference::DecodeCache(q, options);
                                 }));
          const Attended sparse = problem.Run([&](const CacheQueries& q) {
            return DecodeSparse(q, pattern, options);
          });
          test::CheckCacheResult(
              problem, 0.5f, sparse, problem.Run([&](const CacheQueries& q) {
                return reference::DecodeSparse(q, pattern, options);
              }));
          if (policy == EvictionPolicy::kHeavyHitter) {
            BOOST_TEST(AddAttentionMass(problem.queries.view(), dense.lse,
                                        options, *cache)
                           .ok());
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
