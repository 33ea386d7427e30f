#include "framework/ngram/context_array.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <string>

namespace pastiche {
namespace {

// The first symbols of a context, packed: most comparisons end here.
struct Entry {
  std::uint64_t packed;
  std::uint32_t place;
};

// Symbols shared by the contexts of places a and b, from symbol `from` on,
// which they are known to share so far; at most `depth`.
std::size_t SharedFrom(std::span<const Token> text, Token start,
                       std::size_t depth, std::size_t a, std::size_t b,
                       std::size_t from) {
  std::size_t n = from;
  while (n < depth && text[a - 1 - n] == text[b - 1 - n]) {
    ++n;
    if (text[a - n] == start) return depth;  // Both end: equal as wholes.
  }
  return n;
}

// How many symbols the context of `place` has, at most `depth`.
std::size_t Length(std::span<const Token> text, Token start, std::size_t depth,
                   std::size_t place) {
  std::size_t n = 0;
  while (n < depth && text[place - 1 - n] != start) ++n;
  return n < depth ? n + 1 : n;
}

class ContextOrder {
 public:
  explicit ContextOrder(const ContextArray& array)
      : text_(array.text),
        start_(array.start),
        depth_(array.depth),
        width_(static_cast<std::size_t>(std::bit_width(array.start))),
        packed_count_(std::min(depth_, 64 / width_)) {}

  [[nodiscard]] Entry Pack(std::uint32_t place) const {
    std::uint64_t packed = 0;
    bool ended = false;
    for (std::size_t n = 0; n < packed_count_; ++n) {
      packed <<= width_;
      if (ended) continue;
      packed |= text_[place - 1 - n];
      ended = text_[place - 1 - n] == start_;
    }
    return {.packed = packed, .place = place};
  }

  [[nodiscard]] bool operator()(const Entry& a, const Entry& b) const {
    if (a.packed != b.packed) return a.packed < b.packed;
    const std::size_t length = Length(text_, start_, depth_, a.place);
    if (length > packed_count_) {
      const std::size_t n =
          SharedFrom(text_, start_, depth_, a.place, b.place, packed_count_);
      if (n < depth_) return text_[a.place - 1 - n] < text_[b.place - 1 - n];
    }
    return a.place < b.place;
  }

 private:
  std::span<const Token> text_;
  Token start_;
  std::size_t depth_;
  std::size_t width_;         // Bits of a symbol.
  std::size_t packed_count_;  // Symbols in Entry::packed.
};

}  // namespace

Result<void> CheckCorpus(std::span<const Document> documents,
                         std::size_t vocabulary) {
  if (vocabulary < 1 || vocabulary > kMaxVocabulary) {
    return Fail(ErrorCode::kInvalidArgument,
                "vocabulary size " + std::to_string(vocabulary) +
                    " is not in 1.." + std::to_string(kMaxVocabulary));
  }
  std::size_t tokens = 0;
  for (const Document& document : documents) {
    tokens += document.tokens.size() + 1;
    if (tokens > kMaxCorpusTokens) {
      return Fail(ErrorCode::kLimit,
                  "the corpus has more than " +
                      std::to_string(kMaxCorpusTokens) + " tokens",
                  "use fewer or shorter documents");
    }
    for (const Token token : document.tokens) {
      if (token >= vocabulary) {
        return Fail(ErrorCode::kInvalidArgument,
                    "document \"" + document.name + "\" has token " +
                        std::to_string(token) + " but the vocabulary has " +
                        std::to_string(vocabulary));
      }
    }
  }
  return {};
}

Result<ContextArray> ContextArray::Build(std::span<const Document> documents,
                                         std::size_t vocabulary,
                                         std::size_t depth) {
  if (depth > kMaxContextDepth) {
    return Fail(ErrorCode::kInvalidArgument,
                "n-gram order " + std::to_string(depth + 1) + " is not in 1.." +
                    std::to_string(kMaxContextDepth + 1));
  }
  const Result<void> checked = CheckCorpus(documents, vocabulary);
  if (!checked) return Fail(checked);
  ContextArray array;
  array.start = static_cast<Token>(vocabulary);
  array.depth = depth;
  for (const Document& document : documents) {
    array.text.push_back(array.start);
    array.text.insert(array.text.end(), document.tokens.begin(),
                      document.tokens.end());
    array.ends.push_back(static_cast<std::uint32_t>(array.text.size()));
  }
  const ContextOrder order(array);
  std::vector<Entry> entries;
  entries.reserve(array.text.size());
  for (std::uint32_t place = 0; place < array.text.size(); ++place) {
    if (array.text[place] != array.start) entries.push_back(order.Pack(place));
  }
  std::sort(entries.begin(), entries.end(), order);
  array.places.reserve(entries.size());
  array.shared.reserve(entries.size());
  for (const Entry& entry : entries) {
    const std::size_t shared =
        array.places.empty() ? 0
                             : SharedFrom(array.text, array.start, depth,
                                          array.places.back(), entry.place, 0);
    array.places.push_back(entry.place);
    array.shared.push_back(static_cast<std::uint8_t>(shared));
  }
  return array;
}

ContextArray ContextArray::Without(
    std::span<const std::uint8_t> left_out) const {
  assert(left_out.size() == ends.size());
  std::vector<std::uint8_t> hidden(text.size(), 0);
  std::size_t begin = 0;
  for (std::size_t d = 0; d < ends.size(); begin = ends[d], ++d) {
    std::fill(hidden.begin() + static_cast<std::ptrdiff_t>(begin),
              hidden.begin() + static_cast<std::ptrdiff_t>(ends[d]),
              left_out[d]);
  }
  ContextArray rest{.start = start,
                    .depth = depth,
                    .text = text,
                    .places = {},
                    .shared = {},
                    .ends = ends};
  auto least = static_cast<std::uint8_t>(depth);
  for (std::size_t j = 0; j < places.size(); ++j) {
    least = std::min(least, shared[j]);
    if (hidden[places[j]] != 0) continue;
    rest.shared.push_back(rest.places.empty() ? std::uint8_t{0} : least);
    rest.places.push_back(places[j]);
    least = static_cast<std::uint8_t>(depth);
  }
  return rest;
}

}  // namespace pastiche
