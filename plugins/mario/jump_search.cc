#include "plugins/mario/jump_search.h"

#include <algorithm>
#include <array>

namespace pastiche::mario {
namespace {

constexpr std::uint32_t kTopRow = kRows - 1;

struct Frame {  // Displacement from one cell of an arc to the next.
  std::int8_t dcol;
  std::int8_t drow;
};

// The five arcs of the VGLC's SMB.json (MIT), given there as positions relative
// to the take-off; here as steps, with rows counting upwards.
constexpr std::array<Frame, 5> kArc0 = {
    {{0, 1}, {0, 1}, {1, 1}, {0, 1}, {-1, 0}}};
constexpr std::array<Frame, 5> kArc1 = {
    {{0, 1}, {0, 1}, {0, 1}, {0, 1}, {1, 0}}};
constexpr std::array<Frame, 5> kArc2 = {
    {{1, 1}, {0, 1}, {0, 1}, {0, 1}, {1, 0}}};
constexpr std::array<Frame, 12> kArc3 = {{{1, 1},
                                          {0, 1},
                                          {1, 0},
                                          {0, 1},
                                          {1, 0},
                                          {0, 1},
                                          {1, 0},
                                          {1, -1},
                                          {1, 0},
                                          {1, 0},
                                          {1, -1},
                                          {0, -1}}};
constexpr std::array<Frame, 12> kArc4 = {{{1, 1},
                                          {0, 1},
                                          {1, 0},
                                          {0, 1},
                                          {1, 0},
                                          {0, 1},
                                          {1, 0},
                                          {1, 0},
                                          {1, -1},
                                          {1, 0},
                                          {1, -1},
                                          {0, -1}}};
constexpr std::array<std::span<const Frame>, 5> kArcs = {kArc0, kArc1, kArc2,
                                                         kArc3, kArc4};

constexpr std::uint8_t kByStep = 0;  // A walk or a fall; else 1 + 2 arc + left.

void Advance(Frame frame, bool left, std::int64_t& col, std::int64_t& row) {
  col += left ? -frame.dcol : frame.dcol;
  row = std::min<std::int64_t>(row + frame.drow, kTopRow);
}

}  // namespace

JumpSearch::JumpSearch(std::span<const Token> tokens)
    : tokens_(tokens),
      columns_(static_cast<std::int64_t>(tokens.size() / kRows)),
      arrivals_(tokens.size()) {
  queue_.reserve(tokens.size());
}

void JumpSearch::Run(std::uint32_t start) {
  Visit(start, start, kByStep, 0);
  for (std::size_t head = 0; head < queue_.size(); ++head) {
    const std::uint32_t at = queue_[head];
    if (!goal_ && at / kRows + 1 == columns_ && Alive(at)) goal_ = at;
    if (Standing(at)) {
      Walk(at);
      Jump(at);
    } else {
      Fall(at);
    }
  }
}

std::vector<Cell> JumpSearch::PathTo(std::uint32_t at) const {
  std::vector<Cell> backwards;
  for (;;) {
    const Arrival& arrival = arrivals_[at];
    if (arrival.how == kByStep) {
      backwards.push_back({at / kRows, at % kRows});
    } else {
      AppendArcBackwards(arrival, backwards);
    }
    if (arrival.from == at) break;
    at = arrival.from;
  }
  std::reverse(backwards.begin(), backwards.end());
  return backwards;
}

bool JumpSearch::Free(std::int64_t col, std::int64_t row) const {
  return col >= 0 && col < columns_ &&
         !IsSolid(tokens_[static_cast<std::size_t>(col * kRows + row)]);
}

void JumpSearch::Visit(std::uint32_t at, std::uint32_t from, std::uint8_t how,
                       std::uint8_t frame) {
  if (Visited(at)) return;
  arrivals_[at] = {from, how, frame};
  queue_.push_back(at);
}

void JumpSearch::StepTo(std::uint32_t from, std::int64_t col,
                        std::int64_t row) {
  if (row < 0 || !Free(col, row)) return;
  Visit(static_cast<std::uint32_t>(col * kRows + row), from, kByStep, 0);
}

void JumpSearch::Walk(std::uint32_t at) {
  const std::int64_t col = at / kRows;
  const std::int64_t row = at % kRows;
  StepTo(at, col + 1, row);
  StepTo(at, col - 1, row);
}

void JumpSearch::Fall(std::uint32_t at) {
  const std::int64_t col = at / kRows;
  const std::int64_t row = at % kRows;
  StepTo(at, col, row - 1);
  for (const std::int64_t side : {1, -1}) {
    StepTo(at, col + side, row - 1);
    StepTo(at, col + side, row - 2);
  }
}

void JumpSearch::Jump(std::uint32_t at) {
  for (std::size_t arc = 0; arc < kArcs.size(); ++arc) {
    for (const bool left : {false, true}) {
      const auto how = static_cast<std::uint8_t>(1 + 2 * arc + (left ? 1 : 0));
      std::int64_t col = at / kRows;
      std::int64_t row = at % kRows;
      for (std::size_t frame = 0; frame < kArcs[arc].size(); ++frame) {
        Advance(kArcs[arc][frame], left, col, row);
        if (row < 0 || !Free(col, row)) break;
        Visit(static_cast<std::uint32_t>(col * kRows + row), at, how,
              static_cast<std::uint8_t>(frame));
      }
    }
  }
}

void JumpSearch::AppendArcBackwards(const Arrival& arrival,
                                    std::vector<Cell>& backwards) {
  const auto arc = static_cast<std::size_t>(arrival.how - 1) / 2;
  const bool left = (arrival.how - 1) % 2 != 0;
  std::int64_t col = arrival.from / kRows;
  std::int64_t row = arrival.from % kRows;
  const auto first = static_cast<std::ptrdiff_t>(backwards.size());
  for (std::size_t frame = 0; frame <= arrival.frame; ++frame) {
    Advance(kArcs[arc][frame], left, col, row);
    backwards.push_back(
        {static_cast<std::uint32_t>(col), static_cast<std::uint32_t>(row)});
  }
  std::reverse(backwards.begin() + first, backwards.end());
}

}  // namespace pastiche::mario
