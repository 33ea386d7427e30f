// The files are compiled in by pastiche_embed_files.

#include "plugins/drums/corpus.h"

#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

#include "plugins/drums/corpus_files.h"

namespace pastiche::drums {
namespace {

std::vector<CorpusDocument> ReadAll() {
  std::vector<CorpusDocument> documents;
  for (std::size_t i = 0; i < embedded::kEmbeddedFileCount; ++i) {
    const embedded::EmbeddedFile& file = embedded::kEmbeddedFiles[i];
    Findings findings;
    std::optional<Pattern> pattern =
        ReadGridText(std::string_view(file.data, file.size), findings);
    assert(pattern && !pattern->license.empty());
    if (pattern) documents.push_back({StemOf(file.path), *std::move(pattern)});
  }
  return documents;
}

}  // namespace

const std::vector<CorpusDocument>& Corpus() {
  static const std::vector<CorpusDocument> documents = ReadAll();
  return documents;
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
