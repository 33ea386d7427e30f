// Modules to look at: an HTML page and an SVG picture, in the colours of
// syntax, with what a model found surprising marked behind the text.

#ifndef PASTICHE_PLUGINS_TERRAFORM_MARKED_PAGES_H_
#define PASTICHE_PLUGINS_TERRAFORM_MARKED_PAGES_H_

#include <cstddef>
#include <span>
#include <string>

#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {

// `bits` of every token, or none: then nothing is marked. Tokens are marked by
// SurpriseLevel; hovering shows the bits. One page that needs no other file and
// no script; lines can be linked to (#main.tf-12).
[[nodiscard]] std::string HtmlPage(const DecodedModule& module,
                                   std::span<const double> bits);

// The first `lines` lines of all files (0 = all), 100 columns at most.
[[nodiscard]] std::string SvgPicture(const DecodedModule& module,
                                     std::span<const double> bits,
                                     std::size_t lines);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_MARKED_PAGES_H_
