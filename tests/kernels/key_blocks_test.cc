#include "kernels/key_blocks.h"

#include <cstdint>

#include "tests/kernels/attention_case.h"

namespace pastiche::kernels {
namespace {

BOOST_AUTO_TEST_SUITE(key_blocks)

BOOST_AUTO_TEST_CASE(sizes_are_whole_blocks_and_saturate) {
  BOOST_TEST(KeyBlocksSize(0, 5) == 0u);
  BOOST_TEST(KeyBlocksSize(1, 5) == 320u);
  BOOST_TEST(KeyBlocksSize(64, 5) == 320u);
  BOOST_TEST(KeyBlocksSize(65, 5) == 640u);
  BOOST_TEST(KeyBlocksSize(SIZE_MAX, 0) == 0u);
  BOOST_TEST(KeyBlocksSize(SIZE_MAX, 64) == SIZE_MAX);
  BOOST_TEST(KeyBlocksSize(1, SIZE_MAX) == SIZE_MAX);
}

BOOST_AUTO_TEST_CASE(columns_lie_where_the_format_says) {
  std::mt19937 rng(/*seed=*/1);
  const test::OwnedMatrix keys(150, 7, rng, /*extra_stride=*/2);
  std::vector<float> blocks(KeyBlocksSize(150, 7), -7.0f);
  BOOST_TEST(PackKeys(keys.view(), 0, blocks).ok());
  for (std::size_t j = 0; j < 192; ++j) {
    for (std::size_t c = 0; c < 7; ++c) {
      const float expected = j < 150 ? keys.view().row(j)[c] : 0.0f;
      BOOST_TEST(blocks[(j / 64 * 7 + c) * 64 + j % 64] == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(appending_equals_packing_at_once) {
  std::mt19937 rng(/*seed=*/2);
  const test::OwnedMatrix keys(150, 5, rng);
  std::vector<float> whole(KeyBlocksSize(150, 5), 1.0f);
  std::vector<float> grown(KeyBlocksSize(150, 5), 2.0f);
  BOOST_TEST(PackKeys(keys.view(), 0, whole).ok());
  for (std::size_t first = 0; first < 150;) {
    const std::size_t count =
        std::min<std::size_t>(1 + first % 40, 150 - first);
    const ConstMatrix part(std::span(keys.cells).subspan(first * 5), count, 5);
    BOOST_TEST(PackKeys(part, first, grown).ok());
    first += count;
  }
  BOOST_TEST(grown == whole);
}

BOOST_AUTO_TEST_CASE(blocks_too_small_are_an_error) {
  std::mt19937 rng(/*seed=*/3);
  const test::OwnedMatrix keys(10, 5, rng);
  std::vector<float> blocks(320, 1.0f);
  BOOST_TEST(PackKeys(keys.view(), 54, blocks).ok());
  BOOST_TEST(PackKeys(keys.view(), 55, blocks).message() ==
             "keys 55 and 10 more do not fit blocks of 320 floats");
  BOOST_TEST(!PackKeys(keys.view(), SIZE_MAX, blocks).ok());
  BOOST_TEST(!PackKeys({keys.cells, 11, 5}, 0, blocks).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
