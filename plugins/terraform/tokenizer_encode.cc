// Text to tokens.

#include <algorithm>
#include <utility>

#include "plugins/terraform/formatter.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/lexemes.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/unicode.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// Which bytes of the original the bytes [begin, end) of the canonical text are.
class SourceMap {
 public:
  SourceMap(std::string_view original,
            const std::vector<Token>& original_tokens,
            const std::vector<Token>& canonical_tokens)
      : size_(static_cast<std::uint32_t>(original.size())),
        from_(canonical_tokens),
        to_(original_tokens),
        exact_(from_.size() == to_.size()) {}

  // The place of byte `at` of canonical token `token`.
  std::uint32_t Find(std::size_t token, std::uint32_t at) const {
    if (!exact_) {
      // Laying out joined two tokens (as in `a.0 .1`): the nearest place.
      const std::size_t nearest = std::min(token, to_.size() - 1);
      return std::min(to_[nearest].begin, size_);
    }
    if (at < from_[token].begin) return to_[token].begin;
    return std::min(to_[token].begin + (at - from_[token].begin), size_);
  }

 private:
  std::uint32_t size_;
  const std::vector<Token>& from_;
  const std::vector<Token>& to_;
  bool exact_;
};

// Why `text` cannot be encoded, if so.
std::optional<Problem> FindProblem(std::string_view text, Reading reading) {
  if (text.size() > kMaxSourceBytes) {
    return Problem{0, 0, "the file is larger than 4 MiB", "split it"};
  }
  if (reading == Reading::kValid) {
    Syntax syntax = Parse(text, Lex(text));
    if (syntax.problem) return std::move(syntax.problem);
  }
  const std::size_t broken = FindInvalidUtf8(text);
  if (broken < text.size()) {
    const auto at = static_cast<std::uint32_t>(broken);
    return Problem{at, at + 1, "this byte is not UTF-8",
                   "save the file as UTF-8"};
  }
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    const auto at = static_cast<std::uint32_t>(nul);
    return Problem{at, at + 1, "this is a NUL character", "remove it"};
  }
  return std::nullopt;
}

// Appends the tokens of a part, word by word; returns how many there were.
std::size_t EncodeWords(std::string_view part,
                        std::vector<std::uint32_t>& tokens) {
  const std::size_t before = tokens.size();
  std::size_t begin = 0;
  for (const std::size_t end : WordEnds(part)) {
    Vocabulary::Default().Encode(part.substr(begin, end - begin), tokens);
    begin = end;
  }
  return before;
}

}  // namespace

EncodedText EncodeText(std::string_view text) {
  const std::vector<Token> tokens = Lex(text);
  const FormattedText canonical = FormatTokens(text, tokens);
  const std::vector<Token> canonical_tokens = Lex(canonical.text);
  Lexemes lexemes = Minify(canonical.text, canonical_tokens);
  EncodedText out;
  out.verbatim = Format(lexemes.text) != canonical.text;
  if (out.verbatim) lexemes = KeepAll(canonical.text, canonical_tokens);

  const SourceMap map(text, tokens, canonical_tokens);
  const Vocabulary& vocabulary = Vocabulary::Default();
  for (const Lexemes::Part& part : lexemes.parts) {
    const std::string_view bytes =
        std::string_view(lexemes.text)
            .substr(part.begin, part.end - part.begin);
    std::uint32_t at = part.source;
    for (std::size_t i = EncodeWords(bytes, out.tokens); i < out.tokens.size();
         ++i) {
      const auto length =
          static_cast<std::uint32_t>(vocabulary.BytesOf(out.tokens[i]).size());
      const std::uint32_t from = map.Find(part.token, at);
      const std::uint32_t to = map.Find(part.token, at + length);
      out.origins.push_back({0, from, std::max(from, to)});
      at += length;
    }
  }
  return out;
}

EncodedModule EncodeModule(std::span<const SourceFile> files, Reading reading) {
  EncodedModule out;
  std::size_t total = 0;
  const auto add = [&](std::size_t file, std::uint32_t token, std::size_t begin,
                       std::size_t end) {
    out.tokens.push_back(token);
    out.origins.push_back({static_cast<std::uint32_t>(file),
                           static_cast<std::uint32_t>(begin),
                           static_cast<std::uint32_t>(end)});
  };
  for (std::size_t f = 0; f < files.size(); ++f) {
    const SourceFile& file = files[f];
    total += file.text.size();
    std::optional<Problem> problem = FindProblem(file.text, reading);
    if (!problem && total > kMaxSourceBytes) {
      problem = Problem{0, 0, "the module is larger than 4 MiB", "split it"};
    }
    const auto base = static_cast<std::uint32_t>(file.text_begin);
    if (problem) {
      problem->begin += base;
      problem->end += base;
      return {{}, {}, FileProblem{f, std::move(*problem)}};
    }
    add(f, kFileMark, file.name_begin, file.name_begin);
    // Cleaning may have changed the name: then its bytes have no place.
    const bool placed = file.name_end - file.name_begin == file.name.size();
    std::size_t at = file.name_begin;
    std::vector<std::uint32_t> name;
    EncodeWords(file.name, name);
    for (const std::uint32_t token : name) {
      const std::size_t length =
          placed ? Vocabulary::Default().BytesOf(token).size() : 0;
      add(f, token, at, at + length);
      at += length;
    }
    const EncodedText text = EncodeText(file.text);
    add(f, text.verbatim ? kVerbatimMark : kTextMark, base, base);
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      add(f, text.tokens[i], base + text.origins[i].begin,
          base + text.origins[i].end);
    }
  }
  if (files.empty()) return out;
  const std::size_t end = files.back().text_begin + files.back().text.size();
  add(files.size() - 1, kEndMark, end, end);
  return out;
}

}  // namespace pastiche::terraform
