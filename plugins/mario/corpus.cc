#include "plugins/mario/corpus.h"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include "plugins/mario/embedded_levels.h"
#include "plugins/mario/geometry.h"
#include "plugins/mario/level.h"

namespace pastiche::mario {
namespace {

std::string_view TextOf(const embedded::EmbeddedFile& file) {
  return {file.data, file.size};
}

// "corpus/meadow-walk.txt" -> "meadow-walk".
std::string NameOf(const embedded::EmbeddedFile& file) {
  std::string_view path = file.path;
  path.remove_prefix(path.find_last_of('/') + 1);
  return std::string(path.substr(0, path.find_last_of('.')));
}

void Mix(std::string_view text, std::uint64_t& hash) {
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }
  hash = (hash ^ 0xFFu) * 0x100000001B3u;  // No text holds this byte: an end.
}

}  // namespace

std::vector<CorpusLevel> ReadCorpus() {
  std::vector<CorpusLevel> levels;
  levels.reserve(embedded::kEmbeddedFileCount);
  for (std::size_t i = 0; i < embedded::kEmbeddedFileCount; ++i) {
    const embedded::EmbeddedFile& file = embedded::kEmbeddedFiles[i];
    auto read = ReadLevel(TextOf(file));
    if (const auto* problem = std::get_if<Problem>(&read)) {
      throw std::logic_error(std::string(file.path) + ": " + problem->message);
    }
    levels.push_back({NameOf(file), std::get<Level>(std::move(read)).tokens});
  }
  std::sort(levels.begin(), levels.end(),
            [](const CorpusLevel& a, const CorpusLevel& b) {
              return a.name < b.name;
            });
  return levels;
}

std::uint64_t ContentHash() {
  std::uint64_t hash = 0xCBF29CE484222325u;
  Mix(kTileChars, hash);
  for (const Slot& slot : Slots()) Mix(slot.id, hash);
  for (std::size_t i = 0; i < embedded::kEmbeddedFileCount; ++i) {
    Mix(embedded::kEmbeddedFiles[i].path, hash);
    Mix(TextOf(embedded::kEmbeddedFiles[i]), hash);
  }
  return hash;
}

}  // namespace pastiche::mario
