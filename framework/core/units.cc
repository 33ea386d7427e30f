// Cutting documents into units, by asking the domain.

#include "framework/core/units.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace pastiche {

bool IsOpenEnded(const Domain& domain) {
  return std::any_of(
      domain.vocabulary().begin(), domain.vocabulary().end(),
      [](const TokenInfo& token) { return token.ends_document; });
}

TokenSpan WithoutEnd(const Domain& domain, TokenSpan tokens) {
  const std::vector<TokenInfo>& vocabulary = domain.vocabulary();
  while (!tokens.empty() && tokens.back() < vocabulary.size() &&
         vocabulary[tokens.back()].ends_document) {
    tokens = tokens.first(tokens.size() - 1);
  }
  return tokens;
}

Result<UnitDocument> CutIntoUnits(const Domain& domain, TokenSpan tokens) {
  UnitDocument document;
  document.tokens.assign(tokens.begin(), tokens.end());
  if (tokens.empty()) return document;
  if (domain.geometry().unit_length == 1) {
    for (std::size_t i = 1; i <= tokens.size(); ++i) {
      document.bounds.push_back(i);
    }
    return document;
  }
  std::vector<std::uint8_t> starts(tokens.size());
  const Result<void> asked = domain.UnitStarts(tokens, starts);
  if (!asked) return Fail(asked);
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (starts[i] != 0) document.bounds.push_back(i);
  }
  document.bounds.push_back(tokens.size());
  return document;
}

Result<std::vector<UnitDocument>> CutCorpus(
    const Domain& domain, std::span<const Document> documents) {
  std::vector<UnitDocument> cut;
  for (const Document& document : documents) {
    const TokenSpan tokens = WithoutEnd(domain, document.tokens);
    if (tokens.empty()) continue;
    Result<UnitDocument> units = CutIntoUnits(domain, tokens);
    if (!units) return Fail(units);
    cut.push_back(*std::move(units));
  }
  if (cut.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "the corpus has no tokens",
                "give at least one document that is not empty");
  }
  return cut;
}

}  // namespace pastiche
