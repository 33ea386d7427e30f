// Which tokens may come next, by what the cursor knows of the text so far.

#include <algorithm>
#include <string_view>
#include <vector>

#include "plugins/terraform/structure.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// By token: nothing but letters, digits and spaces, which may stand anywhere
// but after a backslash.
std::vector<bool> PiecesOfWords() {
  const Vocabulary& vocabulary = Vocabulary::Default();
  std::vector<bool> words(vocabulary.size());
  for (std::uint32_t id = kFirstByte; id < vocabulary.size(); ++id) {
    const std::string_view bytes = vocabulary.BytesOf(id);
    words[id] = std::all_of(bytes.begin(), bytes.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             (c >= '0' && c <= '9') || c == '_' || c == ' ';
    });
  }
  return words;
}

}  // namespace

void StructureCursor::Allowed(std::span<std::uint64_t> bits) const {
  const auto size = static_cast<std::uint32_t>(Vocabulary::Default().size());
  std::fill(bits.begin(), bits.end(), 0);
  const auto allow = [&](std::uint32_t id) {
    bits[id / 64] |= std::uint64_t{1} << (id % 64);
  };
  if (state_.last_unknown > 0) {
    for (std::uint32_t id = 0; id < size; ++id) allow(id);
    return;
  }
  if (!state_.started || state_.ended) {
    allow(state_.ended ? kEndMark : kFileMark);
    return;
  }
  static const std::vector<bool> words = PiecesOfWords();
  const bool in_escape = tracker_.state().escape;
  SyntaxTracker probe = tracker_;
  for (std::uint32_t id = kFirstByte; id < size; ++id) {
    const std::uint32_t byte = id - kFirstByte;  // Bytes UTF-8 never has.
    if (byte == 0 || byte == 0xc0 || byte == 0xc1) continue;
    if (byte >= 0xf5 && byte <= 0xff) continue;
    if (state_.in_name || (words[id] && !in_escape) ||
        probe.CanGoOnWith(Vocabulary::Default().BytesOf(id), state_.line)) {
      allow(id);
    }
  }
  if (state_.in_name) {
    allow(kTextMark);
    allow(kVerbatimMark);
    return;
  }
  const SyntaxTracker::State& syntax = tracker_.state();
  const bool open = syntax.depth > 0 || syntax.comment == CommentKind::kBlock;
  if (syntax.certain && (open || tracker_.HasHalfHeader())) return;
  allow(kFileMark);
  allow(kEndMark);
}

}  // namespace pastiche::terraform
