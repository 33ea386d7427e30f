// What the two parts of PluginServer share: arguments as the plugin wants them,
// answers as the host does.

#ifndef PASTICHE_FRAMEWORK_WORKER_PLUGIN_SERVER_ANSWERS_H_
#define PASTICHE_FRAMEWORK_WORKER_PLUGIN_SERVER_ANSWERS_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <vector>

#include "framework/worker/byte_stream.h"
#include "framework/worker/sink_events.h"

namespace pastiche {

// Bytes that a request carries: NULL only where there are none, or `in` fails.
inline pst_bytes RequestBytes(ByteReader& in) {
  const pst_bytes bytes = GetBytes(in);
  if (bytes.data == nullptr && bytes.size > 0) in.Fail();
  return bytes;
}

// Tokens that point into `ids`, which must outlive them; never NULL.
inline pst_tokens View(std::vector<std::uint32_t>& ids) {
  ids.reserve(1);
  return {ids.data(), ids.size()};
}

// Calls function(sink) and writes its status and what it emitted.
template <typename Function>
void PutCall(ByteWriter& out, const Function& function) {
  EventRecorder sink;
  out.Put<pst_status>(function(sink.sink()));
  out.PutText(sink.Take());
}

// A text that may be NULL.
inline void PutText(ByteWriter& out, const char* text) {
  out.Put<std::uint8_t>(text != nullptr);
  out.PutText(text == nullptr ? "" : text);
}

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_PLUGIN_SERVER_ANSWERS_H_
