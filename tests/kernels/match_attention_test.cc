// Long because one set of random keys and queries serves all of its cases.

#include "kernels/match_attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "kernels/match_reference.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using pastiche::test::OnTarget;

constexpr std::size_t kVocabulary = 11;
constexpr std::size_t kBuckets = 3;

// What one random problem is made of.
struct Shape {
  std::size_t slots = 0;
  std::vector<std::uint32_t> run_blocks;  // Blocks of each run.
  std::size_t table_width = 0;            // 0 = no slot is tabulated.
  std::uint32_t alphabet = 3;             // Different symbols per slot.
  std::uint32_t largest_cost = 2000;
  unsigned uniform_percent = 50;  // Of the slots of a block.
  unsigned override_percent = 0;  // Of the keys.
  bool mixed = true;              // Runs of mixed values among the others.
};

enum class Rows { kWide, kNarrow, kNibble };

struct MatchCase {
  MatchCase(const Shape& shape, std::mt19937& rng);

  [[nodiscard]] MatchKeys keys() const {
    return {.slot_count = slots,
            .blocks = blocks,
            .uniform = uniform,
            .row_slots = row_slots,
            .rows = rows,
            .weights = weights,
            .values = values,
            .narrow_rows = narrow_rows,
            .nibble_rows = nibble_rows,
            .few_symbols = few_symbols,
            .present = present,
            .block_weights = block_weights};
  }
  // Adds what keys may have besides: low bytes, symbols by block, weights.
  void Summarise(Rows stored);
  // Some keys do not know a slot, and the query asks for what none holds.
  void Blind(std::mt19937& rng);
  [[nodiscard]] MatchQuery query() const {
    return {.symbols = symbols,
            .costs = costs,
            .unknown_costs = unknown_costs,
            .bits = bits,
            .tables = tables,
            .tabulated = tabulated,
            .table_width = table_width,
            .bucket_costs = bucket_costs,
            .overrides = overrides,
            .cutoff = cutoff,
            .allowance = allowance};
  }
  template <typename Attend>
  [[nodiscard]] std::vector<double> Run(const Attend& attend) const {
    std::vector<double> masses(kVocabulary, 0.25);  // It adds, not sets.
    attend(keys(), runs, query(), masses);
    return masses;
  }

  std::size_t slots = 0, table_width = 0;
  std::vector<MatchBlock> blocks;
  std::vector<MatchRun> runs;
  std::vector<std::uint16_t> uniform, row_slots, rows, present;
  std::vector<std::uint8_t> narrow_rows, nibble_rows;
  bool few_symbols = false;
  std::vector<float> weights, block_weights;
  std::vector<std::uint32_t> values;
  std::vector<std::uint16_t> symbols, costs, unknown_costs, bits, tables;
  std::vector<std::uint16_t> bucket_costs;
  std::vector<std::uint8_t> tabulated;
  std::vector<MatchOverride> overrides;
  std::uint16_t cutoff = kMatchNever;
  double allowance = 0.0;
};

std::uint32_t Below(std::uint32_t count, std::mt19937& rng) {
  return static_cast<std::uint32_t>(rng() % count);
}

