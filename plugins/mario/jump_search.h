// Breadth-first search over the cells that a player can get to by walking,
// falling and VGLC's five jump arcs. The rules are in jump_solver.h.

#ifndef PASTICHE_PLUGINS_MARIO_JUMP_SEARCH_H_
#define PASTICHE_PLUGINS_MARIO_JUMP_SEARCH_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

struct Cell {
  std::uint32_t col = 0;
  std::uint32_t row = 0;  // From the bottom.

  friend bool operator==(const Cell&, const Cell&) = default;
};

// Cells are given by token index. Each standing cell tries every frame of every
// arc, both ways, so a search takes O(tokens) time and 12 bytes per token.
class JumpSearch {
 public:
  // `tokens` (whole columns) must outlive the search. Allocates all it needs.
  explicit JumpSearch(std::span<const Token> tokens);

  // Finds every cell that can be reached from `start`. Call once.
  void Run(std::uint32_t start);

  // The goal cell that takes the fewest moves, if one was reached: a cell of
  // the last column that is Alive().
  [[nodiscard]] std::optional<std::uint32_t> Goal() const { return goal_; }

  [[nodiscard]] bool Visited(std::uint32_t at) const {
    return arrivals_[at].from != kNever;
  }

  // A solid tile is below.
  [[nodiscard]] bool Standing(std::uint32_t at) const {
    return at % kRows != 0 && IsSolid(tokens_[at - 1]);
  }

  // Not lost: from here some next column leads on. A faller in the second row
  // meets the abyss whatever comes next; one higher up can still be caught.
  [[nodiscard]] bool Alive(std::uint32_t at) const {
    return at % kRows >= 2 || Standing(at);
  }

  // Cells from the start to the visited cell `at`, both included, with the
  // cells an arc passes. Neighbours in the list are at most one column and two
  // rows apart.
  [[nodiscard]] std::vector<Cell> PathTo(std::uint32_t at) const;

 private:
  static constexpr std::uint32_t kNever =
      std::numeric_limits<std::uint32_t>::max();

  struct Arrival {
    std::uint32_t from = kNever;  // Where it came from; itself for the start.
    std::uint8_t how = 0;         // Walk or fall, or which arc.
    std::uint8_t frame = 0;       // The last frame of that arc.
  };

  [[nodiscard]] bool Free(std::int64_t col, std::int64_t row) const;
  void Visit(std::uint32_t at, std::uint32_t from, std::uint8_t how,
             std::uint8_t frame);
  void StepTo(std::uint32_t from, std::int64_t col, std::int64_t row);
  void Walk(std::uint32_t at);
  void Fall(std::uint32_t at);
  void Jump(std::uint32_t at);
  static void AppendArcBackwards(const Arrival& arrival,
                                 std::vector<Cell>& backwards);

  std::span<const Token> tokens_;
  std::int64_t columns_;
  std::vector<Arrival> arrivals_;  // One per token.
  std::vector<std::uint32_t> queue_;
  std::optional<std::uint32_t> goal_;
};

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_JUMP_SEARCH_H_
