// Raw engine bits for property tests: the same on every platform.

#ifndef PASTICHE_TESTS_PLUGINS_DRUMS_RANDOM_BITS_H_
#define PASTICHE_TESTS_PLUGINS_DRUMS_RANDOM_BITS_H_

#include <cstddef>
#include <random>
#include <vector>

#include "plugins/drums/kit.h"

namespace pastiche::drums::test {

using Engine = std::mt19937_64;

// Below `bound`, nearly uniform. Requires bound > 0.
inline std::size_t Below(Engine& engine, std::size_t bound) {
  return static_cast<std::size_t>(engine() % bound);
}

// `count` cells, a hit with probability 1 / `rarity`.
inline std::vector<Token> RandomCells(Engine& engine, std::size_t count,
                                      std::size_t rarity, std::size_t vocab) {
  std::vector<Token> cells(count, kRest);
  for (Token& cell : cells) {
    if (Below(engine, rarity) == 0) {
      cell = static_cast<Token>(1 + Below(engine, vocab - 1));
    }
  }
  return cells;
}

}  // namespace pastiche::drums::test

#endif  // PASTICHE_TESTS_PLUGINS_DRUMS_RANDOM_BITS_H_
