// The ABI's tables over melody.h: codec, corpus, domain and entry. context.cc and
// judge.cc have the other extensions.

#include "plugin.h"

#include <cstring>

#include "corpus.h"

namespace melody {

void Emit(const Melody& melody, std::uint32_t file, pst_sink* sink) {
  std::vector<pst_source_span> where;
  for (const Place& place : melody.where) where.push_back({place.begin, place.end, file, 0});
  pst::Sink(sink).Tokens(melody.tokens, where);
}

pst::Error AsError(const Fault& fault, std::uint32_t file) {
  return pst::Error(PST_E_INVALID_INPUT, fault.message, fault.mend, fault.where.begin, fault.where.end, file);
}

Tokens Copy(const pst_tokens& tokens) {
  return tokens.count == 0 ? Tokens() : Tokens(tokens.ids, tokens.ids + tokens.count);
}

namespace {

pst_status TokenInfo(const pst_instance*, std::uint32_t id, pst_token_info* out) {
  if (id >= kVocabulary) return PST_E_RANGE;
  return pst::Guard(nullptr, [&] {
    static const std::vector<std::string> kTexts = [] {
      std::vector<std::string> texts;
      // A length needs its colon: a number alone is no part of a melody.
      for (std::uint32_t token = 0; token < kVocabulary; ++token) texts.push_back((IsLength(token) ? ":" : "") + NameOf(token));
      return texts;
    }();
    out->text = pst::Bytes(kTexts[id]);
    out->flags = id == kEnd ? PST_TOK_END : 0;
    out->category = IsPitch(id) ? 0 : IsLength(id) ? 1 : 2;
  });
}

pst_status Encode(const pst_instance*, const pst_bytes* text, pst_sink* sink) {
  return pst::Guard(sink, [&] {
    try {
      Emit(ReadText(pst::ToString(*text)), 0, sink);
    } catch (const Fault& fault) {
      throw AsError(fault, 0);
    }
  });
}

pst_status Decode(const pst_instance*, const pst_tokens* tokens, pst_sink* sink) {
  return pst::Guard(sink, [&] {
    const Tokens ids = Copy(*tokens);
    for (const std::uint32_t id : ids) {
      if (id >= kVocabulary) throw pst::Error(PST_E_RANGE, "no such token");
    }
    pst::Sink(sink).Bytes(WriteText(ids));
  });
}

pst_status Document(const pst_instance*, std::uint64_t index, pst_sink* sink) {
  if (index >= kTuneCount) return PST_E_RANGE;
  return pst::Guard(sink, [&] {
    pst::Sink(sink).NextDocument(kTunes[index].name, "CC0-1.0");
    pst::Sink(sink).Tokens(ReadText(kTunes[index].text).tokens);
  });
}

const pst_codec kCodec = {sizeof(pst_codec), kVocabulary, 0, TokenInfo, Encode, Decode};
std::uint64_t TotalTokens() {
  std::uint64_t total = 0;
  for (const Tune& tune : kTunes) total += ReadText(tune.text).tokens.size();
  return total;
}
const pst_corpus kCorpus = {sizeof(pst_corpus), kTuneCount, TotalTokens(), Document};

const pst_domain_info kInfo = {sizeof(pst_domain_info), "melody", "Melodies", "1.0.0", "Pastiche examples", "MIT",
                               "Melodies of one voice in 4/4, from and to MIDI.", PST_F_CONCURRENT, 1};

pst_status Create(const pst_host*, const pst_bytes*, pst_sink*, pst_instance** out) {
  static char instance;  // There is no state: any address will do.
  *out = reinterpret_cast<pst_instance*>(&instance);
  return PST_OK;
}
void Destroy(pst_instance*) {}
const void* Extension(const pst_instance*, const char* id) {
  if (std::strcmp(id, PST_EXT_CODEC) == 0) return &kCodec;
  if (std::strcmp(id, PST_EXT_CORPUS) == 0) return &kCorpus;
  if (std::strcmp(id, PST_EXT_CONTEXT) == 0) return &kContext;
  if (std::strcmp(id, PST_EXT_CONSTRAINT) == 0) return &kConstraint;
  if (std::strcmp(id, PST_EXT_METRICS) == 0) return &kMetrics;
  if (std::strcmp(id, PST_EXT_FORMATS) == 0) return &kFormats;
  return nullptr;
}
const pst_domain kDomain = {sizeof(pst_domain), &kInfo, Create, Destroy, Extension};

pst_status Init(const pst_host*) { return PST_OK; }
void Deinit() {}
const pst_domain* Domain(std::uint32_t index) { return index == 0 ? &kDomain : nullptr; }
const pst_entry kEntry = {sizeof(pst_entry), PST_ABI_MAJOR, PST_ABI_MINOR, 0, 1, Init, Deinit, Domain};

}  // namespace
}  // namespace melody

const pst_entry* pst_entry_v1(void) { return &melody::kEntry; }
