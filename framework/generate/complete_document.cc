// Completing, and what speaks against it.

#include "framework/generate/complete_document.h"

#include <algorithm>
#include <utility>

#include "framework/generate/explain.h"

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

Result<bool> CompleteWithin(const Domain& domain, const CopyLimit* limit,
                            std::vector<Token>& tokens,
                            std::vector<Attribution>& sources) {
  auto completed = CompleteDocument(domain, tokens);
  if (!completed) return Fail(completed);
  if (!*completed) return false;
  std::vector<Token>& whole = (*completed)->tokens;
  if (limit != nullptr) {
    const auto copy = limit->Find(whole, false);
    if (!copy) return Fail(copy);
    if (*copy) return false;
  }
  sources = MoveSources(std::move(sources), tokens, whole);
  tokens = std::move(whole);
  return true;
}

}  // namespace pastiche
