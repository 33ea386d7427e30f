#include "plugins/mario/metrics.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "plugins/mario/jump_solver.h"
#include "plugins/mario/pipe_rules.h"

namespace pastiche::mario {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kLowRows = 5;  // The lower third, as published.

double Share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Rows above the highest ground tile of a column; 14 where there is none.
std::uint32_t RowsAboveGround(Tokens column) {
  for (std::uint32_t above = 0; above < kRows; ++above) {
    if (column[kRows - 1 - above] == kGround) return above;
  }
  return kRows;
}

std::size_t ColumnCount(Tokens level) {
  assert(!level.empty() && level.size() % kRows == 0);
  return level.size() / kRows;
}

Tokens Column(Tokens level, std::size_t col) {
  return level.subspan(col * kRows, kRows);
}

// A column in 56 bits, four for each tile: columns are compared by one xor.
std::vector<std::uint64_t> PackColumns(Tokens level) {
  static_assert(kTileCount <= 16 && kRows <= 16);
  std::vector<std::uint64_t> packed(level.size() / kRows);
  for (std::size_t i = 0; i < packed.size() * kRows; ++i) {
    packed[i / kRows] |= std::uint64_t{level[i]} << (4 * (i % kRows));
  }
  return packed;
}

// In how many of 16 four-bit cells two words differ.
std::size_t DifferingCells(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kLowBits = 0x1111111111111111u;
  const std::uint64_t x = a ^ b;
  return static_cast<std::size_t>(
      std::popcount((x | x >> 1 | x >> 2 | x >> 3) & kLowBits));
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  if (values.size() % 2 != 0) return values[half];
  return (values[half - 1] + values[half]) / 2;
}

}  // namespace

double Playable(Tokens level) { return SolveJumps(level).playable ? 1 : 0; }

double ReachableColumns(Tokens level) {
  const JumpReport report = SolveJumps(level);
  const auto reached =
      std::count(report.reached.begin(), report.reached.end(), std::uint8_t{1});
  return Share(static_cast<std::size_t>(reached), ColumnCount(level));
}

double PipesValid(Tokens level) {
  std::size_t pipes = 0;
  std::size_t valid = 0;
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (!IsPipe(level[i])) continue;
    ++pipes;
    if (PipeTileValid(level, i)) ++valid;
  }
  return pipes == 0 ? kUndefined : Share(valid, pipes);
}

double PipesAllValid(Tokens level) {
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (IsPipe(level[i]) && !PipeTileValid(level, i)) return 0;
  }
  return 1;
}

double Density(Tokens level) {
  const auto air = std::count(level.begin(), level.end(), Token{kAir});
  return Share(level.size() - static_cast<std::size_t>(air), level.size());
}

double Linearity(Tokens level) {
  const std::size_t columns = ColumnCount(level);
  // Integers throughout: exact for any level, whatever the order of summing.
  std::uint64_t sum = 0;
  std::uint64_t sum_of_squares = 0;
  for (std::size_t col = 0; col < columns; ++col) {
    const std::uint64_t above = RowsAboveGround(Column(level, col));
    sum += above;
    sum_of_squares += above * above;
  }
  const std::uint64_t spread = columns * sum_of_squares - sum * sum;
  return std::sqrt(static_cast<double>(spread)) / static_cast<double>(columns);
}

double Leniency(Tokens level) {
  const std::size_t columns = ColumnCount(level);
  std::int64_t balance = 0;
  for (std::size_t col = 0; col < columns; ++col) {
    if (RowsAboveGround(Column(level, col)) == kRows) ++balance;
  }
  for (const Token tile : level) {
    if (tile == kEnemy || tile == kCannonTop) ++balance;
    if (tile == kQuestion || tile == kCoin) --balance;
  }
  return static_cast<double>(balance) / static_cast<double>(columns);
}

double PlayableColumns(Tokens level) {
  const std::size_t columns = ColumnCount(level);
  std::size_t grounded = 0;
  for (std::size_t col = 0; col < columns; ++col) {
    const Tokens low = Column(level, col).first(kLowRows);
    if (std::find(low.begin(), low.end(), Token{kGround}) != low.end()) {
      ++grounded;
    }
  }
  return Share(grounded, columns);
}

double Novelty(Tokens level, std::span<const Tokens> corpus) {
  const std::vector<std::uint64_t> sample = PackColumns(level);
  bool found = false;
  std::size_t least = level.size();
  for (const Tokens document : corpus) {
    const std::vector<std::uint64_t> packed = PackColumns(document);
    for (std::size_t at = 0; at + sample.size() <= packed.size(); ++at) {
      found = true;
      std::size_t differing = 0;
      for (std::size_t c = 0; c < sample.size() && differing < least; ++c) {
        differing += DifferingCells(sample[c], packed[at + c]);
      }
      least = std::min(least, differing);
    }
  }
  return found ? Share(least, level.size()) : kUndefined;
}

LegacyVector LegacyAxes(Tokens level) {
  return {Density(level), Linearity(level), Leniency(level),
          PlayableColumns(level)};
}

std::optional<LegacyVector> LegacyMedian(std::span<const Tokens> levels) {
  if (levels.empty()) return std::nullopt;
  std::vector<LegacyVector> axes;
  axes.reserve(levels.size());
  for (const Tokens level : levels) axes.push_back(LegacyAxes(level));
  const auto median = [&](double LegacyVector::*axis) {
    std::vector<double> values;
    values.reserve(axes.size());
    for (const LegacyVector& v : axes) values.push_back(v.*axis);
    return Median(std::move(values));
  };
  return LegacyVector{
      median(&LegacyVector::density), median(&LegacyVector::linearity),
      median(&LegacyVector::leniency), median(&LegacyVector::playable_columns)};
}

double LegacyDistance(const LegacyVector& a, const LegacyVector& b) {
  const auto square = [](double x) { return x * x; };
  return std::sqrt(square(a.density - b.density) +
                   square(a.linearity - b.linearity) +
                   square(a.leniency - b.leniency) +
                   square(a.playable_columns - b.playable_columns));
}

}  // namespace pastiche::mario
