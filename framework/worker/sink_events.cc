// Events as bytes and back.

#include "framework/worker/sink_events.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace pastiche {
namespace {

enum class Event : std::uint8_t {
  kBytes,
  kTokens,
  kPayload,
  kNextDocument,
  kNextFile,
  kRegion,
  kDiag,
  kProgress,
};

// The struct as far as the plugin filled it; the rest is zero.
template <typename T>
T Known(const T* filled) {
  T known = {};
  std::memcpy(&known, filled,
              std::clamp<std::uint64_t>(filled->struct_size,
                                        sizeof filled->struct_size, sizeof(T)));
  return known;
}

// An array that may be NULL: whether it is, and its items.
template <typename T>
void PutItems(ByteWriter& out, const T* items, std::uint64_t count) {
  out.Put<std::uint8_t>(items != nullptr);
  if (items == nullptr) {
    out.Put(count);
  } else {
    out.PutArray(items, count);
  }
}

template <typename T>
struct Items {
  std::vector<T> items;
  std::uint64_t count = 0;
  bool null = false;
  // Not NULL for an empty array that was not.
  const T* data() {
    if (null) return nullptr;
    items.reserve(1);
    return items.data();
  }
};

template <typename T>
Items<T> GetItems(ByteReader& in) {
  Items<T> got;
  got.null = in.Get<std::uint8_t>() == 0;
  if (got.null) {
    got.count = in.Get<std::uint64_t>();
  } else {
    got.items = in.GetArray<T>();
    got.count = got.items.size();
  }
  return got;
}

pst_status ReplayDocument(ByteReader& in, pst_sink* sink) {
  pst_document_info info = {};
  info.struct_size = in.Get<std::uint64_t>();
  info.name = GetBytes(in);
  info.license = GetBytes(in);
  info.group = GetBytes(in);
  return in.ok() ? sink->next_document(sink->ctx, &info) : PST_OK;
}

pst_status ReplayRegion(ByteReader& in, pst_sink* sink) {
  pst_region region = {};
  region.struct_size = in.Get<std::uint64_t>();
  region.label = GetBytes(in);
  Items<pst_span> runs = GetItems<pst_span>(in);
  region.runs = runs.data();
  region.run_count = runs.count;
  return in.ok() ? sink->region(sink->ctx, &region) : PST_OK;
}

pst_status ReplayDiag(ByteReader& in, pst_sink* sink) {
  pst_diag diag = {};
  diag.struct_size = in.Get<std::uint64_t>();
  diag.severity = in.Get<std::int32_t>();
  diag.code = in.Get<std::int32_t>();
  diag.begin = in.Get<std::uint64_t>();
  diag.end = in.Get<std::uint64_t>();
  diag.file = in.Get<std::uint32_t>();
  diag.reserved = in.Get<std::uint32_t>();
  diag.message = GetBytes(in);
  diag.mend = GetBytes(in);
  return in.ok() ? sink->diag(sink->ctx, &diag) : PST_OK;
}

pst_status ReplayOne(ByteReader& in, pst_sink* sink) {
  switch (static_cast<Event>(in.Get<std::uint8_t>())) {
    case Event::kBytes: {
      const pst_bytes bytes = GetBytes(in);
      return in.ok() ? sink->bytes(sink->ctx, bytes.data, bytes.size) : PST_OK;
    }
    case Event::kTokens: {
      Items<std::uint32_t> ids = GetItems<std::uint32_t>(in);
      Items<pst_source_span> where = GetItems<pst_source_span>(in);
      if (!where.null && where.count != ids.count) in.Fail();
      return in.ok()
                 ? sink->tokens(sink->ctx, ids.data(), where.data(), ids.count)
                 : PST_OK;
    }
    case Event::kPayload: {
      Items<double> values = GetItems<double>(in);
      return in.ok() ? sink->payload(sink->ctx, values.data(), values.count)
                     : PST_OK;
    }
    case Event::kNextDocument:
      return ReplayDocument(in, sink);
    case Event::kNextFile: {
      const pst_bytes name = GetBytes(in);
      return in.ok() ? sink->next_file(sink->ctx, &name) : PST_OK;
    }
    case Event::kRegion:
      return ReplayRegion(in, sink);
    case Event::kDiag:
      return ReplayDiag(in, sink);
    case Event::kProgress: {
      const double fraction = in.Get<double>();
      return in.ok() ? sink->progress(sink->ctx, fraction) : PST_OK;
    }
  }
  in.Fail();
  return PST_OK;
}

}  // namespace

void PutBytes(ByteWriter& out, const pst_bytes& bytes) {
  PutItems(out, static_cast<const char*>(bytes.data), bytes.size);
}

