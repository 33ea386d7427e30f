// Copies of what a plugin says of itself, checked.

#include "framework/plugin/read_description.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace pastiche {
namespace {

constexpr auto kEmptyAllowed = BoundaryCheck::Empty::kAllowed;
constexpr std::uint32_t kMaxDescribed = 1024;  // Metrics, formats, kinds.

// Calls read(i, out) for i in [0, count), each after the plugin filled `out`
// by get(i, &out); stops at the first breach.
template <typename Raw, typename Get, typename Read>
void ForEachDescribed(const char* what, std::uint32_t count,
                      BoundaryCheck& check, const Get& get, const Read& read) {
  for (std::uint32_t i = 0; check.ok() && i < count; ++i) {
    check.SetPlace(fmt::format("{} {}: ", what, i));
    OutStruct<Raw> out;
    const pst_status status = get(i, &out.value);
    check.Require(status == PST_OK,
                  fmt::format("describing it returned {}", status));
    check.StructSize(out.value.struct_size, kFirstSize<Raw>, "the description");
    if (check.ok()) read(out.value);
  }
  check.SetPlace("");
}

// Adds `item` unless its id is there already.
template <typename Item>
void AddUnique(std::vector<Item>& items, Item item, BoundaryCheck& check) {
  const bool repeated =
      std::any_of(items.begin(), items.end(),
                  [&](const Item& other) { return other.id == item.id; });
  check.Require(!repeated, fmt::format("id \"{}\" is used twice", item.id));
  items.push_back(std::move(item));
}

}  // namespace

std::vector<TokenInfo> ReadVocabulary(const pst_codec& codec,
                                      const pst_instance* self,
                                      BoundaryCheck& check) {
  std::vector<TokenInfo> tokens;
  tokens.reserve(codec.vocab_size);
  bool has_end = false;
  ForEachDescribed<pst_token_info>(
      "token", codec.vocab_size, check,
      [&](std::uint32_t id, pst_token_info* out) {
        return codec.token_info(self, id, out);
      },
      [&](const pst_token_info& raw) {
        TokenInfo token;
        token.text = check.Text(raw.text, "text", kMaxNameBytes);
        token.category = raw.category;
        token.ends_document = (raw.flags & PST_TOK_END) != 0;
        check.Require(!has_end || !token.ends_document,
                      "a second token has the END flag");
        has_end |= token.ends_document;
        tokens.push_back(std::move(token));
      });
  return tokens;
}

ConstraintInfo ReadConstraint(const pst_constraint& constraint) {
  ConstraintInfo info;
  info.has_allowed = constraint.allowed != nullptr;
  info.has_check = constraint.check != nullptr;
  info.has_prefix_ok = constraint.prefix_ok != nullptr;
  info.has_complete = constraint.complete != nullptr;
  info.chunk_units = std::max(1u, constraint.chunk_units);
  info.repair_units =
      constraint.repair_units == 0 ? info.chunk_units : constraint.repair_units;
  return info;
}

std::vector<MetricInfo> ReadMetrics(const pst_metrics& metrics,
                                    const pst_instance* self,
                                    BoundaryCheck& check) {
  std::vector<MetricInfo> infos;
  ForEachDescribed<pst_metric_info>(
      "metric", metrics.metric_count, check,
      [&](std::uint32_t i, pst_metric_info* out) {
        return metrics.metric(self, i, out);
      },
      [&](const pst_metric_info& raw) {
        MetricInfo info;
        info.id = check.Id(raw.id, "id");
        info.name = check.Text(raw.name, "name", kMaxNameBytes);
        info.unit = check.Text(raw.unit, "unit", kMaxNameBytes, kEmptyAllowed);
        info.description =
            check.Text(raw.description, "description", kMaxProseBytes);
        info.direction = raw.direction;
        info.per_sample = raw.scope == PST_SCOPE_SEQUENCE;
        info.gameable = (raw.flags & PST_METRIC_GAMEABLE) != 0;
        info.lo = raw.lo;
        info.hi = raw.hi;
        check.Require(raw.direction >= -1 && raw.direction <= 1,
                      fmt::format("direction is {}", raw.direction));
        check.Require(raw.scope <= PST_SCOPE_SET,
                      fmt::format("scope {} is unknown", raw.scope));
        check.Require(raw.lo <= raw.hi,
                      fmt::format("lo {} is not <= hi {}", raw.lo, raw.hi));
        AddUnique(infos, std::move(info), check);
      });
  return infos;
}

std::vector<FormatInfo> ReadFormats(const pst_formats& formats,
                                    const pst_instance* self,
                                    BoundaryCheck& check) {
  std::vector<FormatInfo> infos;
  ForEachDescribed<pst_format_info>(
      "format", formats.format_count, check,
      [&](std::uint32_t i, pst_format_info* out) {
        return formats.format(self, i, out);
      },
      [&](const pst_format_info& raw) {
        FormatInfo info;
        info.id = check.Id(raw.id, "id");
        info.name = check.Text(raw.name, "name", kMaxNameBytes);
        info.media_type =
            check.Text(raw.media_type, "media type", kMaxNameBytes);
        info.extension = check.Text(raw.extension, "extension", 64);
        check.Require(info.extension.find_first_of("/\\") == std::string::npos,
                      "extension holds a path separator");
        info.can_export = (raw.flags & PST_FORMAT_EXPORT) != 0;
        info.can_import = (raw.flags & PST_FORMAT_IMPORT) != 0;
        info.preview = (raw.flags & PST_FORMAT_PREVIEW) != 0;
        info.text = (raw.flags & PST_FORMAT_TEXT) != 0;
        info.ansi = (raw.flags & PST_FORMAT_ANSI) != 0;
        info.project = (raw.flags & PST_FORMAT_PROJECT) != 0;
        check.Require(!info.can_export || formats.render != nullptr,
                      "EXPORT is set, but render is NULL");
        check.Require(!info.can_import || formats.import_files != nullptr,
                      "IMPORT is set, but import_files is NULL");
        AddUnique(infos, std::move(info), check);
      });
  return infos;
}

