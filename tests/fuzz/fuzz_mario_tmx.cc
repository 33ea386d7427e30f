// Tiled maps of the Mario domain.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plugins/mario/tiled_map.h"
#include "tests/fuzz/mario_answers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;  // NOLINT(google-build-using-namespace)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = mario::ReadTiledMap(text);
  if (const auto* problem = std::get_if<mario::Problem>(&read)) {
    fuzz::RequireProblem(*problem, size);
    return 0;
  }
  const auto& level = std::get<mario::TiledLevel>(read);
  fuzz::RequireLevel(level.tokens);
  fuzz::Require(level.where.size() == level.tokens.size(),
                "a place for each tile");
  for (const mario::ByteSpan& span : level.where) {
    fuzz::Require(span.begin < span.end && span.end <= size &&
                      text[span.begin] >= '0' && text[span.begin] <= '9',
                  "a tile's place holds its number");
  }
  return 0;
}
