// One wrong value in every place of arrays of every length is found.

#include "framework/plugin/array_check.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <vector>

namespace pastiche {
namespace {

// Runs `body` for all vectors that this processor has.
template <typename Body>
void ForAllVectors(const Body& body) {
  for (const VectorBytes vectors :
       {VectorBytes::k16, VectorBytes::k32, VectorBytes::k64}) {
    if (vectors > WidestVectors()) return;
    BOOST_TEST_CONTEXT(int(vectors) << " bytes") { body(vectors); }
  }
}

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

BOOST_AUTO_TEST_SUITE(array_check)

BOOST_AUTO_TEST_CASE(a_token_out_of_range_is_found_anywhere) {
  ForAllVectors([](VectorBytes vectors) {
    for (std::size_t length = 0; length < 70; ++length) {
      std::vector<std::uint32_t> tokens(length, 13);
      BOOST_TEST(AllBelow(tokens, 0, 14, vectors));
      for (std::size_t at = 0; at < length; ++at) {
        for (const std::uint32_t bad : {14u, 0x80000000u, 0xFFFFFFFEu}) {
          tokens[at] = bad;
          BOOST_TEST(!AllBelow(tokens, 0, 14, vectors));
          BOOST_TEST(!AllBelow(tokens, 1, 15, vectors));
        }
        // Unknown tokens wrap to 0.
        tokens[at] = 0xFFFFFFFF;
        BOOST_TEST(!AllBelow(tokens, 0, 14, vectors));
        BOOST_TEST(AllBelow(tokens, 1, 15, vectors));
        tokens[at] = 0;
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(a_slot_out_of_range_is_found_anywhere) {
  ForAllVectors([](VectorBytes vectors) {
    for (std::size_t length = 0; length < 40; ++length) {
      std::vector<std::int64_t> slots(length, 99);
      BOOST_TEST(AllSlotsWithin(slots, 100, true, vectors));
      for (std::size_t at = 0; at < length; ++at) {
        for (const std::int64_t bad : {std::int64_t{100}, kMost}) {
          slots[at] = bad;
          BOOST_TEST(!AllSlotsWithin(slots, 100, true, vectors));
          BOOST_TEST(AllSlotsWithin(slots, 0, false, vectors));
        }
        for (const std::int64_t bad : {std::int64_t{-3}, kLeast, kLeast + 1}) {
          slots[at] = bad;
          BOOST_TEST(!AllSlotsWithin(slots, 100, true, vectors));
          BOOST_TEST(!AllSlotsWithin(slots, 0, false, vectors));
        }
        for (const std::int64_t good : {-2, -1, 0, 99}) {
          slots[at] = good;
          BOOST_TEST(AllSlotsWithin(slots, 100, true, vectors));
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(nothing_lies_before_the_first_position) {
  ForAllVectors([](VectorBytes vectors) {
    const std::vector<std::int64_t> outside = {-2, -1};
    BOOST_TEST(AllSlotsWithin(outside, 0, true, vectors));
    const std::vector<std::int64_t> first = {0};
    BOOST_TEST(!AllSlotsWithin(first, 0, true, vectors));
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
