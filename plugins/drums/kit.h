// The drum kit: instruments, cell tokens, velocities and the percussion note
// map. Everything else in this folder is written in these terms.

#ifndef PASTICHE_PLUGINS_DRUMS_KIT_H_
#define PASTICHE_PLUGINS_DRUMS_KIT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pastiche::drums {

using Token = std::uint32_t;
using TokenSpan = std::span<const Token>;

// A document is step-major: token [step * kInstrumentCount + instrument].
inline constexpr std::size_t kInstrumentCount = 9;

// What a bar of 4/4 is divided into: its value is the number of steps.
enum class Grid : std::uint8_t {
  kSixteenths = 16,
  kTriplets = 24,  // Six to the beat: sixteenth triplets.
};
inline constexpr std::size_t kMaxStepsPerBar = 24;

[[nodiscard]] constexpr std::size_t StepsPerBar(Grid grid) {
  return static_cast<std::size_t>(grid);
}
[[nodiscard]] constexpr std::size_t StepsPerBeat(Grid grid) {
  return StepsPerBar(grid) / 4;
}
[[nodiscard]] constexpr std::size_t TokensPerBar(Grid grid) {
  return StepsPerBar(grid) * kInstrumentCount;
}
// Those of the default grid.
inline constexpr std::size_t kStepsPerBar = 16;
inline constexpr std::size_t kTokensPerBar = kInstrumentCount * kStepsPerBar;
// 2.3 hours at 120 beats per minute; readers refuse more.
inline constexpr std::size_t kMaxBars = 4096;

enum Instrument : std::uint8_t {
  kKick,
  kSnare,
  kClosedHat,
  kOpenHat,
  kLowTom,
  kMidTom,
  kHighTom,
  kCrash,
  kRide,
};

struct InstrumentInfo {
  std::string_view id;  // "closed-hat": region labels and slot names.
  char label;           // 'H': starts the instrument's line in a text grid.
};

inline constexpr std::array<InstrumentInfo, kInstrumentCount> kInstruments = {{
    {"kick", 'K'},
    {"snare", 'S'},
    {"closed-hat", 'H'},
    {"open-hat", 'O'},
    {"low-tom", 'L'},
    {"mid-tom", 'M'},
    {"high-tom", 'T'},
    {"crash", 'C'},
    {"ride", 'R'},
}};

// Cells by velocity class. With two levels the vocabulary is {kRest, kHit}.
inline constexpr Token kRest = 0;
inline constexpr Token kGhost = 1;   // velocity 1..39
inline constexpr Token kNormal = 2;  // 40..95
inline constexpr Token kAccent = 3;  // 96..127
inline constexpr Token kHit = 1;     // Two levels only.
// A place not yet generated (PST_TOKEN_UNKNOWN of the plugin ABI).
inline constexpr Token kUnknown = 0xFFFFFFFFu;

// How many tokens there are, and what they mean.
enum class Levels : std::uint8_t {
  kOnOff = 2,     // rest, hit
  kVelocity = 4,  // rest, ghost, normal, accent
};

[[nodiscard]] constexpr std::size_t VocabSize(Levels levels) {
  return static_cast<std::size_t>(levels);
}

// The class of a MIDI velocity; kRest for 0. Requires velocity <= 127.
[[nodiscard]] Token ClassOfVelocity(unsigned velocity);

// The velocity a hand-written cell stands for: 0, 32, 70 or 115. `cell` is a
// class, whatever the levels.
[[nodiscard]] unsigned VelocityOfClass(Token cell);

// The token of a velocity class in that vocabulary.
[[nodiscard]] constexpr Token TokenOfClass(Levels levels, Token cell) {
  return levels == Levels::kVelocity || cell == kRest ? cell : kHit;
}

// The velocity class a token stands for: a plain hit is kNormal. Requires
// token < VocabSize(levels).
[[nodiscard]] constexpr Token ClassOfToken(Levels levels, Token token) {
  return levels == Levels::kVelocity || token == kRest ? token : kNormal;
}

// '.', 'o', 'x' or 'X' for a velocity class, and back (nullopt: none of them).
[[nodiscard]] char GlyphOfClass(Token cell);
[[nodiscard]] std::optional<Token> ClassOfGlyph(char glyph);

// The instrument whose line starts with `label`; nullopt if there is none.
[[nodiscard]] std::optional<std::size_t> InstrumentOfLabel(char label);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_KIT_H_
