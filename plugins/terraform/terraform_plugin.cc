// The plugin's entry: the domain "terraform" and its extensions. The tables
// themselves are in the *_table(s).cc files.

#include <memory>

#include "plugins/terraform/corpus.h"
#include "plugins/terraform/plugin_tables.h"
#include "plugins/terraform/recommend.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {

Options OptionsFrom(const pst_bytes& json) {
  const auto read = ReadOptions(View(json));
  if (const auto* problem = std::get_if<OptionProblem>(&read)) {
    throw pst::Error(PST_E_INVALID_INPUT, problem->message, problem->mend);
  }
  return std::get<Options>(read);
}

namespace {

// Raise it when the codec or the slots change their answers.
constexpr std::uint64_t kRevision = 1;

// FNV-1a over the pieces and the corpus.
std::uint64_t ContentHash() {
  std::uint64_t hash = 0xcbf29ce484222325u ^ kRevision;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
    hash = (hash ^ 0xff) * 0x100000001b3u;
  };
  for (std::size_t i = 0; i < kPieceCount; ++i) add(kPieces[i]);
  for (const CorpusModule& module : CorpusModules()) {
    for (const SourceFile& file : module.files) {
      add(file.name);
      add(file.text);
    }
  }
  return hash;
}

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
    ReadCorpus(*self);
    *out = self.release();
  });
}

void PST_CALL Destroy(pst_instance* self) { delete self; }

const void* PST_CALL Extension(const pst_instance* self, const char* id) {
  const std::string_view name = id;
  if (name == PST_EXT_OPTIONS) return &kOptionsTable;
  if (self == nullptr) return nullptr;
  if (name == PST_EXT_CODEC) return &kCodecTable;
  if (name == PST_EXT_CORPUS) return &self->corpus;
  if (name == PST_EXT_CONTEXT) return &kContextTable;
  if (name == PST_EXT_CURSOR) return &kCursorTable;
  if (name == PST_EXT_CONSTRAINT) return &kConstraintTable;
  if (name == PST_EXT_METRICS) return &kMetricsTable;
  if (name == PST_EXT_FORMATS) return &kFormatsTable;
  if (name == PST_EXT_REGIONS) return &kRegionsTable;
  if (name == PST_EXT_RECOMMEND) return &kRecommendTable;
  return nullptr;
}

const pst_domain* PST_CALL DomainAt(std::uint32_t index) {
  static const pst_domain_info info = {
      sizeof(pst_domain_info),
      "terraform",
      "Terraform modules",
      "0.1.0",
      "Pastiche",
      "MIT",
      "Infrastructure as code: modules of HCL files in a house style",
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
}  // namespace pastiche::terraform

const pst_entry* PST_CALL pst_entry_v1(void) {
  return &pastiche::terraform::kEntry;
}
