// Tables of formats, regions and recommended settings.

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/drums/ansi_view.h"
#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_svg.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/head_settings.h"
#include "plugins/drums/hydrogen_pattern.h"
#include "plugins/drums/midi_reader.h"
#include "plugins/drums/midi_writer.h"
#include "plugins/drums/performance.h"
#include "plugins/drums/plugin_tables.h"
#include "plugins/drums/quantise.h"
#include "plugins/drums/regions.h"
#include "plugins/drums/wav_writer.h"

namespace pastiche::drums {
namespace {

enum Format : uint32_t {
  kText,
  kAnsi,
  kMidi,
  kHydrogen,
  kWav,
  kSvg,
  kFormatCount
};

constexpr std::array<pst_format_info, kFormatCount> kFormats = {{
    {sizeof(pst_format_info), "text", "Text grid", "text/x-drum-grid", "drums",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "ansi", "Coloured text grid", "text/plain", "ans",
     PST_FORMAT_EXPORT | PST_FORMAT_PREVIEW | PST_FORMAT_TEXT |
         PST_FORMAT_ANSI},
    {sizeof(pst_format_info), "midi", "Standard MIDI File", "audio/midi", "mid",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT},
    {sizeof(pst_format_info), "h2pattern", "Hydrogen pattern",
     "application/xml", "h2pattern",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "wav", "Sound, 44.1 kHz stereo", "audio/wav",
     "wav", PST_FORMAT_EXPORT},
    {sizeof(pst_format_info), "svg", "Picture of the step grid",
     "image/svg+xml", "svg", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
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

// Several patterns become files of their own.
void SendHydrogen(const pst::Sink& sink, std::span<const Hit> hits,
                  std::size_t bars, const std::string& name, Grid grid) {
  const std::vector<std::string> files =
      WriteHydrogenPatterns(hits, bars, name, grid);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files.size() > 1) {
      sink.NextFile("part-" + std::to_string(i + 1) + ".h2pattern");
    }
    sink.Bytes(files[i]);
  }
}

// The formats that show how the document is played.
pst_status RenderPlayed(uint32_t format, const pst_instance& self,
                        const pst_document& document, const Options& options,
                        const pst::Sink& sink) {
  const TokenSpan tokens = ToSpan(document.tokens);
  const std::size_t bars = tokens.size() / TokensPerBar(self.grid);
  if (self.grid != Grid::kSixteenths && options.swing != 50.0) {
    throw pst::Error(PST_E_INVALID_INPUT,
                     "swing is for 16 steps per bar; 24 have their own",
                     "leave swing out");
  }
  if (!options.surprise.empty() && options.surprise.size() != tokens.size()) {
    throw pst::Error(PST_E_INVALID_INPUT,
                     "surprise has " + std::to_string(options.surprise.size()) +
                         " numbers for " + std::to_string(tokens.size()) +
                         " cells",
                     "give one for each");
  }
  const std::string name = pst::ToString(document.name);
  const std::vector<Hit> hits = HitsOf(tokens, self.levels, PayloadIn(document),
                                       {.straight = options.straight,
                                        .swing = options.swing,
                                        .grid = self.grid});
  if (format == kHydrogen) {
    SendHydrogen(sink, hits, bars, name, self.grid);
    return PST_OK;
  }
  if (format == kSvg) {
    sink.Bytes(WriteGridSvg(hits, bars, name, self.grid, options.surprise));
    return PST_OK;
  }
  Findings findings;
  const auto file = format == kMidi
                        ? WriteMidi(hits,
                                    {.name = name,
                                     .bars = bars,
                                     .repeats = options.repeats,
                                     .tempo = options.tempo,
                                     .grid = self.grid},
                                    options.note_map, findings)
                        : WritePerformanceAsWav(hits,
                                                {.bars = bars,
                                                 .repeats = options.repeats,
                                                 .tempo = options.tempo,
                                                 .grid = self.grid},
                                                findings);
  Tell(sink, findings);
  if (!file) return PST_E_INVALID_INPUT;
  sink.Bytes(*file);
  return PST_OK;
}

pst_status Render(const pst_instance* self, uint32_t index,
                  const pst_document* document, const pst_bytes* options,
                  pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    if (index >= kFormats.size()) return PST_E_RANGE;
    const TokenSpan tokens = ToSpan(document->tokens);
    RequireWholeBars(tokens, *self);
    const Options read = OptionsOf(options);
    const pst::Sink sink(out);
    if (index == kText) {
      sink.Bytes(WriteGridText(tokens, self->levels, self->grid));
    } else if (index == kAnsi) {
      sink.Bytes(WriteAnsiView(tokens, self->levels, read.width, self->grid));
    } else {
      return RenderPlayed(index, *self, *document, read, sink);
    }
    return PST_OK;
  });
}

std::optional<Pattern> ReadFile(uint32_t format, const pst_file& file,
                                const NoteMap& map, Grid grid,
                                Findings& findings) {
  const auto* data = static_cast<const std::uint8_t*>(file.content.data);
  const auto size = static_cast<std::size_t>(file.content.size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (format == kText) return ReadGridText(text, findings, grid);
  if (format == kMidi) {
    const auto song = ReadMidi({data, size}, findings);
    if (!song) return std::nullopt;
    return Quantise(*song, findings, nullptr, map, grid);
  }
  const auto read = ReadHydrogenPattern(text, findings);
  if (!read) return std::nullopt;
  auto pattern =
      Quantise(read->song, findings, nullptr, NoteMap::Default(), grid);
  if (pattern) {
    pattern->style = read->category;
    pattern->license = read->license;
  }
  return pattern;
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
    if ((kFormats[index].flags & PST_FORMAT_IMPORT) == 0) {
      return PST_E_UNSUPPORTED;
    }
    const Options read = OptionsOf(options);
    const pst::Sink sink(out);
    for (uint64_t i = 0; i < file_count; ++i) {
      const auto file_index = static_cast<uint32_t>(i);
      Findings findings;
      const auto pattern =
          ReadFile(index, files[i], read.note_map, self->grid, findings);
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

pst_status List(const pst_instance* self, uint32_t kind,
                const pst_tokens* tokens, pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    if (kind >= kRegionKinds.size()) return PST_E_RANGE;
    const pst::Sink sink(out);
    for (const Region& region : ListRegions(static_cast<RegionKind>(kind),
                                            tokens->count, self->grid)) {
      std::vector<pst_span> runs;
      runs.reserve(region.runs.size());
      for (const auto& [begin, end] : region.runs) runs.push_back({begin, end});
      sink.Region(region.label, runs);
    }
    return PST_OK;
  });
}

pst_status Json(const pst_instance* self, pst_sink* out) {
  return pst::Guard(out, [&] {
    pst::Sink(out).Bytes(RecommendJson(self->levels, self->grid));
  });
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
