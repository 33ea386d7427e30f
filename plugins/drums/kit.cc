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

}  // namespace pastiche::drums
