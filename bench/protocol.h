// How everything here is timed: warm-up, then rounds in which all contestants
// take turns in random order; a run that was not quiet is repeated. Knows
// nothing of what it times; the clock is a parameter.

#ifndef PASTICHE_BENCH_PROTOCOL_H_
#define PASTICHE_BENCH_PROTOCOL_H_

#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace pastiche::bench {

// One of the things timed beside each other.
struct Contestant {
  std::string name;
  // One call. It is called several times in a row when it is short.
  std::function<void()> run = {};
  // If set, instead of `run`: measures by itself and returns the seconds that
  // `run` of the first contestant would take at a limit of the machine.
  std::function<double()> limit = {};
};

struct ProtocolOptions {
  // Warm-up of each contestant ends after this many calls or seconds, whichever
  // is first, but not before two calls.
  int warmup_calls = 50;
  double warmup_seconds = 0.5;
  int rounds = 3;
  // Timed iterations of a round; the second where an iteration of all
  // contestants takes longer than `slow_seconds`.
  int iterations = 30;
  int slow_iterations = 10;
  double slow_seconds = 0.05;
  // Shorter calls are timed in batches of this length, after an untimed call
  // that brings their data back into the caches.
  double batch_seconds = 1e-3;
  // A run in which some contestant's median exceeds its minimum by this factor
  // is not quiet: it is repeated up to `repeats` times, and the quietest kept.
  double quiet_factor = 1.05;
  int repeats = 5;
};

struct Timing {
  std::vector<double> seconds;  // Per call, one for each iteration in order.
  double min = 0.0;
  double median = 0.0;
};

struct Measurement {
  std::vector<Timing> timings;  // As the contestants are ordered.
  int repeats = 0;              // Runs beyond the first.
  bool quiet = true;            // All contestants but the limits.
};

// Seconds since some fixed time, increasing.
using Clock = std::function<double()>;
[[nodiscard]] Clock SteadyClock();

// Stops early, with what there is, once `stop` returns true.
[[nodiscard]] Measurement Measure(std::span<const Contestant> contestants,
                                  const ProtocolOptions& options,
                                  const Clock& clock, std::mt19937_64& rng,
                                  const std::function<bool()>& stop);

// The middle value, or the upper of the two middle ones; 0 of none.
[[nodiscard]] double Median(std::vector<double> values);

// The median over iterations of a / b: of two things that were measured side by
// side, so that a change of clock speed reaches both.
[[nodiscard]] double MedianRatio(const Timing& a, const Timing& b);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_PROTOCOL_H_
