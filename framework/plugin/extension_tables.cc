#include "framework/plugin/extension_tables.h"

#include <fmt/format.h>

#include "framework/plugin/read_description.h"

namespace pastiche {
namespace {

// Whether the plugin has the extension.
template <typename Table>
bool ReadTable(const pst_domain& domain, const pst_instance* self,
               const char* id, Table& table, BoundaryCheck& check) {
  const void* raw = domain.extension(self, id);
  if (raw == nullptr) return false;
  check.SetPlace(fmt::format("{}: ", id));
  table = check.CopyStruct<Table>(raw, "the table");
  if (check.ok()) CheckTable(table, check);
  check.SetPlace("");
  return true;
}

}  // namespace

ExtensionTables ReadTables(const pst_domain& domain, const pst_instance* self,
                           BoundaryCheck& check) {
  ExtensionTables tables;
  const bool has_codec =
      ReadTable(domain, self, PST_EXT_CODEC, tables.codec, check);
  check.Require(has_codec,
                "the required extension " PST_EXT_CODEC " is missing");
  const bool has_corpus =
      ReadTable(domain, self, PST_EXT_CORPUS, tables.corpus, check);
  check.Require(has_corpus,
                "the required extension " PST_EXT_CORPUS " is missing");
  ReadTable(domain, self, PST_EXT_CONTEXT, tables.context, check);
  ReadTable(domain, self, PST_EXT_CURSOR, tables.cursor, check);
  ReadTable(domain, self, PST_EXT_CONSTRAINT, tables.constraint, check);
  ReadTable(domain, self, PST_EXT_METRICS, tables.metrics, check);
  ReadTable(domain, self, PST_EXT_FORMATS, tables.formats, check);
  ReadTable(domain, self, PST_EXT_REGIONS, tables.regions, check);
  ReadTable(domain, self, PST_EXT_PAYLOAD, tables.payload, check);
  ReadTable(domain, self, PST_EXT_RECOMMEND, tables.recommend, check);
  return tables;
}

}  // namespace pastiche
