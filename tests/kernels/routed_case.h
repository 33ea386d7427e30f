// Random problems of routed attention, and how its results are compared with
// its twin's. Shared by the tests of routing.

#ifndef PASTICHE_TESTS_KERNELS_ROUTED_CASE_H_
#define PASTICHE_TESTS_KERNELS_ROUTED_CASE_H_

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/routed.h"
#include "kernels/routed_reference.h"
#include "tests/kernels/attention_case.h"

namespace pastiche::kernels::test {

struct RoutedOutcome {
  RoutedOutcome(std::size_t queries, std::size_t value_dim, std::size_t blocks)
      : attended(queries, value_dim),
        missed_mass(queries, -7.0f),
        opened(queries * blocks, 7) {}
  Attended attended;
  std::vector<float> missed_mass;
  std::vector<std::uint8_t> opened;
};

struct RoutedCase {
  RoutedCase(const AttentionShape& shape, std::mt19937& rng)
      : attention(shape, rng) {}

  // Packs and summarises the keys as they are now.
  void Build(std::size_t segment = 16) {
    const ConstMatrix keys = attention.keys.view();
    packed.assign(KeyBlocksSize(keys.rows, keys.cols), 0.0f);
    BOOST_TEST(PackKeys(keys, 0, packed).ok());
    index = RouteIndex(segment);
    const Status status =
        index.Extend(keys, attention.values.view(), options.key_bias);
    BOOST_TEST(status.ok(), status.message());
  }

  [[nodiscard]] KeyBlocks blocks() const {
    return {packed, attention.keys.rows, attention.keys.cols};
  }
  [[nodiscard]] std::size_t block_count() const {
    return attention.keys.rows / kKeyBlock;
  }

  RoutedOutcome Run() {
    const std::size_t rows = attention.queries.rows;
    const std::size_t cols = attention.values.cols;
    RoutedOutcome r(rows, cols, block_count());
    const Status status =
        AttendRouted(attention.queries.view(), blocks(),
                     attention.values.view(), index.summaries(), options,
                     {.out = MutableMatrix(r.attended.out, rows, cols),
                      .lse = r.attended.lse,
                      .missed_mass = r.missed_mass,
                      .opened = r.opened},
                     workspace);
    BOOST_TEST(status.ok(), status.message());
    return r;
  }

  // The twin's result and true missed mass for the blocks that `r` opened.
  Attended Twin(const RoutedOutcome& r, std::vector<double>& missed) const {
    const std::size_t rows = attention.queries.rows;
    const std::size_t cols = attention.values.cols;
    Attended twin(rows, cols);
    missed.assign(rows, -7.0);
    const Status status = reference::AttendRouted(
        attention.queries.view(), blocks(), attention.values.view(),
        index.summaries(), options, r.opened,
        MutableMatrix(twin.out, rows, cols), twin.lse, missed);
    BOOST_TEST(status.ok(), status.message());
    return twin;
  }

  AttentionCase attention;
  RoutedOptions options;
  std::vector<float> packed;
  RouteIndex index;
  RoutedWorkspace workspace;
};

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_ROUTED_CASE_H_
