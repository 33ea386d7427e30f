// Everything follows from one count per bar of what sounds and what still may.

#include "plugins/drums/checks.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace pastiche::drums {
namespace {

// How cells that are not decided count.
enum class Open : std::uint8_t { kAsRest, kAsPossible };

struct StepState {
  std::size_t hands = 0;
  bool sounds = false;
  bool may_sound = false;  // Sounds, or has an open cell.
};

struct BarState {
  std::array<StepState, kMaxStepsPerBar> steps;
  bool backbone = false;      // Kick or snare sounds.
  bool may_backbone = false;  // Sounds, or one of its cells is open.
  std::size_t sounding = 0;
  std::size_t may_sound = 0;
};

// A cell whose value is not looked at; it counts as open, or as a rest.
struct Hole {
  std::size_t at = static_cast<std::size_t>(-1);
  bool open = true;
};

// The bar that starts at cell `begin`. Unknown cells, the hole, and cells
// beyond the end of the tokens count as `open` says.
BarState StateOf(TokenSpan tokens, Grid grid, std::size_t begin, Open open,
                 const Hole& hole = {}) {
  BarState bar;
  for (std::size_t step = 0; step < StepsPerBar(grid); ++step) {
    StepState& state = bar.steps[step];
    for (std::size_t i = 0; i < kInstrumentCount; ++i) {
      const std::size_t at = begin + step * kInstrumentCount + i;
      const bool known =
          at < tokens.size() && at != hole.at && tokens[at] != kUnknown;
      const bool sounds = known && tokens[at] != kRest;
      const bool may = sounds || (!known && open == Open::kAsPossible &&
                                  (at != hole.at || hole.open));
      state.sounds |= sounds;
      state.may_sound |= may;
      if (sounds && TakesHand(i)) ++state.hands;
      if (i == kKick || i == kSnare) {
        bar.backbone |= sounds;
        bar.may_backbone |= may;
      }
    }
    bar.sounding += state.sounds ? 1 : 0;
    bar.may_sound += state.may_sound ? 1 : 0;
  }
  return bar;
}

void AddError(FindingCode code, std::size_t begin, std::size_t end,
              std::string message, std::string mend, Findings& findings) {
  findings.push_back({Severity::kError, code, begin, end, std::move(message),
                      std::move(mend)});
}

// Appends the faults of one bar whose cells end at `end`.
bool CheckBar(const BarState& bar, Grid grid, std::size_t begin,
              std::size_t end, Findings& findings) {
  const std::string name =
      "bar " + std::to_string(begin / TokensPerBar(grid) + 1);
  bool valid = true;
  if (!bar.may_backbone) {
    valid = false;
    AddError(FindingCode::kNoBackbone, begin, end,
             name + " has neither kick nor snare", "add one of them", findings);
  }
  if (bar.may_sound < kMinSoundingSteps) {
    valid = false;
    AddError(
        FindingCode::kSparse, begin, end,
        name + " sounds on " + std::to_string(bar.may_sound) + " steps only",
        "let at least " + std::to_string(kMinSoundingSteps) +
            " steps of it sound",
        findings);
  }
  for (std::size_t step = 0; step < StepsPerBar(grid); ++step) {
    if (bar.steps[step].hands <= kMaxHands) continue;
    valid = false;
    const std::size_t at = begin + step * kInstrumentCount;
    AddError(FindingCode::kHands, at, std::min(at + kInstrumentCount, end),
             name + ", step " + std::to_string(step + 1) + " needs " +
                 std::to_string(bar.steps[step].hands) + " hands",
             "keep two of snare, open hat, toms, crash and ride", findings);
  }
  return valid;
}

bool CheckBars(TokenSpan tokens, Open open, Grid grid, Findings& findings) {
  bool valid = true;
  for (std::size_t begin = 0; begin < tokens.size();
       begin += TokensPerBar(grid)) {
    const BarState bar = StateOf(tokens, grid, begin, open);
    const std::size_t end = std::min(begin + TokensPerBar(grid), tokens.size());
    valid &= CheckBar(bar, grid, begin, end, findings);
  }
  return valid;
}

bool IsMendable(const BarState& bar) {
  return bar.may_backbone && bar.may_sound >= kMinSoundingSteps;
}

}  // namespace

bool TakesHand(std::size_t instrument) {
  return instrument != kKick && instrument != kClosedHat;
}

bool Check(TokenSpan tokens, Findings& findings, Grid grid) {
  bool valid = CheckBars(tokens, Open::kAsRest, grid, findings);
  const std::size_t per_bar = TokensPerBar(grid);
  if (tokens.size() % per_bar != 0) {
    valid = false;
    const std::size_t whole = tokens.size() / per_bar;
    AddError(FindingCode::kLength, whole * per_bar, tokens.size(),
             "the document ends inside bar " + std::to_string(whole + 1),
             "complete the bar: " + std::to_string(per_bar) + " cells each",
             findings);
  }
  return valid;
}

bool CanBecomeValid(TokenSpan tokens, Findings& findings, Grid grid) {
  return CheckBars(tokens, Open::kAsPossible, grid, findings);
}

std::uint64_t AllowedTokens(TokenSpan tokens, std::size_t at, Levels levels,
                            Grid grid) {
  const std::uint64_t all = (std::uint64_t{1} << VocabSize(levels)) - 1;
  const std::size_t begin = at - at % TokensPerBar(grid);
  const BarState open =
      StateOf(tokens, grid, begin, Open::kAsPossible, {.at = at, .open = true});
  const BarState rest = StateOf(tokens, grid, begin, Open::kAsPossible,
                                {.at = at, .open = false});
  const std::size_t step = (at - begin) / kInstrumentCount;
  std::uint64_t allowed = all;
  if (TakesHand(at % kInstrumentCount) && open.steps[step].hands >= kMaxHands) {
    allowed &= 1;  // A rest.
  }
  if (IsMendable(open) && !IsMendable(rest)) {
    allowed &= ~std::uint64_t{1};  // The bar's last chance: a hit.
  }
  return allowed == 0 ? all : allowed;
}

}  // namespace pastiche::drums
