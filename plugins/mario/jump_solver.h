// Can the level be walked and jumped through, from its start to its right
// edge? Breadth-first search over VGLC's five jump arcs. Knows nothing of
// enemies, speed or power-ups: an optimistic player.

#ifndef PASTICHE_PLUGINS_MARIO_JUMP_SOLVER_H_
#define PASTICHE_PLUGINS_MARIO_JUMP_SOLVER_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/mario/jump_search.h"
#include "plugins/mario/tiles.h"

namespace pastiche::mario {

enum class Obstacle {
  kNone,
  kNoStart,  // No place to stand in the first three columns.
  kGap,      // `obstacle_size` columns without a foothold.
  kWall,     // Too high, or closed to the top: `obstacle_size` tiles.
};

struct JumpReport {
  bool playable = false;
  std::vector<std::uint8_t> reached;  // Per column: 1 if some cell was reached.
  // From the start, cell by cell: to the goal, or else to the highest foothold
  // of the furthest column; empty without a start.
  std::vector<Cell> path;
  // Where the way ends, if it does: the furthest column with a foothold.
  std::uint32_t furthest_column = 0;
  Obstacle obstacle = Obstacle::kNone;
  std::uint32_t obstacle_size = 0;
};

// The rules (Summerville's VGLC path finder, as the published study used it):
// - The player is one tile in size. It starts at the first start tile, or else
//   on the first cell of columns 0-2 (left to right, bottom to top) that can
//   be stood on. Unknown tiles and tiles that are not solid are free.
// - Standing (solid tile below): a step left or right into a free cell, or one
//   of five arcs, mirrored for the left. An arc ends at the first solid cell
//   and may be given up at any of its cells. Above the top row an arc slides
//   along the top row.
// - Otherwise it falls: to one of three cells a row lower, or one column aside
//   two rows lower. Below the bottom row is the abyss.
// - The goal is any cell of the last column that is not lost: one that can be
//   stood on, or at least two rows above the bottom row.
//
// Requires whole columns (asserted); no columns = not playable. O(tokens).
[[nodiscard]] JumpReport SolveJumps(std::span<const Token> tokens);

// Can a level that begins with `tokens` still be played through? Looks at whole
// columns only. Exact, if no start tile comes later: true where the last column
// has a reachable cell from which some next column leads on, or where there are
// fewer than three columns and no place to start yet.
[[nodiscard]] bool PrefixReachable(std::span<const Token> tokens);

// "impossible from column 17: a gap of 9 columns"; empty when playable.
[[nodiscard]] std::string DescribeObstacle(const JumpReport& report);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_JUMP_SOLVER_H_