MatchCase::MatchCase(const Shape& shape, std::mt19937& rng)
    : slots(shape.slots), table_width(shape.table_width) {
  const std::size_t padded = PaddedSlots(slots);
  if (table_width != 0) {
    for (std::size_t s = 0; s < slots; ++s)
      tabulated.push_back(Below(3, rng) != 0);
  }
  const auto is_table = [&](std::size_t s) {
    return table_width != 0 && tabulated[s] != 0;
  };
  const auto symbol = [&](std::size_t s) {
    const std::uint32_t code = Below(shape.alphabet, rng);
    return is_table(s) && table_width <= kSmallTable
               ? TableSymbol(code)
               : static_cast<std::uint16_t>(code);
  };
  for (const std::uint32_t count : shape.run_blocks) {
    const bool mixed = shape.mixed && Below(2, rng) == 0;
    runs.push_back({.first_block = static_cast<std::uint32_t>(blocks.size()),
                    .block_count = count,
                    .bucket = Below(kBuckets, rng),
                    .value = mixed ? kMixedValues : Below(kVocabulary, rng)});
    for (std::uint32_t b = 0; b < count; ++b) {
      blocks.push_back(
          {.first_row = static_cast<std::uint32_t>(row_slots.size())});
      for (std::size_t s = 0; s < padded; ++s) {
        const bool shared =
            s >= slots || Below(100, rng) < shape.uniform_percent;
        uniform.push_back(s >= slots ? 0 : shared ? symbol(s) : kMatchVaries);
        if (shared) continue;
        ++blocks.back().row_count;
        row_slots.push_back(static_cast<std::uint16_t>(s));
        for (std::size_t i = 0; i < kMatchBlock; ++i) rows.push_back(symbol(s));
      }
      for (std::size_t i = 0; i < kMatchBlock; ++i) {
        weights.push_back(static_cast<float>(Below(5, rng)));
        values.push_back(Below(kVocabulary, rng));
      }
    }
  }
  for (std::uint32_t key = 0; key < weights.size(); ++key) {
    if (Below(100, rng) < shape.override_percent) {
      overrides.push_back(
          {.key = key, .weight = 0.5f * static_cast<float>(Below(3, rng))});
    }
  }
  symbols.resize(padded, 0);
  costs.resize(padded, 0);
  tables.resize(slots * table_width);
  for (std::size_t s = 0; s < slots; ++s) {
    if (!is_table(s)) {
      symbols[s] = symbol(s);
      costs[s] = static_cast<std::uint16_t>(Below(shape.largest_cost + 1, rng));
    }
    for (std::size_t c = 0; c < table_width; ++c) {
      tables[s * table_width + c] =
          static_cast<std::uint16_t>(Below(shape.largest_cost + 1, rng));
    }
  }
  for (std::size_t b = 0; b < kBuckets; ++b) {
    bucket_costs.push_back(
        static_cast<std::uint16_t>(Below(shape.largest_cost + 1, rng)));
  }
}

void MatchCase::Blind(std::mt19937& rng) {
  const auto is_table = [&](std::size_t s) {
    return table_width != 0 && tabulated[s] != 0;
  };
  for (std::size_t r = 0; r < row_slots.size(); ++r) {
    if (is_table(row_slots[r])) continue;
    for (std::size_t i = 0; i < kMatchBlock; ++i) {
      if (Below(9, rng) == 0) rows[r * kMatchBlock + i] = 0xFFFF;
    }
  }
  const std::size_t padded = PaddedSlots(slots);
  for (std::size_t i = 0; i < uniform.size(); ++i) {
    const std::size_t s = i % padded;
    if (s < slots && !is_table(s) && uniform[i] != kMatchVaries &&
        Below(9, rng) == 0) {
      uniform[i] = 0xFFFF;
    }
  }
  for (std::size_t s = 0; s < slots; ++s) {
    if (!is_table(s) && Below(5, rng) == 0) symbols[s] = 0xFFFD;
  }
}

void MatchCase::Summarise(Rows stored) {
  const std::size_t padded = PaddedSlots(slots);
  present.assign(uniform.size(), 0);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t s = 0; s < slots; ++s) {
      for (std::size_t i = 0; i < kMatchBlock; ++i) {
        const auto symbol = reference::SymbolAt(keys(), b, s, i);
        if (symbol < kMatchVaries) present[b * padded + s] |= SymbolBit(symbol);
      }
    }
    float weight = 0.0f;
    for (std::size_t i = 0; i < kMatchBlock; ++i) {
      weight += weights[b * kMatchBlock + i];
    }
    block_weights.push_back(weight);
  }
  bits.assign(padded, 0);
  for (std::size_t s = 0; s < slots; ++s) {
    const bool table = table_width != 0 && tabulated[s] != 0;
    if (table) bits[s] = 0xFFFF;
    if (!table && costs[s] > 0 && symbols[s] < kMatchVaries) {
      bits[s] = SymbolBit(symbols[s]);
    }
  }
  if (stored == Rows::kNarrow) {
    narrow_rows.assign(rows.begin(), rows.end());  // Low bytes.
  }
  few_symbols = stored == Rows::kNibble;
  if (stored != Rows::kNibble) return;
  constexpr std::size_t kHalf = kMatchBlock / 2;
  for (std::size_t r = 0; r < row_slots.size(); ++r) {
    for (std::size_t i = 0; i < kHalf; ++i) {
      const std::uint16_t* row = rows.data() + r * kMatchBlock;
      nibble_rows.push_back(static_cast<std::uint8_t>(
          Nibble(row[i]) | Nibble(row[i + kHalf]) << 4));
    }
  }
}

