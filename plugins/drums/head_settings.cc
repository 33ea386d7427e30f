// Settings as tables of numbers, turned into one explicit weight per slot.

#include "plugins/drums/head_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "plugins/drums/geometry.h"

namespace pastiche::drums {
namespace {

constexpr double kMinWeight = 0.03;
constexpr double kNearbySteps = 3.0;

// Kick, snare, closed hat, open hat, three toms, crash, ride.
constexpr InstrumentWeights kWeights = {1.2,  1.2,  1.6, 1.28, 1.28,
                                        1.28, 1.28, .6,  1.6};
constexpr InstrumentWeights kWeightsNoCache = {1.2, 1.2, 1.0, .8, .8,
                                               .8,  .8,  .6,  1.0};

constexpr Head kNoCache[] = {
    {"local", .98, 7.68, 8, 0, 1, 0, .51, 3, .24, 1, .03, 1.88, 0},
    {"bar", .75, 2, 16, 2.4, .39, 3, .19, 1.56, 1, 8, .3, 4.8, 0},
    {"bars", .96, 6, 24, .94, .37, 3, .77, 3.84, 1, 16, .117, 4.8, 0},
};
constexpr Head kCacheOnOff[] = {
    {"phase", .50, 1.5, 2, 1, 1, 2, .28, 3, 0, 16, .018, .73, .2},
    {"local", .98, 6.48, 10, 0, 1, 0, .28, 3.56, .44, 1, .016, 30.2, 3.5},
    {"long", 3.52, 7.5, 32, 0, 1, 0, .02, 10.2, .28, 1, 3.28, 1.17, 1.7},
};
// Left to right with velocities: the set A of domains.md, whose last head has
// stride 2 and own 2.8 for four classes.
constexpr Head kCacheVelocity[] = {
    {"local", 1.56, 6.48, 8, 0, 1, 0, .07, 3.56, .44, 1, .016, 18.9, 3.5},
    {"sharp", 12.1, 11.1, 10, 0, 1, 0, .48, 10.2, .41, 2, 30.5, .30, 1.15},
    {"bars", 1.82, 2.78, 24, .49, .37, 3, .07, 3.84, 1, 2, 5.03, .73, 2.8},
};
constexpr Head kSampleOnOff[] = {
    kCacheVelocity[0],
    kCacheVelocity[1],
    {"bars", 1.82, 2.78, 24, .49, .37, 3, .07, 3.84, 1, 8, 5.03, .73, -.8},
};
// One local head per mask rate (15, 50, 85 %) of domains.md, as one chain: wide
// where much is known, sharp where little is. c and e were chosen on Groove.
// Where more than two thirds are known the sharper two only add noise.
constexpr Head kFillHeads[] = {
    {"wide", .68, 4.1, 8, .8, 1, 1, 0, 3.6, .9, 1, .001, 18.9, 4.2},
    {"near", 1.75, 2.5, 8, .8, 1, 1, 0, 2.2, .9, 1, .016, 18.9, 5.6, .68},
    {"sharp", 4.48, 2.5, 8, .8, 1, 1, 0, 2.2, .9, 1, .3, 4, 7.7, .68},
};

// The shortest decimal of at most 6 significant digits: the C locale has no
// say in to_chars.
void PutNumber(double value, std::string& out) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value,
                                          std::chars_format::general, 6);
  out.append(buffer, error == std::errc() ? end : buffer);
}

void PutMember(const char* key, double value, std::string& out) {
  out += '"';
  out += key;
  out += "\":";
  PutNumber(value, out);
}

// The head of sixteenths over the same time in steps of the grid.
Head Stretched(Head head, Grid grid) {
  if (grid == Grid::kSixteenths) return head;
  const double longer =
      static_cast<double>(StepsPerBar(grid)) / double{kStepsPerBar};
  head.s *= longer;
  head.s16 *= longer;
  head.reach = head.reach * StepsPerBar(grid) / kStepsPerBar;
  if (head.stride >= 4) {  // A part of the bar, not odd and even.
    head.stride = head.stride * static_cast<int>(StepsPerBar(grid)) /
                  static_cast<int>(kStepsPerBar);
  }
  return head;
}

