// Summaries of blocks as a cache keeps them; after evictions, see
// kv_cache_eviction_test.cc.

#include "kernels/block_summary.h"

#include <cstdint>

#include "kernels/cache_reference.h"
#include "kernels/landmarks.h"
#include "tests/kernels/cache_case.h"

namespace pastiche::kernels {
namespace {

using test::kInfinity;
using test::OwnedMatrix;

float MeanKey(const SummaryView& view, std::size_t entry, std::size_t column) {
  const std::size_t line = entry / 64 * view.mean_keys.dim + column;
  return view.mean_keys.data[line * 64 + entry % 64];
}

BOOST_AUTO_TEST_SUITE(block_summary)

// Appended one by one, the means are those of landmarks.h over all rows, to the
// bit: at every length, complete blocks or not.
BOOST_AUTO_TEST_CASE(incremental_means_equal_static_ones_bit_for_bit) {
  std::mt19937 rng(/*seed=*/1);
  for (const std::size_t block : {1u, 3u, 16u, 64u}) {
    const std::size_t group = 5;
    const OwnedMatrix keys(400, 7, rng);
    const OwnedMatrix values(400, 4, rng);
    OwnedKvCache cache = test::MakeCache({.capacity = 400,
                                          .key_dim = 7,
                                          .value_dim = 4,
                                          .summary_block = block,
                                          .summary_group = group});
    for (std::size_t n = 1; n <= 400; ++n) {
      BOOST_TEST(
          cache
              ->Append({std::span(keys.cells).subspan((n - 1) * 7), 1, 7},
                       {std::span(values.cells).subspan((n - 1) * 4), 1, 4})
              .ok());
      if (n % 23 != 0 && n != 400) continue;
      const SummaryView view = cache->summary(0, 1);
      const std::size_t blocks = BlockCount(n, block);
      OwnedMatrix mean_keys(blocks, 7, rng);
      OwnedMatrix mean_values(blocks, 4, rng);
      BOOST_TEST(
          BlockMeans({keys.cells, n, 7}, block, mean_keys.mutable_view()).ok());
      BOOST_TEST(
          BlockMeans({values.cells, n, 4}, block, mean_values.mutable_view())
              .ok());
      BOOST_REQUIRE(view.entries() == blocks);
      for (std::size_t b = 0; b < blocks; ++b) {
        for (std::size_t c = 0; c < 7; ++c) {
          BOOST_REQUIRE(MeanKey(view, b, c) == mean_keys.view().row(b)[c]);
        }
        for (std::size_t c = 0; c < 4; ++c) {
          BOOST_REQUIRE(view.mean_values.row(b)[c] ==
                        mean_values.view().row(b)[c]);
        }
      }
      const SummaryView groups = cache->summary(0, 2);
      OwnedMatrix group_keys(BlockCount(n, block * group), 7, rng);
      BOOST_TEST(GroupMeans(mean_keys.view(), n, block, group,
                            group_keys.mutable_view())
                     .ok());
      BOOST_REQUIRE(groups.entries() == n / (block * group));
      for (std::size_t g = 0; g < groups.entries(); ++g) {
        for (std::size_t c = 0; c < 7; ++c) {
          BOOST_REQUIRE(MeanKey(groups, g, c) == group_keys.view().row(g)[c]);
        }
      }
    }
  }
}

// The radius bounds every key's distance at every length, and is tight, up to
// rounding, once the block is complete.
BOOST_AUTO_TEST_CASE(radii_are_bounds_at_all_times_and_tight_at_the_end) {
  std::mt19937 rng(/*seed=*/2);
  for (const StorageType type : test::kStorageTypes) {
    for (const float offset : {0.0f, 1000.0f}) {
      OwnedKvCache cache = test::MakeCache({.capacity = 256,
                                            .key_dim = 5,
                                            .value_dim = 1,
                                            .type = type,
                                            .summary_block = 32,
                                            .summary_group = 2});
      for (std::size_t n = 1; n <= 256; ++n) {
        std::vector<float> key = test::RandomFloats(5, rng);
        for (float& x : key) x += offset;
        const std::vector<float> value = {1.0f};
        BOOST_TEST(cache->Append({key, 1, 5}, {value, 1, 1}).ok());
        for (const int level : {1, 2}) {
          const SummaryView view = cache->summary(0, level);
          const std::size_t size = level == 1 ? 32 : 64;
          for (std::size_t e = 0; e < view.entries(); ++e) {
            double largest = 0.0;
            for (std::size_t slot = e * size;
                 slot < std::min(n, (e + 1) * size); ++slot) {
              std::vector<float> stored(5);
              cache->ReadKey(0, slot, stored.data());
              double square = 0.0;
              for (std::size_t c = 0; c < 5; ++c) {
                const double d =
                    double{stored[c]} - double{MeanKey(view, e, c)};
                square += d * d;
              }
              largest = std::max(largest, std::sqrt(square));
            }
            BOOST_REQUIRE(double{view.radius[e]} >= largest);
            if (level == 1 && n >= (e + 1) * size) {
              BOOST_REQUIRE(double{view.radius[e]} <= largest * 1.0001);
            }
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_finite_leave_the_mean_alone) {
  std::mt19937 rng(/*seed=*/3);
  OwnedKvCache cache = test::MakeCache(
      {.capacity = 12, .key_dim = 2, .value_dim = 1, .summary_block = 4});
  for (std::size_t i = 0; i < 12; ++i) {
    std::vector<float> key = {static_cast<float>(i), 1.0f};
    if (i == 1) key[1] = -kInfinity;
    if (i == 2) key[0] = NAN;
    if (i >= 8) key[0] = kInfinity;
    const std::vector<float> value = {static_cast<float>(i)};
    BOOST_TEST(cache->Append({key, 1, 2}, {value, 1, 1}).ok());
  }
  const SummaryView view = cache->summary(0, 1);
  BOOST_TEST(view.sizes[0] == 2u);
  BOOST_TEST(MeanKey(view, 0, 0) == 1.5f);
  BOOST_TEST(view.mean_values.row(0)[0] == 1.5f);
  BOOST_TEST(view.radius[0] == kInfinity);
  BOOST_TEST(view.sizes[1] == 4u);
  BOOST_TEST(std::abs(view.radius[1] - 1.5f) < 1e-5f);
  BOOST_TEST(view.sizes[2] == 0u);
  BOOST_TEST(MeanKey(view, 2, 0) == 0.0f);
}

BOOST_AUTO_TEST_CASE(no_summaries_where_none_are_asked_for) {
  std::mt19937 rng(/*seed=*/4);
  OwnedKvCache cache = test::MakeCache({.capacity = 300, .summary_block = 0});
  test::AppendRandom(300, rng, *cache);
  BOOST_TEST(cache->summary(0, 1).entries() == 0u);
  BOOST_TEST(cache->summary(0, 2).entries() == 0u);
  BOOST_TEST(cache->newest(1).empty());
  OwnedKvCache flat = test::MakeCache(
      {.capacity = 300, .summary_block = 2, .summary_group = 0});
  test::AppendRandom(300, rng, *flat);
  BOOST_TEST(flat->summary(0, 1).entries() == 150u);
  BOOST_TEST(flat->summary(0, 2).entries() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
