// What one call of a plugin may put into its sink, and how much.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_SINK_USE_H_
#define PASTICHE_FRAMEWORK_PLUGIN_SINK_USE_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "framework/core/domain_description.h"

namespace pastiche {

// How much one call may emit before the sink answers PST_E_LIMIT.
struct SinkLimits {
  std::uint64_t bytes = std::uint64_t{256} << 20;  // All files together.
  std::uint64_t tokens = std::uint64_t{64} << 20;  // All documents together.
  std::uint64_t documents = 1'000'000;
  std::uint64_t files = 10'000;
  std::uint64_t regions = 1'000'000;
  std::uint64_t region_runs = 16'000'000;  // Of all regions together.
  std::uint64_t diagnostics = 1'000'000;
  std::uint64_t kept_diagnostics = 10'000;  // Later ones are only counted.
};

// The functions a call may use; the others answer PST_E_UNSUPPORTED.
enum SinkPart : std::uint32_t {
  kSinkBytes = 1,
  kSinkTokens = 2,
  kSinkPayload = 4,
  kSinkDocuments = 8,
  kSinkFiles = 16,
  kSinkRegions = 32,
  kSinkDiagnostics = 64,
  kSinkProgress = 128,
};

// What one call may emit.
struct SinkUse {
  std::uint32_t parts = 0;      // SinkPart, or-ed.
  bool text = false;            // Bytes must be UTF-8 without NUL.
  bool unknown_tokens = false;  // PST_TOKEN_UNKNOWN is allowed.
  bool corpus = false;          // One document, licensed, not empty.
  std::uint32_t vocabulary_size = 0;
  std::span<const ChannelInfo> channels;
  // Sizes of the input files: source spans are kept and lie inside them. Empty
  // = the call has no input; spans are ignored.
  std::vector<std::uint64_t> file_sizes;
  // Diagnostics point at positions up to this, else into the input files.
  std::optional<std::uint64_t> positions;
  // The header does not say what diagnostics of this call point at: places
  // beyond `positions` become its end instead of being a breach.
  bool loose_places = false;
  SinkLimits limits;
  const std::atomic<bool>* cancelled = nullptr;  // May be null.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_SINK_USE_H_
