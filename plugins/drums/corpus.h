// The embedded corpus: the patterns of corpus/, parsed.

#ifndef PASTICHE_PLUGINS_DRUMS_CORPUS_H_
#define PASTICHE_PLUGINS_DRUMS_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/drums/grid_text.h"

namespace pastiche::drums {

struct CorpusDocument {
  std::string name;  // The file's name without folder and extension.
  Pattern pattern;   // Its style is the group, its license is never empty.
};

// Those for the grid, in the order of the build file: for triplets the patterns
// of corpus/triplets and those of the others that straight eighths can play.
// Parsed at the first call; safe from any thread.
[[nodiscard]] const std::vector<CorpusDocument>& Corpus(
    Grid grid = Grid::kSixteenths);

// FNV-1a of the embedded files.
[[nodiscard]] std::uint64_t CorpusHash();

// "a/b.mid" -> "b"; ".mid" -> ".mid".
[[nodiscard]] std::string StemOf(const std::string& path);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_CORPUS_H_
