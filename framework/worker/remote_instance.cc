// The tables from the worker's answer, and what is fetched ahead.

#include "framework/worker/remote_instance.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "framework/worker/sink_events.h"

namespace pastiche {
namespace {

constexpr std::uint32_t kTokensAtOnce = 256;

[[noreturn]] void ThrowNonsense() {
  throw PluginGone{ErrorCode::kPluginFailed,
                   "gave an answer that makes no sense"};
}

}  // namespace

ByteWriter BeginRequest(PluginCall call) {
  ByteWriter request;
  request.Put(static_cast<std::uint32_t>(call));
  return request;
}

RemoteAnswer::RemoteAnswer(WorkerChannel& channel, ByteWriter request)
    : in_(std::string_view()) {
  Result<std::string> answer = channel.Ask(request.Take());
  if (!answer) {
    throw PluginGone{answer.error().code == ErrorCode::kCancelled
                         ? ErrorCode::kCancelled
                         : ErrorCode::kPluginFailed,
                     answer.error().message};
  }
  bytes_ = std::move(*answer);
  in_ = ByteReader(bytes_);
  const Result<void> begun = BeginAnswer(in_);
  if (!begun) {
    throw PluginGone{ErrorCode::kPluginFailed, begun.error().message};
  }
}

pst_status RemoteAnswer::StatusAndEvents(pst_sink* sink) {
  const auto status = in_.Get<pst_status>();
  const std::string_view events = in_.GetText();
  if (!in_.ok()) ThrowNonsense();
  const std::optional<pst_status> replayed = ReplayEvents(events, sink);
  if (!replayed) ThrowNonsense();
  // The plugin did not hear the sink's answer; it would have returned it.
  return *replayed == PST_OK ? status : *replayed;
}

void RemoteAnswer::Finish() {
  if (!in_.done()) ThrowNonsense();
}

RemoteInstance::RemoteInstance(WorkerChannel& channel, ByteReader& in)
    : channel_(&channel) {
  codec_.struct_size = sizeof codec_;
  codec_.vocab_size = in.Get<std::uint32_t>();
  corpus_.struct_size = sizeof corpus_;
  corpus_.document_count = in.Get<std::uint64_t>();
  corpus_.total_tokens = in.Get<std::uint64_t>();
  has_context_ = in.Get<std::uint8_t>() != 0;
  context_.struct_size = sizeof context_;
  for (std::uint32_t* number :
       {&context_.axis_count, &context_.slot_count, &context_.feature_count,
        &context_.unit_length, &context_.flags}) {
    *number = in.Get<std::uint32_t>();
  }
  has_cursor_ = in.Get<std::uint8_t>() != 0;
  cursor_.struct_size = sizeof cursor_;
  has_constraint_ = in.Get<std::uint8_t>() != 0;
  constraint_.struct_size = sizeof constraint_;
  constraint_.chunk_units = in.Get<std::uint32_t>();
  constraint_.repair_units = in.Get<std::uint32_t>();
  metrics_.struct_size = sizeof metrics_;
  formats_.struct_size = sizeof formats_;
  regions_.struct_size = sizeof regions_;
  payload_.struct_size = sizeof payload_;
  for (std::uint32_t* count : {&metrics_.metric_count, &formats_.format_count,
                               &regions_.kind_count, &payload_.channel_count}) {
    *count = in.Get<std::uint32_t>();
  }
  recommend_.struct_size = sizeof recommend_;
  has_recommend_ = in.Get<std::uint8_t>() != 0;
  const auto functions = in.Get<std::uint32_t>();
  if (!in.done()) ThrowNonsense();
  BindText(functions);
  BindContext(functions);
}

const void* RemoteInstance::Extension(const char* id) const {
  const std::pair<const char*, const void*> tables[] = {
      {PST_EXT_CODEC, &codec_},
      {PST_EXT_CORPUS, &corpus_},
      {PST_EXT_CONTEXT, has_context_ ? &context_ : nullptr},
      {PST_EXT_CURSOR, has_cursor_ ? &cursor_ : nullptr},
      {PST_EXT_CONSTRAINT, has_constraint_ ? &constraint_ : nullptr},
      {PST_EXT_METRICS, metrics_.metric_count != 0 ? &metrics_ : nullptr},
      {PST_EXT_FORMATS, formats_.format_count != 0 ? &formats_ : nullptr},
      {PST_EXT_REGIONS, regions_.kind_count != 0 ? &regions_ : nullptr},
      {PST_EXT_PAYLOAD, payload_.channel_count != 0 ? &payload_ : nullptr},
      {PST_EXT_RECOMMEND, has_recommend_ ? &recommend_ : nullptr}};
  for (const auto& [name, table] : tables) {
    if (std::strcmp(name, id) == 0) return table;
  }
  return nullptr;
}

RemoteCursor* RemoteInstance::AddCursor(std::uint64_t number) {
  std::unique_ptr<RemoteCursor>& cursor = cursors_[number];
  cursor = std::make_unique<RemoteCursor>(RemoteCursor{this, number, {}});
  return cursor.get();
}

const char* RemoteInstance::Keep(ByteReader& in) {
  const bool null = in.Get<std::uint8_t>() == 0;
  const std::string_view text = in.GetText();
  if (null) return nullptr;
  return kept_.emplace_back(text).c_str();
}

void RemoteInstance::FetchTokens(std::uint32_t first) {
  ByteWriter request = BeginRequest(PluginCall::kTokenInfo);
  const std::uint32_t count =
      std::min(kTokensAtOnce, codec_.vocab_size - first);
  request.Put(first);
  request.Put(count);
  RemoteAnswer answer(*channel_, std::move(request));
  ByteReader& in = answer.in();
  tokens_.clear();
  first_token_ = first;
  for (std::uint32_t i = 0; i < count; ++i) {
    KnownToken token = {};
    token.status = in.Get<pst_status>();
    token.struct_size = in.Get<std::uint64_t>();
    const pst_bytes text = GetBytes(in);
    token.null_text = text.data == nullptr;
    if (!token.null_text) {
      token.text.assign(static_cast<const char*>(text.data), text.size);
    }
    token.flags = in.Get<std::uint32_t>();
    token.category = in.Get<std::uint32_t>();
    tokens_.push_back(std::move(token));
  }
  answer.Finish();
}

pst_status RemoteInstance::TokenInfo(std::uint32_t id, pst_token_info* out) {
  if (id >= codec_.vocab_size) return PST_E_RANGE;
  if (id < first_token_ || id - first_token_ >= tokens_.size()) {
    FetchTokens(id);
  }
  const KnownToken& token = tokens_[id - first_token_];
  out->struct_size = token.struct_size;
  out->text = {token.null_text ? nullptr : token.text.data(),
               token.text.size()};
  out->flags = token.flags;
  out->category = token.category;
  return token.status;
}

double RemoteInstance::Mismatch(std::uint32_t slot, std::uint32_t a,
                                std::uint32_t b) {
  // AbiDomain asks for a < b, b being a token or PAD.
  const std::uint32_t above = codec_.vocab_size - a - 1;
  if (row_.empty() || slot != row_slot_ || a != row_token_) {
    std::vector<std::uint32_t> others;
    for (std::uint32_t i = 1; i <= above; ++i) others.push_back(a + i);
    others.push_back(PST_TOKEN_PAD);
    ByteWriter request = BeginRequest(PluginCall::kMismatch);
    request.Put(slot);
    request.Put(a);
    request.PutArray(others.data(), others.size());
    RemoteAnswer answer(*channel_, std::move(request));
    row_ = answer.in().GetArray<double>();
    answer.Finish();
    if (row_.size() != others.size()) ThrowNonsense();
    row_slot_ = slot;
    row_token_ = a;
  }
  return b == PST_TOKEN_PAD ? row_.back() : row_[b - a - 1];
}

}  // namespace pastiche
