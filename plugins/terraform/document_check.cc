// A row of tokens as a document: whole, or a beginning that was cut off.

#include <algorithm>
#include <utility>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/closing.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

bool Has(std::span<const std::uint32_t> tokens, std::uint32_t id) {
  return std::find(tokens.begin(), tokens.end(), id) != tokens.end();
}

// A beginning that ends in a file's name or right after it.
bool EndsInName(std::span<const std::uint32_t> tokens) {
  const auto mark =
      std::find_if(tokens.rbegin(), tokens.rend(),
                   [](std::uint32_t id) { return id <= kVerbatimMark; });
  return mark != tokens.rend() && *mark == kFileMark;
}

// The last file is the one that was cut off.
void CloseLastFile(std::span<const std::uint32_t> tokens,
                   DecodedModule& module) {
  if (module.files.size() > 1 && EndsInName(tokens)) {
    module.files.pop_back();
    const auto last = static_cast<std::uint32_t>(module.files.size() - 1);
    const auto end =
        static_cast<std::uint32_t>(module.files.back().text.size());
    for (TokenOrigin& place : module.places) {
      if (place.file > last) place = {last, end, end};
    }
    return;
  }
  if (module.files.empty()) return;
  std::string& text = module.files.back().text;
  const std::optional<ClosedText> closed = CloseText(text);
  if (!closed) return;
  text.resize(closed->kept);
  text += closed->closers;
  const auto end = static_cast<std::uint32_t>(text.size());
  for (TokenOrigin& place : module.places) {
    place.begin = std::min(place.begin, end);
    place.end = std::min(place.end, end);
  }
}

// A reference that later files may resolve; declarations that they may use.
void Soften(ModuleReport& report) {
  std::erase_if(report.findings, [](const Finding& finding) {
    return finding.code == FindingCode::kUnusedVariable ||
           finding.code == FindingCode::kUnusedLocal;
  });
  for (Finding& finding : report.findings) {
    if (finding.code == FindingCode::kUndeclared) {
      finding.severity = Severity::kWarning;
    }
  }
}

}  // namespace

bool DocumentReport::valid() const {
  return !broken && std::none_of(report.findings.begin(), report.findings.end(),
                                 [](const Finding& finding) {
                                   return finding.severity == Severity::kError;
                                 });
}

DocumentReport CheckDocument(std::span<const std::uint32_t> tokens) {
  DocumentReport result;
  result.cut = !Has(tokens, kEndMark);
  const bool has_text = Has(tokens, kTextMark) || Has(tokens, kVerbatimMark);
  result.broken = FindMarkProblem(tokens, /*whole=*/!result.cut || !has_text);
  if (result.cut && !result.broken) result.broken = FindHopeless(tokens);
  result.module = DecodeModule(tokens);
  if (result.cut && !result.broken) CloseLastFile(tokens, result.module);
  result.report = CheckModule(FilesOf(result.module));
  if (result.cut) Soften(result.report);
  return result;
}

}  // namespace pastiche::terraform
