// A plugin that takes any call, for the fuzz targets of the worker.

#include "tests/fuzz/patient_plugin.h"

#include <cstring>
#include <utility>

namespace pastiche::fuzz {
namespace {

using Self = const pst_instance*;

pst_status TokenInfo(Self, std::uint32_t id, pst_token_info* out) {
  out->text = {id == 0 ? "a" : "b", 1};
  return id < 2 ? PST_OK : PST_E_RANGE;
}
pst_status Encode(Self, const pst_bytes* text, pst_sink* sink) {
  for (std::uint64_t i = 0; i < text->size && i < 100; ++i) {
    const std::uint32_t id = static_cast<const char*>(text->data)[i] & 1;
    const pst_source_span where = {i, i + 1, 0, 0};
    const pst_status status = sink->tokens(sink->ctx, &id, &where, 1);
    if (status != PST_OK) return status;
  }
  return PST_OK;
}
pst_status Emit(Self, const pst_tokens* tokens, pst_sink* sink) {
  return sink->bytes(sink->ctx, "ab", tokens->count % 3);
}
pst_status EmitTokens(Self, const pst_tokens*, pst_sink* sink) {
  const std::uint32_t ids[] = {0, 1};
  return sink->tokens(sink->ctx, ids, nullptr, 2);
}
pst_status Document(Self, std::uint64_t index, pst_sink* sink) {
  const pst_document_info info = {
      sizeof info, {"one", 3}, {"MIT", 3}, {nullptr, 0}};
  if (index > 0) return PST_E_RANGE;
  const pst_status status = sink->next_document(sink->ctx, &info);
  return status == PST_OK ? EmitTokens(nullptr, nullptr, sink) : status;
}
pst_status Slot(Self, std::uint32_t, pst_slot_info* out) {
  out->id = "s";
  return PST_OK;
}
pst_status Feature(Self, std::uint32_t, pst_feature_info* out) {
  out->id = "f";
  out->hi = 3;
  return PST_OK;
}
pst_status Describe(Self, std::uint32_t, const pst_tokens*, std::uint64_t begin,
                    std::uint64_t end, std::int64_t* slots,
                    std::int32_t* features) {
  for (std::uint64_t i = 0; i < end - begin; ++i) {
    slots[i] = PST_SLOT_OUTSIDE;
    features[i] = 1;
  }
  return PST_OK;
}
double Mismatch(Self, std::uint32_t, std::uint32_t a, std::uint32_t b) {
  return a == b ? 0 : 1;
}
double Distance(Self, std::uint32_t, std::int32_t, std::int32_t) { return 1; }
pst_status Boundary(Self, const pst_tokens*, std::uint64_t begin,
                    std::uint64_t end, std::uint8_t* out) {
  std::memset(out, 1, end - begin);
  return PST_OK;
}
pst_status Canvas(Self, const pst_bytes*, pst_sink* sink) {
  const std::uint32_t id = PST_TOKEN_UNKNOWN;
  return sink->tokens(sink->ctx, &id, nullptr, 1);
}
pst_status Open(Self, pst_cursor** out) {
  static int place;
  *out = reinterpret_cast<pst_cursor*>(&place);
  return PST_OK;
}
pst_status Advance(pst_cursor*, std::uint32_t) { return PST_OK; }
pst_status Rewind(pst_cursor*, std::uint64_t) { return PST_OK; }
pst_status CursorDescribe(const pst_cursor*, std::int64_t* slots,
                          std::int32_t* features) {
  return Describe(nullptr, 0, nullptr, 0, 1, slots, features);
}
pst_status CursorAllowed(const pst_cursor*, std::uint64_t* bits,
                         std::uint64_t) {
  bits[0] = 3;
  return PST_OK;
}
void Close(pst_cursor*) {}
pst_status Allowed(Self, const pst_tokens*, std::uint64_t, std::uint64_t* bits,
                   std::uint64_t) {
  bits[0] = 3;
  return PST_OK;
}
pst_status Check(Self, const pst_tokens*, pst_sink*) { return PST_OK; }
pst_status Metric(Self, std::uint32_t, pst_metric_info* out) {
  out->id = "m";
  out->name = out->unit = out->description = "m";
  out->hi = 1;
  return PST_OK;
}
pst_status Compute(Self, std::uint32_t, const pst_token_set*,
                   const pst_token_set*, const pst_token_set*, double* out,
                   std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) out[i] = 0.5;
  return PST_OK;
}
pst_status Format(Self, std::uint32_t, pst_format_info* out) {
  out->id = "t";
  out->name = out->media_type = out->extension = "txt";
  out->flags = PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT;
  return PST_OK;
}
pst_status Render(Self, std::uint32_t, const pst_document*, const pst_bytes*,
                  pst_sink* sink) {
  return sink->bytes(sink->ctx, "ab", 2);
}
pst_status Import(Self, std::uint32_t, const pst_file*, std::uint64_t,
                  const pst_bytes*, pst_sink* sink) {
  const pst_document_info info = {
      sizeof info, {"one", 3}, {nullptr, 0}, {nullptr, 0}};
  const pst_status status = sink->next_document(sink->ctx, &info);
  return status == PST_OK ? EmitTokens(nullptr, nullptr, sink) : status;
}
const char* Kind(Self, std::uint32_t) { return "k"; }
pst_status List(Self, std::uint32_t, const pst_tokens*, pst_sink* sink) {
  const pst_span run = {0, 1};
  const pst_region region = {sizeof region, {"r", 1}, &run, 1};
  return sink->region(sink->ctx, &region);
}
pst_status Channel(Self, std::uint32_t, pst_channel_info* out) {
  out->id = out->unit = "c";
  return PST_OK;
}
pst_status Json(Self, pst_sink* sink) {
  return sink->bytes(sink->ctx, "{}", 2);
}

const pst_codec kCodec = {sizeof kCodec, 2, 0, TokenInfo, Encode, Emit};
const pst_corpus kCorpus = {sizeof kCorpus, 1, 2, Document};
const pst_context kContext = {
    sizeof kContext, 1,        1,        1,        1,        0,     0, Slot,
    Feature,         Describe, Mismatch, Distance, Boundary, Canvas};
const pst_cursor_table kCursor = {sizeof kCursor, Open,           Advance,
                                  Rewind,         CursorDescribe, CursorAllowed,
                                  Close};
const pst_constraint kConstraint = {
    sizeof kConstraint, 1, 1, Allowed, Check, Check, EmitTokens};
const pst_metrics kMetrics = {sizeof kMetrics, 1, 0, Metric, Compute};
const pst_formats kFormats = {sizeof kFormats, 1, 0, Format, Render, Import};
const pst_regions kRegions = {sizeof kRegions, 1, 0, Kind, List};
const pst_payload kPayload = {sizeof kPayload, 1, 0, Channel};
const pst_recommend kRecommend = {sizeof kRecommend, Json};

const void* Extension(Self, const char* id) {
  const std::pair<const char*, const void*> tables[] = {
      {PST_EXT_CODEC, &kCodec},           {PST_EXT_CORPUS, &kCorpus},
      {PST_EXT_CONTEXT, &kContext},       {PST_EXT_CURSOR, &kCursor},
      {PST_EXT_CONSTRAINT, &kConstraint}, {PST_EXT_METRICS, &kMetrics},
      {PST_EXT_FORMATS, &kFormats},       {PST_EXT_REGIONS, &kRegions},
      {PST_EXT_PAYLOAD, &kPayload},       {PST_EXT_RECOMMEND, &kRecommend}};
  for (const auto& [name, table] : tables) {
    if (std::strcmp(name, id) == 0) return table;
  }
  return nullptr;
}
pst_status Create(const pst_host*, const pst_bytes*, pst_sink*,
                  pst_instance** out) {
  static int place;
  *out = reinterpret_cast<pst_instance*>(&place);
  return PST_OK;
}
void Destroy(pst_instance*) {}

}  // namespace

const std::vector<PluginDomain>& PatientDomains() {
  static const pst_domain_info info = {
      sizeof info, "patient", "Patient", "1", "x", "MIT", "x", 0, 1};
  static const std::vector<PluginDomain> domains = [] {
    PluginDomain domain;
    domain.table = {sizeof(pst_domain), &info, Create, Destroy, Extension};
    domain.info.id = info.id;
    return std::vector<PluginDomain>{domain};
  }();
  return domains;
}

const pst_host& PatientHost() {
  static pst_host host = {};
  host.struct_size = sizeof host;
  return host;
}

}  // namespace pastiche::fuzz
