// Which blocks routed attention opens: by budget, then until the bound holds.

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/decode_partial.h"
#include "kernels/routed_wave.h"

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLog2E = 1.44269504f;

// Sorts ascending as `priority` descends, then as `block` ascends. NaN first.
std::uint64_t SortKey(float priority, std::size_t block) {
  if (std::isnan(priority)) priority = kInfinity;
  const auto bits = std::bit_cast<std::uint32_t>(priority + 0.0f);  // No -0.
  const std::uint32_t ascending =
      (bits >> 31) != 0 ? ~bits : bits | 0x80000000u;
  return (std::uint64_t{~ascending} << 32) | block;
}

std::size_t BlockOf(std::uint64_t sort_key) {
  return static_cast<std::size_t>(sort_key & 0xFFFFFFFFu);
}

}  // namespace

RoutedWave::Seen RoutedWave::SeenBy(std::size_t query) const {
  std::size_t keys = view_.count;
  if (options_.causal) {
    const std::size_t position =
        options_.query_position + query / options_.group;
    keys = std::min(keys, position + 1);
  }
  return {.blocks = keys / kKeyBlock, .rest = keys % kKeyBlock};
}

std::size_t RoutedWave::Budget(std::size_t blocks) const {
  // A float may lie just above the decimal it was written as.
  const double budget = double{options_.budget} * (1.0 - 0x1p-23);
  const double fraction = std::ceil(budget * static_cast<double>(blocks));
  const std::size_t by_keys = options_.budget_keys / kKeyBlock +
                              (options_.budget_keys % kKeyBlock != 0 ? 1 : 0);
  return std::min({blocks, static_cast<std::size_t>(fraction), by_keys});
}

// The query in log2 units, as the chunk function scales it, and its length.
void RoutedWave::ScaleQuery(std::size_t query, float* scaled,
                            double& norm) const {
  const float scale = options_.scale * kLog2E;
  double squares = 0.0;
  for (std::size_t c = 0; c < view_.key_dim; ++c) {
    scaled[c] = queries_.row(query)[c] * scale;
    squares += double{scaled[c]} * double{scaled[c]};
  }
  // The scaling's own rounding, 2^-22 at most, is covered too.
  norm = std::sqrt(squares) * (1.0 + 0x1p-20);
}

void RoutedWave::Choose(std::size_t slot) {
  const Seen seen = SeenBy(first_ + slot);
  std::uint8_t* const opened = buffers_.opened.data() + slot * block_row_;
  std::fill_n(opened, blocks_, std::uint8_t{0});
  const std::size_t budget = Budget(seen.blocks);
  if (budget == seen.blocks) {  // Nothing to choose, nothing missed.
    std::fill_n(opened, budget, std::uint8_t{1});
    return;
  }
  SetPriorities(slot, seen.blocks);
  if (budget == 0) return;
  std::uint64_t* const order = buffers_.order.data() + slot * block_row_;
  std::nth_element(order, order + budget, order + seen.blocks);
  for (std::size_t i = 0; i < budget; ++i) opened[BlockOf(order[i])] = 1;
}

// Fills means, bounds and order of a query.
void RoutedWave::SetPriorities(std::size_t slot, std::size_t blocks) {
  const RouteSummaries& s = summaries_;
  std::array<float, kMaxHeadDim> query;
  double norm = 0.0;
  ScaleQuery(first_ + slot, query.data(), norm);
  float* const means = buffers_.means.data() + slot * row_;
  float* const bounds = buffers_.bounds.data() + slot * row_;
  float* const boxes =
      buffers_.terms.data() + slot * row_;  // Free until Finish.
  std::uint64_t* const order = buffers_.order.data() + slot * block_row_;
  const std::size_t segments = blocks * per_block_;
  const bool boxed = !s.low_keys.data.empty() || view_.key_dim == 0;
  scores_.means(query.data(), view_.key_dim, s.mean_keys.data.data(), segments,
                means);
  scores_.balls(means, s.radii.data(), static_cast<float>(norm), segments,
                bounds);
  if (boxed) {
    scores_.boxes(query.data(), view_.key_dim, s.low_keys.data.data(),
                  s.high_keys.data.data(), blocks, boxes);
  }
  for (std::size_t b = 0; b < blocks; ++b) {
    const float box = boxed && boxes[b] < kInfinity ? boxes[b] : kInfinity;
    float best = -kInfinity;
    for (std::size_t l = b * per_block_; l < (b + 1) * per_block_; ++l) {
      bounds[l] = bounds[l] < box ? bounds[l] : box;
      const float weight =
          s.log_weights.empty() ? 0.0f : s.log_weights[l] * kLog2E;
      const float score = 0.5f * means[l] + 0.5f * bounds[l] + weight;
      const bool unknown = !(bounds[l] < kInfinity) || std::isnan(score);
      best = std::max(best, unknown ? kInfinity : score);
    }
    order[b] = SortKey(best, b);
  }
}

// The bound on the missed mass of what `total` holds, after opening what
// max_missed_mass asks for.
float RoutedWave::OpenUntilBound(std::size_t slot, const Seen& seen,
                                 DecodePartial& total, std::size_t& opened) {
  if (opened == seen.blocks) return 0.0f;
  std::array<float, kMaxHeadDim> query;
  MassQuery mass{.key_dim = view_.key_dim,
                 .max_norm = max_norm_,
                 .weight_range = weight_range_};
  ScaleQuery(first_ + slot, query.data(), mass.score_norm);
  mass.score_norm *= max_norm_;
  std::uint8_t* const flags = buffers_.opened.data() + slot * block_row_;
  std::uint64_t* const order = buffers_.order.data() + slot * block_row_;
  std::uint64_t* const end = order + seen.blocks;
  const std::size_t segments = seen.blocks * per_block_;
  const std::span<float> terms(buffers_.terms.data() + slot * row_, segments);
  const std::span<const float> bounds(buffers_.bounds.data() + slot * row_,
                                      segments);
  const auto term_of = [&](std::size_t block) {
    double sum = 0.0;
    for (std::size_t l = block * per_block_; l < (block + 1) * per_block_;
         ++l) {
      sum += double{terms[l]};
    }
    return sum;
  };
  bool sorted = false;
  for (;;) {  // Once per exponent of the total.
    const float exponent = total.exponent;
    MassTerms(mass, bounds,
              summaries_.log_weights.first(
                  summaries_.log_weights.empty() ? 0 : segments),
              summaries_.segment, exponent, terms);
    double unopened = 0.0;
    for (std::size_t b = 0; b < seen.blocks; ++b) {
      if (flags[b] == 0) unopened += term_of(b);
    }
    const float missed = MissedMass(unopened, double{total.sum}, opened + 1);
    if (missed <= options_.max_missed_mass) return missed;
    if (!sorted) {
      std::sort(order, end);
      sorted = true;
    }
    // Opens the best blocks until the bound would hold if they added nothing,
    // or the exponent changes and with it all terms.
    DecodePartial partial;
    for (std::uint64_t* next = order; next != end; ++next) {
      const std::size_t block = BlockOf(*next);
      if (flags[block] != 0) continue;
      flags[block] = 1;
      ++opened;
      AttendKeys(first_ + slot, block, kKeyBlock, partial);
      AddPartial(partial, view_.value_dim, total);
      if (opened == seen.blocks) return 0.0f;
      if (total.exponent != exponent) break;
      unopened -= term_of(block);
      if (MissedMass(std::max(unopened, 0.0), double{total.sum}, opened + 1) <=
          options_.max_missed_mass) {
        break;  // To sum up anew: differences round.
      }
    }
  }
}

}  // namespace pastiche::kernels
