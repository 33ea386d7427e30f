// Documents to files or stdout, in a format of the plugin.

#ifndef PASTICHE_HOST_DOCUMENT_FILES_H_
#define PASTICHE_HOST_DOCUMENT_FILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "host/session.h"

namespace pastiche::host {

// Renders each document in format number `format` and writes it whole: to
// stdout for "-", to `output` if that makes one file, else into the folder
// `output`, created where it is not there. kUsage for a format that is no text
// on a terminal. `surprises`, one per document or none: see Session::Render.
[[nodiscard]] Result<void> WriteDocuments(
    const Session& session, std::size_t format,
    const std::vector<Document>& documents, const std::string& output,
    const std::vector<std::string>& surprises = {});

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_DOCUMENT_FILES_H_
