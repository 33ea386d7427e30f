// Text and bytes as they stand inside an HTML page.

#ifndef PASTICHE_HOST_HTML_TEXT_H_
#define PASTICHE_HOST_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace pastiche::host {

// `text` with & < > " ' as character references: for elements and attributes.
[[nodiscard]] std::string HtmlEscape(std::string_view text);

// RFC 4648, with padding.
[[nodiscard]] std::string Base64(std::string_view bytes);

// "data:<media_type>;base64,...": a file inside the page.
[[nodiscard]] std::string DataUri(std::string_view media_type,
                                  std::string_view bytes);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_HTML_TEXT_H_
