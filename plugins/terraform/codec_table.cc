// ABI tables: codec and corpus.

#include <array>

#include "plugins/terraform/corpus.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/plugin_tables.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// Tokens of one kind: marks, white space, words, other bytes.
std::uint32_t CategoryOf(std::uint32_t id) {
  if (id < kFirstByte) return 0;
  const std::string_view bytes = Vocabulary::Default().BytesOf(id);
  const char last = bytes.back();
  if (last == '\n' || last == ' ' || last == '\t' || last == '\r') return 1;
  const bool word = (last >= 'a' && last <= 'z') ||
                    (last >= 'A' && last <= 'Z') ||
                    (last >= '0' && last <= '9') || last == '_';
  return word ? 2 : 3;
}

const std::vector<std::string>& DisplayTexts() {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> shown;
    const Vocabulary& vocabulary = Vocabulary::Default();
    for (std::uint32_t id = 0; id < vocabulary.size(); ++id) {
      shown.push_back(vocabulary.Display(id));
    }
    return shown;
  }();
  return texts;
}

pst_status PST_CALL DescribeToken(const pst_instance*, std::uint32_t id,
                                  pst_token_info* out) {
  if (id >= Vocabulary::Default().size()) return PST_E_RANGE;
  return pst::Guard(nullptr, [&] {
    *out = {sizeof(pst_token_info), pst::Bytes(DisplayTexts()[id]),
            id == kEndMark ? PST_TOK_END : 0u, CategoryOf(id)};
  });
}

pst_status PST_CALL Encode(const pst_instance*, const pst_bytes* text,
                           pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&] {
    if (text->size > kMaxSourceBytes) {
      throw pst::Error(PST_E_INVALID_INPUT, "the text is larger than 4 MiB",
                       "split it");
    }
    const std::vector<SourceFile> files = SplitModuleText(View(*text));
    const EncodedModule module = EncodeModule(files);
    RequireEncoded(module, /*file=*/0);
    pst::Sink(raw_sink).Tokens(module.tokens, SourceSpans(module, 0));
  });
}

pst_status PST_CALL Decode(const pst_instance*, const pst_tokens* tokens,
                           pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&] {
    pst::Sink(raw_sink).Bytes(ModuleText(DecodeModule(View(*tokens))));
  });
}

pst_status PST_CALL EmitDocument(const pst_instance* self, std::uint64_t index,
                                 pst_sink* raw_sink) {
  if (index >= self->documents.size()) return PST_E_RANGE;
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const auto& document = self->documents[static_cast<std::size_t>(index)];
    sink.NextDocument(document.name, "MIT");
    sink.Tokens(document.tokens);
  });
}

}  // namespace

std::vector<pst_source_span> SourceSpans(const EncodedModule& module,
                                         std::uint32_t file) {
  std::vector<pst_source_span> where;
  where.reserve(module.origins.size());
  for (const TokenOrigin& origin : module.origins) {
    where.push_back({origin.begin, origin.end, file, 0});
  }
  return where;
}

void RequireEncoded(const EncodedModule& module, std::uint32_t file) {
  if (!module.problem) return;
  const Problem& problem = module.problem->problem;
  throw pst::Error(PST_E_INVALID_INPUT, problem.message, problem.mend,
                   problem.begin, problem.end, file);
}

void ReadCorpus(pst_instance& self) {
  std::uint64_t total = 0;
  for (const CorpusModule& module : CorpusModules()) {
    EncodedModule encoded = EncodeModule(module.files);
    total += encoded.tokens.size();
    self.documents.push_back({module.name, std::move(encoded.tokens)});
  }
  self.corpus = {sizeof(pst_corpus), self.documents.size(), total,
                 EmitDocument};
}

const pst_codec kCodecTable = {sizeof(pst_codec), kMaxVocabulary, 0,
                               DescribeToken,     Encode,         Decode};

}  // namespace pastiche::terraform
