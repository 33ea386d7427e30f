#include "framework/memory/feature_buckets.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "kernels/match_attention.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUnit = std::numbers::ln2 / 1024.0;  // Nats.

using Features = std::vector<std::int32_t>;

BOOST_AUTO_TEST_SUITE(feature_buckets)

BOOST_AUTO_TEST_CASE(nats_become_rounded_saturated_units) {
  BOOST_TEST(CostUnits(0.0) == 0);
  BOOST_TEST(CostUnits(0.49 * kUnit) == 0);
  BOOST_TEST(CostUnits(0.51 * kUnit) == 1);
  BOOST_TEST(CostUnits(std::numbers::ln2) == 1024);
  for (const int units : {1, 2, 3, 1023, 30000, 65533, 65534}) {
    BOOST_TEST(CostUnits(units * kUnit) == units);
  }
  for (const double never :
       {65535 * kUnit, 44.4, 1e300, kInfinity, std::nan("")}) {
    BOOST_TEST(CostUnits(never) == kernels::kMatchNever);
  }
}

BOOST_AUTO_TEST_CASE(buckets_are_numbered_as_they_come) {
  for (std::size_t width = 0; width <= kMaxFeatures; ++width) {
    FeatureBuckets buckets(width);
    std::map<Features, std::uint32_t> expected;
    Rng rng(/*seed=*/1);
    for (int i = 0; i < 200; ++i) {
      Features tuple(width);
      for (auto& value : tuple)
        value = static_cast<std::int32_t>(rng.NextBelow(3)) - 1;
      const auto next = static_cast<std::uint32_t>(expected.size());
      BOOST_TEST(buckets.IdOf(tuple) ==
                 expected.try_emplace(tuple, next).first->second);
      BOOST_TEST(buckets.size() == expected.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(costs_are_the_sum_over_features_with_gates) {
  test::SightDomain domain(2, {-1});
  domain.AddFeature(/*lo=*/-2, /*count=*/7);
  domain.AddFeature(/*lo=*/0, /*count=*/2, /*hard=*/true);
  domain.AddFeature(/*lo=*/5, /*count=*/9);
  const FeatureDistances distances(domain);
  BOOST_TEST(distances.size() == 3u);
  Rng rng(/*seed=*/2);
  std::size_t never = 0;
  for (int round = 0; round < 300; ++round) {
    const HeadSettings head = test::RandomHead(domain.geometry(), true, rng);
    const auto tuple = [&] {
      return Features{static_cast<std::int32_t>(rng.NextBelow(7)) - 2,
                      static_cast<std::int32_t>(rng.NextBelow(2)),
                      static_cast<std::int32_t>(rng.NextBelow(9)) + 5};
    };
    const Features a = tuple(), b = tuple();
    const test::View query{.slots = {std::nullopt}, .features = a};
    const test::View key{.slots = {std::nullopt}, .features = b};
    const double expected = test::CostBetween(domain, head, query, key);
    const double cost = distances.Cost(head, a, b);
    never += cost == kInfinity ? 1 : 0;
    BOOST_TEST((cost == expected || std::abs(cost - expected) < 1e-12));
    BOOST_TEST(distances.Cost(head, b, a) == cost);

    FeatureBuckets buckets(3);
    (void)buckets.IdOf(b);
    (void)buckets.IdOf(a);
    std::vector<std::uint16_t> costs = {1, 2, 3};
    buckets.Costs(distances, head, 1.5, a, costs);
    BOOST_TEST(costs.size() == buckets.size());
    BOOST_TEST(costs[0] == CostUnits(1.5 * cost));
    BOOST_TEST(
        costs[buckets.size() - 1] ==
        (a == b ? costs[0] : CostUnits(1.5 * distances.Cost(head, a, a))));
  }
  BOOST_TEST((never > 50 && never < 290));
}

BOOST_AUTO_TEST_CASE(the_radius_itself_is_within_reach) {
  test::SightDomain domain(2, {-1});
  domain.AddFeature(0, 20);
  const FeatureDistances distances(domain);
  HeadSettings head;
  head.features = {{.rho = 0.5, .radius = 3}};
  const Features at = {10};
  BOOST_TEST(distances.Cost(head, at, Features{13}) == 1.5);
  BOOST_TEST(distances.Cost(head, at, Features{14}) == kInfinity);
  head.features = {{.stride = 4}};
  BOOST_TEST(distances.Cost(head, at, Features{2}) == 0.0);
  BOOST_TEST(distances.Cost(head, at, Features{3}) == kInfinity);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
