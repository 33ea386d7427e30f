#include "kernels/matrix.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

#include "kernels/status.h"

namespace pastiche::kernels {
namespace {

BOOST_AUTO_TEST_SUITE(matrix)

BOOST_AUTO_TEST_CASE(the_last_row_may_end_before_its_stride) {
  BOOST_TEST(CheckMatrix("m", 13, 2, 3, 10, 256).ok());
  BOOST_TEST(!CheckMatrix("m", 12, 2, 3, 10, 256).ok());
}

BOOST_AUTO_TEST_CASE(a_matrix_without_cells_needs_no_data) {
  BOOST_TEST(CheckMatrix("m", 0, 0, 3, 10, 256).ok());
  BOOST_TEST(CheckMatrix("m", 0, SIZE_MAX, 0, SIZE_MAX, 256).ok());
  BOOST_TEST(!CheckMatrix("m", 0, 1, 1, 1, 256).ok());
}

BOOST_AUTO_TEST_CASE(products_that_overflow_are_too_large_not_small) {
  // 2^33 rows of stride 2^32 make 2^65 floats, which is 0 in 64 bits.
  BOOST_TEST(
      !CheckMatrix("m", 100, std::size_t{1} << 33, 1, std::size_t{1} << 32, 256)
           .ok());
  BOOST_TEST(!CheckMatrix("m", 100, SIZE_MAX, 1, 1, 256).ok());
}

BOOST_AUTO_TEST_CASE(messages_are_cut_off_not_overrun) {
  const std::string text(200, 'x');
  const Status status = Status::Error(text, std::size_t{7}, text);
  BOOST_TEST(!status.ok());
  BOOST_TEST(status.message() == text.substr(0, Status::kMaxMessage));
  BOOST_TEST(Status().ok());
  BOOST_TEST(Status().message().empty());
  BOOST_TEST(Status::Error("a", SIZE_MAX, "b").message() ==
             "a18446744073709551615b");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
