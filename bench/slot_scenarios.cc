// AttendSlots, which takes keys of discrete slots as they are: the gate's rows
// side by side, as keys sorted by their last token have them, and scattered
// over the text, where each costs cache misses.

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "bench/discrete_text.h"
#include "bench/scenario.h"
#include "kernels/slot_attention.h"

namespace pastiche::bench {
namespace {

constexpr std::size_t kQueries = 64;
constexpr std::size_t kStride = kernels::SlotStride(kTextHeads.size());

struct SlotData {
  std::vector<std::uint16_t> symbols = {}, costs = {};
  std::vector<std::uint32_t> values = {}, gate = {};
  std::vector<TextContext> queries = {};
  std::size_t next = 0;
  std::vector<double> out = std::vector<double>(kStride * kTextVocabulary);
  std::vector<double> lse = std::vector<double>(kTextHeads.size());

  // One query of many, in turn.
  template <typename Attend>
  bool Query(const Attend& attend) {
    return attend(kernels::SlotKeys{.count = values.size(),
                                    .symbols = symbols,
                                    .values = values},
                  kernels::SlotQuery{.symbols = queries[next++ % kQueries],
                                     .costs = costs,
                                     .gate = gate,
                                     .gated = true,
                                     .cutoff = kTextCutoff},
                  kTextVocabulary, out, lse)
        .ok();
  }
};

std::shared_ptr<SlotData> MakeData(std::uint64_t seed, bool scattered) {
  std::mt19937_64 rng(seed);
  std::vector<TextPosition> text = MakeText(kTextPositions, rng);
  const std::uint16_t token = MostFrequentToken(text);
  if (!scattered) {
    std::stable_sort(text.begin(), text.end(),
                     [](const TextPosition& a, const TextPosition& b) {
                       return a.context[0] < b.context[0];
                     });
  }
  auto data = std::make_shared<SlotData>();
  std::vector<std::uint32_t> posting;
  for (const TextPosition& p : text) {
    if (p.context[0] == token) {
      posting.push_back(static_cast<std::uint32_t>(data->values.size()));
    }
    data->symbols.insert(data->symbols.end(), p.context.begin(),
                         p.context.end());
    data->values.push_back(p.value);
  }
  // Every machine visits the same number: the first ones, or some all over.
  const std::size_t gated = std::min(kTextGated, posting.size());
  for (std::size_t i = 0; i < gated; ++i) {
    data->gate.push_back(posting[scattered ? i * posting.size() / gated : i]);
  }
  for (std::size_t i = 0; i < kQueries; ++i) {
    data->queries.push_back(text[posting[rng() % posting.size()]].context);
  }
  for (const TextHead& head : kTextHeads) {
    for (std::size_t s = 0; s < kTextSlots; ++s) {
      data->costs.push_back(SlotCost(head, s));
    }
  }
  return data;
}

Result<Trial> Prepare(const Settings& settings, bool scattered,
                      const std::string& name) {
  const auto data = MakeData(settings.seed, scattered);
  const auto check = [&](auto&& attend) {
    data->next = 0;
    std::vector<float> all;
    for (int q = 0; q < 4; ++q) {
      if (!data->Query(attend)) return std::vector<float>{};
      for (const double p : data->out) all.push_back(static_cast<float>(p));
    }
    return all;
  };
  const auto fast =
      check([](auto&&... a) { return kernels::AttendSlots(a...); });
  const auto slow =
      check([](auto&&... a) { return kernels::reference::AttendSlots(a...); });
  if (fast.empty() || slow.empty()) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  const auto verified = Verify(name, fast, slow, 1e-4);
  if (!verified) return Fail(verified);
  Trial trial;
  trial.contestants = {{.name = "ours", .run = [data] {
                          static_cast<void>(data->Query([](auto&&... a) {
                            return kernels::AttendSlots(a...);
                          }));
                        }}};
  return trial;
}

}  // namespace

void AddSlotScenarios(const Settings&, std::vector<Scenario>& list) {
  for (const bool scattered : {false, true}) {
    const std::string name = fmt::format(
        "slots/heads=3/positions={}/gate={}/rows={}/threads=1", kTextPositions,
        kTextGated, scattered ? "scattered" : "adjacent");
    list.push_back({name, 1, [=](const Settings& current) {
                      return Prepare(current, scattered, name);
                    }});
  }
}

}  // namespace pastiche::bench
