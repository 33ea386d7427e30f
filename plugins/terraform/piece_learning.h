// Counts the pieces of the vocabulary from texts (byte-pair encoding, Sennrich
// et al., ACL 2016, on bytes). Used by the count_pieces program and by the test
// that the committed table is what it prints.

#ifndef PASTICHE_PLUGINS_TERRAFORM_PIECE_LEARNING_H_
#define PASTICHE_PLUGINS_TERRAFORM_PIECE_LEARNING_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche::terraform {

// Up to `count` pieces, in the order in which they were made: each time the
// pair of neighbours whose joined bytes are most frequent within the words of
// the minified texts, the smaller bytes first among equals. Stops early when
// no pair occurs twice. Texts are canonical files. Deterministic.
[[nodiscard]] std::vector<std::string> LearnPieces(
    std::span<const std::string_view> texts, std::size_t count);

// The source file piece_table.cc for these pieces.
[[nodiscard]] std::string PieceTableSource(
    const std::vector<std::string>& pieces);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_PIECE_LEARNING_H_
