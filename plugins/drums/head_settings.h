// The head settings this plugin recommends, as the JSON of
// pastiche.recommend/1. Where the numbers come from: docs/domains/drums.md.

#ifndef PASTICHE_PLUGINS_DRUMS_HEAD_SETTINGS_H_
#define PASTICHE_PLUGINS_DRUMS_HEAD_SETTINGS_H_

#include <array>
#include <cstddef>
#include <string>

#include "plugins/drums/kit.h"

namespace pastiche::drums {

// How much a head attends to each earlier step, and how it backs off.
struct Head {
  const char* name = "";
  double a = 1.0;         // Scale of everything outside the own step.
  double s = 1.0;         // Decay with distance, in steps.
  std::size_t reach = 0;  // The decaying part ends here.
  double b16 = 0.0;       // Around whole bars back, ...
  double s16 = 1.0;       // ... decaying over this many steps, ...
  std::size_t bars = 0;   // ... for this many bars.
  double b4 = 0.0;        // One, two and three beats back.
  double own_step = 0.0;  // Other instruments of the same step.
  double rho = 0.0;       // Cost of a different step in the bar.
  int stride = 1;         // Compared only if equal modulo this.
  double c = 1.0;         // Sink: c (0.2 + e sum n / (n + 1)).
  double e = 1.0;
  double own_bonus = 0.0;  // Nats for the document's own cells.
  // While filling: asked only where less than this share is known.
  double known_below = 1.0;
};

using InstrumentWeights = std::array<double, kInstrumentCount>;

// a [e^(-(d-1)/s) 1(d <= reach)
//    + b16 sum{k = 1..bars} (k = 1 ? 1 : 0.6) e^(-|d - 16k| / s16)
//      1(|d - 16k| <= 3)
//    + b4 1(d is 4, 8 or 12)]
// in nats, before the instrument's weight; of triplets with 24 for 16 and 6,
// 12, 18 for 4, 8, 12. Requires distance >= 1.
[[nodiscard]] double StepWeight(const Head& head, std::size_t distance,
                                Grid grid = Grid::kSixteenths);

// One JSON object. Slots that weigh less than 0.03 nats are left out. The heads
// for triplets are those for sixteenths, stretched to the same time.
[[nodiscard]] std::string RecommendJson(Levels levels,
                                        Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_HEAD_SETTINGS_H_
