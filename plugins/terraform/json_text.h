// Text as JSON strings.

#ifndef PASTICHE_PLUGINS_TERRAFORM_JSON_TEXT_H_
#define PASTICHE_PLUGINS_TERRAFORM_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace pastiche::terraform {

// `text`, which is UTF-8, in quotes, with quotes, backslashes and control
// characters escaped.
[[nodiscard]] std::string JsonString(std::string_view text);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_JSON_TEXT_H_
