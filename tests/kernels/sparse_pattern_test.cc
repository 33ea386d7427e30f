// Entry sets: the fast enumeration against the literal definition.

#include "kernels/sparse_pattern.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <set>
#include <vector>

#include "kernels/sparse_reference.h"

namespace pastiche::kernels {
namespace {

using reference::SparseEntry;

// Entries by SpansOf and ForEachStride, in the order of SparseEntries.
std::vector<SparseEntry> FastEntries(std::size_t i, std::size_t n,
                                     const SparsePattern& pattern) {
  const EntrySpans spans = SpansOf(i, n, pattern);
  std::vector<SparseEntry> entries;
  const auto in_window = [&](std::size_t j) {
    return j >= spans.window.begin && j < spans.window.end;
  };
  for (std::size_t j = spans.window.begin; j < spans.window.end; ++j) {
    entries.push_back({j, 1});
  }
  const std::set<std::size_t> globals(pattern.globals.begin(),
                                      pattern.globals.end());
  for (const std::size_t j : globals) {
    if (j < n && !in_window(j) && !(pattern.causal && j > i)) {
      entries.push_back({j, 1});
    }
  }
  ForEachStride(i, n, pattern, [&](std::size_t j) {
    if (globals.count(j) == 0 && KeepsAny(pattern, {j, j + 1})) {
      entries.push_back({j, 1});
    }
  });
  const auto add = [&](IndexRange range, std::size_t size) {
    for (std::size_t b = range.begin; b < range.end; ++b) {
      const IndexRange keys = KeysOf(b, size, n);
      if (KeepsAny(pattern, keys)) entries.push_back({keys.begin, keys.size()});
    }
  };
  const std::size_t block = pattern.landmark_block;
  for (const IndexRange& range : spans.blocks) add(range, block);
  for (const IndexRange& range : spans.groups) {
    add(range, block * pattern.landmark_group);
  }
  return entries;
}

void CompareAtEveryPosition(std::size_t n, const SparsePattern& pattern) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto expected = reference::SparseEntries(i, n, pattern);
    total += expected.size();
    BOOST_TEST_CONTEXT("n " << n << " i " << i << " window " << pattern.window
                            << " block " << pattern.landmark_block << " group "
                            << pattern.landmark_group << " causal "
                            << pattern.causal) {
      BOOST_TEST((FastEntries(i, n, pattern) == expected));
    }
  }
  if (pattern.globals.empty() && pattern.keep.empty()) {
    BOOST_TEST(EstimateEntries(n, pattern) == static_cast<double>(total));
  }
}

BOOST_AUTO_TEST_SUITE(sparse_pattern)

