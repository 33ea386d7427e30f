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

// Declarations that refer to nothing, so that adding them resolves more than
// it asks for: the first variable of each name in the corpus.
using DeclarationMap = std::map<std::string, std::string, std::less<>>;

const DeclarationMap& KnownVariables() {
  static const DeclarationMap known = [] {
    DeclarationMap found;
    for (const CorpusModule& module : CorpusModules()) {
      for (const SourceFile& file : module.files) {
        for (const Block& block : Parse(file.text, Lex(file.text)).blocks) {
          const std::string name = DeclarationOf(file.text, block);
          if (!name.starts_with("var.")) continue;
          found.try_emplace(
              name, file.text.substr(block.header.begin,
                                     block.braces.end - block.header.begin));
        }
      }
    }
    return found;
  }();
  return known;
}

std::string Quote(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

// A valid block that declares `target` ("var.x", "aws_vpc.this", ...).
std::string DeclarationFor(std::string_view target) {
  const std::size_t dot = target.find('.');
  const std::string_view root = target.substr(0, dot);
  const std::string_view rest = target.substr(dot + 1);
  if (root == "var") {
    const auto known = KnownVariables().find(target);
    if (known != KnownVariables().end()) return known->second;
    return "variable " + Quote(rest) + " {\n  type = any\n}";
  }
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

}  // namespace

Completion CompleteModule(std::span<const std::uint32_t> tokens) {
  Completion result = {{tokens.begin(), tokens.end()}, {}};
  DecodedModule module = DecodeModule(tokens);
  const ModuleReport report = CheckModule(FilesOf(module));
  if (!report.parses) return result;
  std::set<std::string> seen;
  for (const Finding& finding : report.findings) {
    if (finding.code != FindingCode::kUndeclared) continue;
    const std::string target =
        finding.message.substr(0, finding.message.find(' '));
    if (!seen.insert(target).second) continue;
    std::string& text =
        module.files[FileFor(module, target, finding.file)].text;
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    if (!text.empty()) text += '\n';
    text += DeclarationFor(target) + '\n';
    result.added.push_back(target);
  }
  if (result.added.empty()) return result;
  EncodedModule encoded = EncodeModule(FilesOf(module));
  if (encoded.problem) return {{tokens.begin(), tokens.end()}, {}};
  result.tokens = std::move(encoded.tokens);
  return result;
}

}  // namespace pastiche::terraform
