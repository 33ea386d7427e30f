// Look-ups between velocities, classes, glyphs, labels and notes.

#include "plugins/drums/kit.h"

#include <cassert>

namespace pastiche::drums {
namespace {

constexpr std::string_view kGlyphs = ".oxX";
constexpr std::array<unsigned, 4> kVelocities = {0, 32, 70, 115};

}  // namespace

Token ClassOfVelocity(unsigned velocity) {
  assert(velocity <= 127);
  if (velocity == 0) return kRest;
  if (velocity < 40) return kGhost;
  return velocity < 96 ? kNormal : kAccent;
}

unsigned VelocityOfClass(Token cell) {
  assert(cell < kVelocities.size());
  return kVelocities[cell];
}

char GlyphOfClass(Token cell) {
  assert(cell < kGlyphs.size());
  return kGlyphs[cell];
}

std::optional<Token> ClassOfGlyph(char glyph) {
  const auto at = kGlyphs.find(glyph);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<Token>(at);
}

std::optional<std::size_t> InstrumentOfLabel(char label) {
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    if (kInstruments[i].label == label) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> InstrumentOfNote(unsigned note) {
  switch (note) {
    case 35:
    case 36:
      return kKick;
    case 37:
    case 38:
    case 39:
    case 40:
      return kSnare;
    case 22:
    case 42:
    case 44:
      return kClosedHat;
    case 26:
    case 46:
      return kOpenHat;
    case 41:
    case 43:
    case 58:
      return kLowTom;
    case 45:
    case 47:
      return kMidTom;
    case 48:
    case 50:
      return kHighTom;
    case 49:
    case 52:
    case 55:
    case 57:
      return kCrash;
    case 51:
    case 53:
    case 59:
      return kRide;
    default:
      return std::nullopt;
  }
}

}  // namespace pastiche::drums