std::vector<FormatInfo> PlainFormats() {
  FormatInfo text;
  text.id = "text";
  text.name = "Text";
  text.media_type = "text/plain";
  text.extension = "txt";
  text.can_export = text.can_import = text.preview = text.text = true;
  return {text};
}

std::vector<ChannelInfo> ReadChannels(const pst_payload& payload,
                                      const pst_instance* self,
                                      BoundaryCheck& check) {
  std::vector<ChannelInfo> infos;
  ForEachDescribed<pst_channel_info>(
      "channel", payload.channel_count, check,
      [&](std::uint32_t i, pst_channel_info* out) {
        return payload.channel(self, i, out);
      },
      [&](const pst_channel_info& raw) {
        ChannelInfo info;
        info.id = check.Id(raw.id, "id");
        info.unit = check.Text(raw.unit, "unit", kMaxNameBytes, kEmptyAllowed);
        info.lo = raw.lo;
        info.hi = raw.hi;
        info.initial = raw.initial;
        check.Require(std::isfinite(raw.lo) && std::isfinite(raw.hi) &&
                          raw.lo <= raw.initial && raw.initial <= raw.hi,
                      fmt::format("initial {} is not within {}..{}",
                                  raw.initial, raw.lo, raw.hi));
        AddUnique(infos, std::move(info), check);
      });
  return infos;
}

std::vector<std::string> ReadRegionKinds(const pst_regions& regions,
                                         const pst_instance* self,
                                         BoundaryCheck& check) {
  std::vector<std::string> kinds;
  for (std::uint32_t i = 0; check.ok() && i < regions.kind_count; ++i) {
    check.SetPlace(fmt::format("region kind {}: ", i));
    std::string kind = check.Id(regions.kind(self, i), "id");
    check.Require(std::find(kinds.begin(), kinds.end(), kind) == kinds.end(),
                  fmt::format("id \"{}\" is used twice", kind));
    kinds.push_back(std::move(kind));
  }
  check.SetPlace("");
  return kinds;
}

void CheckTable(const pst_codec& table, BoundaryCheck& check) {
  check.Require(table.vocab_size >= 1 && table.vocab_size <= kMaxVocabulary,
                fmt::format("vocab_size is {}, expected 1..{}",
                            table.vocab_size, kMaxVocabulary));
  check.Require(table.token_info != nullptr, "token_info is NULL");
  check.Require(table.encode != nullptr, "encode is NULL");
  check.Require(table.decode != nullptr, "decode is NULL");
}

void CheckTable(const pst_corpus& table, BoundaryCheck& check) {
  constexpr std::uint64_t kMaxDocuments = 1'000'000;
  check.Require(
      table.document_count >= 1 && table.document_count <= kMaxDocuments,
      fmt::format("document_count is {}, expected 1..{}", table.document_count,
                  kMaxDocuments));
  check.Require(table.document != nullptr, "document is NULL");
}

void CheckTable(const pst_cursor_table& table, BoundaryCheck& check) {
  check.Require(table.open != nullptr, "open is NULL");
  check.Require(table.advance != nullptr, "advance is NULL");
  check.Require(table.rewind != nullptr, "rewind is NULL");
  check.Require(table.close != nullptr, "close is NULL");
}

void CheckTable(const pst_constraint&, BoundaryCheck&) {}  // All optional.

void CheckTable(const pst_metrics& table, BoundaryCheck& check) {
  check.Require(table.metric_count <= kMaxDescribed,
                fmt::format("metric_count is {}", table.metric_count));
  check.Require(table.metric_count == 0 ||
                    (table.metric != nullptr && table.compute != nullptr),
                "metric or compute is NULL");
}

void CheckTable(const pst_formats& table, BoundaryCheck& check) {
  check.Require(table.format_count <= kMaxDescribed,
                fmt::format("format_count is {}", table.format_count));
  check.Require(table.format_count == 0 || table.format != nullptr,
                "format is NULL");
}

void CheckTable(const pst_regions& table, BoundaryCheck& check) {
  check.Require(table.kind_count <= kMaxDescribed,
                fmt::format("kind_count is {}", table.kind_count));
  check.Require(
      table.kind_count == 0 || (table.kind != nullptr && table.list != nullptr),
      "kind or list is NULL");
}

void CheckTable(const pst_payload& table, BoundaryCheck& check) {
  check.Require(
      table.channel_count >= 1 && table.channel_count <= 16,
      fmt::format("channel_count is {}, expected 1..16", table.channel_count));
  check.Require(table.channel != nullptr, "channel is NULL");
}

void CheckTable(const pst_recommend& table, BoundaryCheck& check) {
  check.Require(table.json != nullptr, "json is NULL");
}

}  // namespace pastiche
