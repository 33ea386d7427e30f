#include "plugins/terraform/marked_text.h"

#include <algorithm>

#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

// Appends text, which has one colour and level, to the lines.
void Append(std::string_view text, const MarkedRun& like,
            std::vector<MarkedLine>& lines) {
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view part = text.substr(0, end);
    if (part.ends_with('\r')) part.remove_suffix(1);
    if (!part.empty()) {
      lines.back().push_back({part, like.ink, like.level, like.bits});
    }
    if (end == text.size()) return;
    lines.emplace_back();
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<MarkedLine> MarkLines(std::string_view text,
                                  std::span<const Surprise> surprises) {
  std::vector<MarkedLine> lines(1);
  std::size_t next = 0;
  for (const Stretch& stretch : Highlight(text)) {
    std::size_t at = stretch.begin;
    while (at < stretch.end) {
      while (next < surprises.size() && surprises[next].end <= at) ++next;
      MarkedRun run = {{}, stretch.ink, 0, 0};
      std::size_t end = stretch.end;
      if (next < surprises.size()) {
        const Surprise& surprise = surprises[next];
        if (surprise.begin > at) {
          end = std::min<std::size_t>(end, surprise.begin);
        } else {
          end = std::min<std::size_t>(end, surprise.end);
          run.level = SurpriseLevel(surprise.bits);
          run.bits = surprise.bits;
        }
      }
      Append(text.substr(at, end - at), run, lines);
      at = end;
    }
  }
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

std::span<const Surprise> SurprisesIn(std::span<const Surprise> all,
                                      std::size_t file) {
  const auto begin = std::partition_point(
      all.begin(), all.end(),
      [file](const Surprise& each) { return each.file < file; });
  const auto end = std::partition_point(
      begin, all.end(),
      [file](const Surprise& each) { return each.file == file; });
  return {begin, end};
}

std::string EscapeXml(std::string_view text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const bool control = (point.code < 0x20 && point.code != '\t') ||
                         (point.code >= 0x7f && point.code < 0xa0) ||
                         point.code == 0xfffe || point.code == 0xffff;
    if (!point.valid || control) {
      escaped += "\xef\xbf\xbd";
    } else if (point.code == '&') {
      escaped += "&amp;";
    } else if (point.code == '<') {
      escaped += "&lt;";
    } else if (point.code == '>') {
      escaped += "&gt;";
    } else if (point.code == '"') {
      escaped += "&quot;";
    } else {
      escaped += text.substr(at, point.length);
    }
    at += point.length;
  }
  return escaped;
}

}  // namespace pastiche::terraform
