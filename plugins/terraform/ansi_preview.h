// Text in the colours of syntax, for terminals.

#ifndef PASTICHE_PLUGINS_TERRAFORM_ANSI_PREVIEW_H_
#define PASTICHE_PLUGINS_TERRAFORM_ANSI_PREVIEW_H_

#include <string>
#include <string_view>

namespace pastiche::terraform {

// `text` with ANSI colour sequences around block types, keys, strings, numbers
// and comments. Control characters but tab and newline are shown as '?', so
// nothing else reaches the terminal. No colour spans a line break.
[[nodiscard]] std::string ColourText(std::string_view text);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_ANSI_PREVIEW_H_