pst_bytes GetBytes(ByteReader& in) {
  if (in.Get<std::uint8_t>() == 0) return {nullptr, in.Get<std::uint64_t>()};
  const std::string_view text = in.GetText();
  return {in.ok() ? text.data() : "", text.size()};
}

std::optional<pst_status> ReplayEvents(std::string_view events,
                                       pst_sink* sink) {
  ByteReader in(events);
  while (in.ok() && !in.done()) {
    const pst_status status = ReplayOne(in, sink);
    if (status != PST_OK) return status;
  }
  if (!in.ok()) return std::nullopt;
  return PST_OK;
}

template <auto kMethod, typename... Args>
pst_status PST_CALL EventRecorder::Receive(void* ctx, Args... args) noexcept {
  try {
    return (static_cast<EventRecorder*>(ctx)->*kMethod)(args...);
  } catch (...) {  // Out of memory.
    return PST_E_NO_MEMORY;
  }
}

EventRecorder::EventRecorder(std::uint64_t limit) : limit_(limit) {
  sink_.struct_size = sizeof sink_;
  sink_.ctx = this;
  sink_.bytes = Receive<&EventRecorder::Bytes>;
  sink_.tokens = Receive<&EventRecorder::Tokens>;
  sink_.payload = Receive<&EventRecorder::Payload>;
  sink_.next_document = Receive<&EventRecorder::NextDocument>;
  sink_.next_file = Receive<&EventRecorder::NextFile>;
  sink_.region = Receive<&EventRecorder::Region>;
  sink_.diag = Receive<&EventRecorder::Diag>;
  sink_.progress = Receive<&EventRecorder::Progress>;
}

bool EventRecorder::Fits(std::uint64_t items, std::uint64_t item_bytes) const {
  constexpr std::uint64_t kOverhead = 256;  // Of one event, and more.
  const std::uint64_t used = out_.size() + kOverhead;
  return used <= limit_ && items <= (limit_ - used) / item_bytes;
}

pst_status EventRecorder::Bytes(const void* data, std::uint64_t size) {
  if (!Fits(size, 1)) return PST_E_LIMIT;
  out_.Put(Event::kBytes);
  PutBytes(out_, {data, size});
  return PST_OK;
}

pst_status EventRecorder::Tokens(const std::uint32_t* ids,
                                 const pst_source_span* where,
                                 std::uint64_t count) {
  if (!Fits(count, sizeof *ids + sizeof *where)) return PST_E_LIMIT;
  out_.Put(Event::kTokens);
  PutItems(out_, ids, count);
  PutItems(out_, where, count);
  return PST_OK;
}

pst_status EventRecorder::Payload(const double* values, std::uint64_t count) {
  if (!Fits(count, sizeof *values)) return PST_E_LIMIT;
  out_.Put(Event::kPayload);
  PutItems(out_, values, count);
  return PST_OK;
}

pst_status EventRecorder::NextDocument(const pst_document_info* info) {
  const pst_document_info known = Known(info);
  if (!Fits(known.name.size, 1) || !Fits(known.license.size, 1) ||
      !Fits(known.group.size, 1)) {
    return PST_E_LIMIT;
  }
  out_.Put(Event::kNextDocument);
  out_.Put(known.struct_size);
  PutBytes(out_, known.name);
  PutBytes(out_, known.license);
  PutBytes(out_, known.group);
  return PST_OK;
}

pst_status EventRecorder::NextFile(const pst_bytes* name) {
  if (!Fits(name->size, 1)) return PST_E_LIMIT;
  out_.Put(Event::kNextFile);
  PutBytes(out_, *name);
  return PST_OK;
}

pst_status EventRecorder::Region(const pst_region* region) {
  const pst_region known = Known(region);
  if (!Fits(known.label.size, 1) || !Fits(known.run_count, sizeof(pst_span))) {
    return PST_E_LIMIT;
  }
  out_.Put(Event::kRegion);
  out_.Put(known.struct_size);
  PutBytes(out_, known.label);
  PutItems(out_, known.runs, known.run_count);
  return PST_OK;
}

pst_status EventRecorder::Diag(const pst_diag* diag) {
  const pst_diag known = Known(diag);
  if (!Fits(known.message.size, 1) || !Fits(known.mend.size, 1)) {
    return PST_E_LIMIT;
  }
  out_.Put(Event::kDiag);
  out_.Put(known.struct_size);
  out_.Put(known.severity);
  out_.Put(known.code);
  out_.Put(known.begin);
  out_.Put(known.end);
  out_.Put(known.file);
  out_.Put(known.reserved);
  PutBytes(out_, known.message);
  PutBytes(out_, known.mend);
  return PST_OK;
}

pst_status EventRecorder::Progress(double fraction) {
  if (!Fits(0, 1)) return PST_E_LIMIT;
  out_.Put(Event::kProgress);
  out_.Put(fraction);
  return PST_OK;
}

}  // namespace pastiche
