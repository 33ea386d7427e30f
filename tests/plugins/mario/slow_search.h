// The obvious version of JumpSearch, to compare with.

#ifndef PASTICHE_TESTS_PLUGINS_MARIO_SLOW_SEARCH_H_
#define PASTICHE_TESTS_PLUGINS_MARIO_SLOW_SEARCH_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

// One state per cell and place in an arc, arcs as the published
// table has them (positions from the take-off, rows downwards).
using Arc = std::vector<std::pair<int, int>>;
inline const std::array<Arc, 5> kPublishedArcs = {
    {{{0, -1}, {0, -2}, {1, -3}, {1, -4}, {0, -4}},
     {{0, -1}, {0, -2}, {0, -3}, {0, -4}, {1, -4}},
     {{1, -1}, {1, -2}, {1, -3}, {1, -4}, {2, -4}},
     {{1, -1},
      {1, -2},
      {2, -2},
      {2, -3},
      {3, -3},
      {3, -4},
      {4, -4},
      {5, -3},
      {6, -3},
      {7, -3},
      {8, -2},
      {8, -1}},
     {{1, -1},
      {1, -2},
      {2, -2},
      {2, -3},
      {3, -3},
      {3, -4},
      {4, -4},
      {5, -4},
      {6, -3},
      {7, -3},
      {8, -2},
      {8, -1}}}};

class SlowSearch {
 public:
  explicit SlowSearch(const std::vector<Token>& tokens)
      : tokens_(tokens), columns_(static_cast<int>(tokens.size() / kRows)) {}

  std::set<std::pair<int, int>> CellsFrom(int col, int row) {
    Add({col, row, -1, 0, 1});
    while (!queue_.empty()) {
      const State state = queue_.front();
      queue_.pop_front();
      Expand(state);
    }
    std::set<std::pair<int, int>> cells;
    for (const State& s : seen_) cells.emplace(std::get<0>(s), std::get<1>(s));
    return cells;
  }

 private:
  using State = std::tuple<int, int, int, int, int>;  // ..., arc, frame, side

  bool Solid(int col, int row) const {
    return IsSolid(tokens_[static_cast<std::size_t>(col) * kRows +
                           static_cast<std::size_t>(row)]);
  }
  void Add(const State& state) {
    const auto [col, row, arc, frame, side] = state;
    if (col < 0 || col >= columns_ || row < 0) return;
    if (!seen_.empty() && Solid(col, row)) return;
    if (seen_.insert(state).second) queue_.push_back(state);
  }
  void AddFrame(int col, int row, int arc, int frame, int side) {
    const Arc& frames = kPublishedArcs[static_cast<std::size_t>(arc)];
    const auto f = static_cast<std::size_t>(frame);
    if (f >= frames.size()) return;
    const auto before = f == 0 ? std::pair<int, int>{0, 0} : frames[f - 1];
    const int dcol = frames[f].first - before.first;
    const int up = before.second - frames[f].second;
    Add({col + side * dcol, std::min(row + up, 13), arc, frame, side});
  }
  void Expand(const State& state) {
    const auto [col, row, arc, frame, side] = state;
    if (arc >= 0) AddFrame(col, row, arc, frame + 1, side);
    if (row == 0) return;
    if (Solid(col, row - 1)) {
      Add({col - 1, row, -1, 0, 1});
      Add({col + 1, row, -1, 0, 1});
      for (int a = 0; a < 5; ++a) {
        AddFrame(col, row, a, 0, 1);
        AddFrame(col, row, a, 0, -1);
      }
    } else {
      Add({col, row - 1, -1, 0, 1});
      for (const int dcol : {-1, 1}) {
        Add({col + dcol, row - 1, -1, 0, 1});
        Add({col + dcol, row - 2, -1, 0, 1});
      }
    }
  }

  const std::vector<Token>& tokens_;
  int columns_;
  std::set<State> seen_;
  std::deque<State> queue_;
};

}  // namespace pastiche::mario

#endif  // PASTICHE_TESTS_PLUGINS_MARIO_SLOW_SEARCH_H_
