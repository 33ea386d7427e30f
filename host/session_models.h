// Models of a session's corpus, with the memories of --memory.

#ifndef PASTICHE_HOST_SESSION_MODELS_H_
#define PASTICHE_HOST_SESSION_MODELS_H_

#include <memory>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/evaluate/method_set.h"
#include "framework/memory/attention_suite.h"
#include "host/session.h"

namespace pastiche::host {

// Our own without n-grams under it; `corpus` must outlive it.
[[nodiscard]] Result<std::unique_ptr<AttentionSuite>> BuildAttention(
    const Session& session, const std::vector<Document>& corpus);

// Every method; the documents must outlive it. progress may be null.
[[nodiscard]] Result<std::unique_ptr<MethodSet>> BuildMethods(
    const Session& session, const std::vector<Document>& corpus,
    std::span<const Document> heldout, Progress* progress);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_SESSION_MODELS_H_
