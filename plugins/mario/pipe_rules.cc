#include "plugins/mario/pipe_rules.h"

#include <array>
#include <cassert>

namespace pastiche::mario {
namespace {

constexpr TileMask Bit(Token tile) { return TileMask{1} << tile; }

constexpr TileMask kLeftHalves = Bit(kPipeTopLeft) | Bit(kPipeLeft);
constexpr TileMask kRightHalves = Bit(kPipeTopRight) | Bit(kPipeRight);

constexpr TileMask kSupports = [] {
  TileMask mask = 0;
  for (Token tile = 0; tile < kTileCount; ++tile) {
    if (IsSolidNotPipe(tile)) mask |= Bit(tile);
  }
  return mask;
}();

constexpr bool In(Token tile, TileMask mask) { return (Bit(tile) & mask) != 0; }

// If `tile` is in `these`, then `other` is in `those`.
constexpr bool Implies(Token tile, TileMask these, Token other,
                       TileMask those) {
  return !In(tile, these) || In(other, those);
}

// May `b` stand next to `a` at displacement (dcol, drow)? Displacements with
// dcol >= 0 or drow > 0 of the six relations; the mirrored roles are derived.
constexpr bool RightOk(Token a, Token b) {
  return Implies(a, Bit(kPipeTopLeft), b, Bit(kPipeTopRight)) &&
         Implies(b, Bit(kPipeTopRight), a, Bit(kPipeTopLeft)) &&
         Implies(a, Bit(kPipeLeft), b, Bit(kPipeRight)) &&
         Implies(b, Bit(kPipeRight), a, Bit(kPipeLeft));
}

constexpr bool AboveOk(Token a, Token b) {
  return Implies(b, kLeftHalves, a, kSupports | Bit(kPipeLeft)) &&
         Implies(b, kRightHalves, a, kSupports | Bit(kPipeRight)) &&
         Implies(a, Bit(kPipeLeft), b, kLeftHalves) &&
         Implies(a, Bit(kPipeRight), b, kRightHalves);
}

// The next four follow from the first two: `b`'s partner is directly above `a`,
// so `a` has to carry it...
constexpr bool AboveRightOk(Token a, Token b) {
  return Implies(b, kRightHalves, a, kSupports | Bit(kPipeLeft));
}

constexpr bool AboveLeftOk(Token a, Token b) {
  return Implies(b, kLeftHalves, a, kSupports | Bit(kPipeRight));
}

// ...or `b`'s partner is two above `a`, where `a`'s own pipe would have to be.
constexpr bool TwoAboveRightOk(Token a, Token b) {
  return Implies(a, Bit(kPipeRight), b, kAllTiles & ~kRightHalves);
}

constexpr bool TwoAboveLeftOk(Token a, Token b) {
  return Implies(a, Bit(kPipeLeft), b, kAllTiles & ~kLeftHalves);
}

struct Relation {
  int dcol;
  int drow;
  bool (*ok)(Token a, Token b);
};

constexpr std::array<Relation, 6> kRelations = {{{1, 0, RightOk},
                                                 {0, 1, AboveOk},
                                                 {1, 1, AboveRightOk},
                                                 {-1, 1, AboveLeftOk},
                                                 {1, 2, TwoAboveRightOk},
                                                 {-1, 2, TwoAboveLeftOk}}};

struct Neighbour {
  int dcol;
  int drow;
  std::array<TileMask, kTileCount> allowed;  // By the neighbour's tile.
};

// Both roles of every relation, as masks for the tile in the middle.
constexpr std::array<Neighbour, 12> kNeighbours = [] {
  std::array<Neighbour, 12> neighbours{};
  std::size_t n = 0;
  for (const Relation& relation : kRelations) {
    Neighbour& ahead = neighbours[n++];
    Neighbour& behind = neighbours[n++];
    ahead = {relation.dcol, relation.drow, {}};
    behind = {-relation.dcol, -relation.drow, {}};
    for (Token a = 0; a < kTileCount; ++a) {
      for (Token b = 0; b < kTileCount; ++b) {
        if (!relation.ok(a, b)) continue;
        ahead.allowed[b] |= Bit(a);
        behind.allowed[a] |= Bit(b);
      }
    }
  }
  return neighbours;
}();

}  // namespace

bool PipeTileValid(std::span<const Token> tokens, std::size_t at) {
  const Token tile = tokens[at];
  assert(IsPipe(tile));
  const bool left_half = In(tile, kLeftHalves);
  const std::size_t columns = tokens.size() / kRows;
  const std::size_t col = at / kRows;
  const std::size_t row = at % kRows;
  if (left_half ? col + 1 == columns : col == 0) return false;
  const Token partner = tokens[left_half ? at + kRows : at - kRows];
  if (partner >= kTileCount) return false;
  if (!(left_half ? RightOk(tile, partner) : RightOk(partner, tile))) {
    return false;
  }
  const Token body = left_half ? kPipeLeft : kPipeRight;
  if (row > 0 && tokens[at - 1] != body && !IsSolidNotPipe(tokens[at - 1])) {
    return false;
  }
  if (tile != body) return true;
  if (row + 1 == kRows) return false;
  const Token above = tokens[at + 1];
  return above < kTileCount &&
         In(above, left_half ? kLeftHalves : kRightHalves);
}

TileMask PipeMask(std::span<const Token> tokens, std::size_t at,
                  bool open_right) {
  assert(at <= tokens.size());
  const std::size_t columns = (tokens.size() + kRows - 1) / kRows;
  const auto col = static_cast<std::ptrdiff_t>(at / kRows);
  const auto row = static_cast<std::ptrdiff_t>(at % kRows);
  TileMask mask = kAllTiles;
  if (col == 0) mask &= ~kRightHalves;
  if (!open_right && at / kRows + 1 >= columns) mask &= ~kLeftHalves;
  if (row + 1 == std::ptrdiff_t{kRows}) {
    mask &= ~(Bit(kPipeLeft) | Bit(kPipeRight));
  }
  for (const Neighbour& neighbour : kNeighbours) {
    const std::ptrdiff_t other_col = col + neighbour.dcol;
    const std::ptrdiff_t other_row = row + neighbour.drow;
    if (other_col < 0 || other_row < 0) continue;
    if (other_row >= std::ptrdiff_t{kRows}) continue;
    const auto other =
        static_cast<std::size_t>(other_col * std::ptrdiff_t{kRows} + other_row);
    if (other >= tokens.size() || tokens[other] >= kTileCount) continue;
    mask &= neighbour.allowed[tokens[other]];
  }
  return mask;
}

}  // namespace pastiche::mario
