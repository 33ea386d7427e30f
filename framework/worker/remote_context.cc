// RemoteInstance's functions that say where positions look: context, cursor,
// masks.

#include <algorithm>
#include <utility>

#include "framework/worker/remote_questions.h"
#include "framework/worker/sink_events.h"

namespace pastiche {
namespace {

pst_status Slot(const pst_instance* self, std::uint32_t index,
                pst_slot_info* out) {
  return AskInfo(self, PluginCall::kSlot, index, out,
                 [&](RemoteInstance& remote, ByteReader& in) {
                   out->id = remote.Keep(in);
                   out->family = remote.Keep(in);
                   for (std::int32_t& delta : out->delta) {
                     delta = in.Get<std::int32_t>();
                   }
                   out->flags = in.Get<std::uint32_t>();
                 });
}

pst_status Feature(const pst_instance* self, std::uint32_t index,
                   pst_feature_info* out) {
  return AskInfo(self, PluginCall::kFeature, index, out,
                 [&](RemoteInstance& remote, ByteReader& in) {
                   out->id = remote.Keep(in);
                   out->lo = in.Get<std::int32_t>();
                   out->hi = in.Get<std::int32_t>();
                   out->flags = in.Get<std::uint32_t>();
                   out->period = in.Get<std::uint32_t>();
                 });
}

pst_status Describe(const pst_instance* self, std::uint32_t mode,
                    const pst_tokens* tokens, std::uint64_t begin,
                    std::uint64_t end, std::int64_t* slots,
                    std::int32_t* features) {
  const RemoteInstance& remote = RemoteInstance::Of(self);
  ByteWriter request = BeginRequest(PluginCall::kDescribe);
  request.Put(mode);
  request.PutArray(tokens->ids, tokens->count);
  request.Put(begin);
  request.Put(end);
  RemoteAnswer answer(remote.channel(), std::move(request));
  const auto status = answer.in().Get<pst_status>();
  Take(answer.in(), slots, (end - begin) * remote.context().slot_count);
  Take(answer.in(), features, (end - begin) * remote.context().feature_count);
  answer.Finish();
  return status;
}

double AskMismatch(const pst_instance* self, std::uint32_t slot,
                   std::uint32_t a, std::uint32_t b) {
  return RemoteInstance::Of(self).Mismatch(slot, a, b);
}

double FeatureDistance(const pst_instance* self, std::uint32_t feature,
                       std::int32_t a, std::int32_t b) {
  ByteWriter request = BeginRequest(PluginCall::kFeatureDistance);
  request.Put(feature);
  request.Put(a);
  request.Put(b);
  RemoteAnswer answer(RemoteInstance::Of(self).channel(), std::move(request));
  const auto distance = answer.in().Get<double>();
  answer.Finish();
  return distance;
}

pst_status Boundary(const pst_instance* self, const pst_tokens* tokens,
                    std::uint64_t begin, std::uint64_t end, std::uint8_t* out) {
  ByteWriter request = BeginRequest(PluginCall::kBoundary);
  request.PutArray(tokens->ids, tokens->count);
  request.Put(begin);
  request.Put(end);
  RemoteAnswer answer(RemoteInstance::Of(self).channel(), std::move(request));
  const auto status = answer.in().Get<pst_status>();
  Take(answer.in(), out, end - begin);
  answer.Finish();
  return status;
}

pst_status Canvas(const pst_instance* self, const pst_bytes* options,
                  pst_sink* sink) {
  ByteWriter request = BeginRequest(PluginCall::kCanvas);
  PutBytes(request, *options);
  return AskSink(self, std::move(request), sink);
}

pst_status Allowed(const pst_instance* self, const pst_tokens* tokens,
                   std::uint64_t position, std::uint64_t* bits,
                   std::uint64_t word_count) {
  ByteWriter request = BeginRequest(PluginCall::kAllowed);
  request.PutArray(tokens->ids, tokens->count);
  request.Put(position);
  RemoteAnswer answer(RemoteInstance::Of(self).channel(), std::move(request));
  const auto status = answer.in().Get<pst_status>();
  Take(answer.in(), bits, word_count);
  answer.Finish();
  return status;
}

RemoteCursor& Of(const pst_cursor* cursor) {
  return *reinterpret_cast<RemoteCursor*>(const_cast<pst_cursor*>(cursor));
}

ByteWriter Question(RemoteCursor& cursor, CursorQuestion question) {
  ByteWriter request = BeginRequest(PluginCall::kCursorAsk);
  request.Put(cursor.number);
  request.PutArray(cursor.waiting.data(), cursor.waiting.size());
  request.Put(static_cast<std::uint32_t>(question));
  cursor.waiting.clear();
  return request;
}

pst_status CursorOpen(const pst_instance* self, pst_cursor** out) {
  RemoteInstance& remote = RemoteInstance::Of(self);
  RemoteAnswer answer(remote.channel(), BeginRequest(PluginCall::kCursorOpen));
  const auto status = answer.in().Get<pst_status>();
  const auto number = answer.in().Get<std::uint64_t>();
  answer.Finish();
  if (number != 0) {
    *out = reinterpret_cast<pst_cursor*>(remote.AddCursor(number));
  }
  return status;
}

pst_status CursorAdvance(pst_cursor* cursor, std::uint32_t token) {
  Of(cursor).waiting.push_back(token);
  return PST_OK;
}

pst_status CursorRewind(pst_cursor* cursor, std::uint64_t count) {
  RemoteCursor& self = Of(cursor);
  const std::uint64_t local =
      std::min<std::uint64_t>(count, self.waiting.size());
  self.waiting.resize(self.waiting.size() - local);
  if (count == local) return PST_OK;
  ByteWriter request = BeginRequest(PluginCall::kCursorRewind);
  request.Put(self.number);
  request.Put(count - local);
  RemoteAnswer answer(self.instance->channel(), std::move(request));
  const auto status = answer.in().Get<pst_status>();
  answer.Finish();
  return status;
}

pst_status CursorDescribe(const pst_cursor* cursor, std::int64_t* slots,
                          std::int32_t* features) {
  RemoteCursor& self = Of(cursor);
  const pst_context& context = self.instance->context();
  RemoteAnswer answer(self.instance->channel(),
                      Question(self, CursorQuestion::kDescribe));
  const auto status = answer.in().Get<pst_status>();
  Take(answer.in(), slots, context.slot_count);
  Take(answer.in(), features, context.feature_count);
  answer.Finish();
  return status;
}

pst_status CursorAllowed(const pst_cursor* cursor, std::uint64_t* bits,
                         std::uint64_t word_count) {
  RemoteCursor& self = Of(cursor);
  RemoteAnswer answer(self.instance->channel(),
                      Question(self, CursorQuestion::kAllowed));
  const auto status = answer.in().Get<pst_status>();
  Take(answer.in(), bits, word_count);
  answer.Finish();
  return status;
}

void CursorClose(pst_cursor* cursor) {
  RemoteInstance& instance = *Of(cursor).instance;
  const std::uint64_t number = Of(cursor).number;
  instance.RemoveCursor(number);
  ByteWriter request = BeginRequest(PluginCall::kCursorClose);
  request.Put(number);
  RemoteAnswer answer(instance.channel(), std::move(request));
}

}  // namespace

void RemoteInstance::BindContext(std::uint32_t functions) {
  context_.slot = Slot;
  context_.feature = Feature;
  context_.describe = Describe;
  context_.mismatch = If(functions, kHasMismatch, AskMismatch);
  context_.feature_distance =
      If(functions, kHasFeatureDistance, FeatureDistance);
  context_.boundary = If(functions, kHasBoundary, Boundary);
  context_.canvas = If(functions, kHasCanvas, Canvas);
  constraint_.allowed = If(functions, kHasAllowed, Allowed);
  cursor_.open = CursorOpen;
  cursor_.advance = CursorAdvance;
  cursor_.rewind = CursorRewind;
  cursor_.describe = If(functions, kHasCursorDescribe, CursorDescribe);
  cursor_.allowed = If(functions, kHasCursorAllowed, CursorAllowed);
  cursor_.close = CursorClose;
}

}  // namespace pastiche
