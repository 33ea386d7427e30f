// What of a document a page can show: a picture, a sound, or its text, made by
// the plugin's own formats.

#ifndef PASTICHE_HOST_REPORT_MEDIA_H_
#define PASTICHE_HOST_REPORT_MEDIA_H_

#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "host/session.h"

namespace pastiche::host {

// One rendering that a browser shows without help.
struct ReportMedia {
  enum class Kind { kPicture, kSound, kText };
  Kind kind = Kind::kText;
  std::string media_type;  // "image/svg+xml"
  std::string content;
};

// The first of the domain's formats for a picture (SVG before other types), and
// the first for a sound; where there is no picture, the text. What takes more
// than `most_bytes` is left out, and a sound is only made if asked for. Errors
// are the plugin's.
[[nodiscard]] Result<std::vector<ReportMedia>> RenderForReport(
    const Session& session, const Document& document, bool with_sound,
    std::size_t most_bytes);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_REPORT_MEDIA_H_
