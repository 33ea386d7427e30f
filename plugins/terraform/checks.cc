#include "plugins/terraform/checks.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plugins/terraform/declarations.h"
#include "plugins/terraform/hcl_lexer.h"

namespace pastiche::terraform {
namespace {

struct Declaration {
  std::size_t file;
  Span place;
  bool used;
};

class Checker {
 public:
  explicit Checker(std::span<const SourceFile> files) : files_(files) {}

  ModuleReport Run() {
    for (std::size_t f = 0; f < files_.size(); ++f) ReadFile(f);
    if (report_.parses) {
      for (std::size_t f = 0; f < files_.size(); ++f) Resolve(f);
      ReportUnused();
    }
    std::stable_sort(report_.findings.begin(), report_.findings.end(),
                     [](const Finding& a, const Finding& b) {
                       return std::pair(a.file, a.begin) <
                              std::pair(b.file, b.begin);
                     });
    return std::move(report_);
  }

 private:
  void Add(FindingCode code, Severity severity, std::size_t file, Span place,
           std::string message, std::string mend) {
    report_.findings.push_back({code, severity, file, place.begin, place.end,
                                std::move(message), std::move(mend)});
  }

  void ReadFile(std::size_t f) {
    const std::string_view text = files_[f].text;
    Syntax syntax = Parse(text, Lex(text));
    for (const Span name : syntax.duplicates) {
      ++report_.duplicates;
      Add(FindingCode::kDuplicateArgument, Severity::kError, f, name,
          "the argument \"" + std::string(TextOf(text, name)) +
              "\" is set twice in this block",
          "keep one of the two");
    }
    if (syntax.problem) {
      report_.parses = false;
      if (syntax.duplicates.empty() ||
          syntax.problem->begin != syntax.duplicates.front().begin) {
        Add(FindingCode::kSyntax, Severity::kError, f,
            {syntax.problem->begin, syntax.problem->end},
            syntax.problem->message, syntax.problem->mend);
      }
    }
    for (Declared& declared : DeclarationsIn(text, syntax)) {
      Declare(std::move(declared.name), f, declared.place);
    }
    syntax_.push_back(std::move(syntax));
  }

  void Declare(std::string name, std::size_t f, Span place) {
    const auto [entry, added] =
        declarations_.try_emplace(name, Declaration{f, place, false});
    if (added) return;
    ++report_.duplicates;
    Add(FindingCode::kDuplicateDeclaration, Severity::kError, f, place,
        name + " is declared twice", "rename or remove one of the two");
  }

  void Resolve(std::size_t f) {
    const ReferenceTargets targets(files_[f].text, syntax_[f]);
    for (const Reference& reference : syntax_[f].references) {
      const std::optional<std::string> target = targets.Of(reference);
      if (!target) continue;
      ++report_.references.all;
      const auto found = declarations_.find(*target);
      if (found != declarations_.end()) {
        ++report_.references.resolved;
        found->second.used = true;
        continue;
      }
      const Span last =
          reference.parts[std::min<std::size_t>(
                              reference.part_count,
                              target->starts_with("data.") ? 3 : 2) -
                          1];
      Add(FindingCode::kUndeclared, Severity::kError, f,
          {reference.parts[0].begin, last.end},
          *target + " is not declared in this module",
          "declare it, or correct the name");
    }
  }

  void ReportUnused() {
    for (const auto& [name, declaration] : declarations_) {
      const bool variable = name.starts_with("var.");
      if (declaration.used || !(variable || name.starts_with("local."))) {
        continue;
      }
      ++report_.unused;
      Add(variable ? FindingCode::kUnusedVariable : FindingCode::kUnusedLocal,
          Severity::kWarning, declaration.file, declaration.place,
          "nothing refers to " + name, "remove it");
    }
  }

  std::span<const SourceFile> files_;
  std::vector<Syntax> syntax_;
  std::map<std::string, Declaration> declarations_;
  ModuleReport report_;
};

}  // namespace

ModuleReport CheckModule(std::span<const SourceFile> files) {
  return Checker(files).Run();
}

std::vector<SourceFile> FilesOf(const DecodedModule& module) {
  std::vector<SourceFile> files;
  for (const DecodedFile& file : module.files) {
    SourceFile source;
    source.name = file.name;
    source.text = file.text;
    files.push_back(std::move(source));
  }
  return files;
}

PlaceNames::PlaceNames(const DecodedModule& module) : module_(module) {
  for (const DecodedFile& file : module.files) {
    trackers_.emplace_back(file.text);
  }
}

std::string PlaceNames::Of(std::size_t file, std::uint32_t begin) {
  const Position position = trackers_[file].At(begin);
  std::string place = module_.files[file].name;
  if (!place.empty()) place += ':';
  place += std::to_string(position.line) + ':' +
           std::to_string(position.column) + ": ";
  return place;
}

}  // namespace pastiche::terraform
