// Documents cut where the domain says that units (columns, steps, lines) start.

#ifndef PASTICHE_FRAMEWORK_CORE_UNITS_H_
#define PASTICHE_FRAMEWORK_CORE_UNITS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/result.h"

namespace pastiche {

struct UnitDocument {
  std::vector<Token> tokens;
  // Where each unit starts, ascending from 0, and then tokens.size(). A
  // document without tokens has no units: {0}.
  std::vector<std::size_t> bounds = {0};

  [[nodiscard]] std::size_t unit_count() const { return bounds.size() - 1; }
  // Tokens of units [first, first + count).
  [[nodiscard]] TokenSpan Units(std::size_t first, std::size_t count) const {
    return TokenSpan(tokens).subspan(bounds[first],
                                     bounds[first + count] - bounds[first]);
  }
};

// Whether documents end with a token of their own. A window from the middle of
// such a document is no beginning of one.
[[nodiscard]] bool IsOpenEnded(const Domain& domain);

// `tokens` less the ones at the end that end a document.
[[nodiscard]] TokenSpan WithoutEnd(const Domain& domain, TokenSpan tokens);

// By Domain::UnitStarts; where the domain has no units, each token is one. What
// stands before the first start belongs to the first unit. Its errors.
[[nodiscard]] Result<UnitDocument> CutIntoUnits(const Domain& domain,
                                                TokenSpan tokens);

// Of all documents that have tokens, without their end. kInvalidArgument if
// there is none.
[[nodiscard]] Result<std::vector<UnitDocument>> CutCorpus(
    const Domain& domain, std::span<const Document> documents);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_UNITS_H_
