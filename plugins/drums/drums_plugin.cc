// The plugin's entry, its domain, and its options.

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/plugin_tables.h"

namespace pastiche::drums {
namespace {

// Changes whenever geometry or vocabulary do; the corpus is hashed beside it.
constexpr std::uint64_t kContextVersion = 2;
constexpr uint32_t kOptionCount = 10;

const pst_domain_info* DomainInfo() {
  static const pst_domain_info info = {
      sizeof(pst_domain_info),
      "drums",
      "Drum patterns",
      "0.1.0",
      "Pastiche",
      "MIT",
      "Drum patterns in 4/4: sixteen or twenty-four steps to the bar, nine "
      "instruments, four velocity classes.",
      PST_F_CONCURRENT,
      CorpusHash() ^ kContextVersion};
  return &info;
}

pst_status Create(const pst_host*, const pst_bytes* options, pst_sink* sink,
                  pst_instance** out) {
  return pst::Guard(sink, [&] {
    auto instance = std::make_unique<pst_instance>();
    const Options read = OptionsOf(options);
    instance->levels = read.levels;
    instance->grid = read.grid;
    *out = instance.release();
  });
}

void Destroy(pst_instance* self) { delete self; }

const void* Extension(const pst_instance* self, const char* id) {
  const auto is = [id](const char* name) { return std::strcmp(id, name) == 0; };
  if (is(PST_EXT_OPTIONS)) return OptionsTable();
  if (self == nullptr) return nullptr;
  if (is(PST_EXT_CODEC)) return CodecTable(self->levels);
  if (is(PST_EXT_CORPUS)) return CorpusTable(self->grid);
  if (is(PST_EXT_PAYLOAD)) return PayloadTable();
  if (is(PST_EXT_CONTEXT)) return ContextTable(self->grid);
  if (is(PST_EXT_CURSOR)) return CursorTable();
  if (is(PST_EXT_CONSTRAINT)) return ConstraintTable(self->grid);
  if (is(PST_EXT_METRICS)) return MetricsTable();
  if (is(PST_EXT_FORMATS)) return FormatsTable();
  if (is(PST_EXT_REGIONS)) return RegionsTable();
  if (is(PST_EXT_RECOMMEND)) return RecommendTable();
  return nullptr;
}

const pst_domain* DomainAt(uint32_t index) {
  static const pst_domain domain = {sizeof(pst_domain), DomainInfo(), Create,
                                    Destroy, Extension};
  return index == 0 ? &domain : nullptr;
}

pst_status Init(const pst_host*) { return PST_OK; }
void Deinit() {}

pst_status OptionAt(uint32_t index, pst_option_info* out) {
  constexpr std::size_t kSize = sizeof(pst_option_info);
  constexpr auto kPlays = PST_FOR_RENDER;
  static constexpr std::array<pst_option_info, kOptionCount> kOptions = {{
      {kSize, "levels", "4: rest, ghost, normal, accent; 2: rest, hit.", "4", 2,
       4, PST_TYPE_INTEGER, PST_FOR_CREATE},
      {kSize, "steps_per_bar",
       "Steps to a bar of 4/4: 16, or 24 for triplet feel.", "16", 16, 24,
       PST_TYPE_INTEGER, PST_FOR_CREATE},
      {kSize, "bars", "Bars of a new document.", "2", 1,
       static_cast<double>(kMaxBars), PST_TYPE_INTEGER, PST_FOR_CANVAS},
      {kSize, "width", "Columns of the preview.", "100",
       static_cast<double>(kMinWidth), static_cast<double>(kMaxWidth),
       PST_TYPE_INTEGER, PST_FOR_RENDER},
      {kSize, "tempo", "Quarter notes a minute of what is written.", "120",
       kMinTempo, kMaxTempo, PST_TYPE_NUMBER, kPlays},
      {kSize, "swing",
       "Per cent of each pair of steps that its first takes: 50 straight, 66.7 "
       "triplets.",
       "50", 50, kMaxSwing, PST_TYPE_NUMBER, kPlays},
      {kSize, "straight",
       "Write hits on the grid, as loud as their class, not as played.",
       "false", 1, 0, PST_TYPE_BOOLEAN, kPlays},
      {kSize, "repeats", "Times a MIDI or WAV file plays the document.", "1", 1,
       static_cast<double>(kMaxRepeats), PST_TYPE_INTEGER, kPlays},
      {kSize, "surprise",
       "Bits of every cell, as numbers; pictures frame the high ones.", "\"\"",
       1, 0, PST_TYPE_STRING, PST_FOR_RENDER},
      {kSize, "note_map",
       "Text of a note map (see docs/domains/drums.md); empty: General MIDI.",
       "\"\"", 1, 0, PST_TYPE_STRING, PST_FOR_RENDER | PST_FOR_IMPORT},
  }};
  if (index >= kOptions.size()) return PST_E_RANGE;
  *out = kOptions[index];
  return PST_OK;
}

}  // namespace

const pst_options* OptionsTable() {
  static constexpr pst_options kTable = {sizeof(pst_options), kOptionCount, 0,
                                         OptionAt};
  return &kTable;
}

void Tell(const pst::Sink& sink, const Findings& findings, std::uint32_t file) {
  for (const Finding& finding : findings) {
    sink.Diag(pst::Error(PST_OK, finding.message, finding.mend, finding.begin,
                         finding.end, file),
              static_cast<std::int32_t>(finding.severity),
              static_cast<std::int32_t>(finding.code));
  }
}

Options OptionsOf(const pst_bytes* json) {
  if (json == nullptr) return {};
  Findings findings;
  const std::string text = pst::ToString(*json);
  const std::optional<Options> options = ReadOptions(text, findings);
  if (options) return *options;
  const Finding& finding = findings.back();
  // Without a place: hosts would look for it in the document or the file.
  throw pst::Error(PST_E_INVALID_INPUT, finding.message, finding.mend);
}

std::vector<double> PayloadOf(const Pattern& pattern) {
  std::vector<double> values;
  values.reserve(2 * pattern.cells.size());
  for (std::size_t i = 0; i < pattern.cells.size(); ++i) {
    values.push_back(pattern.velocity[i]);
    values.push_back(pattern.timing[i]);
  }
  return values;
}

void RequireWholeBars(TokenSpan tokens, const pst_instance& self) {
  const Levels levels = self.levels;
  const std::size_t per_bar = TokensPerBar(self.grid);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] >= VocabSize(levels)) {
      throw pst::Error(PST_E_RANGE,
                       "cell " + std::to_string(i) + " holds token " +
                           std::to_string(tokens[i]) + " of a vocabulary of " +
                           std::to_string(VocabSize(levels)),
                       "", i, i + 1);
    }
  }
  if (tokens.empty() || tokens.size() % per_bar != 0 ||
      tokens.size() / per_bar > kMaxBars) {
    throw pst::Error(PST_E_INVALID_INPUT,
                     "a document of " + std::to_string(tokens.size()) +
                         " cells is not 1 to " + std::to_string(kMaxBars) +
                         " whole bars",
                     "give " + std::to_string(per_bar) + " cells for each bar",
                     0, tokens.size());
  }
}

}  // namespace pastiche::drums

extern "C" PST_EXPORT const pst_entry* PST_CALL pst_entry_v1(void) {
  using namespace pastiche::drums;  // NOLINT(google-build-using-namespace)
  static constexpr pst_entry kEntry = {sizeof(pst_entry),
                                       PST_ABI_MAJOR,
                                       PST_ABI_MINOR,
                                       PST_ABI_MINOR,
                                       1,
                                       Init,
                                       Deinit,
                                       DomainAt};
  return &kEntry;
}
