#include "plugins/terraform/ansi_preview.h"

#include <algorithm>
#include <cstddef>

#include "plugins/terraform/highlight.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBlockType = "\x1b[1;34m";
constexpr std::string_view kKey = "\x1b[36m";
constexpr std::string_view kString = "\x1b[32m";
constexpr std::string_view kNumber = "\x1b[33m";
constexpr std::string_view kTemplate = "\x1b[35m";
constexpr std::string_view kComment = "\x1b[90m";

void AppendPrintable(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const bool control =
        (point.code < 0x20 && point.code != '\t' && point.code != '\n') ||
        (point.code >= 0x7f && point.code < 0xa0);
    if (!point.valid || control) {
      out += '?';
    } else {
      out += text.substr(at, point.length);
    }
    at += point.length;
  }
}

// The colour stops before every line break and starts again after it.
void AppendColoured(std::string_view text, std::string_view colour,
                    std::string& out) {
  while (!text.empty()) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    if (line > 0) {
      out += colour;
      AppendPrintable(text.substr(0, line), out);
      if (!colour.empty()) out += kReset;
    }
    if (line < text.size()) out += '\n';
    text.remove_prefix(std::min(line + 1, text.size()));
  }
}

std::string_view ColourOf(Ink ink) {
  switch (ink) {
    case Ink::kBlockType:
      return kBlockType;
    case Ink::kKey:
      return kKey;
    case Ink::kString:
      return kString;
    case Ink::kNumber:
      return kNumber;
    case Ink::kTemplate:
      return kTemplate;
    case Ink::kComment:
      return kComment;
    case Ink::kPlain:
      return "";
  }
  return "";
}

}  // namespace

std::string ColourText(std::string_view text) {
  std::string out;
  for (const Stretch& stretch : Highlight(text)) {
    AppendColoured(text.substr(stretch.begin, stretch.end - stretch.begin),
                   ColourOf(stretch.ink), out);
  }
  return out;
}

}  // namespace pastiche::terraform
