// A module is several named files. As one text they follow each other, each
// under a comment line that says its name, like `tail -n +1 *.tf` prints them:
//
//   # ==> main.tf <==
//   resource "null_resource" "this" {
//   ...
//
// A text without such a line is one file without a name.

#ifndef PASTICHE_PLUGINS_TERRAFORM_MODULE_TEXT_H_
#define PASTICHE_PLUGINS_TERRAFORM_MODULE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche::terraform {

struct SourceFile {
  std::string name;  // UTF-8 without control characters; may be empty.
  std::string_view text;
  // Where the name and the text stand in the text they were cut from; the name
  // nowhere if name_begin == name_end.
  std::size_t name_begin = 0, name_end = 0, text_begin = 0;
};

// The files of a text; always at least one. Only comments outside all brackets
// and strings, at the start of a line, are taken for headers: a heredoc may
// hold such lines.
[[nodiscard]] std::vector<SourceFile> SplitModuleText(std::string_view text);

// The header line of a file, newline included.
[[nodiscard]] std::string FileHeader(std::string_view name);

// `name` with what a header line cannot hold (control characters, bytes that
// are not UTF-8) replaced by '_', cut to 255 bytes.
[[nodiscard]] std::string CleanFileName(std::string_view name);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_MODULE_TEXT_H_
