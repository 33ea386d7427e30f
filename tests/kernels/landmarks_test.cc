// Means of blocks and groups.

#include "kernels/landmarks.h"

#include <cmath>

#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::OwnedMatrix;

BOOST_AUTO_TEST_SUITE(landmarks)

BOOST_AUTO_TEST_CASE(block_means_match_the_twin_for_any_shape) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (const std::size_t dim :
         {0u, 1u, 3u, 4u, 15u, 16u, 17u, 64u, 65u, 300u}) {
      for (const std::size_t n : {0u, 1u, 63u, 64u, 65u, 200u}) {
        for (const std::size_t size : {1u, 7u, 64u, 500u}) {
          const OwnedMatrix rows(n, dim, rng, 2, 1);
          const std::size_t blocks = BlockCount(n, size);
          OwnedMatrix actual(blocks, dim, rng, 1, 0);
          OwnedMatrix expected = actual;
          BOOST_TEST(BlockMeans(rows.view(), size, actual.mutable_view()).ok());
          BOOST_TEST(
              reference::BlockMeans(rows.view(), size, expected.mutable_view())
                  .ok());
          for (std::size_t i = 0; i < actual.cells.size(); ++i) {
            const double bound = static_cast<double>(size + 1) * 0x1p-24;
            BOOST_TEST(std::abs(double{actual.cells[i]} -
                                double{expected.cells[i]}) <= bound);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(group_means_are_the_means_of_their_rows) {
  std::mt19937 rng(/*seed=*/2);
  for (const std::size_t n : {1u, 99u, 100u, 101u, 257u}) {
    const OwnedMatrix rows(n, 9, rng);
    OwnedMatrix blocks(BlockCount(n, 10), 9, rng);
    OwnedMatrix groups(BlockCount(n, 50), 9, rng);
    OwnedMatrix expected = groups;
    BOOST_TEST(BlockMeans(rows.view(), 10, blocks.mutable_view()).ok());
    BOOST_TEST(GroupMeans(blocks.view(), n, 10, 5, groups.mutable_view()).ok());
    BOOST_TEST(
        reference::BlockMeans(rows.view(), 50, expected.mutable_view()).ok());
    for (std::size_t i = 0; i < groups.cells.size(); ++i) {
      BOOST_TEST(std::abs(groups.cells[i] - expected.cells[i]) <= 2e-6f);
    }
  }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/3);
  const OwnedMatrix rows(10, 4, rng);
  OwnedMatrix means(3, 4, rng);
  BOOST_TEST(!BlockMeans(rows.view(), 0, means.mutable_view()).ok());
  BOOST_TEST(!BlockMeans(rows.view(), 5, means.mutable_view()).ok());
  BOOST_TEST(BlockMeans(rows.view(), 4, means.mutable_view()).ok());
  OwnedMatrix narrow(3, 3, rng);
  BOOST_TEST(!BlockMeans(rows.view(), 4, narrow.mutable_view()).ok());
  OwnedMatrix groups(1, 4, rng);
  BOOST_TEST(GroupMeans(means.view(), 10, 4, 3, groups.mutable_view()).ok());
  BOOST_TEST(!GroupMeans(means.view(), 10, 4, 0, groups.mutable_view()).ok());
  BOOST_TEST(
      !GroupMeans(means.view(), 10, 4, SIZE_MAX / 2, groups.mutable_view())
           .ok());
  BOOST_TEST(!GroupMeans(means.view(), 20, 4, 5, groups.mutable_view()).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
