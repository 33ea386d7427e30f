// HCL's native syntax: lexer, parser, formatter and tokenizer of the Terraform
// domain.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/completion.h"
#include "plugins/terraform/formatter.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"
#include "tests/fuzz/require.h"

namespace pastiche::terraform {
namespace {

using fuzz::Require;

// Tokens ascend and only blanks stand between them.
void RequireLossless(std::string_view text, const std::vector<Token>& tokens) {
  std::size_t last = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  for (const Token& token : tokens) {
    Require(token.begin >= last && token.end >= token.begin, "tokens ascend");
    const std::string_view gap = text.substr(last, token.begin - last);
    Require(gap.find_first_not_of(" \t") == std::string_view::npos,
            "only blanks stand between tokens");
    last = token.end;
  }
  Require(last == text.size(), "the tokens reach the end");
}

void RequirePlace(std::string_view text, const Problem& problem) {
  Require(problem.begin <= problem.end && problem.end <= text.size(),
          "a problem has a place in the text");
  Require(!problem.message.empty(), "a problem says what is wrong");
}

void RequireRoundTrip(const SourceFile& file) {
  const EncodedModule module = EncodeModule({&file, 1});
  if (module.problem) {
    RequirePlace(file.text, module.problem->problem);
    return;
  }
  Require(module.origins.size() == module.tokens.size(), "tokens have places");
  const DecodedModule decoded = DecodeModule(module.tokens);
  Require(decoded.files.size() == 1, "one file comes back");
  const std::string& text = decoded.files[0].text;
  Require(decoded.files[0].verbatim || text == Format(file.text),
          "decoding gives the canonical layout");
  Require(!Parse(text, Lex(text)).problem, "what is encoded parses");
}

// The text as a document that was cut off there.
void RequireEnd(std::string_view text) {
  const EncodedText encoded = EncodeText(text);
  std::vector<std::uint32_t> tokens = {
      kFileMark, encoded.verbatim ? kVerbatimMark : kTextMark};
  tokens.insert(tokens.end(), encoded.tokens.begin(), encoded.tokens.end());
  const DocumentReport before = CheckDocument(tokens);
  Require(before.cut, "without an end mark it is a beginning");
  const Completion done = CompleteModule(tokens);
  if (!done.closed) return;
  const DocumentReport after = CheckDocument(done.tokens);
  Require(!after.cut && after.parses(), "what was ended is a whole module");
  Require(after.report.references.all == after.report.references.resolved,
          "what it refers to is declared");
}

}  // namespace
}  // namespace pastiche::terraform

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche::terraform;  // NOLINT(google-build-using-namespace)
  if (size > kMaxSourceBytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<Token> tokens = Lex(text);
  RequireLossless(text, tokens);
  const Syntax syntax = Parse(text, tokens);
  if (syntax.problem) RequirePlace(text, *syntax.problem);
  const std::string canonical = Format(text);
  if (!syntax.problem) {
    Require(Format(canonical) == canonical, "formatting twice changes nothing");
  }
  SourceFile file;
  file.name = "main.tf";
  file.text = text;
  RequireRoundTrip(file);
  const std::vector<SourceFile> parts = SplitModuleText(text);
  Require(!parts.empty(), "a text is at least one file");
  (void)CheckModule(parts);
  RequireEnd(text);
  return 0;
}
