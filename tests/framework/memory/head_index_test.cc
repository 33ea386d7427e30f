// Every position is found under its key; gates admit what a full scan finds.

#include "framework/memory/head_index.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "framework/memory/head_costs.h"
#include "kernels/match_reference.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using kernels::kMatchBlock;
using test::SightDomain;

// Bucket, symbols in key order, token.
using Key = std::tuple<std::uint32_t, std::vector<std::uint16_t>, Token>;

// Random positions of `domain`: `table` says what each sees.
struct Positions {
  Positions(const SightDomain& domain, std::size_t count, Rng& rng)
      : width(domain.geometry().slots.size()) {
    const std::size_t vocabulary = domain.vocabulary().size();
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t s = 0; s < width; ++s) {
        const std::size_t code =
            rng.NextBelow(rng.NextBelow(vocabulary + 1) + 1);
        const bool blind = rng.NextBelow(12) == 0;
        codes.push_back(blind ? SlotCodes::kUnknown
                              : static_cast<std::uint16_t>(code));
      }
      buckets.push_back(static_cast<std::uint32_t>(rng.NextBelow(3)));
      tokens.push_back(static_cast<Token>(rng.NextBelow(vocabulary)));
    }
  }
  [[nodiscard]] PositionTable table() const {
    return {
        .width = width, .codes = codes, .buckets = buckets, .tokens = tokens};
  }

  std::size_t width;
  std::vector<std::uint16_t> codes;
  std::vector<std::uint32_t> buckets;
  std::vector<Token> tokens;
};

SlotCodes CodesOf(const SightDomain& domain) {
  std::vector<std::size_t> used(domain.geometry().slots.size());
  std::iota(used.begin(), used.end(), std::size_t{0});
  return SlotCodes::Build(domain, used).value();
}

bool HasLowBytes(const kernels::MatchKeys& keys) {
  return !keys.narrow_rows.empty() || !keys.nibble_rows.empty();
}

// The key that number `key` of `index` decodes to.
Key Decoded(const HeadIndex& index, std::uint32_t bucket, std::uint32_t value,
            std::uint32_t key) {
  const kernels::MatchKeys keys = index.keys();
  std::vector<std::uint16_t> row;
  for (std::size_t s = 0; s < keys.slot_count; ++s) {
    row.push_back(kernels::reference::SymbolAt(keys, key / kMatchBlock, s,
                                               key % kMatchBlock));
    // Low bytes tell all symbols apart where rows are narrow.
    if (HasLowBytes(keys)) row.back() &= 0xFF;
  }
  return {bucket, row,
          value == kernels::kMixedValues ? keys.values[key] : value};
}

void CheckIndex(const SightDomain& domain, const HeadSettings& head,
                const Positions& positions) {
  const SlotCodes codes = CodesOf(domain);
  const HeadIndex index(head, codes, positions.table(),
                        domain.vocabulary().size());
  std::map<Key, float> expected, found;
  std::vector<Key> key_of;
  for (std::size_t p = 0; p < positions.tokens.size(); ++p) {
    std::vector<std::uint16_t> row;
    for (const std::uint32_t slot : index.order()) {
      row.push_back(
          KeySymbol(codes, slot, positions.codes[p * positions.width + slot]));
      if (HasLowBytes(index.keys())) row.back() &= 0xFF;
    }
    key_of.emplace_back(positions.buckets[p], row, positions.tokens[p]);
    expected[key_of.back()] += 1.0f;
  }
  std::vector<kernels::MatchRun> scratch;
  const std::vector<std::uint16_t> blind(positions.width, SlotCodes::kUnknown);
  std::uint32_t next_block = 0;
  std::map<std::uint32_t, Key> decoded;
  for (const kernels::MatchRun& run : index.Runs(blind, scratch)) {
    BOOST_TEST(run.first_block == next_block);
    next_block += run.block_count;
    for (std::uint32_t k = run.first_block * kMatchBlock;
         k < next_block * kMatchBlock; ++k) {
      const float weight = index.Weight(k);
      if (weight == 0.0f) continue;
      decoded[k] = Decoded(index, run.bucket, run.value, k);
      BOOST_TEST(found.emplace(decoded[k], weight).second);  // Merged.
    }
  }
  BOOST_TEST(next_block == index.keys().blocks.size());
  BOOST_TEST((found == expected));
  BOOST_TEST(index.key_count() == expected.size());
  float total = 0.0f;
  for (const float weight : index.keys().weights) total += weight;
  BOOST_TEST(total == static_cast<float>(positions.tokens.size()));
  for (std::size_t p = 0; p < key_of.size(); ++p) {
    BOOST_TEST((decoded.at(index.KeyOf(p)) == key_of[p]));
  }
  BOOST_TEST(index.byte_count() > 0u);
}

BOOST_AUTO_TEST_SUITE(head_index)

