// The tables of the plugin's extensions, and what they share.

#ifndef MELODY_PLUGIN_H_
#define MELODY_PLUGIN_H_

#include <pastiche/plugin.hpp>

#include "melody.h"

namespace melody {

extern const pst_context kContext;        // context.cc
extern const pst_constraint kConstraint;  // judge.cc
extern const pst_metrics kMetrics;        // judge.cc
extern const pst_formats kFormats;        // formats.cc

// Into the sink, with places in that file.
void Emit(const Melody& melody, std::uint32_t file, pst_sink* sink);
pst::Error AsError(const Fault& fault, std::uint32_t file);
Tokens Copy(const pst_tokens& tokens);

}  // namespace melody

#endif  // MELODY_PLUGIN_H_
