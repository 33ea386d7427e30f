// ABI table: options.

#include <array>

#include "plugins/mario/level_png.h"
#include "plugins/mario/plugin_tables.h"

namespace pastiche::mario {
namespace {

constexpr std::array<pst_option_info, 5> kOptions = {{
    {sizeof(pst_option_info), "columns", "Width of a new level, in tiles", "50",
     1, kMaxColumns, PST_TYPE_INTEGER, PST_FOR_CANVAS},
    {sizeof(pst_option_info), "width",
     "Columns per strip of a coloured preview; 0 does not cut it", "100", 0,
     kMaxWidth, PST_TYPE_INTEGER, PST_FOR_RENDER},
    {sizeof(pst_option_info), "scale",
     "Size of a picture: 16 times this many pixels per tile", "1", 1, kMaxScale,
     PST_TYPE_INTEGER, PST_FOR_RENDER},
    {sizeof(pst_option_info), "path",
     "Draw the solver's way into a picture, or where it ends", "false", 1, 0,
     PST_TYPE_BOOLEAN, PST_FOR_RENDER},
    {sizeof(pst_option_info), "surprise",
     "Bits of every tile, as numbers; pictures frame the high ones", "\"\"", 1,
     0, PST_TYPE_STRING, PST_FOR_RENDER},
}};
static_assert(kDefaultColumns == 50 && kDefaultWidth == 100);

pst_status PST_CALL DescribeOption(std::uint32_t index, pst_option_info* out) {
  if (index >= kOptions.size()) return PST_E_RANGE;
  *out = kOptions[index];
  return PST_OK;
}

}  // namespace

const pst_options& OptionsTable() {
  static constexpr pst_options kTable = {sizeof(pst_options), kOptions.size(),
                                         0, DescribeOption};
  return kTable;
}

}  // namespace pastiche::mario
