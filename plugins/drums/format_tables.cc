// Tables of formats, regions and recommended settings.

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/drums/ansi_view.h"
#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/head_settings.h"
#include "plugins/drums/midi_reader.h"
#include "plugins/drums/midi_writer.h"
#include "plugins/drums/performance.h"
#include "plugins/drums/plugin_tables.h"
#include "plugins/drums/quantise.h"
#include "plugins/drums/regions.h"

namespace pastiche::drums {
namespace {

enum Format : uint32_t { kText, kAnsi, kMidi, kFormatCount };

constexpr std::array<pst_format_info, kFormatCount> kFormats = {{
    {sizeof(pst_format_info), "text", "Text grid", "text/x-drum-grid", "drums",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "ansi", "Coloured text grid", "text/plain", "ans",
     PST_FORMAT_EXPORT | PST_FORMAT_PREVIEW | PST_FORMAT_TEXT |
         PST_FORMAT_ANSI},
    {sizeof(pst_format_info), "midi", "Standard MIDI File", "audio/midi", "mid",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT},
}};

pst_status FormatAt(const pst_instance*, uint32_t index, pst_format_info* out) {
  if (index >= kFormats.size()) return PST_E_RANGE;
  *out = kFormats[index];
  return PST_OK;
}

// The document's numbers, checked; empty where it has none.
std::span<const double> PayloadIn(const pst_document& document) {
  if (document.payload == nullptr) return {};
  const std::span<const double> payload(document.payload,
                                        document.tokens.count * kChannelCount);
  for (std::size_t i = 0; i < payload.size(); i += kChannelCount) {
    const double velocity = payload[i + kVelocityChannel];
    const double timing = payload[i + kTimingChannel];
    // Negated, so that NaN is out of range.
    if (!(velocity >= 0 && velocity <= 127) ||
        !(timing >= -0.5 && timing <= 0.5)) {
      throw pst::Error(PST_E_RANGE,
                       "the velocity or timing of cell " +
                           std::to_string(i / kChannelCount) +
                           " is out of range",
                       "", i / kChannelCount, i / kChannelCount + 1);
    }
  }
  return payload;
}

// The files of formats that play the document.
std::optional<std::string> WritePlayed(uint32_t format, Levels levels,
                                       const pst_document& document,
                                       const Options& options,
                                       Findings& findings) {
  const TokenSpan tokens = ToSpan(document.tokens);
  const std::string name = pst::ToString(document.name);
  const std::vector<Hit> hits =
      HitsOf(tokens, levels, PayloadIn(document),
             {.straight = options.straight, .swing = options.swing});
  static_cast<void>(format);
  return WriteMidi(hits,
                   {.name = name,
                    .bars = tokens.size() / kTokensPerBar,
                    .repeats = options.repeats,
                    .tempo = options.tempo},
                   options.note_map, findings);
}

pst_status Render(const pst_instance* self, uint32_t index,
                  const pst_document* document, const pst_bytes* options,
                  pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    if (index >= kFormats.size()) return PST_E_RANGE;
    const TokenSpan tokens = ToSpan(document->tokens);
    RequireWholeBars(tokens, self->levels);
    const Options read = OptionsOf(options);
    const pst::Sink sink(out);
    if (index == kText) {
      sink.Bytes(WriteGridText(tokens, self->levels));
      return PST_OK;
    }
    if (index == kAnsi) {
      sink.Bytes(WriteAnsiView(tokens, self->levels, read.width));
      return PST_OK;
    }
    Findings findings;
    const auto file =
        WritePlayed(index, self->levels, *document, read, findings);
    Tell(sink, findings);
    if (!file) return PST_E_INVALID_INPUT;
    sink.Bytes(*file);
    return PST_OK;
  });
}

