// ABI table: options.

#include <array>

#include "plugins/terraform/plugin_tables.h"

namespace pastiche::terraform {
namespace {

constexpr std::array<pst_option_info, 4> kOptions = {{
    {sizeof(pst_option_info), "tokens",
     "Length of a new document in tokens; 0 goes on until it ends", "0", 0,
     kMaxCanvasTokens, PST_TYPE_INTEGER, PST_FOR_CANVAS},
    {sizeof(pst_option_info), "lines",
     "Lines of the module that an svg picture shows; 0 shows all", "0", 0,
     kMaxPictureLines, PST_TYPE_INTEGER, PST_FOR_RENDER},
    {sizeof(pst_option_info), "broken",
     "Read files that do not parse, too, to be checked and repaired", "false",
     1, 0, PST_TYPE_BOOLEAN, PST_FOR_IMPORT},
    {sizeof(pst_option_info), "surprise",
     "Bits of every token, blanks between them; html and svg mark what costs "
     "much, sarif and findings report it",
     "\"\"", 1, 0, PST_TYPE_STRING, PST_FOR_RENDER},
}};

pst_status PST_CALL DescribeOption(std::uint32_t index, pst_option_info* out) {
  if (index >= kOptions.size()) return PST_E_RANGE;
  *out = kOptions[index];
  return PST_OK;
}

}  // namespace

const pst_options kOptionsTable = {sizeof(pst_options),
                                   static_cast<std::uint32_t>(kOptions.size()),
                                   0, DescribeOption};

}  // namespace pastiche::terraform
