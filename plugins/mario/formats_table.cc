// ABI table: formats. Level text and Tiled maps in and out; coloured text and
// pictures out.

#include <array>

#include "plugins/mario/ansi_preview.h"
#include "plugins/mario/level.h"
#include "plugins/mario/level_png.h"
#include "plugins/mario/level_svg.h"
#include "plugins/mario/plugin_tables.h"
#include "plugins/mario/tiled_map.h"

namespace pastiche::mario {
namespace {

enum Format : std::uint32_t { kText, kAnsi, kPng, kSvg, kTiled, kFormatCount };

constexpr std::array<pst_format_info, kFormatCount> kFormats = {{
    {sizeof(pst_format_info), "text", "VGLC level text", "text/plain", "txt",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "ansi", "coloured level text", "text/x-ansi",
     "ans",
     PST_FORMAT_EXPORT | PST_FORMAT_PREVIEW | PST_FORMAT_TEXT |
         PST_FORMAT_ANSI},
    {sizeof(pst_format_info), "png", "picture", "image/png", "png",
     PST_FORMAT_EXPORT},
    {sizeof(pst_format_info), "svg", "picture of shapes", "image/svg+xml",
     "svg", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "tmx", "Tiled map", "application/x-tiled-map",
     "tmx", PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
}};

pst_status PST_CALL DescribeFormat(const pst_instance*, std::uint32_t index,
                                   pst_format_info* out) {
  if (index >= kFormatCount) return PST_E_RANGE;
  *out = kFormats[index];
  return PST_OK;
}

// What was written, or the problem to the host.
std::string Written(const pst::Sink& sink,
                    std::variant<std::string, Problem> written) {
  if (const auto* problem = std::get_if<Problem>(&written)) {
    Refuse(sink, *problem);
  }
  return std::get<std::string>(std::move(written));
}

std::string RenderAs(Format format, const pst::Sink& sink,
                     std::span<const Token> tokens, const Options& options) {
  if (format == kText) return Written(sink, WriteLevel(tokens));
  if (format == kTiled) return Written(sink, WriteTiledMap(tokens));
  RequireLevel(sink, tokens, /*allow_unknown=*/true);
  const bool way = options.path != 0;
  const std::vector<double>& surprise = options.surprise;
  if (!surprise.empty() && surprise.size() != tokens.size()) {
    throw pst::Error(PST_E_INVALID_INPUT,
                     "surprise has " + std::to_string(surprise.size()) +
                         " numbers for " + std::to_string(tokens.size()) +
                         " tiles",
                     "give one for each");
  }
  if (format == kAnsi) return RenderAnsi(tokens, options.width);
  if (format == kSvg) return RenderSvg(tokens, options.scale, way, surprise);
  return Written(sink, RenderPng(tokens, options.scale, way, surprise));
}

pst_status PST_CALL Render(const pst_instance*, std::uint32_t index,
                           const pst_document* document,
                           const pst_bytes* options, pst_sink* raw_sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const Options given = OptionsFrom(*options);
    sink.Bytes(RenderAs(static_cast<Format>(index), sink,
                        View(document->tokens), given));
  });
}

// "levels/1-1.txt" -> "1-1"; what has no dot, or only a leading one, stays.
std::string StemOf(std::string_view name) {
  name.remove_prefix(name.find_last_of('/') + 1);
  const std::size_t dot = name.find_last_of('.');
  if (dot != std::string_view::npos && dot != 0) name = name.substr(0, dot);
  return std::string(name);
}

struct ReadDocument {
  std::vector<Token> tokens;
  std::vector<pst_source_span> where;
};

std::variant<ReadDocument, Problem> ReadAs(Format format,
                                           std::string_view content,
                                           std::uint32_t file) {
  ReadDocument document;
  if (format == kText) {
    auto read = ReadLevel(content);
    if (auto* problem = std::get_if<Problem>(&read)) return std::move(*problem);
    auto& level = std::get<Level>(read);
    document.where = SourceSpans(level, file);
    document.tokens = std::move(level.tokens);
    return document;
  }
  auto read = ReadTiledMap(content);
  if (auto* problem = std::get_if<Problem>(&read)) return std::move(*problem);
  auto& level = std::get<TiledLevel>(read);
  document.tokens = std::move(level.tokens);
  for (const ByteSpan& span : level.where) {
    document.where.push_back({span.begin, span.end, file, 0});
  }
  return document;
}

// Reads every file, so that all problems are told at once.
pst_status PST_CALL ImportFiles(const pst_instance*, std::uint32_t index,
                                const pst_file* files, std::uint64_t file_count,
                                const pst_bytes* options, pst_sink* raw_sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  if ((kFormats[index].flags & PST_FORMAT_IMPORT) == 0) {
    return PST_E_UNSUPPORTED;
  }
  return pst::Guard(raw_sink, [&]() -> pst_status {
    const pst::Sink sink(raw_sink);
    (void)OptionsFrom(*options);
    bool all_read = true;
    for (std::uint64_t i = 0; i < file_count; ++i) {
      const auto file = static_cast<std::uint32_t>(i);
      const auto read =
          ReadAs(static_cast<Format>(index), View(files[i].content), file);
      if (const auto* problem = std::get_if<Problem>(&read)) {
        Report(sink, *problem, file);
        all_read = false;
        continue;
      }
      const auto& document = std::get<ReadDocument>(read);
      sink.NextDocument(StemOf(View(files[i].name)), /*license=*/"");
      sink.Tokens(document.tokens, document.where);
    }
    return all_read ? PST_OK : PST_E_INVALID_INPUT;
  });
}

}  // namespace

const pst_formats& FormatsTable() {
  static constexpr pst_formats kTable = {
      sizeof(pst_formats), kFormatCount, 0,
      DescribeFormat,      Render,       ImportFiles};
  return kTable;
}

}  // namespace pastiche::mario
