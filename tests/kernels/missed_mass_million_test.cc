// The bound of routed attention on a million random and adversarial queries.

#include "tests/kernels/routed_hunt.h"

namespace pastiche::kernels {
namespace {

using test::Prey;
using test::RoutedHunt;

BOOST_AUTO_TEST_SUITE(missed_mass_million)

BOOST_AUTO_TEST_CASE(the_bound_is_never_violated) {
  RoutedHunt hunt(/*seed=*/2);
  while (hunt.asked() < 1'000'000) {
    for (int prey = 0; prey < static_cast<int>(Prey::kCount); ++prey) {
      const std::size_t violations = hunt.Violations(static_cast<Prey>(prey));
      BOOST_TEST_REQUIRE(violations == 0u,
                         "prey " << prey << " after " << hunt.asked());
    }
  }
  BOOST_TEST_MESSAGE(hunt.asked()
                     << " queries, " << hunt.useful() << " bounds below .99");
  BOOST_TEST(hunt.useful() > hunt.asked() / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
