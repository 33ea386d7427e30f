// Finding the handler of a request, creating, cursors.

#include "framework/worker/plugin_server.h"

#include "framework/worker/plugin_server_answers.h"

namespace pastiche {
namespace {

constexpr std::uint64_t kMaxCursors = 4096;

void PutDomain(ByteWriter& out, const PluginDomain& domain) {
  PutInfo(out, domain.info);
  out.Put<std::uint64_t>(domain.options.size());
  for (const OptionInfo& option : domain.options) {
    out.PutText(option.id);
    out.PutText(option.description);
    out.PutText(option.initial);
    out.Put(option.lo);
    out.Put(option.hi);
    out.Put(static_cast<std::uint32_t>(option.type));
    out.Put<std::uint32_t>((option.create ? PST_FOR_CREATE : 0) |
                           (option.canvas ? PST_FOR_CANVAS : 0) |
                           (option.render ? PST_FOR_RENDER : 0) |
                           (option.import ? PST_FOR_IMPORT : 0));
  }
}

}  // namespace

std::string LoadedAnswer(const PluginLibrary& library,
                         const std::string& unconfined) {
  ByteWriter out;
  out.Put<std::uint8_t>(1);
  out.Put(library.abi_major());
  out.Put(library.abi_minor());
  out.PutText(unconfined);
  out.Put<std::uint64_t>(library.disturbances().size());
  for (const std::string& change : library.disturbances()) out.PutText(change);
  out.Put<std::uint64_t>(library.domains().size());
  for (const PluginDomain& domain : library.domains()) PutDomain(out, domain);
  return out.Take();
}

PluginServer::~PluginServer() {
  for (const auto& [number, cursor] : cursors_) tables_.cursor.close(cursor);
  if (self_ != nullptr) domain_->table.destroy(self_);
}

PluginServer::Handler PluginServer::HandlerOf(PluginCall call) {
  static const std::map<PluginCall, Handler> kHandlers = {
      {PluginCall::kCreate, &PluginServer::Create},
      {PluginCall::kTokenInfo, &PluginServer::TokenInfo},
      {PluginCall::kEncode, &PluginServer::Encode},
      {PluginCall::kDecode, &PluginServer::Decode},
      {PluginCall::kDocument, &PluginServer::Document},
      {PluginCall::kSlot, &PluginServer::Slot},
      {PluginCall::kFeature, &PluginServer::Feature},
      {PluginCall::kDescribe, &PluginServer::Describe},
      {PluginCall::kMismatch, &PluginServer::Mismatch},
      {PluginCall::kFeatureDistance, &PluginServer::FeatureDistance},
      {PluginCall::kBoundary, &PluginServer::Boundary},
      {PluginCall::kCanvas, &PluginServer::Canvas},
      {PluginCall::kCursorOpen, &PluginServer::CursorOpen},
      {PluginCall::kCursorAsk, &PluginServer::CursorAsk},
      {PluginCall::kCursorRewind, &PluginServer::CursorRewind},
      {PluginCall::kCursorClose, &PluginServer::CursorClose},
      {PluginCall::kAllowed, &PluginServer::Allowed},
      {PluginCall::kCheck, &PluginServer::Check},
      {PluginCall::kPrefixOk, &PluginServer::PrefixOk},
      {PluginCall::kComplete, &PluginServer::Complete},
      {PluginCall::kMetric, &PluginServer::Metric},
      {PluginCall::kCompute, &PluginServer::Compute},
      {PluginCall::kFormat, &PluginServer::Format},
      {PluginCall::kRender, &PluginServer::Render},
      {PluginCall::kImportFiles, &PluginServer::ImportFiles},
      {PluginCall::kRegionKind, &PluginServer::RegionKind},
      {PluginCall::kRegions, &PluginServer::Regions},
      {PluginCall::kChannel, &PluginServer::Channel},
      {PluginCall::kRecommend, &PluginServer::Recommend}};
  const auto found = kHandlers.find(call);
  return found == kHandlers.end() ? nullptr : found->second;
}

std::string PluginServer::Answer(std::string_view request) {
  ByteReader in(request);
  const auto call = static_cast<PluginCall>(in.Get<std::uint32_t>());
  const Handler handler = in.ok() ? HandlerOf(call) : nullptr;
  // Only create() comes before there is an instance, and only once.
  if (handler == nullptr ||
      (call == PluginCall::kCreate) != (self_ == nullptr)) {
    return RefusedAnswer({ErrorCode::kInvalidArgument, "no such request", ""});
  }
  ByteWriter out;
  out.Put<std::uint8_t>(1);
  refusal_.clear();
  (this->*handler)(in, out);
  if (!in.done()) refusal_ = "the request makes no sense";
  if (refusal_.empty()) return out.Take();
  return RefusedAnswer({ErrorCode::kPluginFailed, refusal_, ""});
}

void PluginServer::Create(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  const pst_bytes options = RequestBytes(in);
  if (!in.done() || index >= domains_.size()) return in.Fail();
  domain_ = &domains_[index];
  PutCall(out, [&](pst_sink* sink) {
    const pst_status status =
        domain_->table.create(&host_, &options, sink, &self_);
    if (status != PST_OK) self_ = nullptr;
    return status;
  });
  out.Put<std::uint8_t>(self_ != nullptr);
  if (self_ == nullptr) return;
  BoundaryCheck check;
  tables_ = ReadTables(domain_->table, self_, check);
  if (check.ok()) return PutTables(out);
  refusal_ = "failed the check: " + check.breach();
}

void PluginServer::PutTables(ByteWriter& out) const {
  const ExtensionTables& t = tables_;
  const auto has = [](auto function, std::uint32_t bit) {
    return function == nullptr ? 0 : bit;
  };
  out.Put(t.codec.vocab_size);
  out.Put(t.corpus.document_count);
  out.Put(t.corpus.total_tokens);
  out.Put<std::uint8_t>(t.context.describe != nullptr);
  for (const std::uint32_t number :
       {t.context.axis_count, t.context.slot_count, t.context.feature_count,
        t.context.unit_length, t.context.flags}) {
    out.Put(number);
  }
  out.Put<std::uint8_t>(t.cursor.open != nullptr);
  out.Put<std::uint8_t>(t.constraint.struct_size != 0);
  out.Put(t.constraint.chunk_units);
  out.Put(t.constraint.repair_units);
  for (const std::uint32_t count :
       {t.metrics.metric_count, t.formats.format_count, t.regions.kind_count,
        t.payload.channel_count}) {
    out.Put(count);
  }
  out.Put<std::uint8_t>(t.recommend.json != nullptr);
  out.Put<std::uint32_t>(has(t.context.mismatch, kHasMismatch) |
                         has(t.context.feature_distance, kHasFeatureDistance) |
                         has(t.context.boundary, kHasBoundary) |
                         has(t.context.canvas, kHasCanvas) |
                         has(t.constraint.allowed, kHasAllowed) |
                         has(t.constraint.check, kHasCheck) |
                         has(t.constraint.prefix_ok, kHasPrefixOk) |
                         has(t.constraint.complete, kHasComplete) |
                         has(t.formats.render, kHasRender) |
                         has(t.formats.import_files, kHasImport) |
                         has(t.cursor.describe, kHasCursorDescribe) |
                         has(t.cursor.allowed, kHasCursorAllowed));
}

pst_cursor* PluginServer::CursorOf(ByteReader& in) {
  const auto found = cursors_.find(in.Get<std::uint64_t>());
  if (found != cursors_.end()) return found->second;
  in.Fail();
  return nullptr;
}

void PluginServer::CursorOpen(ByteReader& in, ByteWriter& out) {
  if (!in.done() || tables_.cursor.open == nullptr ||
      cursors_.size() >= kMaxCursors) {
    return in.Fail();
  }
  pst_cursor* cursor = nullptr;
  const pst_status status = tables_.cursor.open(self_, &cursor);
  out.Put(status);
  const bool opened = status == PST_OK && cursor != nullptr;
  out.Put<std::uint64_t>(opened ? next_cursor_ : 0);
  if (opened) cursors_[next_cursor_++] = cursor;
}

void PluginServer::CursorRewind(ByteReader& in, ByteWriter& out) {
  pst_cursor* const cursor = CursorOf(in);
  const auto count = in.Get<std::uint64_t>();
  if (!in.done()) return in.Fail();
  out.Put(tables_.cursor.rewind(cursor, count));
}

void PluginServer::CursorClose(ByteReader& in, ByteWriter& out) {
  const auto number = in.Get<std::uint64_t>();
  const auto found = cursors_.find(number);
  if (!in.done() || found == cursors_.end()) return in.Fail();
  tables_.cursor.close(found->second);
  cursors_.erase(found);
  out.Put(PST_OK);
}

}  // namespace pastiche
