// A file's text line by line, in runs of one colour and one level of surprise.

#ifndef PASTICHE_PLUGINS_TERRAFORM_MARKED_TEXT_H_
#define PASTICHE_PLUGINS_TERRAFORM_MARKED_TEXT_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/highlight.h"
#include "plugins/terraform/surprise.h"

namespace pastiche::terraform {

struct MarkedRun {
  std::string_view text;  // Without line breaks, not empty.
  Ink ink;
  int level;    // SurpriseLevel; 0 = not marked.
  double bits;  // Of the token, where level > 0.
};

using MarkedLine = std::vector<MarkedRun>;

// The lines of `text`, views into it. `surprises` are those of this file.
[[nodiscard]] std::vector<MarkedLine> MarkLines(
    std::string_view text, std::span<const Surprise> surprises);

// The surprises of one file; all of them ascend by file.
[[nodiscard]] std::span<const Surprise> SurprisesIn(
    std::span<const Surprise> all, std::size_t file);

// `text`, which is UTF-8, for XML and HTML: & < > " escaped, control characters
// but tab shown as U+FFFD.
[[nodiscard]] std::string EscapeXml(std::string_view text);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_MARKED_TEXT_H_
