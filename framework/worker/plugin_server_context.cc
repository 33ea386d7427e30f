// The part of PluginServer that says where positions look: context, cursor,
// masks.

#include <limits>

#include "framework/worker/plugin_server.h"
#include "framework/worker/plugin_server_answers.h"

namespace pastiche {
namespace {

// More positions than any request of the host has.
constexpr std::uint64_t kMaxAnswers = std::uint64_t{1} << 27;

// As the host fills its arrays: shows what the plugin did not.
std::vector<std::int64_t> UnfilledSlots(std::uint64_t count) {
  return std::vector<std::int64_t>(count,
                                   std::numeric_limits<std::int64_t>::min());
}
std::vector<std::int32_t> UnfilledFeatures(std::uint64_t count) {
  return std::vector<std::int32_t>(count,
                                   std::numeric_limits<std::int32_t>::min());
}

}  // namespace

void PluginServer::Slot(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  if (!in.done() || tables_.context.slot == nullptr) return in.Fail();
  OutStruct<pst_slot_info> room;
  pst_slot_info& info = room.value;
  out.Put(tables_.context.slot(self_, index, &info));
  out.Put(info.struct_size);
  PutText(out, info.id);
  PutText(out, info.family);
  for (const std::int32_t delta : info.delta) out.Put(delta);
  out.Put(info.flags);
}

void PluginServer::Feature(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  if (!in.done() || tables_.context.feature == nullptr) return in.Fail();
  OutStruct<pst_feature_info> room;
  pst_feature_info& info = room.value;
  out.Put(tables_.context.feature(self_, index, &info));
  out.Put(info.struct_size);
  PutText(out, info.id);
  out.Put(info.lo);
  out.Put(info.hi);
  out.Put(info.flags);
  out.Put(info.period);
}

void PluginServer::Describe(ByteReader& in, ByteWriter& out) {
  const auto mode = in.Get<std::uint32_t>();
  auto ids = in.GetArray<std::uint32_t>();
  const auto begin = in.Get<std::uint64_t>();
  const auto end = in.Get<std::uint64_t>();
  const pst_context& table = tables_.context;
  if (!in.done() || table.describe == nullptr || begin > end ||
      end > ids.size() + 1 || (end - begin) > kMaxAnswers / table.slot_count) {
    return in.Fail();
  }
  auto slots = UnfilledSlots((end - begin) * table.slot_count);
  auto features = UnfilledFeatures((end - begin) * table.feature_count);
  const pst_tokens tokens = View(ids);
  out.Put(table.describe(self_, mode, &tokens, begin, end, slots.data(),
                         features.data()));
  out.PutArray(slots.data(), slots.size());
  out.PutArray(features.data(), features.size());
}

void PluginServer::Mismatch(ByteReader& in, ByteWriter& out) {
  const auto slot = in.Get<std::uint32_t>();
  const auto a = in.Get<std::uint32_t>();
  const auto others = in.GetArray<std::uint32_t>();
  if (!in.done() || tables_.context.mismatch == nullptr) return in.Fail();
  std::vector<double> distances;
  for (const std::uint32_t b : others) {
    distances.push_back(tables_.context.mismatch(self_, slot, a, b));
  }
  out.PutArray(distances.data(), distances.size());
}

void PluginServer::FeatureDistance(ByteReader& in, ByteWriter& out) {
  const auto feature = in.Get<std::uint32_t>();
  const auto a = in.Get<std::int32_t>();
  const auto b = in.Get<std::int32_t>();
  if (!in.done() || tables_.context.feature_distance == nullptr) {
    return in.Fail();
  }
  out.Put(tables_.context.feature_distance(self_, feature, a, b));
}

void PluginServer::Boundary(ByteReader& in, ByteWriter& out) {
  auto ids = in.GetArray<std::uint32_t>();
  const auto begin = in.Get<std::uint64_t>();
  const auto end = in.Get<std::uint64_t>();
  if (!in.done() || tables_.context.boundary == nullptr || begin > end ||
      end > ids.size()) {
    return in.Fail();
  }
  const pst_tokens tokens = View(ids);
  std::vector<std::uint8_t> starts(end - begin, 0xFF);
  starts.reserve(1);
  out.Put(tables_.context.boundary(self_, &tokens, begin, end, starts.data()));
  out.PutArray(starts.data(), starts.size());
}

void PluginServer::Canvas(ByteReader& in, ByteWriter& out) {
  const pst_bytes options = RequestBytes(in);
  if (!in.done() || tables_.context.canvas == nullptr) return in.Fail();
  PutCall(out, [&](pst_sink* sink) {
    return tables_.context.canvas(self_, &options, sink);
  });
}

void PluginServer::CursorAsk(ByteReader& in, ByteWriter& out) {
  pst_cursor* const cursor = CursorOf(in);
  const auto tokens = in.GetArray<std::uint32_t>();
  const auto question = static_cast<CursorQuestion>(in.Get<std::uint32_t>());
  const pst_cursor_table& table = tables_.cursor;
  if (!in.done()) return in.Fail();
  pst_status status = PST_OK;
  for (const std::uint32_t token : tokens) {
    status = table.advance(cursor, token);
    if (status != PST_OK) break;
  }
  const bool ask = status == PST_OK;
  if (question == CursorQuestion::kDescribe && table.describe != nullptr) {
    auto slots = UnfilledSlots(tables_.context.slot_count);
    auto features = UnfilledFeatures(tables_.context.feature_count);
    out.Put(ask ? table.describe(cursor, slots.data(), features.data())
                : status);
    out.PutArray(slots.data(), slots.size());
    out.PutArray(features.data(), features.size());
  } else if (question == CursorQuestion::kAllowed && table.allowed != nullptr) {
    std::vector<std::uint64_t> bits((tables_.codec.vocab_size + 63) / 64);
    out.Put(ask ? table.allowed(cursor, bits.data(), bits.size()) : status);
    out.PutArray(bits.data(), bits.size());
  } else if (question == CursorQuestion::kNothing) {
    out.Put(status);
  } else {
    in.Fail();
  }
}

void PluginServer::Allowed(ByteReader& in, ByteWriter& out) {
  auto ids = in.GetArray<std::uint32_t>();
  const auto position = in.Get<std::uint64_t>();
  if (!in.done() || tables_.constraint.allowed == nullptr ||
      position > ids.size()) {
    return in.Fail();
  }
  const pst_tokens tokens = View(ids);
  std::vector<std::uint64_t> bits((tables_.codec.vocab_size + 63) / 64);
  out.Put(tables_.constraint.allowed(self_, &tokens, position, bits.data(),
                                     bits.size()));
  out.PutArray(bits.data(), bits.size());
}

}  // namespace pastiche
