// Building models, and giving them what was saved.

#include "host/session_models.h"

namespace pastiche::host {

Result<std::unique_ptr<AttentionSuite>> BuildAttention(
    const Session& session, const std::vector<Document>& corpus) {
  std::vector<const Document*> documents;
  for (const Document& each : corpus) documents.push_back(&each);
  auto suite = std::make_unique<AttentionSuite>(
      session.domain(), documents, session.recommendation(), nullptr);
  const auto adopted = session.AdoptMemory(corpus, *suite);
  if (!adopted) return Fail(adopted);
  return suite;
}

Result<std::unique_ptr<MethodSet>> BuildMethods(
    const Session& session, const std::vector<Document>& corpus,
    std::span<const Document> heldout, Progress* progress) {
  auto set = MethodSet::Build(session.domain(), corpus, heldout,
                              session.recommendation(), progress);
  if (!set) return Fail(set);
  const auto adopted = session.AdoptMemory(corpus, (*set)->attention());
  if (!adopted) return Fail(adopted);
  return set;
}

}  // namespace pastiche::host
