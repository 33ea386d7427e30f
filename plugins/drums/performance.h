// A document as played: each hit with its velocity and its place in time. What
// every format with sound or time in it is written from.

#ifndef PASTICHE_PLUGINS_DRUMS_PERFORMANCE_H_
#define PASTICHE_PLUGINS_DRUMS_PERFORMANCE_H_

#include <cstddef>
#include <span>
#include <vector>

#include "plugins/drums/kit.h"

namespace pastiche::drums {

// Numbers beside the cells, as the payload extension orders them.
enum Channel : std::uint8_t { kVelocityChannel, kTimingChannel, kChannelCount };

struct Hit {
  std::size_t step = 0;  // From the document's start.
  std::size_t instrument = 0;
  unsigned velocity = 0;  // 1..127
  double late = 0.0;      // In steps; -0.5..1.0, negative: early.
};

struct Feel {
  bool straight = false;  // Neither velocity nor timing of the payload.
  double swing = 50.0;    // Per cent of a pair of steps that its first takes.
  Grid grid = Grid::kSixteenths;  // Only this one swings: else 50 (asserted).
};

// The hits of a document by step, then by instrument. `payload` is
// (cells, kChannelCount) row-major, or empty: then, and where it holds no
// velocity, a hit sounds as its class does (32, 70, 115) and on the grid. Swing
// comes on top of the timing. Requires a whole number of bars, tokens below
// VocabSize(levels), a payload of the right size with velocities 0..127 and
// timings -0.5..0.5, swing 50..75 (asserted).
[[nodiscard]] std::vector<Hit> HitsOf(TokenSpan tokens, Levels levels,
                                      std::span<const double> payload,
                                      const Feel& feel);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_PERFORMANCE_H_
