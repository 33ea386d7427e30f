// The tables that extension() gave for one instance, copied.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_EXTENSION_TABLES_H_
#define PASTICHE_FRAMEWORK_PLUGIN_EXTENSION_TABLES_H_

#include <pastiche/plugin.h>

#include "framework/plugin/text_check.h"

namespace pastiche {

// All zero where the plugin does not provide the extension. Copies, because
// then a plugin that writes to its tables later cannot undo what was checked.
struct ExtensionTables {
  pst_codec codec = {};
  pst_corpus corpus = {};
  pst_context context = {};
  pst_cursor_table cursor = {};
  pst_constraint constraint = {};
  pst_metrics metrics = {};
  pst_formats formats = {};
  pst_regions regions = {};
  pst_payload payload = {};
  pst_recommend recommend = {};
};

// Asks `domain` for each extension of `self` and checks sizes, counts and
// required pointers; codec and corpus must be there. Breaches go to `check`.
[[nodiscard]] ExtensionTables ReadTables(const pst_domain& domain,
                                         const pst_instance* self,
                                         BoundaryCheck& check);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_EXTENSION_TABLES_H_
