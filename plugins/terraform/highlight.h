// Which parts of a text are keys, strings, comments: for previews in colour.

#ifndef PASTICHE_PLUGINS_TERRAFORM_HIGHLIGHT_H_
#define PASTICHE_PLUGINS_TERRAFORM_HIGHLIGHT_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace pastiche::terraform {

enum class Ink : std::uint8_t {
  kPlain,
  kBlockType,
  kKey,
  kString,
  kNumber,  // true, false and null, too.
  kTemplate,
  kComment,
};

struct Stretch {
  std::uint32_t begin, end;  // Bytes of the text, [begin, end); never empty.
  Ink ink;
};

// Stretches that cover `text`, one for each lexeme and for the blanks between
// two of them, in order. Any text will do, valid or not.
[[nodiscard]] std::vector<Stretch> Highlight(std::string_view text);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_HIGHLIGHT_H_
