// Tables of codec, corpus and payload: text, the embedded documents, and the
// numbers beside them.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/plugin_tables.h"

namespace pastiche::drums {
namespace {

pst_status TokenInfo(const pst_instance* self, uint32_t id,
                     pst_token_info* out) {
  static constexpr char kGlyphs[] = ".oxX";
  if (id >= VocabSize(self->levels)) return PST_E_RANGE;
  *out = {sizeof(pst_token_info),
          {&kGlyphs[ClassOfToken(self->levels, id)], 1},
          0,
          id == kRest ? 0u : 1u};
  return PST_OK;
}

std::vector<pst_source_span> SpansOf(const Pattern& pattern) {
  std::vector<pst_source_span> spans;
  spans.reserve(pattern.where.size());
  for (const ByteSpan& span : pattern.where) {
    spans.push_back({span.begin, span.end, 0, 0});
  }
  return spans;
}

pst_status Encode(const pst_instance* self, const pst_bytes* text,
                  pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    const pst::Sink sink(out);
    Findings findings;
    const auto pattern =
        ReadGridText({static_cast<const char*>(text->data), text->size},
                     findings, self->grid);
    Tell(sink, findings);
    if (!pattern) return PST_E_INVALID_INPUT;
    sink.Tokens(pattern->Tokens(self->levels), SpansOf(*pattern));
    return PST_OK;
  });
}

pst_status Decode(const pst_instance* self, const pst_tokens* tokens,
                  pst_sink* out) {
  return pst::Guard(out, [&] {
    RequireWholeBars(ToSpan(*tokens), *self);
    pst::Sink(out).Bytes(
        WriteGridText(ToSpan(*tokens), self->levels, self->grid));
  });
}

pst_status Document(const pst_instance* self, uint64_t index, pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    if (index >= Corpus(self->grid).size()) return PST_E_RANGE;
    const pst::Sink sink(out);
    const CorpusDocument& document = Corpus(self->grid)[index];
    sink.NextDocument(document.name, document.pattern.license,
                      document.pattern.style);
    sink.Tokens(document.pattern.Tokens(self->levels));
    sink.Payload(PayloadOf(document.pattern));
    return PST_OK;
  });
}

pst_status Channel(const pst_instance*, uint32_t index, pst_channel_info* out) {
  static constexpr std::array<pst_channel_info, 2> kChannels = {{
      {sizeof(pst_channel_info), "velocity", "MIDI velocity", 0, 127, 70},
      {sizeof(pst_channel_info), "timing", "steps", -0.5, 0.5, 0},
  }};
  if (index >= kChannels.size()) return PST_E_RANGE;
  *out = kChannels[index];
  return PST_OK;
}

pst_corpus MakeCorpusTable(Grid grid) {
  uint64_t tokens = 0;
  for (const CorpusDocument& document : Corpus(grid)) {
    tokens += document.pattern.cells.size();
  }
  return {sizeof(pst_corpus), Corpus(grid).size(), tokens, Document};
}

}  // namespace

const pst_codec* CodecTable(Levels levels) {
  static constexpr pst_codec kOnOff = {sizeof(pst_codec), 2,      0,
                                       TokenInfo,         Encode, Decode};
  static constexpr pst_codec kVelocity = {sizeof(pst_codec), 4,      0,
                                          TokenInfo,         Encode, Decode};
  return levels == Levels::kOnOff ? &kOnOff : &kVelocity;
}

const pst_corpus* CorpusTable(Grid grid) {
  static const pst_corpus sixteenths = MakeCorpusTable(Grid::kSixteenths);
  static const pst_corpus triplets = MakeCorpusTable(Grid::kTriplets);
  return grid == Grid::kSixteenths ? &sixteenths : &triplets;
}

const pst_payload* PayloadTable() {
  static constexpr pst_payload kTable = {sizeof(pst_payload), 2, 0, Channel};
  return &kTable;
}

}  // namespace pastiche::drums