BOOST_AUTO_TEST_CASE(merged_keys_count_every_position_once) {
  Rng rng(/*seed=*/1);
  for (const std::size_t count : {1, 2, 63, 64, 65, 500}) {
    for (const std::size_t vocabulary : {1, 3, 64, 65, 200}) {
      for (const bool mismatch : {false, true}) {
        if (mismatch && vocabulary > 64) continue;
        SightDomain domain(vocabulary, {-1, -2, -3, -4});
        domain.Edit().has_mismatch = mismatch;
        for (const bool gated : {false, true}) {
          HeadSettings head = test::RandomHead(domain.geometry(), true, rng);
          if (gated) head.gate = rng.NextBelow(4);
          BOOST_TEST_CONTEXT(count << " positions, " << vocabulary
                                   << " tokens, gate " << gated) {
            CheckIndex(domain, head, Positions(domain, count, rng));
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_head_without_slots_keeps_one_key_per_bucket_and_token) {
  Rng rng(/*seed=*/2);
  const SightDomain domain(3, {-1});
  HeadSettings head;
  head.slot_weights = {0.0};
  const Positions positions(domain, 400, rng);
  CheckIndex(domain, head, positions);
  const HeadIndex index(head, CodesOf(domain), positions.table(), 3);
  BOOST_TEST(index.key_count() == 9u);
}

BOOST_AUTO_TEST_CASE(slots_are_ordered_gate_first_then_by_weight) {
  const SightDomain domain(3, {-1, -2, -3, -4, -5});
  const SlotCodes codes = SlotCodes::Build(domain, {0, 1, 2, 4}).value();
  HeadSettings head;
  head.slot_weights = {1, 3, 0, 9, 3};
  BOOST_TEST(KeyOrder(head, codes) == (std::vector<std::uint32_t>{1, 3, 0}));
  head.gate = 2;
  BOOST_TEST(KeyOrder(head, codes) == (std::vector<std::uint32_t>{2, 1, 3, 0}));
}

// Masses of one query over `runs`.
std::vector<double> Masses(const SightDomain& domain, const HeadIndex& index,
                           const HeadQuery& query,
                           std::span<const kernels::MatchRun> runs) {
  const std::vector<std::uint16_t> bucket_costs = {0, 500, 2000};
  std::vector<double> masses(domain.vocabulary().size());
  kernels::MatchQuery view = query.View();
  view.bucket_costs = bucket_costs;
  kernels::AttendMatch(index.keys(), runs, view, masses);
  return masses;
}

BOOST_AUTO_TEST_CASE(the_gate_selects_what_a_full_scan_finds) {
  Rng rng(/*seed=*/3);
  std::size_t visited = 0, all = 0;
  for (const std::size_t vocabulary : {2, 5, 6, 7, 30, 100}) {
    for (const bool mismatch : {false, true}) {
      if (mismatch && vocabulary > 64) continue;
      SightDomain domain(vocabulary, {-1, -2, -3});
      domain.Edit().has_mismatch = mismatch;
      const SlotCodes codes = CodesOf(domain);
      for (int round = 0; round < 10; ++round) {
        const Positions positions(domain, 1 + rng.NextBelow(3000), rng);
        HeadSettings head = test::RandomHead(domain.geometry(), true, rng);
        head.gate = rng.NextBelow(3);
        const HeadIndex index(head, codes, positions.table(), vocabulary);
        const HeadCosts costs(head, codes, index.order(), 1.0);
        std::vector<kernels::MatchRun> scratch;
        const std::vector<std::uint16_t> blind(3, SlotCodes::kUnknown);
        const auto full = index.Runs(blind, scratch);
        for (int q = 0; q < 20; ++q) {
          const auto sees = Positions(domain, 1, rng).codes;
          HeadQuery query;
          costs.MakeQuery(sees, query);
          std::vector<kernels::MatchRun> chosen;
          const auto runs = index.Runs(sees, chosen);
          BOOST_TEST(Masses(domain, index, query, runs) ==
                     Masses(domain, index, query, full));
          for (const auto& run : runs) visited += run.block_count;
          for (const auto& run : full) all += run.block_count;
        }
      }
    }
  }
  BOOST_TEST(visited * 2 < all);
}

// Every key that counts for a query holds the gate's own code.
BOOST_AUTO_TEST_CASE(the_gate_admits_equal_codes_only) {
  Rng rng(/*seed=*/4);
  for (const std::size_t vocabulary : {5, 30}) {
    for (const bool mismatch : {false, true}) {
      SightDomain domain(vocabulary, {-1});
      domain.Edit().has_mismatch = mismatch;
      const SlotCodes codes = CodesOf(domain);
      Positions positions(domain, 800, rng);
      // Each position holds the token it sees; PAD and unknown count as 0.
      for (std::size_t p = 0; p < 800; ++p) {
        positions.tokens[p] =
            positions.codes[p] < vocabulary ? positions.codes[p] : 0;
        positions.buckets[p] = 0;
      }
      HeadSettings head;
      head.slot_weights = {0.001};
      head.gate = 0;
      const HeadIndex index(head, codes, positions.table(), vocabulary);
      const HeadCosts costs(head, codes, index.order(), 1.0);
      for (std::uint16_t code = 1; code < vocabulary; ++code) {
        HeadQuery query;
        const std::vector<std::uint16_t> sees = {code};
        costs.MakeQuery(sees, query);
        std::vector<kernels::MatchRun> chosen;
        std::vector<double> expected(vocabulary);
        expected[code] = double(
            std::count(positions.codes.begin(), positions.codes.end(), code));
        const auto masses =
            Masses(domain, index, query, index.Runs(sees, chosen));
        for (std::size_t v = 0; v < vocabulary; ++v) {
          BOOST_TEST(std::abs(masses[v] - expected[v]) <= 1e-6 * expected[v]);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
