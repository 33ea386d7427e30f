#include "plugins/mario/jump_solver.h"

#include <algorithm>
#include <cassert>
#include <optional>

namespace pastiche::mario {
namespace {

constexpr std::uint32_t kStartColumns = 3;
constexpr std::uint32_t kHighestJump = 4;

bool CanStand(std::span<const Token> tokens, std::size_t at) {
  return at % kRows != 0 && !IsSolid(tokens[at]) && IsSolid(tokens[at - 1]);
}

std::optional<std::uint32_t> FindStart(std::span<const Token> tokens) {
  const auto start = std::find(tokens.begin(), tokens.end(), Token{kStart});
  if (start != tokens.end()) {
    return static_cast<std::uint32_t>(start - tokens.begin());
  }
  const std::size_t end =
      std::min(tokens.size(), std::size_t{kStartColumns} * kRows);
  for (std::size_t at = 0; at < end; ++at) {
    if (CanStand(tokens, at)) return static_cast<std::uint32_t>(at);
  }
  return std::nullopt;
}

// The columns after `col`, up to the next with a place to stand.
std::uint32_t ColumnsWithoutFoothold(std::span<const Token> tokens,
                                     std::size_t col) {
  std::uint32_t count = 0;
  for (std::size_t at = (col + 1) * kRows; at < tokens.size(); ++at) {
    if (CanStand(tokens, at)) break;
    if (at % kRows == kRows - 1) ++count;
  }
  return count;
}

// How far the lowest foothold of column `col` above row `foothold` rises over
// it; 0 if there is none, or no such column.
std::uint32_t RiseTo(std::span<const Token> tokens, std::size_t col,
                     std::uint32_t foothold) {
  if (col >= tokens.size() / kRows) return 0;
  for (std::uint32_t row = foothold + 1; row < kRows; ++row) {
    if (CanStand(tokens, col * kRows + row)) return row - foothold;
  }
  return 0;
}

// Fills in what stands after the furthest column. `foothold` is the row of the
// highest reached foothold there.
void NameObstacle(std::span<const Token> tokens, std::uint32_t foothold,
                  JumpReport& report) {
  std::uint32_t next = report.furthest_column + 1;
  const std::uint32_t gap =
      ColumnsWithoutFoothold(tokens, report.furthest_column);
  if (gap > 0 && !IsSolid(tokens[std::size_t{next} * kRows + foothold])) {
    const std::uint32_t rise = RiseTo(tokens, next + gap, foothold);
    if (rise <= kHighestJump) {
      report.obstacle = Obstacle::kGap;
      report.obstacle_size = gap;
      return;
    }
    next += gap;
  }
  report.obstacle = Obstacle::kWall;
  report.obstacle_size = RiseTo(tokens, next, foothold);
  if (report.obstacle_size == 0) report.obstacle_size = kRows - foothold;
}

void FindEndOfWay(std::span<const Token> tokens, const JumpSearch& search,
                  std::uint32_t start, JumpReport& report) {
  std::uint32_t foothold = start;  // Its column, until there is a better one.
  for (auto at = static_cast<std::uint32_t>(tokens.size()); at-- > 0;) {
    if (!search.Visited(at) || !search.Standing(at)) continue;
    foothold = at;
    break;
  }
  report.furthest_column = foothold / kRows;
  report.path = search.PathTo(foothold);
  if (std::size_t{report.furthest_column} + 1 == tokens.size() / kRows) {
    // Only a fall from the start itself ends here: the last column's footholds
    // are goals.
    report.obstacle = Obstacle::kGap;
    report.obstacle_size = 1;
    return;
  }
  NameObstacle(tokens, foothold % kRows, report);
}

}  // namespace

JumpReport SolveJumps(std::span<const Token> tokens) {
  assert(tokens.size() % kRows == 0);
  JumpReport report;
  report.reached.assign(tokens.size() / kRows, 0);
  const std::optional<std::uint32_t> start = FindStart(tokens);
  if (!start) {
    report.obstacle = Obstacle::kNoStart;
    return report;
  }
  JumpSearch search(tokens);
  search.Run(*start);
  for (std::uint32_t at = 0; at < tokens.size(); ++at) {
    if (search.Visited(at)) report.reached[at / kRows] = 1;
  }
  report.playable = search.Goal().has_value();
  if (report.playable) {
    report.path = search.PathTo(*search.Goal());
    report.furthest_column =
        static_cast<std::uint32_t>(report.reached.size() - 1);
  } else {
    FindEndOfWay(tokens, search, *start, report);
  }
  return report;
}

bool PrefixReachable(std::span<const Token> tokens) {
  tokens = tokens.first(tokens.size() - tokens.size() % kRows);
  const std::size_t columns = tokens.size() / kRows;
  const std::optional<std::uint32_t> start = FindStart(tokens);
  if (!start) return columns < kStartColumns;
  JumpSearch search(tokens);
  search.Run(*start);
  return search.Goal().has_value();
}

std::string DescribeObstacle(const JumpReport& report) {
  const auto columns = [](std::uint32_t count) {
    return std::to_string(count) + (count == 1 ? " column" : " columns");
  };
  const std::string where =
      "impossible from column " + std::to_string(report.furthest_column + 1);
  switch (report.obstacle) {
    case Obstacle::kNone:
      return "";
    case Obstacle::kNoStart:
      return "impossible from column 1: no place to stand in columns 1 to 3";
    case Obstacle::kGap:
      return where + ": a gap of " + columns(report.obstacle_size);
    case Obstacle::kWall:
      return where + ": a wall of height " +
             std::to_string(report.obstacle_size);
  }
  return "";
}

}  // namespace pastiche::mario
