// Formats: the text, and MIDI files in and out.

#include "plugin.h"

namespace melody {
namespace {

enum Format { kText, kMidi, kFormatCount };

pst_status FormatAt(const pst_instance*, std::uint32_t index, pst_format_info* out) {
  if (index >= kFormatCount) return PST_E_RANGE;
  const bool text = index == kText;
  out->id = text ? "text" : "midi";
  out->name = text ? "Notes, a bar to a line" : "Standard MIDI File";
  out->media_type = text ? "text/plain" : "audio/midi";
  out->extension = text ? "txt" : "mid";
  out->flags = PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | (text ? PST_FORMAT_TEXT | PST_FORMAT_PREVIEW : 0u);
  return PST_OK;
}

pst_status Render(const pst_instance*, std::uint32_t index, const pst_document* document, const pst_bytes*,
                  pst_sink* sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  return pst::Guard(sink, [&] {
    const Tokens tokens = Copy(document->tokens);
    pst::Sink(sink).Bytes(index == kText ? WriteText(tokens) : WriteMidi(tokens));
  });
}

pst_status Import(const pst_instance*, std::uint32_t index, const pst_file* files, std::uint64_t file_count,
                  const pst_bytes*, pst_sink* sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  return pst::Guard(sink, [&] {
    for (std::uint64_t i = 0; i < file_count; ++i) {
      const auto file = static_cast<std::uint32_t>(i);
      try {
        const std::string content = pst::ToString(files[i].content);
        const Melody melody = index == kText ? ReadText(content) : ReadMidi(content);
        pst::Sink(sink).NextDocument(pst::ToString(files[i].name), "");
        Emit(melody, file, sink);
      } catch (const Fault& fault) {
        throw AsError(fault, file);
      }
      pst::Sink(sink).Progress(static_cast<double>(i + 1) / static_cast<double>(file_count));
    }
  });
}

}  // namespace

const pst_formats kFormats = {sizeof(pst_formats), kFormatCount, 0, FormatAt, Render, Import};

}  // namespace melody
