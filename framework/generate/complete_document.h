// What a document needs to stand, added by its domain and verified.

#ifndef PASTICHE_FRAMEWORK_GENERATE_COMPLETE_DOCUMENT_H_
#define PASTICHE_FRAMEWORK_GENERATE_COMPLETE_DOCUMENT_H_

#include <optional>
#include <vector>

#include "framework/core/attribution.h"
#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/generate/copy_limit.h"

namespace pastiche {

struct CompletedDocument {
  std::vector<Token> tokens;
  Verdict verdict;  // Valid.
};

// What Domain::Complete() makes of `tokens`, if that changes them and passes
// the check; absent also where the domain has no such function. The domain's
// errors.
[[nodiscard]] Result<std::optional<CompletedDocument>> CompleteDocument(
    const Domain& domain, TokenSpan tokens);

// Puts in the place of `tokens`, and of their `sources`, what
// CompleteDocument() makes of them, unless that copies more than `limit` (may
// be null) allows. Returns whether it did.
[[nodiscard]] Result<bool> CompleteWithin(const Domain& domain,
                                          const CopyLimit* limit,
                                          std::vector<Token>& tokens,
                                          std::vector<Attribution>& sources);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_COMPLETE_DOCUMENT_H_
