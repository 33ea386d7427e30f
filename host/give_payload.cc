#include "host/give_payload.h"

#include <algorithm>
#include <utility>

#include "framework/generate/payload_retrieval.h"

namespace pastiche::host {

bool NeedsPayload(const Session& session, std::size_t format) {
  const auto& formats = session.domain().formats();
  const auto text =
      std::find_if(formats.begin(), formats.end(),
                   [](const FormatInfo& info) { return info.can_export; });
  return format != static_cast<std::size_t>(text - formats.begin());
}

Result<void> GivePayload(const Session& session,
                         const std::vector<Document>& corpus,
                         std::vector<Document>& documents) {
  const Domain& domain = session.domain();
  if (domain.channels().empty()) return {};
  const auto retrieval = PayloadRetrieval::Build(
      domain, corpus, session.recommendation().fill.heads.front());
  if (!retrieval) return Fail(retrieval);
  for (Document& document : documents) {
    auto payload = retrieval->Retrieve(document.tokens);
    if (!payload) return Fail(payload);
    document.payload = std::move(*payload);
  }
  return {};
}

Result<void> GivePayloadAt(const Session& session,
                           const std::vector<Document>& corpus,
                           const std::vector<bool>& filled,
                           Document& document) {
  const std::vector<double> before = std::move(document.payload);
  std::vector<Document> one(1);
  one[0].tokens = document.tokens;
  if (const auto given = GivePayload(session, corpus, one); !given) {
    return given;
  }
  document.payload = std::move(one[0].payload);
  if (before.size() != document.payload.size()) return {};
  const std::size_t channels = session.domain().channels().size();
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!filled[i / channels]) document.payload[i] = before[i];
  }
  return {};
}

}  // namespace pastiche::host
