// The 1,024 tokens: four marks, the 256 bytes, and pieces of several bytes
// counted once from the embedded corpus (piece_table.cc).

#ifndef PASTICHE_PLUGINS_TERRAFORM_VOCABULARY_H_
#define PASTICHE_PLUGINS_TERRAFORM_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pastiche::terraform {

// A document is: (kFileMark name (kTextMark | kVerbatimMark) text)+ kEndMark.
inline constexpr std::uint32_t kEndMark = 0;
inline constexpr std::uint32_t kFileMark = 1;
inline constexpr std::uint32_t kTextMark = 2;      // Minified text follows.
inline constexpr std::uint32_t kVerbatimMark = 3;  // Text as it is follows.
inline constexpr std::uint32_t kFirstByte = 4;     // Token of byte 0.
inline constexpr std::uint32_t kFirstPiece = kFirstByte + 256;
inline constexpr std::size_t kMaxVocabulary = 1024;
inline constexpr std::size_t kMaxPieceBytes = 32;

// Pieces of two bytes or more, most useful first (piece_table.cc).
extern const std::string_view kPieces[];
extern const std::size_t kPieceCount;

// Cuts words into pieces. Immutable; one for the process.
class Vocabulary {
 public:
  // A vocabulary with these pieces, in order of rank: distinct, of 2 to
  // kMaxPieceBytes bytes, at most kMaxVocabulary - kFirstPiece of them.
  explicit Vocabulary(std::span<const std::string_view> pieces);
  // The one of piece_table.cc.
  static const Vocabulary& Default();

  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  // The bytes of a token; empty for marks. Requires id < size().
  [[nodiscard]] std::string_view BytesOf(std::uint32_t id) const {
    return texts_[id];
  }
  // The token as a person writes it: bytes that are not printable ASCII as
  // <0A>, marks as <file>. Never empty.
  [[nodiscard]] std::string Display(std::uint32_t id) const;

  // Appends the tokens of `word`: byte pairs are merged, those of the lowest
  // rank first, leftmost first, while they form pieces. Quadratic in
  // word.size(), which should be at most kMaxWordBytes.
  void Encode(std::string_view word, std::vector<std::uint32_t>& out) const;

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
};

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_VOCABULARY_H_