BOOST_AUTO_TEST_CASE(spans_match_the_definition_at_every_length) {
  for (const bool causal : {false, true}) {
    for (std::size_t n = 0; n <= 90; ++n) {
      for (const std::size_t window : {0u, 1u, 5u, 40u}) {
        for (const std::size_t block : {0u, 1u, 3u, 8u}) {
          CompareAtEveryPosition(n, {.window = window,
                                     .causal = causal,
                                     .landmark_block = block,
                                     .landmark_group = 3,
                                     .group_min_keys = 20});
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(groups_match_the_definition) {
  for (const bool causal : {false, true}) {
    for (const std::size_t n : {1u, 95u, 96u, 97u, 300u}) {
      for (const std::size_t group : {0u, 1u, 2u, 5u, 1000u}) {
        for (const std::size_t window : {0u, 7u, 60u}) {
          CompareAtEveryPosition(n, {.window = window,
                                     .causal = causal,
                                     .landmark_block = 4,
                                     .landmark_group = group,
                                     .group_min_keys = 90});
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(globals_and_gates_match_the_definition) {
  const std::vector<std::uint32_t> globals = {40, 0,  3,   3, 0xFFFFFFFF,
                                              64, 17, 100, 40};
  for (const bool causal : {false, true}) {
    for (const std::size_t n : {1u, 4u, 41u, 100u, 101u}) {
      std::vector<std::uint8_t> keep(n);
      for (std::size_t j = 0; j < n; ++j) keep[j] = j % 7 < 2 && j % 16 < 5;
      for (const bool gated : {false, true}) {
        SparsePattern pattern = {.window = 2,
                                 .causal = causal,
                                 .globals = globals,
                                 .landmark_block = 4,
                                 .landmark_group = 4,
                                 .group_min_keys = 50};
        if (gated) pattern.keep = keep;
        CompareAtEveryPosition(n, pattern);
      }
    }
  }
}

// Each key is in at most one exact entry and one landmark.
BOOST_AUTO_TEST_CASE(nothing_is_attended_twice) {
  const std::vector<std::uint32_t> globals = {5, 5, 21, 37};
  const SparsePattern pattern = {.window = 3,
                                 .globals = globals,
                                 .landmark_block = 8,
                                 .landmark_group = 4,
                                 .group_min_keys = 0};
  constexpr std::size_t kCount = 150;
  for (std::size_t i = 0; i < kCount; ++i) {
    std::vector<int> exact(kCount), standing(kCount);
    for (const SparseEntry& e : reference::SparseEntries(i, kCount, pattern)) {
      for (std::size_t j = e.begin; j < e.begin + e.count; ++j) {
        ++(e.count == 1 ? exact[j] : standing[j]);
      }
    }
    BOOST_TEST(*std::max_element(exact.begin(), exact.end()) == 1);
    BOOST_TEST(*std::max_element(standing.begin(), standing.end()) == 1);
    for (std::size_t j = i - std::min<std::size_t>(i, 3);
         j <= std::min(kCount - 1, i + 3); ++j) {
      BOOST_TEST(standing[j] == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(entries_of_4096_keys_are_less_than_an_eighth_of_dense) {
  for (const bool causal : {false, true}) {
    const double dense = 4096.0 * 4096.0 / (causal ? 2 : 1);
    BOOST_TEST(EstimateEntries(4096, {.causal = causal}) < dense / 8);
  }
}

BOOST_AUTO_TEST_CASE(estimates_of_long_sequences_are_close) {
  const SparsePattern pattern;
  constexpr std::size_t kCount = 40000;
  double total = 0.0;
  for (std::size_t i = 0; i < kCount; ++i) {
    total += static_cast<double>(FastEntries(i, kCount, pattern).size());
  }
  const double estimate = EstimateEntries(kCount, pattern);
  BOOST_TEST(estimate > 0.99 * total);
  BOOST_TEST(estimate < 1.01 * total);
}

BOOST_AUTO_TEST_CASE(the_largest_window_and_blocks_do_not_overflow) {
  constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
  BOOST_TEST(EstimateEntries(7, {.window = kMax}) == 49.0);
  CompareAtEveryPosition(9, {.window = 1,
                             .landmark_block = std::size_t{1} << 48,
                             .landmark_group = 1,
                             .group_min_keys = 0});
}

BOOST_AUTO_TEST_CASE(patterns_that_do_not_fit_are_errors) {
  const std::vector<std::uint8_t> keep(9, 1);
  const auto message = [](const SparsePattern& pattern) {
    const Status status = CheckPattern(10, pattern);
    return std::string(status.message());
  };
  BOOST_TEST(message({.keep = keep}) == "keep has 9 entries for 10 keys");
  BOOST_TEST(
      message({.landmark_bias = std::numeric_limits<float>::infinity()}) ==
      "landmark_bias is not finite");
  BOOST_TEST(!message({.landmark_block = std::size_t{1} << 49}).empty());
  BOOST_TEST(!message({.landmark_group = std::size_t{1} << 45}).empty());
  BOOST_TEST(
      message({.landmark_block = 0, .landmark_group = std::size_t{1} << 60})
          .empty());
  BOOST_TEST(EstimateEntries(10, {.keep = keep}) == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
