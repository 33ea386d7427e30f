// Samples to a WAV file in memory, by libsndfile.

#ifndef PASTICHE_PLUGINS_DRUMS_WAV_WRITER_H_
#define PASTICHE_PLUGINS_DRUMS_WAV_WRITER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "plugins/drums/drum_synth.h"
#include "plugins/drums/finding.h"

namespace pastiche::drums {

// A stereo file of 16 bits at kSampleRate, marked as a loop from end to end
// ("smpl" chunk). samples: (frames, 2). Fails (nullopt, one error) where
// libsndfile does.
[[nodiscard]] std::optional<std::string> WriteWav(
    std::span<const std::int16_t> samples, Findings& findings);

// The performance as such a file. Fails over kMaxSeconds.
[[nodiscard]] std::optional<std::string> WritePerformanceAsWav(
    std::span<const Hit> hits, const MixLayout& layout, Findings& findings);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_WAV_WRITER_H_
