// Attention over discrete keys: three heads over 650 000 positions, each gated
// to the 18 000 whose previous token is the query's.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "bench/discrete_text.h"
#include "bench/scenario.h"
#include "kernels/match_attention.h"
#include "kernels/match_reference.h"

namespace pastiche::bench {
namespace {

using kernels::kMatchBlock;

constexpr std::size_t kQueries = 64;

// One head's keys in the kernel's layout.
struct Head {
  std::size_t slots = 0;
  std::vector<kernels::MatchBlock> blocks = {};
  std::vector<std::uint16_t> uniform = {}, row_slots = {}, rows = {},
                             costs = {};
  std::vector<float> weights = {};
  std::vector<std::uint32_t> values = {};

  [[nodiscard]] kernels::MatchKeys keys() const {
    return {.slot_count = slots,
            .blocks = blocks,
            .uniform = uniform,
            .row_slots = row_slots,
            .rows = rows,
            .weights = weights,
            .values = values};
  }

  void AddBlock(std::span<const TextPosition> positions) {
    const std::size_t padded = kernels::PaddedSlots(slots);
    kernels::MatchBlock block{.first_row =
                                  static_cast<std::uint32_t>(row_slots.size())};
    for (std::size_t s = 0; s < padded; ++s) {
      const auto symbol = [&](std::size_t k) {
        return positions[std::min(k, positions.size() - 1)].context[s];
      };
      bool same = true;
      for (std::size_t k = 1; s < slots && k < kMatchBlock; ++k) {
        same = same && symbol(k) == symbol(0);
      }
      uniform.push_back(s >= slots ? std::uint16_t{0}
                        : same     ? symbol(0)
                                   : kernels::kMatchVaries);
      if (same) continue;
      ++block.row_count;
      row_slots.push_back(static_cast<std::uint16_t>(s));
      for (std::size_t k = 0; k < kMatchBlock; ++k) rows.push_back(symbol(k));
    }
    for (std::size_t k = 0; k < kMatchBlock; ++k) {
      const bool used = k < positions.size();
      weights.push_back(used ? 1.0f : 0.0f);
      values.push_back(used ? positions[k].value : 0u);
    }
    blocks.push_back(block);
  }
};

Head MakeHead(const TextHead& shape, std::vector<TextPosition> positions) {
  Head head{.slots = shape.slots};
  for (std::size_t s = 0; s < kernels::PaddedSlots(shape.slots); ++s) {
    head.costs.push_back(SlotCost(shape, s));
  }
  std::sort(positions.begin(), positions.end(),
            [](const TextPosition& a, const TextPosition& b) {
              return a.context != b.context ? a.context < b.context
                                            : a.value < b.value;
            });
  for (std::size_t i = 0; i < positions.size(); i += kMatchBlock) {
    const std::size_t count = std::min(kMatchBlock, positions.size() - i);
    head.AddBlock(std::span(positions).subspan(i, count));
  }
  return head;
}

struct MatchData {
  std::vector<Head> heads;
  std::vector<TextContext> queries;
  kernels::MatchRun run;
  std::size_t next = 0;
  std::array<double, kTextHeads.size() * kTextVocabulary> masses{};

  // All heads for one query of many, in turn.
  template <typename Attend>
  void Query(const Attend& attend) {
    const TextContext& query = queries[next++ % kQueries];
    const std::array<std::uint16_t, 1> bucket_costs = {0};
    for (std::size_t h = 0; h < heads.size(); ++h) {
      const std::size_t padded = kernels::PaddedSlots(heads[h].slots);
      attend(heads[h].keys(), std::span(&run, 1),
             kernels::MatchQuery{.symbols = std::span(query).first(padded),
                                 .costs = heads[h].costs,
                                 .bucket_costs = bucket_costs,
                                 .cutoff = kTextCutoff},
             std::span(masses).subspan(h * kTextVocabulary, kTextVocabulary));
    }
  }
};

Result<Trial> Prepare(const Settings& settings, const std::string& name) {
  std::mt19937_64 rng(settings.seed);
  const std::vector<TextPosition> all = MakeText(kTextPositions, rng);
  // The gate's posting list: the rows of one previous token, thinned so that
  // every machine visits the same number.
  const std::uint16_t most = MostFrequentToken(all);
  std::vector<TextPosition> gated, others;
  for (const TextPosition& p : all) {
    (p.context[0] == most && gated.size() < kTextGated ? gated : others)
        .push_back(p);
  }
  auto data = std::make_shared<MatchData>();
  for (const TextHead& shape : kTextHeads) {
    // The other rows lie before the gated ones and are never visited.
    Head head = MakeHead(shape, gated);
    data->heads.push_back(std::move(head));
  }
  data->run = {
      .first_block = 0,
      .block_count = static_cast<std::uint32_t>(data->heads[0].blocks.size()),
      .value = kernels::kMixedValues};
  std::size_t at = rng() % others.size();
  while (data->queries.size() < kQueries) {
    at = (at + 7919) % others.size();
    if (others[at].context[0] == most)
      data->queries.push_back(others[at].context);
  }
  const auto check = [&](auto&& attend) {
    data->next = 0;
    data->masses.fill(0.0);
    for (int q = 0; q < 8; ++q) data->Query(attend);
    return std::vector<float>(data->masses.begin(), data->masses.end());
  };
  const auto fast = check([](auto&&... a) { kernels::AttendMatch(a...); });
  const auto slow =
      check([](auto&&... a) { kernels::reference::AttendMatch(a...); });
  const float largest = *std::max_element(slow.begin(), slow.end());
  const auto verified = Verify(name, fast, slow, 1e-4 * double{largest});
  if (!verified) return Fail(verified);
  Trial trial;
  trial.contestants = {{.name = "ours", .run = [data] {
                          data->Query(
                              [](auto&&... a) { kernels::AttendMatch(a...); });
                        }}};
  return trial;
}

}  // namespace

void AddMatchScenarios(const Settings&, std::vector<Scenario>& list) {
  const std::string name =
      "match/heads=3/positions=650000/gate=18000/threads=1";
  list.push_back({name, 1, [=](const Settings& current) {
                    return Prepare(current, name);
                  }});
}

}  // namespace pastiche::bench
