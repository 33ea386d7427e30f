#include "plugins/drums/drum_synth.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

// FNV-1a of the samples.
std::uint64_t HashOf(const std::vector<std::int16_t>& samples) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::int16_t sample : samples) {
    const unsigned bits = static_cast<std::uint16_t>(sample);
    for (const unsigned byte : {bits & 0xFFu, bits >> 8}) {
      hash = (hash ^ byte) * 0x100000001B3u;
    }
  }
  return hash;
}

// Mean square of the left channel over frames [begin, end).
double PowerOf(const std::vector<std::int16_t>& samples, std::size_t begin,
               std::size_t end) {
  double sum = 0.0;
  for (std::size_t i = begin; i < end; ++i) {
    sum += double{1} * samples[2 * i] * samples[2 * i];
  }
  return sum / static_cast<double>(end - begin);
}

// One bar at 120: a step is 5512.5 frames.
constexpr std::size_t kBarFrames = 88200;

BOOST_AUTO_TEST_SUITE(drum_synth)

BOOST_AUTO_TEST_CASE(voices_differ_stay_in_range_and_end_in_silence) {
  std::vector<std::vector<float>> voices;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    voices.push_back(MakeVoice(i));
    const auto& voice = voices.back();
    float peak = 0.0F;
    for (const float sample : voice) peak = std::max(peak, std::abs(sample));
    BOOST_TEST(peak <= 1.0F);
    BOOST_TEST(peak > 0.3F);
    BOOST_TEST(voice.back() == 0.0F);
    for (std::size_t j = 0; j < i; ++j) BOOST_TEST((voices[j] != voice));
  }
  BOOST_TEST(voices[kOpenHat].size() > 4 * voices[kClosedHat].size());
}

// The kick swings slowly, hats and cymbals fast: crossings of zero per second.
BOOST_AUTO_TEST_CASE(instruments_lie_where_they_should_in_pitch) {
  const auto crossings = [](std::size_t instrument) {
    const auto voice = MakeVoice(instrument);
    std::size_t count = 0;
    const std::size_t length = std::min<std::size_t>(voice.size(), 5000);
    for (std::size_t i = 1000; i < length; ++i) {
      count += (voice[i] < 0.0F) != (voice[i - 1] < 0.0F) ? 1 : 0;
    }
    return static_cast<double>(count) * kSampleRate /
           static_cast<double>(length - 1000);
  };
  BOOST_TEST(crossings(kKick) < 250.0);
  BOOST_TEST(crossings(kLowTom) < crossings(kMidTom));
  BOOST_TEST(crossings(kMidTom) < crossings(kHighTom));
  BOOST_TEST(crossings(kHighTom) < crossings(kSnare));
  for (const std::size_t high : {kClosedHat, kOpenHat, kCrash, kRide}) {
    BOOST_TEST(crossings(high) > 4000.0);
  }
}

// The sound itself, so that no compiler, flag or machine changes it unseen.
BOOST_AUTO_TEST_CASE(the_same_samples_everywhere) {
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    hits.push_back({i, i, static_cast<unsigned>(30 + 10 * i), 0.25});
  }
  const auto samples = Mix(hits, {.bars = 1, .repeats = 2, .tempo = 97.0});
  BOOST_TEST(samples.size() == 2u * 218227u);  // 32 x 15/97 s
  BOOST_TEST(HashOf(samples) == 14449039387587590340u);
}

BOOST_AUTO_TEST_CASE(louder_hits_have_more_power) {
  double last = 0.0;
  for (const unsigned velocity : {1u, 32u, 70u, 115u, 127u}) {
    const auto samples = Mix(std::vector<Hit>{{0, kSnare, velocity, 0.0}}, {});
    const double power = PowerOf(samples, 0, 5000);
    BOOST_TEST(power > last);
    last = power;
  }
}

BOOST_AUTO_TEST_CASE(hits_sound_where_they_are_played) {
  const auto samples = Mix(std::vector<Hit>{{4, kClosedHat, 100, 0.5}}, {});
  BOOST_TEST(samples.size() == 2 * kBarFrames);
  const std::size_t start = 24806;  // 4.5 steps, to the nearest frame
  BOOST_TEST(PowerOf(samples, 0, start) == 0.0);
  BOOST_TEST(PowerOf(samples, start, start + 500) > 1000.0);
}

// Rotating a document by a bar rotates its sound: the loop has no seam.
BOOST_AUTO_TEST_CASE(what_rings_beyond_the_end_goes_on_at_the_start) {
  const std::vector<Hit> at_end = {{15, kCrash, 100, 0.0}};
  const std::vector<Hit> earlier = {{7, kCrash, 100, 0.0}};
  const auto wrapped = Mix(at_end, {.bars = 1, .tempo = 120.0});
  const auto whole = Mix(earlier, {.bars = 1, .tempo = 120.0});
  const std::size_t shift = 2 * kBarFrames / 2;
  for (std::size_t i = 0; i < wrapped.size(); i += 37) {
    BOOST_TEST(wrapped[(i + shift) % wrapped.size()] == whole[i]);
  }
  // A hit before the start comes at the end.
  const auto early = Mix(std::vector<Hit>{{0, kKick, 100, -0.5}}, {});
  BOOST_TEST(PowerOf(early, kBarFrames - 2756, kBarFrames) > 0.0);
}

BOOST_AUTO_TEST_CASE(a_hat_cuts_an_open_hat_off) {
  const std::vector<Hit> open = {{0, kOpenHat, 100, 0.0}};
  const std::vector<Hit> choked = {{0, kOpenHat, 100, 0.0},
                                   {1, kClosedHat, 1, 0.0}};
  const auto free = Mix(open, {});
  const auto cut = Mix(choked, {});
  BOOST_TEST(PowerOf(free, 12000, 14000) > 100.0);
  BOOST_TEST(PowerOf(cut, 12000, 14000) == 0.0);
  BOOST_TEST(PowerOf(cut, 2000, 5000) == PowerOf(free, 2000, 5000));
}

BOOST_AUTO_TEST_CASE(too_loud_is_scaled_down_not_clipped) {
  const std::vector<Token> full(kTokensPerBar, kAccent);
  const auto samples =
      Mix(HitsOf(full, Levels::kVelocity, {}, {}), {.tempo = 240.0});
  std::size_t at_peak = 0;
  int peak = 0;
  for (const int sample : samples) peak = std::max(peak, std::abs(sample));
  for (const int sample : samples) at_peak += std::abs(sample) == peak ? 1 : 0;
  BOOST_TEST(peak <= 32767);
  BOOST_TEST(peak > 31000);
  BOOST_TEST(at_peak < 20u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
