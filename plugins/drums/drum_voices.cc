// The instruments: sines that fall in pitch, noise and square waves through
// high-pass filters, each with an exponential decay.

#include <algorithm>
#include <array>
#include <cassert>

#include "plugins/drums/drum_synth.h"

namespace pastiche::drums {
namespace {

// What a sample keeps of the one before when something fades as
// e^(-t / seconds), to first order.
constexpr double Decay(double seconds) {
  return 1.0 - 1.0 / (seconds * double{kSampleRate});
}

// sin(2 pi turns) for turns in [0, 1): Taylor's series to the 11th degree,
// within 6e-8.
double Sine(double turns) {
  double x = turns < 0.5 ? turns : turns - 1.0;
  if (x > 0.25) x = 0.5 - x;
  if (x < -0.25) x = -0.5 - x;
  const double y = 6.283185307179586 * x;
  const double z = y * y;
  return y * (1.0 -
              z / 6.0 *
                  (1.0 - z / 20.0 *
                             (1.0 - z / 42.0 *
                                        (1.0 - z / 72.0 * (1.0 - z / 110.0)))));
}

class Oscillator {
 public:
  // Moves on by one sample at `hertz`; returns the phase in turns.
  double Next(double hertz) {
    phase_ += hertz / double{kSampleRate};
    if (phase_ >= 1.0) phase_ -= 1.0;
    return phase_;
  }

 private:
  double phase_ = 0.0;
};

// White noise in [-1, 1): Marsaglia's xorshift32.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed) {}
  double Next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<double>(state_) / 2147483648.0 - 1.0;
  }

 private:
  std::uint32_t state_;
};

// First-order high pass; the nearer `keep` to 1 the lower it cuts.
class HighPass {
 public:
  explicit HighPass(double keep) : keep_(keep) {}
  double Next(double in) {
    out_ = keep_ * (out_ + in - last_);
    last_ = in;
    return out_;
  }

 private:
  double keep_, last_ = 0.0, out_ = 0.0;
};

// Six square waves out of tune with each other, as cymbals of drum machines
// have had since 1980. In [-1, 1].
class Metal {
 public:
  explicit Metal(double pitch) : pitch_(pitch) {}
  double Next() {
    constexpr std::array<double, 6> kHertz = {205.3, 304.4, 369.6,
                                              522.7, 540.0, 800.0};
    double sum = 0.0;
    for (std::size_t i = 0; i < kHertz.size(); ++i) {
      sum += waves_[i].Next(kHertz[i] * pitch_) < 0.5 ? 1.0 : -1.0;
    }
    return sum / 6.0;
  }

 private:
  double pitch_;
  std::array<Oscillator, 6> waves_;
};

using Samples = std::vector<double>;

Samples Silence(double seconds) {
  return Samples(static_cast<std::size_t>(seconds * double{kSampleRate}));
}

Samples Kick() {
  Samples out = Silence(0.5);
  Oscillator wave;
  Noise noise(1);
  double sweep = 1.0, body = 1.0, click = 0.25;
  for (double& sample : out) {
    sample =
        Sine(wave.Next(46.0 + 150.0 * sweep)) * body + noise.Next() * click;
    sweep *= Decay(0.022);
    body *= Decay(0.1);
    click *= Decay(0.003);
  }
  return out;
}

Samples Snare() {
  Samples out = Silence(0.35);
  Oscillator low, high;
  Noise noise(2);
  HighPass filter(0.8);
  double body = 1.0, edge = 0.6, wires = 0.9;
  for (double& sample : out) {
    sample = Sine(low.Next(186.0)) * body + Sine(high.Next(331.0)) * edge +
             filter.Next(noise.Next()) * wires;
    body *= Decay(0.045);
    edge *= Decay(0.03);
    wires *= Decay(0.07);
  }
  return out;
}

Samples Hat(double seconds, double fade) {
  Samples out = Silence(seconds);
  Metal metal(1.6);
  Noise noise(3);
  HighPass first(0.45), second(0.45);
  double level = 1.0;
  for (double& sample : out) {
    const double raw = 0.6 * metal.Next() + 0.5 * noise.Next();
    sample = second.Next(first.Next(raw)) * level;
    level *= Decay(fade);
  }
  return out;
}

Samples Tom(double hertz, double fade) {
  Samples out = Silence(5.0 * fade);
  Oscillator wave;
  Noise noise(4);
  double sweep = 1.0, body = 1.0, skin = 0.2;
  for (double& sample : out) {
    sample = Sine(wave.Next(hertz * (1.0 + 0.6 * sweep))) * body +
             noise.Next() * skin;
    sweep *= Decay(0.04);
    body *= Decay(fade);
    skin *= Decay(0.01);
  }
  return out;
}

Samples Crash() {
  Samples out = Silence(2.2);
  Metal metal(2.1);
  Noise noise(5);
  HighPass filter(0.7);
  double stroke = 0.7, wash = 0.6;
  for (double& sample : out) {
    const double raw = 0.4 * metal.Next() + 0.8 * noise.Next();
    sample = filter.Next(raw) * (stroke + wash);
    stroke *= Decay(0.07);
    wash *= Decay(0.45);
  }
  return out;
}

Samples Ride() {
  Samples out = Silence(1.5);
  Metal metal(2.6);
  Noise noise(6);
  HighPass filter(0.5);
  std::array<Oscillator, 3> bell;
  double ping = 0.5, wash = 0.5;
  for (double& sample : out) {
    const double raw = 0.7 * metal.Next() + 0.25 * noise.Next();
    sample = filter.Next(raw) * (0.4 * ping + wash) +
             (Sine(bell[0].Next(2930.0)) + Sine(bell[1].Next(4170.0)) +
              Sine(bell[2].Next(6290.0))) *
                 0.3 * ping;
    ping *= Decay(0.06);
    wash *= Decay(0.28);
  }
  return out;
}

Samples Raw(std::size_t instrument) {
  switch (instrument) {
    case kKick:
      return Kick();
    case kSnare:
      return Snare();
    case kClosedHat:
      return Hat(0.12, 0.02);
    case kOpenHat:
      return Hat(0.8, 0.17);
    case kLowTom:
      return Tom(72.0, 0.18);
    case kMidTom:
      return Tom(98.0, 0.15);
    case kHighTom:
      return Tom(131.0, 0.13);
    case kCrash:
      return Crash();
    default:
      return Ride();
  }
}

}  // namespace

std::vector<float> MakeVoice(std::size_t instrument) {
  assert(instrument < kInstrumentCount);
  // Peaks that sit well together.
  constexpr std::array<double, kInstrumentCount> kPeaks = {
      0.95, 0.75, 0.35, 0.4, 0.7, 0.7, 0.7, 0.6, 0.4};
  constexpr std::size_t kFade = 512;  // Samples, so that the end is silent.
  const Samples raw = Raw(instrument);
  double peak = 0.0;
  for (const double sample : raw) {
    peak = std::max(peak, sample < 0.0 ? -sample : sample);
  }
  const double scale = kPeaks[instrument] / peak;
  std::vector<float> voice;
  voice.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::size_t left = raw.size() - 1 - i;
    const double fade =
        left < kFade ? static_cast<double>(left) / double{kFade} : 1.0;
    voice.push_back(static_cast<float>(raw[i] * scale * fade));
  }
  return voice;
}

}  // namespace pastiche::drums
