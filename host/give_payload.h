// Numbers that travel with tokens (velocity, timing), for documents that we
// generated: given back by retrieval from the corpus.

#ifndef PASTICHE_HOST_GIVE_PAYLOAD_H_
#define PASTICHE_HOST_GIVE_PAYLOAD_H_

#include <vector>

#include "framework/core/document.h"
#include "host/session.h"

namespace pastiche::host {

// Whether a file of that format is to have numbers: not the default one, the
// domain's text.
[[nodiscard]] bool NeedsPayload(const Session& session, std::size_t format);

// Sets the payload of each document, where the domain has channels and the
// corpus has payloads; by the coarsest of the heads for filling.
[[nodiscard]] Result<void> GivePayload(const Session& session,
                                       const std::vector<Document>& corpus,
                                       std::vector<Document>& documents);

// The same for one whose tokens were filled in at the places `filled`; the
// others keep the payload they have, if any.
[[nodiscard]] Result<void> GivePayloadAt(const Session& session,
                                         const std::vector<Document>& corpus,
                                         const std::vector<bool>& filled,
                                         Document& document);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_GIVE_PAYLOAD_H_
