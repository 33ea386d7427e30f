// How long a new document is: --length, the plugin's canvas, or the corpus.

#ifndef PASTICHE_HOST_SAMPLE_LENGTH_H_
#define PASTICHE_HOST_SAMPLE_LENGTH_H_

#include <cstddef>

#include "host/session.h"

namespace pastiche::host {

// Tokens: --length units (tokens where units vary or there are none), else the
// size of the plugin's canvas with the --option values, else, where documents
// are open-ended, 512. kLimit beyond 10^7 tokens.
[[nodiscard]] Result<std::size_t> SampleLength(const Session& session);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_SAMPLE_LENGTH_H_
