// What the files that fill the ABI's tables share. Everything behind it knows
// tokens and text only; these files alone know the ABI.

#ifndef PASTICHE_PLUGINS_TERRAFORM_PLUGIN_TABLES_H_
#define PASTICHE_PLUGINS_TERRAFORM_PLUGIN_TABLES_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <pastiche/plugin.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/options.h"
#include "plugins/terraform/tokenizer.h"

// The corpus is encoded once per instance; nothing changes after create().
struct pst_instance {
  struct Document {
    std::string name;
    std::vector<std::uint32_t> tokens;
  };
  std::vector<Document> documents;
  pst_corpus corpus = {};
};

namespace pastiche::terraform {

extern const pst_codec kCodecTable;
extern const pst_context kContextTable;
extern const pst_cursor_table kCursorTable;
extern const pst_regions kRegionsTable;
extern const pst_options kOptionsTable;
extern const pst_constraint kConstraintTable;
extern const pst_metrics kMetricsTable;
extern const pst_formats kFormatsTable;

// Fills `documents` and `corpus`.
void ReadCorpus(pst_instance& self);

inline std::span<const std::uint32_t> View(const pst_tokens& tokens) {
  return {tokens.ids, static_cast<std::size_t>(tokens.count)};
}

inline std::string_view View(const pst_bytes& bytes) {
  return {static_cast<const char*>(bytes.data),
          static_cast<std::size_t>(bytes.size)};
}

// Origins as the host wants them, in file `file` of an import (0 in encode).
[[nodiscard]] std::vector<pst_source_span> SourceSpans(
    const EncodedModule& module, std::uint32_t file);

// Throws what is wrong with the given files, if anything.
void RequireEncoded(const EncodedModule& module, std::uint32_t file);

// ReadOptions, or an error to the host.
[[nodiscard]] Options OptionsFrom(const pst_bytes& json);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_PLUGIN_TABLES_H_
