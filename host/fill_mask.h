// Which tokens `pastiche fill` fills.

#ifndef PASTICHE_HOST_FILL_MASK_H_
#define PASTICHE_HOST_FILL_MASK_H_

#include <vector>

#include "framework/core/document.h"
#include "host/arguments.h"
#include "host/session.h"

namespace pastiche::host {

// One entry per token, at least one of them true: what --mask, --mask-range,
// --mask-units, --mask-region and the kinds of regions that the plugin names
// (--lane hat) say, less --pin. `command` is for what the error says of an
// option that is none of these.
[[nodiscard]] Result<std::vector<bool>> ReadMask(
    const Session& session, const CommandSpec& command,
    const Document& document, const std::vector<LoadedFile>& files);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_FILL_MASK_H_
