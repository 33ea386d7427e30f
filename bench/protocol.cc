#include "bench/protocol.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

namespace pastiche::bench {
namespace {

// Calls per iteration for each contestant, after its warm-up.
std::vector<int> WarmUp(std::span<const Contestant> contestants,
                        const ProtocolOptions& options, const Clock& clock,
                        const std::function<bool()>& stop, double& pass) {
  std::vector<int> batches;
  pass = 0.0;  // Seconds of one iteration of all.
  for (const Contestant& contestant : contestants) {
    if (contestant.limit) {
      batches.push_back(1);
      continue;
    }
    const double begin = clock();
    double shortest = INFINITY;
    for (int call = 0; call < std::max(2, options.warmup_calls); ++call) {
      const double before = clock();
      if (call >= 2 && before - begin >= options.warmup_seconds) break;
      if (stop()) break;
      contestant.run();
      shortest = std::min(shortest, clock() - before);
    }
    const double calls =
        std::ceil(options.batch_seconds / std::max(shortest, 1e-9));
    const int batch = static_cast<int>(std::clamp(calls, 1.0, 1e6));
    batches.push_back(batch);
    if (std::isfinite(shortest)) pass += shortest * batch;
  }
  return batches;
}

// Fisher-Yates on raw engine bits: the same order on every standard library.
void Shuffle(std::vector<std::size_t>& order, std::mt19937_64& rng) {
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[rng() % i]);
  }
}

double TimeOnce(const Contestant& contestant, int batch, const Clock& clock) {
  if (contestant.limit) return contestant.limit();
  if (batch > 1) contestant.run();
  const double begin = clock();
  for (int call = 0; call < batch; ++call) contestant.run();
  return (clock() - begin) / batch;
}

// The worst median / min of the contestants that are not limits.
double Unrest(std::span<const Contestant> contestants,
              const std::vector<Timing>& timings) {
  double worst = 1.0;
  for (std::size_t i = 0; i < timings.size(); ++i) {
    if (contestants[i].limit || !(timings[i].min > 0.0)) continue;
    worst = std::max(worst, timings[i].median / timings[i].min);
  }
  return worst;
}

std::vector<Timing> RunRounds(std::span<const Contestant> contestants,
                              const std::vector<int>& batches, double pass,
                              const ProtocolOptions& options,
                              const Clock& clock, std::mt19937_64& rng,
                              const std::function<bool()>& stop) {
  std::vector<Timing> timings(contestants.size());
  std::vector<std::size_t> order(contestants.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const int iterations = pass > options.slow_seconds ? options.slow_iterations
                                                     : options.iterations;
  for (int i = 0; i < options.rounds * iterations && !stop(); ++i) {
    Shuffle(order, rng);
    for (const std::size_t which : order) {
      timings[which].seconds.push_back(
          TimeOnce(contestants[which], batches[which], clock));
    }
  }
  for (Timing& timing : timings) {
    if (timing.seconds.empty()) continue;
    timing.min =
        *std::min_element(timing.seconds.begin(), timing.seconds.end());
    timing.median = Median(timing.seconds);
  }
  return timings;
}

}  // namespace

Clock SteadyClock() {
  return [] {
    return std::chrono::duration<double>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
}

Measurement Measure(std::span<const Contestant> contestants,
                    const ProtocolOptions& options, const Clock& clock,
                    std::mt19937_64& rng, const std::function<bool()>& stop) {
  double pass = 0.0;
  const std::vector<int> batches =
      WarmUp(contestants, options, clock, stop, pass);
  Measurement best;
  double least = INFINITY;
  for (int run = 0; run <= options.repeats; ++run) {
    std::vector<Timing> timings =
        RunRounds(contestants, batches, pass, options, clock, rng, stop);
    const double unrest = Unrest(contestants, timings);
    if (unrest < least) {
      least = unrest;
      best.timings = std::move(timings);
    }
    best.repeats = run;
    best.quiet = least <= options.quiet_factor;
    if (best.quiet || stop()) break;
  }
  return best;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double MedianRatio(const Timing& a, const Timing& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(a.seconds.size(), b.seconds.size());
       ++i) {
    ratios.push_back(a.seconds[i] / b.seconds[i]);
  }
  return Median(std::move(ratios));
}

}  // namespace pastiche::bench
