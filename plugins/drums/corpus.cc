// The files are compiled in by pastiche_embed_files.

#include "plugins/drums/corpus.h"

#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

#include "plugins/drums/corpus_files.h"

namespace pastiche::drums {
namespace {

// The pattern with six steps for each four, or nothing if it needs sixteenths.
std::optional<Pattern> ToTriplets(const Pattern& from) {
  const std::size_t bars = from.cells.size() / kTokensPerBar;
  const std::size_t count = bars * TokensPerBar(Grid::kTriplets);
  Pattern to{from.style,
             from.license,
             std::vector<Token>(count, kRest),
             std::vector<ByteSpan>(count),
             std::vector<double>(count, 0.0),
             std::vector<double>(count, 0.0)};
  for (std::size_t at = 0; at < from.cells.size(); ++at) {
    if (from.cells[at] == kRest) continue;
    const std::size_t step = at / kInstrumentCount;
    if (step % 2 != 0) return std::nullopt;
    const std::size_t there =
        step / 2 * 3 * kInstrumentCount + at % kInstrumentCount;
    to.cells[there] = from.cells[at];
    to.where[there] = from.where[at];
    to.velocity[there] = from.velocity[at];
    to.timing[there] = from.timing[at];
  }
  return to;
}

std::vector<CorpusDocument> ReadAll(Grid grid) {
  std::vector<CorpusDocument> documents;
  for (std::size_t i = 0; i < embedded::kEmbeddedFileCount; ++i) {
    const embedded::EmbeddedFile& file = embedded::kEmbeddedFiles[i];
    const bool triplets =
        std::string_view(file.path).find("triplets/") != std::string_view::npos;
    if (triplets && grid != Grid::kTriplets) continue;
    Findings findings;
    std::optional<Pattern> pattern =
        ReadGridText(std::string_view(file.data, file.size), findings,
                     triplets ? Grid::kTriplets : Grid::kSixteenths);
    assert(pattern && !pattern->license.empty());
    if (pattern && !triplets && grid == Grid::kTriplets) {
      pattern = ToTriplets(*pattern);
    }
    if (pattern) documents.push_back({StemOf(file.path), *std::move(pattern)});
  }
  return documents;
}

}  // namespace

const std::vector<CorpusDocument>& Corpus(Grid grid) {
  static const std::vector<CorpusDocument> sixteenths =
      ReadAll(Grid::kSixteenths);
  static const std::vector<CorpusDocument> triplets = ReadAll(Grid::kTriplets);
  return grid == Grid::kSixteenths ? sixteenths : triplets;
}

std::uint64_t CorpusHash() {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (std::size_t i = 0; i < embedded::kEmbeddedFileCount; ++i) {
    const embedded::EmbeddedFile& file = embedded::kEmbeddedFiles[i];
    for (const char c : std::string_view(file.data, file.size)) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
  }
  return hash;
}

std::string StemOf(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string name =
      slash == std::string::npos ? path : path.substr(slash + 1);
  const auto dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

}  // namespace pastiche::drums
