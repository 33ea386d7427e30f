// Problems made to break the bound on the missed mass, and the hunt that counts
// how often it is broken. Shared by a quick and a slow suite.

#ifndef PASTICHE_TESTS_KERNELS_ROUTED_HUNT_H_
#define PASTICHE_TESTS_KERNELS_ROUTED_HUNT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/kernels/routed_case.h"

namespace pastiche::kernels::test {

enum class Prey : std::uint8_t {
  kRandom,
  kNeedles,   // Keys along queries, alone in their blocks.
  kClusters,  // Blocks that mix tight groups of keys.
  kHuge,      // Long keys, with scores far beyond a float's exact integers.
  kTiny,      // Denormal keys and queries.
  kEqualSegments,  // All keys of a segment equal: the bound has only its slack.
  kAllEqual,       // One key everywhere: every block ties.
  kHidden,         // Biases of -infinity, NaN and +-1e4.
  kPairs,          // Segments of two points; queries along their difference.
  kAlongRadius,    // Queries towards the farthest key of a segment, and away.
  kCorners,        // Queries of +-1: corners of the boxes.
  kCount,
};

class RoutedHunt {
 public:
  explicit RoutedHunt(std::uint32_t seed) : rng_(seed) {}

  // Asks one problem of this kind about 32 queries. Returns how many bounds
  // were below the true missed mass or above the limit asked for.
  std::size_t Violations(Prey prey) {
    const std::size_t n = 64 + rng_() % 450;
    const std::size_t d = 1 + rng_() % 12;
    RoutedCase problem({32, n, d, 1}, rng_);
    bias_.clear();
    Shape(prey, problem);
    const auto pick = [&](const auto& from) {
      return from[rng_() % from.size()];
    };
    problem.options.scale = pick(std::array{1.0f, -1.0f, 0.1f, 5.0f, 60.0f});
    problem.options.budget = pick(std::array{0.0f, 0.1f, 0.3f, 0.6f});
    problem.options.max_missed_mass = pick(std::array{1.0f, 1.0f, 0.6f, 0.01f});
    problem.options.causal = rng_() % 4 == 0;
    problem.options.query_position = n / 2;
    problem.options.key_bias = bias_;
    problem.Build(pick(std::array<std::size_t, 3>{16, 32, 64}));
    if (prey == Prey::kAlongRadius || prey == Prey::kPairs) {
      AimAlongRadius(problem);
    }

    const RoutedOutcome r = problem.Run();
    std::vector<double> missed;
    static_cast<void>(problem.Twin(r, missed));
    std::size_t violations = 0;
    for (std::size_t i = 0; i < missed.size(); ++i) {
      const bool holds = double{r.missed_mass[i]} >= missed[i] &&
                         r.missed_mass[i] <= problem.options.max_missed_mass;
      if (!holds) ++violations;
      useful_ += r.missed_mass[i] < 0.99f && missed[i] > 0.0 ? 1 : 0;
    }
    asked_ += missed.size();
    return violations;
  }

  [[nodiscard]] std::size_t asked() const { return asked_; }
  // Bounds that say something, of a mass that is not 0.
  [[nodiscard]] std::size_t useful() const { return useful_; }

 private:
  void Shape(Prey prey, RoutedCase& problem) {
    std::vector<float>& keys = problem.attention.keys.cells;
    std::vector<float>& queries = problem.attention.queries.cells;
    const std::size_t d = problem.attention.keys.cols;
    const std::size_t n = problem.attention.keys.rows;
    const auto multiply = [](std::vector<float>& cells, float by) {
      for (float& x : cells) x *= by;
    };
    const auto copy_key = [&](std::size_t from, std::size_t to) {
      std::copy_n(&keys[from * d], d, &keys[to * d]);
    };
    switch (prey) {
      case Prey::kNeedles:
        multiply(keys, 0.1f);
        for (std::size_t i = 0; i < 32; i += 3) {
          const std::size_t j = rng_() % n;
          for (std::size_t c = 0; c < d; ++c) {
            keys[j * d + c] = 4.0f * queries[i * d + c];
          }
        }
        break;
      case Prey::kClusters:
        for (std::size_t j = 8; j < n; ++j) copy_key(rng_() % 8, j);
        for (float& x : keys) x += 1e-3f * x * static_cast<float>(rng_() % 7);
        break;
      case Prey::kHuge:
        multiply(keys, rng_() % 2 == 0 ? 3e3f : 1e8f);
        break;
      case Prey::kTiny:
        multiply(keys, 1e-38f);
        multiply(queries, rng_() % 2 == 0 ? 1e-10f : 1e36f);
        break;
      case Prey::kEqualSegments:
        for (std::size_t j = 0; j < n; ++j) copy_key(j / 64 * 64, j);
        multiply(keys, rng_() % 2 == 0 ? 1.0f : 100.0f);
        break;
      case Prey::kAllEqual:
        for (std::size_t j = 1; j < n; ++j) copy_key(0, j);
        break;
      case Prey::kHidden:
        bias_ = RandomFloats(n, rng_);
        for (std::size_t j = 0; j < n; ++j) {
          const auto kind = rng_() % 12;
          bias_[j] *= kind == 0 ? 1e4f : kind < 4 ? 100.0f : 3.0f;
          if (kind == 5 || j / 64 == 1) bias_[j] = -kInfinity;
          if (kind == 6) bias_[j] = NAN;
        }
        break;
      case Prey::kPairs:
        // Centre and half difference are the segment's first two keys; the
        // keys after the last block repeat some of them.
        for (std::size_t l = 0; l < n / 16; ++l) {
          for (std::size_t c = 0; c < d; ++c) {
            const float centre = keys[l * 16 * d + c];
            const float half = keys[(l * 16 + 1) * d + c];
            for (std::size_t j = 0; j < 16; ++j) {
              keys[(l * 16 + j) * d + c] = centre + (j % 2 == 0 ? half : -half);
            }
          }
        }
        for (std::size_t j = n / 64 * 64; j < n; ++j) {
          copy_key(rng_() % (n / 64 * 64), j);
        }
        break;
      case Prey::kCorners:
        for (float& q : queries) q = q < 0.0f ? -1.0f : 1.0f;
        break;
      default:
        break;
    }
  }

  void AimAlongRadius(RoutedCase& problem) {
    const RouteSummaries s = problem.index.summaries();
    std::vector<float>& queries = problem.attention.queries.cells;
    const std::size_t d = problem.attention.keys.cols;
    for (std::size_t i = 0; i < 32; ++i) {
      const std::size_t l = rng_() % s.segments();
      const std::size_t j = l * s.segment + rng_() % s.segment;
      for (std::size_t c = 0; c < d; ++c) {
        const float mean = s.mean_keys.data[(l / 64 * d + c) * 64 + l % 64];
        const float away = problem.attention.keys.cells[j * d + c] - mean;
        queries[i * d + c] = (i % 2 == 0 ? 3.0f : -3.0f) * away;
      }
    }
  }

  std::mt19937 rng_;
  std::vector<float> bias_;
  std::size_t asked_ = 0;
  std::size_t useful_ = 0;
};

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_ROUTED_HUNT_H_
