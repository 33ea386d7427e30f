#include "framework/memory/head_memo.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "framework/core/random.h"

namespace pastiche {
namespace {

// A query and what a head would give it: a number made of all it sees.
struct Query {
  std::vector<std::uint16_t> codes;
  std::vector<std::int32_t> features;

  [[nodiscard]] double Mass(std::span<const std::uint32_t> order) const {
    double mass = 0.0;
    for (const std::uint32_t slot : order) mass = mass * 7.0 + codes[slot];
    for (const std::int32_t feature : features) mass = mass * 7.0 + feature;
    return mass;
  }
};

Query RandomQuery(std::size_t codes, std::size_t features,
                  std::uint64_t alphabet, Rng& rng) {
  Query query;
  for (std::size_t i = 0; i < codes; ++i) {
    query.codes.push_back(static_cast<std::uint16_t>(rng.NextBelow(alphabet)));
  }
  for (std::size_t i = 0; i < features; ++i) {
    query.features.push_back(static_cast<std::int32_t>(rng.NextBelow(5)) - 2);
  }
  return query;
}

BOOST_AUTO_TEST_SUITE(head_memo)

BOOST_AUTO_TEST_CASE(what_is_found_is_what_was_kept_for_this_very_query) {
  Rng rng(/*seed=*/1);
  const std::vector<std::uint32_t> order = {4, 0, 3};
  for (const std::size_t features : {0, 1, 8}) {
    for (const std::size_t vocabulary : {1, 3, 40000}) {
      HeadMemo memo(order, features, vocabulary);
      std::vector<double> masses(vocabulary);
      std::size_t found = 0;
      const std::size_t queries = vocabulary > 100 ? 300 : 20000;
      for (std::size_t i = 0; i < queries; ++i) {
        // Some repeat at once, most are new or long gone.
        const Query query = RandomQuery(5, features, 7, rng);
        const double mass = query.Mass(order);
        for (int again = 0; again < 2; ++again) {
          if (memo.Find(query.codes, query.features, masses)) {
            ++found;
            BOOST_REQUIRE(masses.front() == mass);
            BOOST_REQUIRE(masses.back() == (vocabulary > 1 ? -mass : mass));
            continue;
          }
          BOOST_REQUIRE(again == 0);  // What was just kept is there.
          masses.assign(vocabulary, 0.0);
          masses.back() = -mass;
          masses.front() = mass;
          memo.Keep(masses);
        }
      }
      BOOST_TEST(found >= queries);
    }
  }
}

BOOST_AUTO_TEST_CASE(
    other_slots_do_not_matter_but_every_slot_and_feature_does) {
  const std::vector<std::uint32_t> order = {1, 2};
  HeadMemo memo(order, 1, 1);
  std::vector<double> masses = {3.5};
  const std::vector<std::uint16_t> codes = {9, 0xFFFF, 6};
  BOOST_TEST(!memo.Find(codes, std::vector{-1}, masses));
  memo.Keep(masses);
  using Codes = std::vector<std::uint16_t>;
  BOOST_TEST(memo.Find(Codes{8, 0xFFFF, 6}, std::vector{-1}, masses));
  BOOST_TEST(!memo.Find(Codes{9, 0xFFFE, 6}, std::vector{-1}, masses));
  BOOST_TEST(!memo.Find(Codes{9, 0xFFFF, 7}, std::vector{-1}, masses));
  BOOST_TEST(!memo.Find(codes, std::vector{1}, masses));
  BOOST_TEST(!memo.Find(codes, std::vector{-1 + 65536}, masses));
}

BOOST_AUTO_TEST_CASE(a_head_without_slots_or_features_has_one_query) {
  HeadMemo memo({}, 0, 2);
  std::vector<double> masses = {1.0, 2.0};
  BOOST_TEST(!memo.Find({}, {}, masses));
  memo.Keep(masses);
  masses = {0.0, 0.0};
  BOOST_TEST(memo.Find({}, {}, masses));
  BOOST_TEST(masses == (std::vector{1.0, 2.0}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
