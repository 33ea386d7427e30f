// The embedded example levels: original works of this project, under MIT.

#ifndef PASTICHE_PLUGINS_MARIO_CORPUS_H_
#define PASTICHE_PLUGINS_MARIO_CORPUS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

inline constexpr std::string_view kCorpusLicense = "MIT";

struct CorpusLevel {
  std::string name;  // "meadow-walk"
  std::vector<Token> tokens;
};

// All levels, ordered by name. A level that ReadLevel refuses throws
// std::logic_error: the build embedded a bad file.
[[nodiscard]] std::vector<CorpusLevel> ReadCorpus();

// FNV-1a over the alphabet, the slots, and the names and texts of the corpus.
[[nodiscard]] std::uint64_t ContentHash();

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_CORPUS_H_
