// What Debian's Tiled makes of our maps: the picture that tmxrasterizer draws
// is our PNG, and a map that Tiled has saved holds the same level.

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>

#include "plugins/mario/corpus.h"
#include "plugins/mario/level_png.h"
#include "plugins/mario/tiled_map.h"
#include "tests/plugins/mario/pixels.h"
#include "tests/support/run_program.h"

namespace pastiche::mario {
namespace {

// False, with a message, where the Debian package tiled is not installed.
bool HaveTiled() {
  const bool have = std::filesystem::exists("/usr/bin/tmxrasterizer") &&
                    std::filesystem::exists("/usr/bin/tiled");
  if (!have) BOOST_TEST_MESSAGE("skipped: the package tiled is not installed");
  return have;
}

void RequireRun(const std::string& program,
                const std::vector<std::string>& words) {
  const auto outcome =
      test::RunProgram(program, words, {"QT_QPA_PLATFORM=offscreen"});
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
}

BOOST_AUTO_TEST_SUITE(tiled_program)

BOOST_AUTO_TEST_CASE(tmxrasterizer_draws_our_png) {
  if (!HaveTiled()) return;
  const test::TemporaryFolder folder;
  for (const CorpusLevel& level : ReadCorpus()) {
    const auto map =
        folder.Write("a.tmx", std::get<0>(WriteTiledMap(level.tokens)));
    const std::string picture = folder.path() + "/a.png";
    RequireRun("/usr/bin/tmxrasterizer", {map, picture});
    BOOST_TEST(
        Differing(DecodePng(test::ReadWhole(picture)),
                  DecodePng(std::get<0>(RenderPng(level.tokens, 1, false)))) ==
            0u,
        level.name);
  }
}

BOOST_AUTO_TEST_CASE(a_map_saved_by_tiled_is_the_same_level) {
  if (!HaveTiled()) return;
  const test::TemporaryFolder folder;
  for (const CorpusLevel& level : ReadCorpus()) {
    const auto map =
        folder.Write("a.tmx", std::get<0>(WriteTiledMap(level.tokens)));
    const std::string saved = folder.path() + "/b.tmx";
    RequireRun("/usr/bin/tiled", {"--export-map", "tmx", map, saved});
    const auto read = ReadTiledMap(test::ReadWhole(saved));
    BOOST_REQUIRE(std::holds_alternative<TiledLevel>(read));
    BOOST_TEST(std::get<TiledLevel>(read).tokens == level.tokens, level.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
