// What the files that fill the ABI's tables share. Everything behind it knows
// tokens and text only; these files alone know the ABI.

#ifndef PASTICHE_PLUGINS_MARIO_PLUGIN_TABLES_H_
#define PASTICHE_PLUGINS_MARIO_PLUGIN_TABLES_H_

#include <pastiche/plugin.h>

#include <pastiche/plugin.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/mario/corpus.h"
#include "plugins/mario/level.h"
#include "plugins/mario/options.h"
#include "plugins/mario/problem.h"

// The levels are read once per instance; nothing changes after create().
struct pst_instance {
  std::vector<pastiche::mario::CorpusLevel> levels;
  pst_corpus corpus = {};
};

namespace pastiche::mario {

[[nodiscard]] const pst_codec& CodecTable();
[[nodiscard]] const pst_context& ContextTable();
[[nodiscard]] const pst_regions& RegionsTable();
[[nodiscard]] const pst_options& OptionsTable();
[[nodiscard]] const pst_constraint& ConstraintTable();
[[nodiscard]] const pst_metrics& MetricsTable();
[[nodiscard]] const pst_formats& FormatsTable();

// The corpus table of an instance whose levels are read.
[[nodiscard]] pst_corpus MakeCorpusTable(
    const std::vector<CorpusLevel>& levels);

// One byte for each token.
[[nodiscard]] std::vector<pst_source_span> SourceSpans(const Level& level,
                                                       std::uint32_t file);

inline std::span<const Token> View(const pst_tokens& tokens) {
  return {tokens.ids, static_cast<std::size_t>(tokens.count)};
}

inline std::string_view View(const pst_bytes& bytes) {
  return {static_cast<const char*>(bytes.data),
          static_cast<std::size_t>(bytes.size)};
}

// Sends a problem to the host; `file` is the index of an imported file.
void Report(const pst::Sink& sink, const Problem& problem,
            std::uint32_t file = 0);

// Reports, then stops the call with PST_E_INVALID_INPUT.
[[noreturn]] void Refuse(const pst::Sink& sink, const Problem& problem);

// Refuses tokens that are no level, see ValidateTokens.
void RequireLevel(const pst::Sink& sink, std::span<const Token> tokens,
                  bool allow_unknown);

// ReadOptions, or an error to the host.
[[nodiscard]] Options OptionsFrom(const pst_bytes& json);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_PLUGIN_TABLES_H_
