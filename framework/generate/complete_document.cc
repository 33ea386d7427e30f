#include "framework/generate/complete_document.h"

#include <algorithm>
#include <utility>

namespace pastiche {

Result<std::optional<CompletedDocument>> CompleteDocument(const Domain& domain,
                                                          TokenSpan tokens) {
  if (!domain.constraint().has_complete) return std::nullopt;
  auto completed = domain.Complete(tokens);
  if (!completed) return Fail(completed);
  if (std::equal(tokens.begin(), tokens.end(), completed->begin(),
                 completed->end())) {
    return std::nullopt;
  }
  auto verdict = domain.Check(*completed);
  if (!verdict) return Fail(verdict);
  if (!verdict->valid) return std::nullopt;
  return CompletedDocument{std::move(*completed), std::move(*verdict)};
}

}  // namespace pastiche
