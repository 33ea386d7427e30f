#include "plugins/mario/checks.h"

#include <algorithm>
#include <string>

#include "plugins/mario/jump_solver.h"
#include "plugins/mario/level.h"

namespace pastiche::mario {
namespace {

// Adds problems of one kind, up to kMaxListed and a note.
class Lister {
 public:
  explicit Lister(std::vector<Problem>& problems) : problems_(problems) {}

  void Add(Problem problem) {
    if (++count_ <= kMaxListed) problems_.push_back(std::move(problem));
  }

  // `what`: "broken pipe tiles".
  void Finish(ProblemCode code, const std::string& what) {
    if (count_ <= kMaxListed) return;
    problems_.push_back({Severity::kNote, code, 0, 0,
                         std::to_string(count_ - kMaxListed) + " more " + what,
                         ""});
  }

 private:
  std::vector<Problem>& problems_;
  std::size_t count_ = 0;
};

// Where to look, and what to refill: the gap, the wall, or the start columns.
Problem Unplayable(const JumpReport& report, std::size_t token_count) {
  // The way can end in the last column only by a fall from the start itself.
  std::size_t first = std::min(std::size_t{report.furthest_column} + 1,
                               token_count / kRows - 1);
  std::size_t last = first + 1;
  std::string mend = "lower the wall or put a step before it";
  if (report.obstacle == Obstacle::kGap) {
    last = first + report.obstacle_size;
    mend = "close the gap or put a platform into it";
  } else if (report.obstacle == Obstacle::kNoStart) {
    first = 0;
    last = 3;
    mend = "put ground there or a start tile M somewhere";
  }
  return {Severity::kError,
          ProblemCode::kUnplayable,
          first * kRows,
          std::min(last * kRows, token_count),
          DescribeObstacle(report),
          mend};
}

Problem BrokenPipe(Token tile, std::size_t at) {
  return {Severity::kError,
          ProblemCode::kBrokenPipe,
          at,
          at + 1,
          "the pipe tile " + QuotedTile(kTileChars[tile]) + " in " +
              PlaceName(at) + " belongs to no whole pipe",
          "a pipe is <> over [] down to something solid"};
}

Problem SecondStart(std::size_t at) {
  return {Severity::kError,
          ProblemCode::kSecondStart,
          at,
          at + 1,
          "a second start tile in " + PlaceName(at),
          "keep one M"};
}

Problem LooseCannon(std::size_t at) {
  return {Severity::kNote,
          ProblemCode::kLooseCannon,
          at,
          at + 1,
          "the cannon bottom in " + PlaceName(at) + " has no cannon on it",
          "put B above it"};
}

bool IsLooseCannon(std::span<const Token> tokens, std::size_t at) {
  if (tokens[at] != kCannonBottom) return false;
  if (at % kRows + 1 == kRows) return true;
  return tokens[at + 1] != kCannonTop && tokens[at + 1] != kCannonBottom;
}

}  // namespace

std::vector<Problem> CheckLevel(std::span<const Token> tokens) {
  std::vector<Problem> problems;
  const JumpReport report = SolveJumps(tokens);
  if (!report.playable) problems.push_back(Unplayable(report, tokens.size()));
  Lister pipes(problems);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (IsPipe(tokens[i]) && !PipeTileValid(tokens, i)) {
      pipes.Add(BrokenPipe(tokens[i], i));
    }
  }
  pipes.Finish(ProblemCode::kBrokenPipe, "broken pipe tiles");
  Lister starts(problems);
  bool started = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] != kStart) continue;
    if (started) starts.Add(SecondStart(i));
    started = true;
  }
  starts.Finish(ProblemCode::kSecondStart, "start tiles");
  Lister cannons(problems);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (IsLooseCannon(tokens, i)) cannons.Add(LooseCannon(i));
  }
  cannons.Finish(ProblemCode::kLooseCannon, "loose cannon bottoms");
  return problems;
}

bool IsValid(std::span<const Problem> problems) {
  return std::none_of(problems.begin(), problems.end(), [](const Problem& p) {
    return p.severity == Severity::kError;
  });
}

std::optional<Problem> CheckPrefix(std::span<const Token> tokens) {
  bool started = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == kStart) {
      if (started) return SecondStart(i);
      started = true;
    }
    if (tokens[i] >= kTileCount) continue;
    const TileMask mask = PipeMask(tokens, i, /*open_right=*/true);
    if ((mask >> tokens[i] & 1) == 0) return BrokenPipe(tokens[i], i);
  }
  if (PrefixReachable(tokens)) return std::nullopt;
  const auto whole = tokens.first(tokens.size() - tokens.size() % kRows);
  const JumpReport report = SolveJumps(whole);
  return Unplayable(report, whole.size());
}

TileMask AllowedTiles(std::span<const Token> tokens, std::size_t at) {
  const bool next = at == tokens.size();
  TileMask mask = PipeMask(tokens, at, /*open_right=*/next);
  const auto before = tokens.first(at);
  const auto after = tokens.subspan(next ? at : at + 1);
  const auto has_start = [](std::span<const Token> part) {
    return std::find(part.begin(), part.end(), Token{kStart}) != part.end();
  };
  if (has_start(before) || has_start(after)) mask &= ~(TileMask{1} << kStart);
  return mask;
}

}  // namespace pastiche::mario