// A product is within 3 ULP (see exp2.h) of its value, and every sum of a
// run's lane rounds once per block.
void CheckClose(const MatchCase& problem) {
  const auto fast = problem.Run([](auto&&... a) { AttendMatch(a...); });
  const auto slow =
      problem.Run([](auto&&... a) { reference::AttendMatch(a...); });
  const double bound =
      6e-8 * (6.0 + 4.0 * static_cast<double>(problem.blocks.size()));
  for (std::size_t v = 0; v < kVocabulary; ++v) {
    BOOST_TEST(std::abs(fast[v] - slow[v]) <= bound * slow[v]);
  }
}

BOOST_AUTO_TEST_SUITE(match_attention)

BOOST_AUTO_TEST_CASE(matches_reference_at_every_slot_count) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (const std::size_t slots :
         {0, 1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 240, 482}) {
      for (const unsigned uniform : {0u, 50u, 97u, 100u}) {
        for (const std::uint32_t cost : {30u, 400u, 5000u}) {
          const MatchCase problem({.slots = slots,
                                   .run_blocks = {1, 2, 3},
                                   .largest_cost = cost,
                                   .uniform_percent = uniform},
                                  rng);
          BOOST_TEST_CONTEXT(slots << " slots, " << uniform
                                   << " % uniform, costs to " << cost) {
            CheckClose(problem);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_with_tables_small_and_wide) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (const std::size_t width : {8, 9, 16, 66, 300}) {
      for (const std::size_t slots : {1, 31, 32, 33, 64, 240}) {
        for (const unsigned uniform : {0u, 60u, 100u}) {
          const MatchCase problem(
              {.slots = slots,
               .run_blocks = {2, 1, 1, 2},
               .table_width = width,
               .alphabet = static_cast<std::uint32_t>(width),
               .largest_cost = slots > 60 ? 200u : 3000u,
               .uniform_percent = uniform},
              rng);
          BOOST_TEST_CONTEXT(slots << " slots, tables of " << width) {
            CheckClose(problem);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_with_overrides_and_cutoffs) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    for (const unsigned overrides : {1u, 20u, 100u}) {
      for (const int cutoff : {0, 1, 700, 4000, 20000, 65534, 65535}) {
        for (const std::size_t width : {0, 8, 20}) {
          MatchCase problem({.slots = 12,
                             .run_blocks = {1, 0, 4, 1, 2},
                             .table_width = width,
                             .largest_cost = 3000,
                             .override_percent = overrides},
                            rng);
          problem.cutoff = static_cast<std::uint16_t>(cutoff);
          BOOST_TEST_CONTEXT(overrides << " % overridden, cutoff " << cutoff) {
            CheckClose(problem);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(runs_may_skip_blocks_and_be_empty) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    MatchCase problem(
        {.slots = 5, .run_blocks = {3, 3, 3}, .override_percent = 30}, rng);
    problem.runs[0].block_count = 0;
    problem.runs[1].first_block += 1;
    problem.runs[1].block_count = 1;
    CheckClose(problem);
    problem.runs.clear();
    CheckClose(problem);
    CheckClose(MatchCase({.slots = 5, .run_blocks = {}}, rng));
  });
}

// Three slots of the costs given, keys that differ from the query in the slots
// of their index's bits.
MatchCase OneBlock(const std::vector<std::uint16_t>& costs,
                   std::uint16_t bucket_cost) {
  std::mt19937 rng(/*seed=*/5);
  MatchCase problem(
      {.slots = costs.size(), .run_blocks = {1}, .uniform_percent = 0}, rng);
  problem.runs[0] = {.block_count = 1, .bucket = 0, .value = kMixedValues};
  problem.bucket_costs[0] = bucket_cost;
  for (std::size_t s = 0; s < costs.size(); ++s) {
    problem.costs[s] = costs[s];
    problem.symbols[s] = 0;
    for (std::size_t i = 0; i < kMatchBlock; ++i) {
      problem.rows[s * kMatchBlock + i] =
          static_cast<std::uint16_t>(i >> s & 1);
    }
  }
  for (std::size_t i = 0; i < kMatchBlock; ++i) {
    problem.weights[i] = i < 8 ? 1.0f : 0.0f;
    problem.values[i] = static_cast<std::uint32_t>(i % 8);
  }
  return problem;
}

BOOST_AUTO_TEST_CASE(whole_bits_are_powers_of_two) {
  ForEachTarget([] {
    const MatchCase problem = OneBlock({1024, 2048, 4096}, 1024);
    const auto masses = problem.Run([](auto&&... a) { AttendMatch(a...); });
    for (std::size_t i = 0; i < 8; ++i) {
      BOOST_TEST(masses[i] - 0.25 == std::exp2(-1.0 - double(i)),
                 boost::test_tools::tolerance(3e-7));
    }
  });
}

BOOST_AUTO_TEST_CASE(costs_saturate_instead_of_wrapping) {
  ForEachTarget([] {
    // Every sum but those of at most one difference passes 65535.
    const MatchCase problem = OneBlock({40000, 60000, 65534}, 5);
    const auto masses = problem.Run([](auto&&... a) { AttendMatch(a...); });
    for (std::size_t i = 0; i < 8; ++i) {
      const double cost = i == 0 ? 5 : i == 1 ? 40005 : i == 2 ? 60005 : 65535;
      const double mass = cost < 65535 ? std::exp2(-cost / 1024) : 0.0;
      BOOST_TEST(std::abs(masses[i] - 0.25 - mass) <= 3e-7 * mass + 1e-16);
    }
    // Shared slots add up beyond 16 bits as well.
    MatchCase shared = OneBlock({65535, 65535, 65535}, 65534);
    shared.blocks[0].row_count = 0;
    for (std::size_t s = 0; s < 3; ++s) shared.uniform[s] = 1;
    BOOST_TEST(shared.Run([](auto&&... a) { AttendMatch(a...); }) ==
               std::vector<double>(kVocabulary, 0.25));
    // Slots 0 and 32 are summed in the same lane.
    std::mt19937 rng(/*seed=*/6);
    for (const std::uint32_t cost : {30000u, 65535u}) {
      for (int round = 0; round < 20; ++round) {
        CheckClose(MatchCase({.slots = 100,
                              .run_blocks = {1, 1, 1},
                              .table_width = round % 2 == 0 ? 0u : 8u,
                              .largest_cost = cost,
                              .uniform_percent = 50},
                             rng));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(buckets_out_of_reach_give_nothing) {
  ForEachTarget([] {
    MatchCase problem = OneBlock({0, 0, 0}, 500);
    const auto nothing = std::vector<double>(kVocabulary, 0.25);
    for (const int cutoff : {1, 499, 500}) {
      problem.cutoff = static_cast<std::uint16_t>(cutoff);
      BOOST_TEST(problem.Run([](auto&&... a) { AttendMatch(a...); }) ==
                 nothing);
    }
    problem.cutoff = 501;
    BOOST_TEST(problem.Run([](auto&&... a) { AttendMatch(a...); }) != nothing);
    problem.cutoff = kMatchNever;
    problem.bucket_costs[0] = kMatchNever;
    BOOST_TEST(problem.Run([](auto&&... a) { AttendMatch(a...); }) == nothing);
  });
}

BOOST_AUTO_TEST_CASE(summaries_and_narrow_rows_change_nothing) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/8);
    for (const Rows rows : {Rows::kWide, Rows::kNarrow, Rows::kNibble}) {
      for (const std::size_t width : {0, 8, 30}) {
        // More symbols than present has bits: some of them share one.
        for (const std::uint32_t alphabet : {2u, 5u, 60u}) {
          for (const std::size_t slots : {1, 4, 31, 90}) {
            const bool few = rows == Rows::kNibble;
            if (few && width > kSmallTable) continue;
            MatchCase problem(
                {.slots = slots,
                 .run_blocks = {1, 2},
                 .table_width = width,
                 .alphabet = width == 0   ? std::min(alphabet, few ? 15u : 60u)
                             : width == 8 ? 8u
                                          : 30u,
                 .largest_cost = slots > 60 ? 90u : 3000u,
                 .override_percent = 5},
                rng);
            // Slots that the query does not know.
            for (std::size_t s = 0; s < slots; s += 3) problem.costs[s] = 0;
            // A key that does not know, and a query of what no key holds.
            if (few) problem.Blind(rng);
            problem.Summarise(rows);
            problem.cutoff = static_cast<std::uint16_t>(
                slots % 2 == 0 ? kMatchNever : 20000);
            BOOST_TEST_CONTEXT(slots << " slots, tables of " << width
                                     << ", rows " << int(rows)) {
              CheckClose(problem);
            }
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(keys_that_do_not_know_cost_what_the_query_says) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/10);
    for (const std::size_t width : {0, 8, 30}) {
      for (const std::size_t slots : {1, 5, 32, 33, 90}) {
        for (const unsigned uniform : {0u, 60u, 100u}) {
          MatchCase problem({.slots = slots,
                             .run_blocks = {1, 2},
                             .table_width = width,
                             .largest_cost = slots > 60 ? 90u : 3000u,
                             .uniform_percent = uniform,
                             .override_percent = 5},
                            rng);
          problem.Blind(rng);
          problem.unknown_costs.resize(problem.costs.size());
          for (std::size_t s = 0; s < slots; ++s) {
            const std::uint32_t most = problem.costs[s] + 1u;
            problem.unknown_costs[s] =
                static_cast<std::uint16_t>(Below(most, rng));
          }
          BOOST_TEST_CONTEXT(slots << " slots, tables of " << width) {
            CheckClose(problem);
          }
        }
      }
    }
  });
}

// What is missing lies within the allowance; 2500 blocks take more than one
// batch.
BOOST_AUTO_TEST_CASE(no_more_than_the_allowance_is_left_out) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/9);
    double spared = 0.0;
    for (const std::uint32_t count : {1u, 40u, 2500u}) {
      for (const double allowance : {1e-12, 1e-6, 1e-3, 10.0}) {
        if (count == 2500 && allowance != 10.0) continue;
        MatchCase problem({.slots = 12,
                           .run_blocks = {count, 3},
                           .alphabet = 3,
                           .largest_cost = 9000,
                           .uniform_percent = 60,
                           .override_percent = count == 40 ? 10u : 0u},
                          rng);
        problem.Summarise(Rows::kNarrow);
        // Overrides may hide keys, not add weight.
        for (MatchOverride& each : problem.overrides) each.weight = 0.0f;
        problem.allowance = allowance;
        const auto fast = problem.Run([](auto&&... a) { AttendMatch(a...); });
        const auto slow =
            problem.Run([](auto&&... a) { reference::AttendMatch(a...); });
        double missing = 0.0, total = 0.0;
        for (std::size_t v = 0; v < kVocabulary; ++v) {
          missing += slow[v] - fast[v];
          total += slow[v];
        }
        const double rounding =
            6e-8 * (6.0 + 4.0 * static_cast<double>(count)) * total;
        BOOST_TEST(missing <= allowance + rounding);
        BOOST_TEST(missing >= -rounding);
        spared += missing;
      }
    }
    BOOST_TEST(spared > 0.01);  // It does leave something out.
  });
}

BOOST_AUTO_TEST_CASE(avx2_and_avx512_give_the_same_bytes) {
  std::mt19937 rng(/*seed=*/7);
  for (int round = 0; round < 60; ++round) {
    MatchCase problem({.slots = Below(100, rng),
                       .run_blocks = {1, 3, 0, 9, 1},
                       .table_width = round % 3 == 0   ? 0u
                                      : round % 3 == 1 ? 8u
                                                       : 30u,
                       .largest_cost = 20u + Below(3000, rng),
                       .uniform_percent = Below(101, rng),
                       .override_percent = Below(30, rng)},
                      rng);
    problem.cutoff =
        static_cast<std::uint16_t>(round % 2 == 0 ? kMatchNever : rng());
    const bool few = round % 3 != 2;  // The alphabet has three symbols.
    if (round % 5 != 0) {
      problem.Summarise(round % 5 == 4 && few ? Rows::kNibble
                        : round % 5 > 2       ? Rows::kNarrow
                                              : Rows::kWide);
    }
    if (round % 4 == 1) problem.allowance = 1e-3 * (1 + round);
    std::vector<double> avx2, avx3;
    const auto attend = [](auto&&... a) { AttendMatch(a...); };
    if (!OnTarget("AVX2", [&] { avx2 = problem.Run(attend); })) return;
    if (!OnTarget("AVX3", [&] { avx3 = problem.Run(attend); })) return;
    BOOST_TEST(std::memcmp(avx2.data(), avx3.data(),
                           kVocabulary * sizeof(double)) == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
