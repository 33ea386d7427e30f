// Files that the host keeps between runs, and the header of its messages: any
// bytes are an entry that was written, or nothing.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "framework/worker/frame.h"
#include "framework/worker/probe_cache.h"
#include "framework/worker/quarantine.h"
#include "framework/worker/sink_events.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;
  using fuzz::Require;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto entry = ParseProbeEntry(bytes, "1")) {
    Require(FormatProbeEntry(*entry, "1") == bytes,
            "an entry is what was written");
  }
  if (const auto record = ParseQuarantine(bytes)) {
    Require(record->sha256.size() == 64, "a record has a hash");
    Require(ParseQuarantine(FormatQuarantine(*record)).has_value(),
            "a record can be written again");
  }
  if (const auto length = ParseFrameHeader(bytes)) {
    Require(*length <= kMaxFrameBytes, "frames are bounded");
  }
  EventRecorder sink;
  if (const auto status = ReplayEvents(bytes, sink.sink())) {
    Require(*status == PST_OK || *status == PST_E_LIMIT,
            "a sink takes it or says that it is full");
  }
  return 0;
}
