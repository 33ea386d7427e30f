// Every position of a corpus, sorted by what precedes it, so that a context is
// a run of neighbours. The n-gram models are counted from it.

#ifndef PASTICHE_FRAMEWORK_NGRAM_CONTEXT_ARRAY_H_
#define PASTICHE_FRAMEWORK_NGRAM_CONTEXT_ARRAY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"

namespace pastiche {

inline constexpr std::size_t kMaxVocabulary = std::size_t{1} << 20;
inline constexpr std::size_t kMaxContextDepth = 19;
inline constexpr std::size_t kMaxCorpusTokens = std::size_t{1} << 26;

// kInvalidArgument: vocabulary not in 1..kMaxVocabulary, or a token outside it.
// kLimit: more than kMaxCorpusTokens tokens.
[[nodiscard]] Result<void> CheckCorpus(std::span<const Document> documents,
                                       std::size_t vocabulary);

// The context of a position is read backwards: the token before it, the one
// before that, ..., and `start` before the document's first token, where it
// ends. At most `depth` symbols are compared.
struct ContextArray {
  Token start = 0;                    // The vocabulary size.
  std::size_t depth = 0;              // 0..kMaxContextDepth.
  std::vector<Token> text;            // `start` before each document.
  std::vector<std::uint32_t> places;  // Indices into text of the tokens, sorted
                                      // by context, equal ones by place.
  std::vector<std::uint8_t> shared;   // shared[j]: symbols that the contexts of
                                      // places[j - 1] and places[j] share.
  std::vector<std::uint32_t> ends;    // Where each document ends in text.

  // O(T log T) for T tokens. kInvalidArgument if depth is too large; errors of
  // CheckCorpus.
  [[nodiscard]] static Result<ContextArray> Build(
      std::span<const Document> documents, std::size_t vocabulary,
      std::size_t depth);

  // The array of the documents d with left_out[d] == 0; same text. O(T).
  [[nodiscard]] ContextArray Without(
      std::span<const std::uint8_t> left_out) const;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_CONTEXT_ARRAY_H_
