// ABI table: formats. Level text in and out, and a coloured preview.

#include <array>

#include "plugins/mario/ansi_preview.h"
#include "plugins/mario/level.h"
#include "plugins/mario/plugin_tables.h"

namespace pastiche::mario {
namespace {

enum Format : std::uint32_t { kText, kAnsi, kFormatCount };

constexpr std::array<pst_format_info, kFormatCount> kFormats = {{
    {sizeof(pst_format_info), "text", "VGLC level text", "text/plain", "txt",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "ansi", "coloured level text", "text/x-ansi",
     "ans",
     PST_FORMAT_EXPORT | PST_FORMAT_PREVIEW | PST_FORMAT_TEXT |
         PST_FORMAT_ANSI},
}};

pst_status PST_CALL DescribeFormat(const pst_instance*, std::uint32_t index,
                                   pst_format_info* out) {
  if (index >= kFormatCount) return PST_E_RANGE;
  *out = kFormats[index];
  return PST_OK;
}

std::string RenderText(const pst::Sink& sink, std::span<const Token> tokens) {
  auto written = WriteLevel(tokens);
  if (const auto* problem = std::get_if<Problem>(&written)) {
    Refuse(sink, *problem);
  }
  return std::get<std::string>(std::move(written));
}

pst_status PST_CALL Render(const pst_instance*, std::uint32_t index,
                           const pst_document* document,
                           const pst_bytes* options, pst_sink* raw_sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const Options given = OptionsFrom(*options);
    const std::span<const Token> tokens = View(document->tokens);
    if (index == kText) {
      sink.Bytes(RenderText(sink, tokens));
    } else {
      RequireLevel(sink, tokens, /*allow_unknown=*/true);
      sink.Bytes(RenderAnsi(tokens, given.width));
    }
  });
}

// "levels/1-1.txt" -> "1-1"; what has no dot, or only a leading one, stays.
std::string StemOf(std::string_view name) {
  name.remove_prefix(name.find_last_of('/') + 1);
  const std::size_t dot = name.find_last_of('.');
  if (dot != std::string_view::npos && dot != 0) name = name.substr(0, dot);
  return std::string(name);
}

// Reads every file, so that all problems are told at once.
pst_status PST_CALL ImportFiles(const pst_instance*, std::uint32_t index,
                                const pst_file* files, std::uint64_t file_count,
                                const pst_bytes* options, pst_sink* raw_sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  if (index != kText) return PST_E_UNSUPPORTED;
  return pst::Guard(raw_sink, [&]() -> pst_status {
    const pst::Sink sink(raw_sink);
    (void)OptionsFrom(*options);
    bool all_read = true;
    for (std::uint64_t i = 0; i < file_count; ++i) {
      const auto file = static_cast<std::uint32_t>(i);
      const auto read = ReadLevel(View(files[i].content));
      if (const auto* problem = std::get_if<Problem>(&read)) {
        Report(sink, *problem, file);
        all_read = false;
        continue;
      }
      const auto& level = std::get<Level>(read);
      sink.NextDocument(StemOf(View(files[i].name)), /*license=*/"");
      sink.Tokens(level.tokens, SourceSpans(level, file));
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
