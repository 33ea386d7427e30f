// Levels for tests: drawn in place, random, or the real ones of PASTICHE_DATA.

#ifndef PASTICHE_TESTS_PLUGINS_MARIO_GRIDS_H_
#define PASTICHE_TESTS_PLUGINS_MARIO_GRIDS_H_

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plugins/mario/level.h"

namespace pastiche::mario {

// The text of a level whose lowest rows are `rows`, under rows of air.
inline std::string Drawn(const std::vector<std::string>& rows) {
  std::string text;
  for (std::size_t r = rows.size(); r < kRows; ++r) {
    text += std::string(rows.front().size(), '-') + '\n';
  }
  for (const std::string& row : rows) text += row + '\n';
  return text;
}

// Its tokens. Throws where ReadLevel refuses.
inline std::vector<Token> Grid(const std::vector<std::string>& rows) {
  auto read = ReadLevel(Drawn(rows));
  if (const auto* problem = std::get_if<Problem>(&read)) {
    throw std::invalid_argument(problem->message);
  }
  return std::get<Level>(std::move(read)).tokens;
}

// Solid with probability 2^-sparsity, else a random other tile now and then.
inline std::vector<Token> RandomGrid(std::size_t columns, unsigned sparsity,
                                     std::mt19937_64& engine) {
  std::vector<Token> tokens(columns * kRows, kAir);
  for (Token& token : tokens) {
    const std::uint64_t bits = engine();
    if ((bits & ((1u << sparsity) - 1)) == 0) token = kGround;
    if ((bits >> 32 & 15) == 0) {
      token = static_cast<Token>((bits >> 40) % (kTileCount - 1));  // No start.
    }
  }
  return tokens;
}

struct RealLevel {
  std::string name;
  std::string text;
};

// The VGLC levels below PASTICHE_DATA/mario, by path; none where they are not
// installed.
inline std::vector<RealLevel> RealLevels() {
  std::vector<RealLevel> levels;
  const char* const data = std::getenv("PASTICHE_DATA");
  if (data == nullptr) return levels;
  const std::filesystem::path root = std::filesystem::path(data) / "mario";
  if (!std::filesystem::exists(root)) return levels;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    levels.push_back(
        {entry.path().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(
      levels.begin(), levels.end(),
      [](const RealLevel& a, const RealLevel& b) { return a.name < b.name; });
  return levels;
}

}  // namespace pastiche::mario

#endif  // PASTICHE_TESTS_PLUGINS_MARIO_GRIDS_H_