double SlotWeight(const Head& head, const InstrumentWeights& weights,
                  const Slot& slot, Grid grid) {
  const double step =
      slot.step_delta == 0
          ? head.own_step
          : StepWeight(head,
                       static_cast<std::size_t>(std::abs(slot.step_delta)),
                       grid);
  return step * weights[slot.instrument];
}

void PutHead(const Head& given, const InstrumentWeights& weights, bool causal,
             Grid grid, std::string& out) {
  const Head head = Stretched(given, grid);
  out += std::string("{\"name\":\"") + head.name + "\",";
  PutMember("c", head.c, out);
  out += ',';
  PutMember("e", head.e, out);
  out += ",\"weights\":{";
  bool first = true;
  for (const Slot& slot : Slots(grid)) {
    const double weight = SlotWeight(head, weights, slot, grid);
    if (weight < kMinWeight || (causal && !slot.causal)) continue;
    if (!first) out += ',';
    first = false;
    PutMember(slot.id.c_str(), weight, out);
  }
  out += "},\"features\":{\"step\":{";
  PutMember("rho", head.rho, out);
  if (head.stride > 1) {
    out += ',';
    PutMember("stride", head.stride, out);
  }
  out += "}},";
  PutMember("own", head.own_bonus, out);
  if (head.known_below < 1.0) {
    out += ",\"known\":[0,";
    PutNumber(head.known_below, out);
    out += ']';
  }
  out += '}';
}

// What a use is for decides whether the n-gram may have a say: mixed in, it
// scores better, but samples drift into its noise (it knows no instrument
// beyond its own short context) and then trust it more.
enum class Use : std::uint8_t { kScore, kSample, kFill };

void PutUse(const char* key, std::span<const Head> heads,
            const InstrumentWeights& weights, Use use, Grid grid,
            std::string& out) {
  out += '"';
  out += key;
  out += "\":{\"heads\":[";
  for (std::size_t h = 0; h < heads.size(); ++h) {
    if (h != 0) out += ',';
    PutHead(heads[h], weights, /*causal=*/use != Use::kFill, grid, out);
  }
  out += "],\"base\":[\"instrument\",\"step\"]";
  if (use == Use::kScore)
    out += ",\"mixture\":{\"share\":0.02,\"nested\":true}";
  out += "},";
}

}  // namespace

double StepWeight(const Head& head, std::size_t distance, Grid grid) {
  const auto d = static_cast<double>(distance);
  double sum = distance <= head.reach ? std::exp(-(d - 1.0) / head.s) : 0.0;
  for (std::size_t k = 1; k <= head.bars; ++k) {
    const double off = std::abs(d - static_cast<double>(StepsPerBar(grid) * k));
    if (off > kNearbySteps) continue;
    sum += head.b16 * (k == 1 ? 1.0 : 0.6) * std::exp(-off / head.s16);
  }
  const std::size_t beat = StepsPerBeat(grid);
  if (distance % beat == 0 && distance < 4 * beat) sum += head.b4;
  return head.a * sum;
}

std::string RecommendJson(Levels levels, Grid grid) {
  std::string out = "{\"schema\":\"pastiche.recommend/1\",";
  PutUse("ar", kNoCache, kWeightsNoCache, Use::kScore, grid, out);
  if (levels == Levels::kOnOff) {
    PutUse("ar-cache", kCacheOnOff, kWeights, Use::kScore, grid, out);
    PutUse("sample", kSampleOnOff, kWeights, Use::kSample, grid, out);
  } else {
    PutUse("ar-cache", kCacheVelocity, kWeights, Use::kScore, grid, out);
    PutUse("sample", kCacheVelocity, kWeights, Use::kSample, grid, out);
  }
  PutUse("fill", kFillHeads, kWeights, Use::kFill, grid, out);
  out +=
      "\"sampling\":{\"score_scale\":1.5,\"c_scale\":0.04,\"own\":0.5,"
      "\"copy_guard\":" +
      std::to_string(StepsPerBar(grid) / 2) + "}}";
  return out;
}

}  // namespace pastiche::drums
