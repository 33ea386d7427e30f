#include "framework/ngram/row_major.h"

#include <cassert>
#include <utility>

namespace pastiche {

bool IsGrid(const Geometry& geometry) {
  return geometry.axis_count >= 2 && geometry.unit_length > 1;
}

std::vector<std::size_t> RowMajorOrder(std::size_t length,
                                       std::size_t unit_length) {
  assert(unit_length >= 1);
  std::vector<std::size_t> order;
  order.reserve(length);
  for (std::size_t row = unit_length; row-- > 0;) {
    for (std::size_t i = row; i < length; i += unit_length) order.push_back(i);
  }
  return order;
}

std::vector<Token> ToRowMajor(TokenSpan generation_order,
                              std::size_t unit_length) {
  std::vector<Token> tokens;
  tokens.reserve(generation_order.size());
  for (const std::size_t i :
       RowMajorOrder(generation_order.size(), unit_length)) {
    tokens.push_back(generation_order[i]);
  }
  return tokens;
}

std::vector<Token> FromRowMajor(TokenSpan row_major, std::size_t unit_length) {
  const std::vector<std::size_t> order =
      RowMajorOrder(row_major.size(), unit_length);
  std::vector<Token> tokens(row_major.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    tokens[order[k]] = row_major[k];
  }
  return tokens;
}

std::vector<Document> ToRowMajor(std::span<const Document> documents,
                                 std::size_t unit_length) {
  std::vector<Document> turned;
  for (const Document& document : documents) {
    Document copy;
    copy.name = document.name;
    copy.license = document.license;
    copy.group = document.group;
    copy.tokens = ToRowMajor(document.tokens, unit_length);
    turned.push_back(std::move(copy));
  }
  return turned;
}

}  // namespace pastiche
