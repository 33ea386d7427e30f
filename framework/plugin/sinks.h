// The host's side of pst_sink: takes what a plugin emits, checks it on the way
// in, and says stop when it is wrong or too much.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_SINKS_H_
#define PASTICHE_FRAMEWORK_PLUGIN_SINKS_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "framework/core/diagnostic.h"
#include "framework/core/document.h"
#include "framework/plugin/sink_use.h"

namespace pastiche {

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