std::optional<Pattern> ReadFile(uint32_t format, const pst_file& file,
                                const NoteMap& map, Findings& findings) {
  if (format == kText) {
    return ReadGridText(
        {static_cast<const char*>(file.content.data), file.content.size},
        findings);
  }
  const auto song = ReadMidi(
      {static_cast<const std::uint8_t*>(file.content.data), file.content.size},
      findings);
  if (!song) return std::nullopt;
  return Quantise(*song, findings, nullptr, map);
}

// True if the file is well formed, but not for this grid. It is left out with a
// warning: a folder of performances has some of these, and hosts hand over its
// files one by one.
bool IsUnfit(const Finding& finding) {
  return finding.code == FindingCode::kMetre ||
         finding.code == FindingCode::kNoHits;
}

void SendDocument(const pst::Sink& sink, const pst_instance& self,
                  const pst_file& file, uint32_t file_index,
                  const Pattern& pattern) {
  std::string name = StemOf(pst::ToString(file.name));
  if (name.empty()) name = "document " + std::to_string(file_index + 1);
  std::vector<pst_source_span> spans;
  spans.reserve(pattern.where.size());
  for (const ByteSpan& span : pattern.where) {
    spans.push_back({span.begin, span.end, file_index, 0});
  }
  sink.NextDocument(name, pattern.license, pattern.style);
  sink.Tokens(pattern.Tokens(self.levels), spans);
  sink.Payload(PayloadOf(pattern));
}

pst_status ImportFiles(const pst_instance* self, uint32_t index,
                       const pst_file* files, uint64_t file_count,
                       const pst_bytes* options, pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    if (index >= kFormats.size()) return PST_E_RANGE;
    if (index == kAnsi) return PST_E_UNSUPPORTED;
    const Options read = OptionsOf(options);
    const pst::Sink sink(out);
    for (uint64_t i = 0; i < file_count; ++i) {
      const auto file_index = static_cast<uint32_t>(i);
      Findings findings;
      const auto pattern = ReadFile(index, files[i], read.note_map, findings);
      const bool leave_out = !pattern && IsUnfit(findings.back());
      if (leave_out) {
        findings.back().severity = Severity::kWarning;
        findings.back().message += " (the file is left out)";
      }
      Tell(sink, findings, file_index);
      if (pattern) {
        SendDocument(sink, *self, files[i], file_index, *pattern);
      } else if (!leave_out) {
        return PST_E_INVALID_INPUT;
      }
      sink.Progress(static_cast<double>(i + 1) /
                    static_cast<double>(file_count));
    }
    return PST_OK;
  });
}

const char* KindAt(const pst_instance*, uint32_t index) {
  return index < kRegionKinds.size() ? kRegionKinds[index] : nullptr;
}

pst_status List(const pst_instance*, uint32_t kind, const pst_tokens* tokens,
                pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    if (kind >= kRegionKinds.size()) return PST_E_RANGE;
    const pst::Sink sink(out);
    for (const Region& region :
         ListRegions(static_cast<RegionKind>(kind), tokens->count)) {
      std::vector<pst_span> runs;
      runs.reserve(region.runs.size());
      for (const auto& [begin, end] : region.runs) runs.push_back({begin, end});
      sink.Region(region.label, runs);
    }
    return PST_OK;
  });
}

pst_status Json(const pst_instance* self, pst_sink* out) {
  return pst::Guard(out,
                    [&] { pst::Sink(out).Bytes(RecommendJson(self->levels)); });
}

}  // namespace

const pst_formats* FormatsTable() {
  static constexpr pst_formats kTable = {
      sizeof(pst_formats), kFormatCount, 0, FormatAt, Render, ImportFiles};
  return &kTable;
}

const pst_regions* RegionsTable() {
  static constexpr pst_regions kTable = {
      sizeof(pst_regions), static_cast<uint32_t>(kRegionKinds.size()), 0,
      KindAt, List};
  return &kTable;
}

const pst_recommend* RecommendTable() {
  static constexpr pst_recommend kTable = {sizeof(pst_recommend), Json};
  return &kTable;
}

}  // namespace pastiche::drums
