// A plan, unrolled query by query, is the literal entry set.

#include "kernels/sparse_plan.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "kernels/sparse_reference.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using reference::SparseEntry;

// Whether query q of the tile, at `position`, sees row j of a range.
bool Sees(const SparseTile& tile, const RowRange& range, std::size_t q,
          std::size_t position, std::size_t j) {
  if (range.kind == RangeKind::kMasked) {
    const auto offset =
        static_cast<std::ptrdiff_t>(j) - static_cast<std::ptrdiff_t>(position);
    return range.lower <= offset && offset <= range.upper;
  }
  if (j < range.mask_begin || j >= range.mask_end) return true;
  const QuerySet set = tile.row_masks[range.mask_index + j - range.mask_begin];
  return (set >> q & 1) != 0;
}

SparseEntry EntryOf(const SparsePlan& plan, std::uint32_t source,
                    std::size_t row) {
  if (source == kKeyRows) return {row, 1};
  std::size_t size = plan.landmark_block();
  if (source == kFarRows) {
    if (row < plan.globals().size()) return {plan.globals()[row], 1};
    row -= plan.globals().size();
    size *= plan.landmark_group();
  }
  const IndexRange keys = KeysOf(row, size, plan.key_count());
  return {keys.begin, keys.size()};
}

std::vector<SparseEntry> Sorted(std::vector<SparseEntry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const SparseEntry& a, const SparseEntry& b) {
              return a.begin != b.begin ? a.begin < b.begin : a.count < b.count;
            });
  return entries;
}

std::vector<SparseEntry> Unrolled(const SparsePlan& plan,
                                  const SparseTile& tile, std::size_t q) {
  const std::size_t position = plan.first_position() + tile.first + q;
  std::vector<SparseEntry> entries;
  for (const RowRange& range : tile.ranges) {
    for (std::size_t j = range.begin; j < range.end; ++j) {
      if (Sees(tile, range, q, position, j)) {
        entries.push_back(EntryOf(plan, range.source, j));
      }
    }
  }
  for (const Diagonal& diagonal : tile.diagonals) {
    if ((diagonal.queries >> q & 1) == 0) continue;
    const auto row = static_cast<std::ptrdiff_t>(position) + diagonal.offset;
    entries.push_back({static_cast<std::size_t>(row), 1});
  }
  return Sorted(entries);
}

void CheckPlan(const SparsePlan& plan, const SparsePattern& pattern) {
  std::size_t queries = 0;
  for (std::size_t t = 0; t < plan.tile_count(); ++t) {
    const SparseTile tile = plan.tile(t);
    queries += tile.count;
    for (std::size_t q = 0; q < tile.count; ++q) {
      const std::size_t i = plan.first_position() + tile.first + q;
      BOOST_TEST_CONTEXT("n " << plan.key_count() << " i " << i << " window "
                              << pattern.window << " block "
                              << pattern.landmark_block << " causal "
                              << pattern.causal) {
        BOOST_TEST(
            (Unrolled(plan, tile, q) ==
             Sorted(reference::SparseEntries(i, plan.key_count(), pattern))));
      }
    }
  }
  BOOST_TEST(queries == plan.query_count());
}

void BuildAndCheck(std::size_t n, const SparsePattern& pattern) {
  SparsePlan plan;
  const Status status = plan.Build(n, pattern);
  BOOST_TEST(status.ok(), status.message());
  CheckPlan(plan, pattern);
}

BOOST_AUTO_TEST_SUITE(sparse_plan)

BOOST_AUTO_TEST_CASE(plans_are_the_definition_at_every_length) {
  ForEachTarget([] {
    for (const bool causal : {false, true}) {
      for (std::size_t n = 0; n <= 150; n += n < 70 ? 1 : 11) {
        for (const std::size_t window : {0u, 3u, 30u}) {
          BuildAndCheck(n, {.window = window,
                            .causal = causal,
                            .landmark_block = 4,
                            .landmark_group = 3,
                            .group_min_keys = 40});
        }
        BuildAndCheck(n, {.window = 1, .causal = causal, .landmark_block = 1});
        BuildAndCheck(n, {.window = 1, .causal = causal, .landmark_block = 0});
        BuildAndCheck(n, {.window = SIZE_MAX, .causal = causal});
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(plans_of_long_sequences_are_the_definition) {
  ForEachTarget([] {
    for (const bool causal : {false, true}) {
      for (const std::size_t window : {0u, 37u, 128u, 300u}) {
        for (const std::size_t block : {3u, 16u, 64u}) {
          BuildAndCheck(1500, {.window = window,
                               .causal = causal,
                               .landmark_block = block,
                               .landmark_group = 8,
                               .group_min_keys = 700});
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(globals_and_gates_are_in_the_plan) {
  const std::vector<std::uint32_t> globals = {40, 0,  3,   3, 0xFFFFFFFF,
                                              64, 17, 100, 40};
  ForEachTarget([&] {
    for (const bool causal : {false, true}) {
      for (const std::size_t n : {1u, 4u, 41u, 100u, 260u}) {
        std::vector<std::uint8_t> keep(n);
        for (std::size_t j = 0; j < n; ++j) keep[j] = j % 7 < 2 && j % 16 < 5;
        SparsePattern pattern = {.window = 2,
                                 .causal = causal,
                                 .globals = globals,
                                 .landmark_block = 4,
                                 .landmark_group = 4,
                                 .group_min_keys = 50};
        BuildAndCheck(n, pattern);
        pattern.keep = keep;
        BuildAndCheck(n, pattern);
        std::fill(keep.begin(), keep.end(), std::uint8_t{0});
        BuildAndCheck(n, pattern);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(any_run_of_positions_can_be_planned) {
  const SparsePattern pattern = {.window = 5, .landmark_block = 8};
  SparsePlan plan;
  for (const IndexRange positions :
       {IndexRange{0, 0}, IndexRange{200, 200}, IndexRange{7, 8},
        IndexRange{33, 120}, IndexRange{199, 200}, IndexRange{0, 200}}) {
    BOOST_TEST(
        plan.Build(200, pattern, positions.begin, positions.size()).ok());
    BOOST_TEST(plan.query_count() == positions.size());
    CheckPlan(plan, pattern);
  }
}

BOOST_AUTO_TEST_CASE(a_plan_that_cannot_be_built_is_an_error_and_empty) {
  SparsePlan plan;
  BOOST_TEST(plan.Build(10, {}).ok());
  BOOST_TEST(!plan.Build(10, {}, 3, 8).ok());
  BOOST_TEST(plan.tile_count() == 0u);
  BOOST_TEST(!plan.Build(10, {}, SIZE_MAX, 2).ok());
  const std::vector<std::uint8_t> keep(9, 1);
  const Status status = plan.Build(10, {.keep = keep});
  BOOST_TEST(status.message() == "keep has 9 entries for 10 keys");
  BOOST_TEST(plan.key_count() == 0u);
}

// Long sequences may not need more than a few ranges and sets per tile.
BOOST_AUTO_TEST_CASE(plans_walk_little_more_than_the_entries) {
  for (const bool causal : {false, true}) {
    for (const std::size_t n : {2048u, 32768u}) {
      const SparsePattern pattern = {.causal = causal, .log_stride = false};
      SparsePlan plan;
      BOOST_TEST(plan.Build(n, pattern).ok());
      const double steps = static_cast<double>(plan.row_steps()) *
                           static_cast<double>(plan.tile_queries());
      BOOST_TEST(steps < 1.5 * EstimateEntries(n, pattern));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
