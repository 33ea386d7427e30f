#include "framework/memory/slot_codes.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "kernels/match_attention.h"
#include "tests/framework/memory/sight_domain.h"

namespace pastiche {
namespace {

using test::SightDomain;

using Codes = std::vector<std::uint16_t>;

Codes Encoded(const SlotCodes& codes, std::vector<std::int64_t> row,
              const std::vector<Token>& tokens) {
  Codes out(codes.size());
  codes.Encode(row, tokens, out);
  return out;
}
Codes Learnt(SlotCodes& codes, std::vector<std::int64_t> row,
             const std::vector<Token>& tokens) {
  Codes out(codes.size());
  codes.Learn(row, tokens, out);
  return out;
}

BOOST_AUTO_TEST_SUITE(slot_codes)

BOOST_AUTO_TEST_CASE(tokens_are_their_own_codes_and_pad_comes_after_them) {
  const SightDomain domain(4, {-1, -2, 1});
  SlotCodes codes = SlotCodes::Build(domain, {0, 2}).value();
  BOOST_TEST(codes.size() == 2u);
  BOOST_TEST(codes.slot(1) == 2u);
  BOOST_TEST(codes.code_count() == 5u);
  const std::vector<Token> tokens = {3, kUnknownToken, 0};
  const Codes expected[] = {
      {3, 0}, {SlotCodes::kUnknown, 4}, {4, SlotCodes::kUnknown}};
  const std::vector<std::int64_t> rows[] = {
      {0, 9, 2}, {1, 9, kSlotOutside}, {kSlotOutside, 9, kSlotUnknown}};
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(Encoded(codes, rows[i], tokens) == expected[i]);
    BOOST_TEST(Learnt(codes, rows[i], tokens) == expected[i]);
  }
}

BOOST_AUTO_TEST_CASE(
    symbols_are_numbered_as_they_come_and_new_ones_are_absent) {
  SightDomain domain(4, {-1});
  domain.AddSymbol();
  domain.AddSymbol();
  SlotCodes codes = SlotCodes::Build(domain, {0, 1, 2}).value();
  constexpr std::int64_t kHuge = INT64_MAX;
  BOOST_TEST(Learnt(codes, {0, 70, 900}, {2}) == (Codes{2, 0, 0}));
  BOOST_TEST(Learnt(codes, {0, 70, kHuge}, {2}) == (Codes{2, 0, 1}));
  BOOST_TEST(Learnt(codes, {0, kSlotOutside, 900}, {2}) == (Codes{2, 1, 0}));
  BOOST_TEST(Learnt(codes, {0, 0, kSlotUnknown}, {2}) ==
             (Codes{2, 2, SlotCodes::kUnknown}));
  // Each slot has symbols of its own.
  BOOST_TEST(Encoded(codes, {0, 900, 70}, {1}) ==
             (Codes{1, SlotCodes::kAbsent, SlotCodes::kAbsent}));
  BOOST_TEST(Encoded(codes, {0, 0, kHuge}, {1}) == (Codes{1, 2, 1}));
  BOOST_TEST(Encoded(codes, {0, kSlotOutside, kSlotOutside}, {1}) ==
             (Codes{1, 1, SlotCodes::kAbsent}));
}

BOOST_AUTO_TEST_CASE(symbols_beyond_the_last_code_match_nothing) {
  SightDomain domain(2, {});
  domain.AddSymbol();
  SlotCodes codes = SlotCodes::Build(domain, {0}).value();
  for (std::int64_t symbol = 0; symbol < 0xFFFC; ++symbol) {
    BOOST_REQUIRE(Learnt(codes, {symbol}, {})[0] == symbol);
  }
  for (std::int64_t symbol = 0xFFFC; symbol < 0x10010; ++symbol) {
    BOOST_TEST(Learnt(codes, {symbol}, {})[0] == SlotCodes::kAbsent);
  }
  BOOST_TEST(Learnt(codes, {0xFFFB}, {})[0] == 0xFFFB);
  BOOST_TEST(Encoded(codes, {0xFFFB}, {})[0] == 0xFFFB);
  BOOST_TEST(Encoded(codes, {0xFFFC}, {})[0] == SlotCodes::kAbsent);
  // No code means something else to the kernel.
  BOOST_TEST(0xFFFB < kernels::kMatchVaries);
  BOOST_TEST(SlotCodes::kNoKey > kernels::kMatchVaries);
}

BOOST_AUTO_TEST_CASE(tokens_of_large_vocabularies_are_numbered_as_they_come) {
  for (const std::size_t vocabulary : {0xFFFAu, 0xFFFBu, 100000u}) {
    const SightDomain domain(vocabulary, {-1});
    SlotCodes codes = SlotCodes::Build(domain, {0}).value();
    const auto last = static_cast<Token>(vocabulary - 1);
    const bool direct = vocabulary < 0xFFFB;
    BOOST_TEST(Learnt(codes, {0}, {last})[0] == (direct ? last : 0u));
    BOOST_TEST(Learnt(codes, {kSlotOutside}, {last})[0] ==
               (direct ? vocabulary : 1u));
    BOOST_TEST(Encoded(codes, {0}, {last})[0] == (direct ? last : 0u));
    BOOST_TEST(Encoded(codes, {0}, {7})[0] ==
               (direct ? 7u : std::size_t{SlotCodes::kAbsent}));
  }
}

BOOST_AUTO_TEST_CASE(mismatches_are_tabulated_with_pad_as_last_code) {
  SightDomain domain(5, {-1, -2});
  domain.AddSymbol();
  domain.Edit().has_mismatch = true;
  const SlotCodes codes = SlotCodes::Build(domain, {1, 2}).value();
  BOOST_TEST(bool(codes.kind(0) == SlotCodes::Kind::kTable));
  BOOST_TEST(bool(codes.kind(1) == SlotCodes::Kind::kEqual));  // A symbol.
  for (Token a = 0; a <= 5; ++a) {
    for (Token b = 0; b <= 5; ++b) {
      BOOST_TEST(
          codes.Mismatch(0, a, b) ==
          domain.Mismatch(1, a == 5 ? kPadToken : a, b == 5 ? kPadToken : b));
    }
  }
}

BOOST_AUTO_TEST_CASE(mismatches_over_more_than_64_tokens_are_unsupported) {
  for (const std::size_t vocabulary : {1, 5, 6, 7, 64, 65, 1000}) {
    SightDomain domain(vocabulary, {-1});
    BOOST_TEST(bool(SlotCodes::Build(domain, {0})->kind(0) ==
                    SlotCodes::Kind::kEqual));
    domain.Edit().has_mismatch = true;
    const auto codes = SlotCodes::Build(domain, {0});
    BOOST_TEST(codes.has_value() == (vocabulary <= 64));
    if (!codes) {
      BOOST_TEST(bool(codes.error().code == ErrorCode::kUnsupported));
      BOOST_TEST(codes.error().message.find(std::to_string(vocabulary)) !=
                 std::string::npos);
      continue;
    }
    // Tokens, PAD, and keys that do not know.
    BOOST_TEST(codes->table_width() ==
               std::max<std::size_t>(8, vocabulary + 2));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
