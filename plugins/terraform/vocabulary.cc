#include "plugins/terraform/vocabulary.h"

#include <cassert>

namespace pastiche::terraform {

Vocabulary::Vocabulary(std::span<const std::string_view> pieces) {
  assert(pieces.size() + kFirstPiece <= kMaxVocabulary);
  texts_.resize(kFirstByte);
  for (int byte = 0; byte < 256; ++byte) {
    texts_.emplace_back(1, static_cast<char>(byte));
  }
  for (const std::string_view piece : pieces) texts_.emplace_back(piece);
  for (std::uint32_t id = kFirstByte; id < texts_.size(); ++id) {
    ids_.emplace(texts_[id], id);
  }
}

const Vocabulary& Vocabulary::Default() {
  static const Vocabulary vocabulary({kPieces, kPieceCount});
  return vocabulary;
}

std::string Vocabulary::Display(std::uint32_t id) const {
  switch (id) {
    case kEndMark:
      return "<end>";
    case kFileMark:
      return "<file>";
    case kTextMark:
      return "<text>";
    case kVerbatimMark:
      return "<verbatim>";
    default:
      break;
  }
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string shown;
  for (const char c : texts_[id]) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      shown += c;
    } else {
      shown += {'<', kHex[byte >> 4], kHex[byte & 15], '>'};
    }
  }
  return shown;
}

void Vocabulary::Encode(std::string_view word,
                        std::vector<std::uint32_t>& out) const {
  // starts[i] is where piece i begins; the last one is the end of the word.
  std::vector<std::size_t> starts(word.size() + 1);
  for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = i;
  while (starts.size() > 2) {
    auto best = static_cast<std::uint32_t>(texts_.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i + 2 < starts.size(); ++i) {
      const std::size_t length = starts[i + 2] - starts[i];
      const auto found = ids_.find(word.substr(starts[i], length));
      if (found == ids_.end() || found->second >= best) continue;
      best = found->second;
      at = i + 1;
    }
    if (best == texts_.size()) break;
    starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(at));
  }
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    out.push_back(ids_.at(word.substr(starts[i], starts[i + 1] - starts[i])));
  }
}

}  // namespace pastiche::terraform
