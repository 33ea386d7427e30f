// The host's side of pst_sink: takes what a plugin emits, checks it on the way
// in, and says stop when it is wrong or too much.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_SINKS_H_
#define PASTICHE_FRAMEWORK_PLUGIN_SINKS_H_

#include <pastiche/plugin.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "framework/core/diagnostic.h"
#include "framework/core/document.h"
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

// One call's sink. Use: pass sink() to the plugin; after PST_OK or PST_NO call
// Finish(); then take the results. Used by one thread.
class SinkRecorder {
 public:
  explicit SinkRecorder(SinkUse use);
  SinkRecorder(const SinkRecorder&) = delete;
  SinkRecorder& operator=(const SinkRecorder&) = delete;

  [[nodiscard]] pst_sink* sink() { return &sink_; }

  // Why the sink said stop. `breach`: the plugin broke its contract; else a
  // quota, cancellation or lack of memory.
  struct Refusal {
    pst_status status = PST_OK;
    std::string what;  // Follows the function's name: "emitted token 7, ...".
    bool breach = false;
  };

  // Checks what only the end shows. Refuses what is wrong.
  void Finish();
  [[nodiscard]] const std::optional<Refusal>& refusal() const {
    return refusal_;
  }
  // The plugin called again after being told to stop.
  [[nodiscard]] bool used_after_refusal() const { return used_after_refusal_; }

  // Results; each may be moved from. `documents` has one unnamed document
  // where next_document is not among the parts.
  std::vector<Document> documents;
  std::vector<File> files;  // The first is unnamed unless the plugin named it.
  std::vector<Region> regions;
  std::vector<Diagnostic> diagnostics;

 private:
  template <SinkPart kPart, auto kMethod, typename... Args>
  static pst_status PST_CALL Receive(void* ctx, Args... args) noexcept;

  pst_status Enter(SinkPart part);
  pst_status Refuse(pst_status status, std::string what, bool breach) noexcept;
  pst_status Breach(std::string what) noexcept;

  pst_status Bytes(const void* data, std::uint64_t size);
  pst_status Tokens(const std::uint32_t* ids, const pst_source_span* where,
                    std::uint64_t count);
  pst_status Payload(const double* values, std::uint64_t count);
  pst_status NextDocument(const pst_document_info* info);
  pst_status NextFile(const pst_bytes* name);
  pst_status NextRegion(const pst_region* region);
  pst_status Diag(const pst_diag* diag);
  pst_status Progress(double fraction);

  pst_status KeepPlaces(const pst_source_span* where, std::uint64_t count);
  pst_status CheckDiagPlace(Diagnostic& diag);
  pst_status CloseDocument();

  SinkUse use_;
  pst_sink sink_;
  std::optional<Refusal> refusal_;
  bool used_after_refusal_ = false;
  std::uint64_t byte_count_ = 0, token_count_ = 0, run_count_ = 0;
  std::uint64_t diagnostic_count_ = 0;
  std::unordered_set<std::string> file_names_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_SINKS_H_
