// A second judge of playability, written from the rules in
// docs/domains/mario.md and sharing nothing with the plugin but the tile table:
// it works backwards. The winning cells are the least set that holds the goal
// cells and every cell with a move into the set; a level is playable if its
// start wins.

#ifndef PASTICHE_TESTS_PLUGINS_MARIO_WINNING_CELLS_H_
#define PASTICHE_TESTS_PLUGINS_MARIO_WINNING_CELLS_H_

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

class WinningCells {
 public:
  explicit WinningCells(const std::vector<Token>& tokens)
      : tokens_(tokens),
        columns_(static_cast<int>(tokens.size() / kRows)),
        wins_(tokens.size(), false) {
    bool grown = true;
    while (grown) {
      grown = false;
      for (int col = columns_; col-- > 0;) {
        for (int row = 0; row < 14; ++row) {
          if (wins_[At(col, row)] || Solid(col, row)) continue;
          if (!IsGoal(col, row) && !HasWinningMove(col, row)) continue;
          wins_[At(col, row)] = true;
          grown = true;
        }
      }
    }
  }

  [[nodiscard]] bool Playable() const {
    const auto start = Start();
    // A start tile is no solid; the cell is where the player is.
    return start && wins_[At(start->first, start->second)];
  }

 private:
  // The five arcs of the VGLC, one letter per frame: u up, d down, r forward,
  // b back, U up and forward, D down and forward.
  static constexpr std::string_view kArcs[] = {"uuUub", "uuuur", "Uuuur",
                                               "UurururDrrDd", "UurururrDrDd"};

  [[nodiscard]] std::size_t At(int col, int row) const {
    return static_cast<std::size_t>(col * 14 + row);
  }
  [[nodiscard]] bool Solid(int col, int row) const {
    return row >= 0 && IsSolid(tokens_[At(col, row)]);
  }
  [[nodiscard]] bool Stands(int col, int row) const {
    return row > 0 && Solid(col, row - 1);
  }
  // In the last column, and not about to fall out of the level: one row of
  // air below the second row is the abyss.
  [[nodiscard]] bool IsGoal(int col, int row) const {
    return col == columns_ - 1 && (row >= 2 || Stands(col, row));
  }
  // Inside, free and winning.
  [[nodiscard]] bool Wins(int col, int row) const {
    return col >= 0 && col < columns_ && row >= 0 && wins_[At(col, row)];
  }

  [[nodiscard]] bool HasWinningMove(int col, int row) const {
    if (!Stands(col, row)) {
      return Wins(col, row - 1) || Wins(col - 1, row - 1) ||
             Wins(col + 1, row - 1) || Wins(col - 1, row - 2) ||
             Wins(col + 1, row - 2);
    }
    if (Wins(col - 1, row) || Wins(col + 1, row)) return true;
    for (const std::string_view arc : kArcs) {
      if (ArcWins(arc, 1, col, row) || ArcWins(arc, -1, col, row)) return true;
    }
    return false;
  }

  [[nodiscard]] bool ArcWins(std::string_view arc, int forward, int col,
                             int row) const {
    for (const char frame : arc) {
      if (frame == 'r' || frame == 'U' || frame == 'D') col += forward;
      if (frame == 'b') col -= forward;
      if ((frame == 'u' || frame == 'U') && row < 13) ++row;
      if (frame == 'd' || frame == 'D') --row;
      if (col < 0 || col >= columns_ || row < 0 || Solid(col, row))
        return false;
      if (wins_[At(col, row)]) return true;
    }
    return false;
  }

  [[nodiscard]] std::optional<std::pair<int, int>> Start() const {
    for (int col = 0; col < columns_; ++col) {
      for (int row = 0; row < 14; ++row) {
        if (tokens_[At(col, row)] == kStart) return std::pair{col, row};
      }
    }
    for (int col = 0; col < columns_ && col < 3; ++col) {
      for (int row = 1; row < 14; ++row) {
        if (!Solid(col, row) && Stands(col, row)) return std::pair{col, row};
      }
    }
    return std::nullopt;
  }

  const std::vector<Token>& tokens_;
  int columns_;
  std::vector<bool> wins_;
};

}  // namespace pastiche::mario

#endif  // PASTICHE_TESTS_PLUGINS_MARIO_WINNING_CELLS_H_
