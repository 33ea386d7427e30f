// What every reader of the Mario domain owes: a level, or an error whose place
// lies in the input.

#ifndef PASTICHE_TESTS_FUZZ_MARIO_ANSWERS_H_
#define PASTICHE_TESTS_FUZZ_MARIO_ANSWERS_H_

#include <algorithm>
#include <cstddef>
#include <span>

#include "plugins/mario/level.h"
#include "tests/fuzz/require.h"

namespace pastiche::fuzz {

inline void RequireProblem(const mario::Problem& problem,
                           std::size_t input_size) {
  Require(problem.severity == mario::Severity::kError, "a refusal is an error");
  Require(!problem.message.empty() && !problem.mend.empty(),
          "a refusal says what, and how to mend it");
  Require(problem.begin <= problem.end && problem.end <= input_size,
          "a refusal's place lies in the input");
  for (const char symbol : problem.message + problem.mend) {
    Require(symbol >= ' ' && symbol <= '~', "a message is plain ASCII");
  }
}

// Valid tokens that the canonical text says again.
inline void RequireLevel(std::span<const mario::Token> tokens) {
  const auto written = mario::WriteLevel(tokens);
  Require(written.index() == 0, "the level can be written");
  const auto again = mario::ReadLevel(std::get<0>(written));
  Require(again.index() == 0, "what was written can be read");
  const auto& level = std::get<0>(again);
  Require(std::equal(tokens.begin(), tokens.end(), level.tokens.begin(),
                     level.tokens.end()),
          "text round trip");
}

}  // namespace pastiche::fuzz

#endif  // PASTICHE_TESTS_FUZZ_MARIO_ANSWERS_H_
