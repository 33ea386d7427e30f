// ABI tables: codec and corpus.

#include "plugins/mario/level.h"
#include "plugins/mario/plugin_tables.h"

namespace pastiche::mario {
namespace {

pst_status PST_CALL DescribeToken(const pst_instance*, std::uint32_t id,
                                  pst_token_info* out) {
  if (id >= kTileCount) return PST_E_RANGE;
  *out = {sizeof(pst_token_info), pst::Bytes(&kTileChars[id], 1), /*flags=*/0,
          kTiles[id].tile_class};
  return PST_OK;
}

pst_status PST_CALL Encode(const pst_instance*, const pst_bytes* text,
                           pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const auto read = ReadLevel(View(*text));
    if (const auto* problem = std::get_if<Problem>(&read)) {
      Refuse(sink, *problem);
    }
    const auto& level = std::get<Level>(read);
    sink.Tokens(level.tokens, SourceSpans(level, /*file=*/0));
  });
}

pst_status PST_CALL Decode(const pst_instance*, const pst_tokens* tokens,
                           pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const auto written = WriteLevel(View(*tokens));
    if (const auto* problem = std::get_if<Problem>(&written)) {
      Refuse(sink, *problem);
    }
    sink.Bytes(std::get<std::string>(written));
  });
}

pst_status PST_CALL EmitDocument(const pst_instance* self, std::uint64_t index,
                                 pst_sink* raw_sink) {
  if (index >= self->levels.size()) return PST_E_RANGE;
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const CorpusLevel& level = self->levels[static_cast<std::size_t>(index)];
    sink.NextDocument(level.name, std::string(kCorpusLicense));
    sink.Tokens(level.tokens);
  });
}

}  // namespace

std::vector<pst_source_span> SourceSpans(const Level& level,
                                         std::uint32_t file) {
  std::vector<pst_source_span> where(level.tokens.size());
  for (std::size_t i = 0; i < where.size(); ++i) {
    const std::uint64_t byte = level.ByteOf(i);
    where[i] = {byte, byte + 1, file, 0};
  }
  return where;
}

pst_corpus MakeCorpusTable(const std::vector<CorpusLevel>& levels) {
  std::uint64_t total = 0;
  for (const CorpusLevel& level : levels) total += level.tokens.size();
  return {sizeof(pst_corpus), levels.size(), total, EmitDocument};
}

const pst_codec& CodecTable() {
  static constexpr pst_codec kTable = {sizeof(pst_codec), kTileCount, 0,
                                       DescribeToken,     Encode,     Decode};
  return kTable;
}

}  // namespace pastiche::mario
