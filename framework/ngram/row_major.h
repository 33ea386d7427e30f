// Reads a grid row by row instead of unit by unit: the order of the published
// Markov baseline. Rows go from the last cell of the units to the first, which
// for levels is from the top down; within a row, from unit to unit.

#ifndef PASTICHE_FRAMEWORK_NGRAM_ROW_MAJOR_H_
#define PASTICHE_FRAMEWORK_NGRAM_ROW_MAJOR_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain_description.h"

namespace pastiche {

// Whether the domain is a grid: two axes or more, units of a constant length.
[[nodiscard]] bool IsGrid(const Geometry& geometry);

// order[k] = the position, in generation order, of the k-th token row by row.
// A permutation of 0..length - 1; a last unit that is cut short is missing
// from the rows beyond its end. Requires unit_length >= 1 (asserted).
[[nodiscard]] std::vector<std::size_t> RowMajorOrder(std::size_t length,
                                                     std::size_t unit_length);

[[nodiscard]] std::vector<Token> ToRowMajor(TokenSpan generation_order,
                                            std::size_t unit_length);
[[nodiscard]] std::vector<Token> FromRowMajor(TokenSpan row_major,
                                              std::size_t unit_length);
// Names and groups kept; `where` and payload dropped.
[[nodiscard]] std::vector<Document> ToRowMajor(
    std::span<const Document> documents, std::size_t unit_length);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_ROW_MAJOR_H_
