#include "kernels/match_budget.h"

#include <algorithm>
#include <cmath>

namespace pastiche::kernels {
namespace {

// Bins between two looks at the masses found so far.
constexpr std::size_t kBinsPerLook = 4;

double PowerOfHalf(std::size_t bits) {
  return std::ldexp(1.0, -static_cast<int>(bits));
}

}  // namespace

MatchBudget::MatchBudget(const MatchAllowance& allowance, std::uint16_t cutoff,
                         std::size_t total_blocks,
                         std::span<const double> masses)
    : allowance_(allowance),
      cutoff_(cutoff),
      total_blocks_(static_cast<double>(total_blocks)),
      masses_(masses) {}

void MatchBudget::Begin(std::size_t blocks_so_far) {
  share_ = static_cast<double>(blocks_so_far) / total_blocks_;
  waiting_.fill(0.0);
  next_look_ = 0;
  bits_ = kMatchBins;
  near_ = far_ = 0.0;
}

void MatchBudget::Look() {
  double kinds = 0.0;
  for (const double mass : masses_) kinds += mass / (mass + 1.0);
  allowed_ = share_ * (allowance_.base + allowance_.per_kind * kinds);
}

// The nearest cost from which all that waits may be left, never farther than
// before. What waits nearer would weigh the bound, what waits beyond its own
// least cost.
void MatchBudget::Lower(std::size_t bin) {
  const double left = allowed_ - omitted_;
  while (bits_ > bin) {
    const double moved = waiting_[bits_ - 1];
    const double weight = PowerOfHalf(bits_ - 1);
    if ((near_ - moved) * weight + far_ + moved * weight > left) break;
    --bits_;
    near_ -= moved;
    far_ += moved * weight;
  }
}

std::uint32_t MatchBudget::Enter(std::size_t bin) {
  if (bin >= next_look_) {
    Look();
    next_look_ = bin + kBinsPerLook;
  }
  Lower(bin);
  if (bits_ <= bin) return 0;
  return std::min(std::uint32_t{cutoff_},
                  static_cast<std::uint32_t>(1024 * bits_));
}

void MatchBudget::Leave(double weight) {
  omitted_ += weight * PowerOfHalf(bits_);
}

}  // namespace pastiche::kernels
