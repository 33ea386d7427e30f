// What a plugin in the worker puts into its sink, written down to be replayed
// into the sink of the host, which checks it.

#ifndef PASTICHE_FRAMEWORK_WORKER_SINK_EVENTS_H_
#define PASTICHE_FRAMEWORK_WORKER_SINK_EVENTS_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/worker/byte_stream.h"

namespace pastiche {

// pst_bytes keep their NULL, so that the host finds the same fault.
void PutBytes(ByteWriter& out, const pst_bytes& bytes);
[[nodiscard]] pst_bytes GetBytes(ByteReader& in);

// A sink that takes everything up to a number of bytes, then answers
// PST_E_LIMIT. Used by one thread.
class EventRecorder {
 public:
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{640} << 20;
  explicit EventRecorder(std::uint64_t limit = kMaxBytes);
  EventRecorder(const EventRecorder&) = delete;
  EventRecorder& operator=(const EventRecorder&) = delete;

  [[nodiscard]] pst_sink* sink() { return &sink_; }
  [[nodiscard]] std::string Take() { return out_.Take(); }

 private:
  template <auto kMethod, typename... Args>
  static pst_status PST_CALL Receive(void* ctx, Args... args) noexcept;
  // Whether that many bytes more are within the limit.
  [[nodiscard]] bool Fits(std::uint64_t items, std::uint64_t item_bytes) const;

  pst_status Bytes(const void* data, std::uint64_t size);
  pst_status Tokens(const std::uint32_t* ids, const pst_source_span* where,
                    std::uint64_t count);
  pst_status Payload(const double* values, std::uint64_t count);
  pst_status NextDocument(const pst_document_info* info);
  pst_status NextFile(const pst_bytes* name);
  pst_status Region(const pst_region* region);
  pst_status Diag(const pst_diag* diag);
  pst_status Progress(double fraction);

  ByteWriter out_;
  std::uint64_t limit_;
  pst_sink sink_ = {};
};

// Gives `events` to `sink`, in order. Returns PST_OK, or the first other answer
// of the sink, after which it stops; nullopt if `events` are malformed.
[[nodiscard]] std::optional<pst_status> ReplayEvents(std::string_view events,
                                                     pst_sink* sink);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_SINK_EVENTS_H_
