// Tokens to text.

#include "plugins/terraform/formatter.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/unicode.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// More than any encoded module has; the rest of a longer one is dropped.
constexpr std::size_t kMaxDecodedBytes = std::size_t{1} << 27;

// A file as its tokens spell it, before layout.
struct RawFile {
  std::string name;
  std::string bytes;
  bool verbatim = false;
  bool in_text = false;
};

struct RawPlace {
  std::size_t file;
  std::size_t begin, end;  // Of RawFile::bytes.
};

// `bytes` as UTF-8 without NUL. moved[i] is where byte i went; one more entry
// for the end.
std::string CleanText(const std::string& bytes,
                      std::vector<std::uint32_t>& moved) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string clean;
  moved.clear();
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = DecodeUtf8(bytes, at);
    const bool keep = point.valid && point.code != 0;
    for (std::size_t i = 0; i < point.length; ++i) {
      moved.push_back(
          static_cast<std::uint32_t>(clean.size() + (keep ? i : 0)));
    }
    clean +=
        keep ? std::string_view(bytes).substr(at, point.length) : kReplacement;
    at += point.length;
  }
  moved.push_back(static_cast<std::uint32_t>(clean.size()));
  return clean;
}

std::vector<RawFile> Spell(std::span<const std::uint32_t> tokens,
                           std::vector<RawPlace>& places) {
  const Vocabulary& vocabulary = Vocabulary::Default();
  std::vector<RawFile> files;
  bool ended = false;
  std::size_t total = 0;
  for (const std::uint32_t id : tokens) {
    if (!ended && id == kFileMark) files.emplace_back();
    if (files.empty()) {
      files.emplace_back();
      files.back().in_text = true;
    }
    RawFile& file = files.back();
    const std::size_t at = file.bytes.size();
    places.push_back({files.size() - 1, at, at});
    ended = ended || id == kEndMark;
    if (ended || id == kFileMark || id >= vocabulary.size()) continue;
    if (id == kTextMark || id == kVerbatimMark) {
      if (file.in_text) continue;
      file.in_text = true;
      file.verbatim = id == kVerbatimMark;
      continue;
    }
    const std::string_view bytes = vocabulary.BytesOf(id);
    if (!file.in_text) {
      file.name += bytes;
      continue;
    }
    total += bytes.size();
    if (total > kMaxDecodedBytes) continue;
    file.bytes += bytes;
    places.back().end = file.bytes.size();
  }
  return files;
}

// Lays a file out; moved[i] is where byte i of `bytes` went.
DecodedFile LayOut(const RawFile& raw, std::vector<std::uint32_t>& moved) {
  DecodedFile file = {CleanFileName(raw.name), CleanText(raw.bytes, moved),
                      raw.verbatim};
  if (raw.verbatim) return file;
  const std::vector<Token> tokens = Lex(file.text);
  const FormattedText laid_out = FormatTokens(file.text, tokens);
  std::size_t token = 0;
  for (std::uint32_t& at : moved) {  // Ascending.
    while (token + 1 < tokens.size() && tokens[token].end <= at) ++token;
    const std::uint32_t inside =
        at > tokens[token].begin ? at - tokens[token].begin : 0;
    at = laid_out.begins[token] + inside;
  }
  file.text = laid_out.text;
  return file;
}

}  // namespace

DecodedModule DecodeModule(std::span<const std::uint32_t> tokens) {
  std::vector<RawPlace> raw_places;
  const std::vector<RawFile> raw = Spell(tokens, raw_places);
  DecodedModule module;
  std::vector<std::vector<std::uint32_t>> moved(raw.size());
  for (std::size_t f = 0; f < raw.size(); ++f) {
    module.files.push_back(LayOut(raw[f], moved[f]));
  }
  module.places.reserve(tokens.size());
  for (const RawPlace& place : raw_places) {
    const std::vector<std::uint32_t>& map = moved[place.file];
    const std::uint32_t begin = map[place.begin];
    std::uint32_t end = begin;
    if (place.end > place.begin) {
      // A last byte between two lexemes went to where the next one begins.
      const std::uint32_t last = map[place.end - 1];
      end = map[place.end] > last ? last + 1 : last;
    }
    module.places.push_back(
        {static_cast<std::uint32_t>(place.file), begin, end});
  }
  return module;
}

std::string ModuleText(const DecodedModule& module) {
  if (module.files.size() == 1 && module.files[0].name.empty()) {
    return module.files[0].text;
  }
  std::string text;
  for (const DecodedFile& file : module.files) {
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    text += FileHeader(file.name);
    text += file.text;
  }
  return text;
}

}  // namespace pastiche::terraform
