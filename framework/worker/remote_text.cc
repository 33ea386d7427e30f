// RemoteInstance's functions that handle documents: codec, corpus, constraint,
// metrics, formats, regions, payload, recommend.

#include <utility>

#include "framework/worker/remote_questions.h"
#include "framework/worker/sink_events.h"

namespace pastiche {
namespace {

ByteWriter WithTokens(PluginCall call, const pst_tokens* tokens) {
  ByteWriter request = BeginRequest(call);
  request.PutArray(tokens->ids, tokens->count);
  return request;
}

pst_status AskTokenInfo(const pst_instance* self, std::uint32_t id,
                        pst_token_info* out) {
  return RemoteInstance::Of(self).TokenInfo(id, out);
}
pst_status Encode(const pst_instance* self, const pst_bytes* text,
                  pst_sink* sink) {
  ByteWriter request = BeginRequest(PluginCall::kEncode);
  PutBytes(request, *text);
  return AskSink(self, std::move(request), sink);
}
pst_status Decode(const pst_instance* self, const pst_tokens* tokens,
                  pst_sink* sink) {
  return AskSink(self, WithTokens(PluginCall::kDecode, tokens), sink);
}
pst_status CorpusDocument(const pst_instance* self, std::uint64_t index,
                          pst_sink* sink) {
  ByteWriter request = BeginRequest(PluginCall::kDocument);
  request.Put(index);
  return AskSink(self, std::move(request), sink);
}
pst_status Check(const pst_instance* self, const pst_tokens* tokens,
                 pst_sink* sink) {
  return AskSink(self, WithTokens(PluginCall::kCheck, tokens), sink);
}
pst_status PrefixOk(const pst_instance* self, const pst_tokens* tokens,
                    pst_sink* sink) {
  return AskSink(self, WithTokens(PluginCall::kPrefixOk, tokens), sink);
}
pst_status Complete(const pst_instance* self, const pst_tokens* tokens,
                    pst_sink* sink) {
  return AskSink(self, WithTokens(PluginCall::kComplete, tokens), sink);
}

pst_status Metric(const pst_instance* self, std::uint32_t index,
                  pst_metric_info* out) {
  return AskInfo(self, PluginCall::kMetric, index, out,
                 [&](RemoteInstance& remote, ByteReader& in) {
                   out->id = remote.Keep(in);
                   out->name = remote.Keep(in);
                   out->unit = remote.Keep(in);
                   out->description = remote.Keep(in);
                   out->direction = in.Get<std::int32_t>();
                   out->scope = in.Get<std::uint32_t>();
                   out->flags = in.Get<std::uint32_t>();
                   out->lo = in.Get<double>();
                   out->hi = in.Get<double>();
                 });
}

void PutSet(ByteWriter& request, const pst_token_set* set) {
  request.Put(set->count);
  for (std::uint64_t i = 0; i < set->count; ++i) {
    request.PutArray(set->items[i].ids, set->items[i].count);
  }
}

pst_status Compute(const pst_instance* self, std::uint32_t index,
                   const pst_token_set* samples, const pst_token_set* corpus,
                   const pst_token_set* reference, double* out,
                   std::uint64_t out_count) {
  ByteWriter request = BeginRequest(PluginCall::kCompute);
  request.Put(index);
  for (const pst_token_set* set : {samples, corpus, reference}) {
    PutSet(request, set);
  }
  request.Put(out_count);
  RemoteAnswer answer(RemoteInstance::Of(self).channel(), std::move(request));
  const auto status = answer.in().Get<pst_status>();
  Take(answer.in(), out, out_count);
  answer.Finish();
  return status;
}

pst_status Format(const pst_instance* self, std::uint32_t index,
                  pst_format_info* out) {
  return AskInfo(self, PluginCall::kFormat, index, out,
                 [&](RemoteInstance& remote, ByteReader& in) {
                   out->id = remote.Keep(in);
                   out->name = remote.Keep(in);
                   out->media_type = remote.Keep(in);
                   out->extension = remote.Keep(in);
                   out->flags = in.Get<std::uint64_t>();
                 });
}

pst_status Render(const pst_instance* self, std::uint32_t index,
                  const pst_document* document, const pst_bytes* options,
                  pst_sink* sink) {
  RemoteInstance& remote = RemoteInstance::Of(self);
  ByteWriter request = BeginRequest(PluginCall::kRender);
  request.Put(index);
  PutBytes(request, document->name);
  request.PutArray(document->tokens.ids, document->tokens.count);
  const std::uint64_t values =
      document->payload == nullptr
          ? 0
          : document->tokens.count * remote.channel_count();
  request.PutArray(document->payload, values);
  PutBytes(request, *options);
  return AskSink(self, std::move(request), sink);
}

pst_status ImportFiles(const pst_instance* self, std::uint32_t index,
                       const pst_file* files, std::uint64_t file_count,
                       const pst_bytes* options, pst_sink* sink) {
  ByteWriter request = BeginRequest(PluginCall::kImportFiles);
  request.Put(index);
  request.Put(file_count);
  for (std::uint64_t i = 0; i < file_count; ++i) {
    PutBytes(request, files[i].name);
    PutBytes(request, files[i].content);
  }
  PutBytes(request, *options);
  return AskSink(self, std::move(request), sink);
}

const char* RegionKind(const pst_instance* self, std::uint32_t index) {
  RemoteInstance& remote = RemoteInstance::Of(self);
  ByteWriter request = BeginRequest(PluginCall::kRegionKind);
  request.Put(index);
  RemoteAnswer answer(remote.channel(), std::move(request));
  const char* const kind = remote.Keep(answer.in());
  answer.Finish();
  return kind;
}

pst_status Regions(const pst_instance* self, std::uint32_t kind,
                   const pst_tokens* tokens, pst_sink* sink) {
  ByteWriter request = BeginRequest(PluginCall::kRegions);
  request.Put(kind);
  request.PutArray(tokens->ids, tokens->count);
  return AskSink(self, std::move(request), sink);
}

pst_status Channel(const pst_instance* self, std::uint32_t index,
                   pst_channel_info* out) {
  return AskInfo(self, PluginCall::kChannel, index, out,
                 [&](RemoteInstance& remote, ByteReader& in) {
                   out->id = remote.Keep(in);
                   out->unit = remote.Keep(in);
                   out->lo = in.Get<double>();
                   out->hi = in.Get<double>();
                   out->initial = in.Get<double>();
                 });
}

pst_status Recommend(const pst_instance* self, pst_sink* sink) {
  return AskSink(self, BeginRequest(PluginCall::kRecommend), sink);
}

}  // namespace

void RemoteInstance::BindText(std::uint32_t functions) {
  codec_.token_info = AskTokenInfo;
  codec_.encode = Encode;
  codec_.decode = Decode;
  corpus_.document = CorpusDocument;
  constraint_.check = If(functions, kHasCheck, Check);
  constraint_.prefix_ok = If(functions, kHasPrefixOk, PrefixOk);
  constraint_.complete = If(functions, kHasComplete, Complete);
  metrics_.metric = Metric;
  metrics_.compute = Compute;
  formats_.format = Format;
  formats_.render = If(functions, kHasRender, Render);
  formats_.import_files = If(functions, kHasImport, ImportFiles);
  regions_.kind = RegionKind;
  regions_.list = Regions;
  payload_.channel = Channel;
  recommend_.json = Recommend;
}

}  // namespace pastiche
