// The level text of the Mario domain, and what is made of a level.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plugins/mario/checks.h"
#include "tests/fuzz/mario_answers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;  // NOLINT(google-build-using-namespace)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = mario::ReadLevel(text);
  if (const auto* problem = std::get_if<mario::Problem>(&read)) {
    fuzz::RequireProblem(*problem, size);
    return 0;
  }
  const auto& level = std::get<mario::Level>(read);
  fuzz::RequireLevel(level.tokens);
  for (std::size_t i = 0; i < level.tokens.size(); ++i) {
    fuzz::Require(
        level.ByteOf(i) < size &&
            text[level.ByteOf(i)] == mario::kTileChars[level.tokens[i]],
        "a tile's place holds its character");
  }
  (void)mario::CheckLevel(level.tokens);
  return 0;
}
