// Mixes voices into a ring of frames.

#include "plugins/drums/drum_synth.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace pastiche::drums {
namespace {

// Left and right share of each instrument, as the kit stands before a listener.
constexpr std::array<std::array<float, 2>, kInstrumentCount> kPan = {{
    {0.71F, 0.71F},
    {0.74F, 0.67F},
    {0.55F, 0.83F},
    {0.55F, 0.83F},
    {0.88F, 0.48F},
    {0.71F, 0.71F},
    {0.6F, 0.8F},
    {0.45F, 0.89F},
    {0.87F, 0.5F},
}};

constexpr float kFullScale = 0.97F;
constexpr std::size_t kChokeFade = 256;  // Frames.

struct Strike {
  std::size_t frame = 0;
  std::size_t instrument = 0;
  float gain = 0.0F;
};

std::size_t StepCount(const MixLayout& layout) {
  return layout.bars * layout.repeats * StepsPerBar(layout.grid);
}

double FramesPerStep(const MixLayout& layout) {
  return double{kSampleRate} *
         (60.0 / static_cast<double>(StepsPerBeat(layout.grid))) / layout.tempo;
}

// A quarter of full velocity still sounds, an accent stands out.
float GainOf(unsigned velocity) {
  const float x = static_cast<float>(velocity) / 127.0F;
  return 0.5F * (x + x * x);
}

// Every stroke of every repeat, by frame, then instrument.
std::vector<Strike> StrikesOf(std::span<const Hit> hits,
                              const MixLayout& layout, std::size_t frames) {
  const double per_step = FramesPerStep(layout);
  std::vector<Strike> strikes;
  strikes.reserve(hits.size() * layout.repeats);
  for (std::size_t repeat = 0; repeat < layout.repeats; ++repeat) {
    for (const Hit& hit : hits) {
      const std::size_t steps = layout.bars * StepsPerBar(layout.grid);
      assert(hit.step < steps);
      const std::size_t step = repeat * steps + hit.step;
      double at = (static_cast<double>(step) + hit.late) * per_step + 0.5;
      if (at < 0.0) at += static_cast<double>(frames);
      strikes.push_back({static_cast<std::size_t>(at) % frames, hit.instrument,
                         GainOf(hit.velocity)});
    }
  }
  std::sort(strikes.begin(), strikes.end(),
            [](const Strike& a, const Strike& b) {
              return a.frame != b.frame ? a.frame < b.frame
                                        : a.instrument < b.instrument;
            });
  return strikes;
}

bool IsHat(const Strike& strike) {
  return strike.instrument == kClosedHat || strike.instrument == kOpenHat;
}

// Frames that strike number `at` sounds: an open hat until the next hat.
std::size_t LengthOf(const std::vector<Strike>& strikes, std::size_t at,
                     std::size_t frames, std::size_t voice) {
  if (strikes[at].instrument != kOpenHat) return voice;
  for (std::size_t i = 1; i <= strikes.size(); ++i) {
    const std::size_t index = (at + i) % strikes.size();
    const Strike& next = strikes[index];
    if (!IsHat(next) || next.frame == strikes[at].frame) continue;
    const std::size_t away = (next.frame + frames - strikes[at].frame) % frames;
    return std::min(voice, away + kChokeFade);
  }
  return voice;
}

}  // namespace

double SecondsOf(const MixLayout& layout) {
  return static_cast<double>(StepCount(layout)) *
         (60.0 / static_cast<double>(StepsPerBeat(layout.grid))) / layout.tempo;
}

std::vector<std::int16_t> Mix(std::span<const Hit> hits,
                              const MixLayout& layout) {
  assert(SecondsOf(layout) <= kMaxSeconds);
  const auto frames = static_cast<std::size_t>(
      static_cast<double>(StepCount(layout)) * FramesPerStep(layout) + 0.5);
  std::vector<float> mix(2 * frames, 0.0F);
  std::array<std::vector<float>, kInstrumentCount> voices;
  const std::vector<Strike> strikes = StrikesOf(hits, layout, frames);
  for (std::size_t n = 0; n < strikes.size(); ++n) {
    const Strike& strike = strikes[n];
    std::vector<float>& voice = voices[strike.instrument];
    if (voice.empty()) voice = MakeVoice(strike.instrument);
    const std::size_t length = LengthOf(strikes, n, frames, voice.size());
    const bool cut = length < voice.size();
    std::size_t at = 2 * strike.frame;
    for (std::size_t i = 0; i < length; ++i) {
      float sample = voice[i] * strike.gain;
      if (cut && length - i < kChokeFade) {
        sample *= static_cast<float>(length - i) / float{kChokeFade};
      }
      mix[at] += sample * kPan[strike.instrument][0];
      mix[at + 1] += sample * kPan[strike.instrument][1];
      at = at + 2 == mix.size() ? 0 : at + 2;
    }
  }
  float peak = kFullScale;
  for (const float sample : mix) {
    peak = std::max(peak, sample < 0.0F ? -sample : sample);
  }
  const float scale = 32767.0F * kFullScale / peak;
  std::vector<std::int16_t> out;
  out.reserve(mix.size());
  for (const float sample : mix) {
    const float scaled = sample * scale;
    out.push_back(static_cast<std::int16_t>(scaled < 0.0F ? scaled - 0.5F
                                                          : scaled + 0.5F));
  }
  return out;
}

}  // namespace pastiche::drums
