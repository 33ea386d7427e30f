// A small drum synthesizer of our own: the sound of each instrument, and a
// performance mixed from them. Only +, -, * and / of doubles and integer noise:
// no libm, so every machine makes the same samples.

#ifndef PASTICHE_PLUGINS_DRUMS_DRUM_SYNTH_H_
#define PASTICHE_PLUGINS_DRUMS_DRUM_SYNTH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/drums/performance.h"

namespace pastiche::drums {

inline constexpr std::size_t kSampleRate = 44100;
inline constexpr double kMaxSeconds = 300.0;

// One hit of an instrument, mono, at full velocity; |sample| <= 1, ends at 0.
// Requires instrument < kInstrumentCount (asserted).
[[nodiscard]] std::vector<float> MakeVoice(std::size_t instrument);

struct MixLayout {
  std::size_t bars = 1;
  std::size_t repeats = 1;
  double tempo = 120.0;  // Quarters per minute, 20..400.
  Grid grid = Grid::kSixteenths;
};

// How long the performance lasts, in seconds.
[[nodiscard]] double SecondsOf(const MixLayout& layout);

// The performance as (frames, 2) samples, left and right. It is exactly as long
// as its bars, and what sounds beyond the end goes on at the start, as do hits
// that come before it: played in a loop it has no seam. A hat cuts off an open
// hat before it. Louder than full scale is scaled down as a whole. Requires
// SecondsOf(layout) <= kMaxSeconds and hits within the bars (asserted). Memory:
// 12 bytes per frame.
[[nodiscard]] std::vector<std::int16_t> Mix(std::span<const Hit> hits,
                                            const MixLayout& layout);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_DRUM_SYNTH_H_
