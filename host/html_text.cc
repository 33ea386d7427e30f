#include "host/html_text.h"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

namespace pastiche::host {

std::string HtmlEscape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Base64(std::string_view bytes) {
  namespace it = boost::archive::iterators;
  using Encode = it::base64_from_binary<it::transform_width<const char*, 6, 8>>;
  // Whole triples first: the iterators would read beyond an incomplete one.
  const std::size_t whole = bytes.size() / 3 * 3;
  std::string text(Encode(bytes.data()), Encode(bytes.data() + whole));
  if (whole == bytes.size()) return text;
  char last[3] = {};
  const std::size_t rest = bytes.size() - whole;
  for (std::size_t i = 0; i < rest; ++i) last[i] = bytes[whole + i];
  std::string tail(Encode(last), Encode(last + 3));
  for (std::size_t i = rest + 1; i < 4; ++i) tail[i] = '=';
  return text + tail;
}

std::string DataUri(std::string_view media_type, std::string_view bytes) {
  std::string uri = "data:";
  uri += media_type;
  uri += ";base64,";
  return uri + Base64(bytes);
}

}  // namespace pastiche::host
