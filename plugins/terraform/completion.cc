#include "plugins/terraform/completion.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/corpus.h"
#include "plugins/terraform/declarations.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {
namespace {

// More than any beginning asks for; what they ask for in turn is minimal then.
constexpr std::size_t kMostKnown = 64;

// The declarations of the embedded corpus, the first of each name, as text.
struct KnownDeclarations {
  std::map<std::string, std::string, std::less<>> by_name;
  // By "type." or "data.type.": a declaration and the bytes of its name in it.
  struct Renamable {
    std::string text;
    std::size_t begin, end;
  };
  std::map<std::string, Renamable, std::less<>> by_type;
};

void Learn(std::string_view text, KnownDeclarations& known) {
  const Syntax syntax = Parse(text, Lex(text));
  for (const Declared& declared : DeclarationsIn(text, syntax)) {
    if (!declared.name.starts_with("local.")) continue;
    const auto attribute =
        std::find_if(syntax.attributes.begin(), syntax.attributes.end(),
                     [&](const Attribute& a) {
                       return a.name.begin == declared.place.begin;
                     });
    known.by_name.try_emplace(
        declared.name, "locals {\n" +
                           std::string(text.substr(
                               attribute->name.begin,
                               attribute->value.end - attribute->name.begin)) +
                           "\n}");
  }
  for (const Block& block : syntax.blocks) {
    const std::string name = DeclarationOf(text, block);
    if (name.empty()) continue;
    const std::uint32_t begin = block.header.begin;
    const std::string whole(text.substr(begin, block.braces.end - begin));
    known.by_name.try_emplace(name, whole);
    const std::size_t dot = name.rfind('.');
    // One that refers to itself by name cannot be renamed.
    if (block.labels.size() != 2 || whole.find(name) != std::string::npos) {
      continue;
    }
    known.by_type.try_emplace(
        name.substr(0, dot + 1),
        KnownDeclarations::Renamable{whole, block.labels[1].begin - begin,
                                     block.labels[1].end - begin});
  }
}

const KnownDeclarations& Known() {
  static const KnownDeclarations known = [] {
    KnownDeclarations found;
    for (const CorpusModule& module : CorpusModules()) {
      for (const SourceFile& file : module.files) Learn(file.text, found);
    }
    return found;
  }();
  return known;
}

// What the corpus has for `target` ("var.x", "aws_vpc.this", ...), or "".
std::string KnownDeclaration(std::string_view target) {
  const auto exact = Known().by_name.find(target);
  if (exact != Known().by_name.end()) return exact->second;
  const std::size_t dot = target.rfind('.');
  const auto like = Known().by_type.find(target.substr(0, dot + 1));
  if (like == Known().by_type.end()) return "";
  std::string text = like->second.text;
  return text.replace(like->second.begin, like->second.end - like->second.begin,
                      target.substr(dot + 1));
}

std::string Quote(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

// The smallest block that declares `target`.
std::string SmallestDeclaration(std::string_view target) {
  const std::size_t dot = target.find('.');
  const std::string_view root = target.substr(0, dot);
  const std::string_view rest = target.substr(dot + 1);
  if (root == "var") return "variable " + Quote(rest) + " {\n  type = any\n}";
  if (root == "local") {
    return "locals {\n  " + std::string(rest) + " = null\n}";
  }
  if (root == "module") {
    return "module " + Quote(rest) + " {\n  source = \"./modules/" +
           std::string(rest) + "\"\n}";
  }
  if (root == "data") {
    const std::size_t second = rest.find('.');
    return "data " + Quote(rest.substr(0, second)) + " " +
           Quote(rest.substr(second + 1)) + " {}";
  }
  return "resource " + Quote(root) + " " + Quote(rest) + " {}";
}

std::size_t FileFor(const DecodedModule& module, std::string_view target,
                    std::size_t referring) {
  if (!target.starts_with("var.")) return referring;
  for (std::size_t f = 0; f < module.files.size(); ++f) {
    if (module.files[f].name == "variables.tf") return f;
  }
  return referring;
}

void Append(const std::string& declaration, std::string& text) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  if (!text.empty()) text += '\n';
  text += declaration + '\n';
}

// Adds a declaration for each reference that lacks one. Those of the corpus may
// refer to more, so the caller repeats it until there are none.
bool DeclareMissing(DecodedModule& module, std::set<std::string>& seen,
                    std::vector<std::string>& added) {
  const std::size_t before = added.size();
  for (const Finding& finding : CheckModule(FilesOf(module)).findings) {
    if (finding.code != FindingCode::kUndeclared) continue;
    const std::string target =
        finding.message.substr(0, finding.message.find(' '));
    if (!seen.insert(target).second) continue;
    std::string declaration;
    if (added.size() < kMostKnown) declaration = KnownDeclaration(target);
    if (declaration.empty()) declaration = SmallestDeclaration(target);
    Append(declaration,
           module.files[FileFor(module, target, finding.file)].text);
    added.push_back(target);
  }
  return added.size() > before;
}

}  // namespace

Completion CompleteModule(std::span<const std::uint32_t> tokens) {
  Completion result = {{tokens.begin(), tokens.end()}, {}};
  DocumentReport document = CheckDocument(tokens);
  if (!document.parses()) return result;
  DecodedModule& module = document.module;
  std::set<std::string> seen;
  std::vector<std::string> added;
  while (DeclareMissing(module, seen, added)) {
  }
  if (added.empty() && !document.cut) return result;
  EncodedModule encoded = EncodeModule(FilesOf(module));
  if (encoded.problem) return result;
  result.tokens = std::move(encoded.tokens);
  result.added = std::move(added);
  result.closed = document.cut;
  return result;
}

}  // namespace pastiche::terraform
