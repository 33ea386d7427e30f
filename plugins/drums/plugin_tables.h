// The tables of C functions that make up the plugin, and what they share.

#ifndef PASTICHE_PLUGINS_DRUMS_PLUGIN_TABLES_H_
#define PASTICHE_PLUGINS_DRUMS_PLUGIN_TABLES_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <pastiche/plugin.hpp>

#include "plugins/drums/finding.h"
#include "plugins/drums/kit.h"
#include "plugins/drums/options.h"

struct pst_instance {
  pastiche::drums::Levels levels;
  pastiche::drums::Grid grid;
};

namespace pastiche::drums {

static_assert(kUnknown == PST_TOKEN_UNKNOWN);

// Constants, alive for ever.
const pst_codec* CodecTable(Levels levels);
const pst_corpus* CorpusTable(Grid grid);
const pst_payload* PayloadTable();
const pst_context* ContextTable(Grid grid);
const pst_cursor_table* CursorTable();
const pst_constraint* ConstraintTable(Grid grid);
const pst_metrics* MetricsTable();
const pst_formats* FormatsTable();
const pst_regions* RegionsTable();
const pst_recommend* RecommendTable();
const pst_options* OptionsTable();

inline TokenSpan ToSpan(const pst_tokens& tokens) {
  return {tokens.ids, static_cast<std::size_t>(tokens.count)};
}

// Sends each finding to sink.diag. `file` as in pst_diag.
void Tell(const pst::Sink& sink, const Findings& findings,
          std::uint32_t file = 0);

// Reads an options argument; throws pst::Error where it is at fault.
Options OptionsOf(const pst_bytes* json);

// Velocity and timing of each token, interleaved, as sink.payload takes them.
std::vector<double> PayloadOf(const struct Pattern& pattern);

// Throws pst::Error unless the tokens are whole bars of this vocabulary, at
// most kMaxBars of them.
void RequireWholeBars(TokenSpan tokens, const pst_instance& self);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_PLUGIN_TABLES_H_
