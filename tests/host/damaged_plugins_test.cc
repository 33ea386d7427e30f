// 51 cut and 400 bit-flipped copies of mario.so: `pastiche list` survives them
// all.

#include "tests/host/damaged_copies.h"

namespace pastiche::test {
namespace {

BOOST_AUTO_TEST_SUITE(damaged_plugins)

BOOST_AUTO_TEST_CASE(all_of_them_are_listed_and_nothing_crashes) {
  // Sanitizers are slow.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  ListDamagedCopies(/*step=*/10);
#else
  ListDamagedCopies(/*step=*/1);
#endif
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
