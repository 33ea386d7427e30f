// SGR escape sequences of the 256-colour palette; nothing else is assumed.

#include "plugins/drums/ansi_view.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace pastiche::drums {
namespace {

constexpr std::size_t kLabelWidth = 11;
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kDim = "\x1b[38;5;240m";
constexpr std::string_view kBeatDim = "\x1b[38;5;247m";

// Kick and snare warm, hats and cymbals cold, toms between.
constexpr std::array<int, kInstrumentCount> kColours = {203, 221, 87,  45, 114,
                                                        150, 193, 177, 75};

bool Sounds(TokenSpan tokens, std::size_t instrument) {
  for (std::size_t at = instrument; at < tokens.size();
       at += kInstrumentCount) {
    if (tokens[at] != kRest) return true;
  }
  return false;
}

void PutPadded(std::string_view text, std::size_t width, std::string& out) {
  out += text;
  if (text.size() < width) out.append(width - text.size(), ' ');
}

void PutCell(Token cell, std::size_t instrument, bool on_beat,
             std::string& out) {
  if (cell == kRest) {
    out += on_beat ? kBeatDim : kDim;
    out += '.';
  } else {
    out += cell == kAccent ? "\x1b[1;38;5;" : "\x1b[38;5;";
    out += std::to_string(kColours[instrument]);
    out += 'm';
    out += GlyphOfClass(cell);
  }
  out += kReset;
}

void PutSystem(TokenSpan tokens, Levels levels, Grid grid,
               std::size_t first_bar, std::size_t end_bar,
               const std::array<bool, kInstrumentCount>& shown,
               std::string& out) {
  const std::size_t per_bar = StepsPerBar(grid);
  out.append(kLabelWidth, ' ');
  for (std::size_t bar = first_bar; bar < end_bar; ++bar) {
    PutPadded(std::to_string(bar + 1), per_bar + 1, out);
  }
  while (out.back() == ' ') out.pop_back();
  out += '\n';
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    if (!shown[i]) continue;
    PutPadded(kInstruments[i].id, kLabelWidth, out);
    for (std::size_t step = first_bar * per_bar; step < end_bar * per_bar;
         ++step) {
      if (step % per_bar == 0 && step != first_bar * per_bar) {
        out += '|';
      }
      const Token token = tokens[step * kInstrumentCount + i];
      assert(token < VocabSize(levels));
      PutCell(ClassOfToken(levels, token), i, step % StepsPerBeat(grid) == 0,
              out);
    }
    out += '\n';
  }
}

}  // namespace

std::string WriteAnsiView(TokenSpan tokens, Levels levels, std::size_t width,
                          Grid grid) {
  assert(tokens.size() % TokensPerBar(grid) == 0);
  const std::size_t bars = tokens.size() / TokensPerBar(grid);
  const std::size_t room = width > kLabelWidth ? width - kLabelWidth + 1 : 0;
  const std::size_t per_system =
      std::max<std::size_t>(1, room / (StepsPerBar(grid) + 1));
  std::array<bool, kInstrumentCount> shown;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    shown[i] = i <= kClosedHat || Sounds(tokens, i);
  }
  std::string out;
  for (std::size_t bar = 0; bar < bars; bar += per_system) {
    if (bar != 0) out += '\n';
    PutSystem(tokens, levels, grid, bar, std::min(bar + per_system, bars),
              shown, out);
  }
  return out;
}

}  // namespace pastiche::drums
