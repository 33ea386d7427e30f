// The plugin's entry: the domain "mario" and its extensions. The tables
// themselves are in the *_table.cc files.

#include <memory>

#include "plugins/mario/level.h"
#include "plugins/mario/plugin_tables.h"
#include "plugins/mario/recommend.h"

namespace pastiche::mario {

void Report(const pst::Sink& sink, const Problem& problem, std::uint32_t file) {
  const pst::Error error(PST_E_INVALID_INPUT, problem.message, problem.mend,
                         problem.begin, problem.end, file);
  sink.Diag(error, static_cast<std::int32_t>(problem.severity),
            static_cast<std::int32_t>(problem.code));
}

void Refuse(const pst::Sink& sink, const Problem& problem) {
  Report(sink, problem);
  throw pst::Stop{PST_E_INVALID_INPUT};
}

void RequireLevel(const pst::Sink& sink, std::span<const Token> tokens,
                  bool allow_unknown) {
  if (const auto problem = ValidateTokens(tokens, allow_unknown)) {
    Refuse(sink, *problem);
  }
}

Options OptionsFrom(const pst_bytes& json) {
  const auto read = ReadOptions(View(json));
  if (const auto* problem = std::get_if<OptionProblem>(&read)) {
    throw pst::Error(PST_E_INVALID_INPUT, problem->message, problem->mend);
  }
  return std::get<Options>(read);
}

namespace {

pst_status PST_CALL WriteRecommendation(const pst_instance*, pst_sink* sink) {
  return pst::Guard(sink, [&] { pst::Sink(sink).Bytes(RecommendJson()); });
}

constexpr pst_recommend kRecommendTable = {sizeof(pst_recommend),
                                           WriteRecommendation};

pst_status PST_CALL Create(const pst_host*, const pst_bytes* options,
                           pst_sink* sink, pst_instance** out) {
  return pst::Guard(sink, [&] {
    (void)OptionsFrom(*options);
    auto self = std::make_unique<pst_instance>();
    self->levels = ReadCorpus();
    self->corpus = MakeCorpusTable(self->levels);
    *out = self.release();
  });
}

void PST_CALL Destroy(pst_instance* self) { delete self; }

const void* PST_CALL Extension(const pst_instance* self, const char* id) {
  const std::string_view name = id;
  if (name == PST_EXT_OPTIONS) return &OptionsTable();
  if (self == nullptr) return nullptr;
  if (name == PST_EXT_CODEC) return &CodecTable();
  if (name == PST_EXT_CORPUS) return &self->corpus;
  if (name == PST_EXT_CONTEXT) return &ContextTable();
  if (name == PST_EXT_CONSTRAINT) return &ConstraintTable();
  if (name == PST_EXT_METRICS) return &MetricsTable();
  if (name == PST_EXT_FORMATS) return &FormatsTable();
  if (name == PST_EXT_REGIONS) return &RegionsTable();
  if (name == PST_EXT_RECOMMEND) return &kRecommendTable;
  return nullptr;
}

const pst_domain* PST_CALL DomainAt(std::uint32_t index) {
  static const pst_domain_info info = {
      sizeof(pst_domain_info),
      "mario",
      "Super Mario levels",
      "0.1.0",
      "Pastiche",
      "MIT",
      "Platform levels of 14 rows in the tiles of the Video Game Level Corpus",
      PST_F_CONCURRENT,
      ContentHash()};
  static const pst_domain domain = {sizeof(pst_domain), &info, Create, Destroy,
                                    Extension};
  return index == 0 ? &domain : nullptr;
}

pst_status PST_CALL Init(const pst_host*) { return PST_OK; }
void PST_CALL Deinit() {}

constexpr pst_entry kEntry = {sizeof(pst_entry),
                              PST_ABI_MAJOR,
                              PST_ABI_MINOR,
                              /*min_host_minor=*/PST_ABI_MINOR,
                              /*domain_count=*/1,
                              Init,
                              Deinit,
                              DomainAt};

}  // namespace
}  // namespace pastiche::mario

const pst_entry* PST_CALL pst_entry_v1(void) {
  return &pastiche::mario::kEntry;
}
