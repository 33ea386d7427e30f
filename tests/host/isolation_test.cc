// Where a plugin runs does not change what is generated, for each of our
// domains.

#include "tests/host/generate_isolated.h"

namespace pastiche::test {
namespace {

BOOST_AUTO_TEST_SUITE(isolation)

BOOST_AUTO_TEST_CASE(isolation_does_not_change_a_byte) {
  for (const char* domain : {"mario", "drums", "terraform"}) {
    GenerateIsolated(domain, {"none", "import", "all"});
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
