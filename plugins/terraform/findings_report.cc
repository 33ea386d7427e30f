#include "plugins/terraform/findings_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "plugins/terraform/json_text.h"
#include "plugins/terraform/surprise.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

struct Rule {
  const char* id;
  const char* text;
};

// Index = FindingCode; the last is for surprises.
constexpr std::array<Rule, 9> kRules = {{
    {"", ""},
    {"syntax", "The file parses as HashiCorp's parser would have it."},
    {"duplicate-argument", "An argument is set once in a block."},
    {"duplicate-declaration", "A name is declared once in a module."},
    {"undeclared-reference", "What is referred to is declared in the module."},
    {"unused-variable", "A variable is referred to."},
    {"unused-local", "A local value is referred to."},
    {"file-marks", "Files and texts follow each other in order."},
    {"surprise", "Text is like that of the modules it is compared with."},
}};
constexpr std::size_t kSurpriseRule = kRules.size() - 1;

// Lines from 1, columns in code points from 1.
struct Region {
  std::size_t line, column, end_line, end_column;
};

struct Entry {
  std::size_t rule;
  Severity severity;
  std::size_t file;
  std::uint32_t begin, end;
  std::string message, mend;
  Region region;
};

// Where bytes stand, for offsets that ascend.
class CodePointPlaces {
 public:
  explicit CodePointPlaces(std::string_view text) : text_(text) {}
  std::pair<std::size_t, std::size_t> At(std::size_t offset) {
    if (offset < at_) {
      at_ = 0;
      line_ = column_ = 1;
    }
    for (; at_ < std::min(offset, text_.size()); ++at_) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '\n') {
        ++line_;
        column_ = 1;
      } else if ((byte & 0xc0) != 0x80) {
        ++column_;
      }
    }
    return {line_, column_};
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0, line_ = 1, column_ = 1;
};

std::string OneDecimal(double value) {
  std::array<char, 32> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(),
                    std::clamp(value, -1e6, 1e6), std::chars_format::fixed, 1);
  return {digits.data(), end.ptr};
}

// All that is to be reported, by file and place, cut to kMostReported.
std::vector<Entry> EntriesOf(const DocumentReport& document,
                             std::span<const double> bits) {
  std::vector<Entry> entries;
  for (const Finding& finding : document.report.findings) {
    entries.push_back({static_cast<std::size_t>(finding.code),
                       finding.severity,
                       finding.file,
                       finding.begin,
                       finding.end,
                       finding.message,
                       finding.mend,
                       {}});
  }
  const DecodedModule& module = document.module;
  if (document.broken) {
    const std::size_t at = document.broken->begin;
    const TokenOrigin place =
        at < module.places.size() ? module.places[at] : TokenOrigin{0, 0, 0};
    entries.push_back({static_cast<std::size_t>(FindingCode::kMarks),
                       Severity::kError,
                       place.file,
                       place.begin,
                       place.end,
                       document.broken->message,
                       document.broken->mend,
                       {}});
  }
  for (const Surprise& each :
       JoinSurprises(module, SurprisesOf(module, bits), kSurpriseBits[1])) {
    entries.push_back({kSurpriseRule,
                       Severity::kNote,
                       each.file,
                       each.begin,
                       each.end,
                       "unlike the corpus: up to " + OneDecimal(each.bits) +
                           " bits for a token",
                       "",
                       {}});
  }
  std::stable_sort(
      entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.file, a.begin) < std::pair(b.file, b.begin);
      });
  if (entries.size() > kMostReported) {
    Entry rest = entries[kMostReported];
    rest.message = std::to_string(entries.size() - kMostReported) +
                   " more findings are not listed";
    rest.mend.clear();
    entries.resize(kMostReported);
    entries.push_back(std::move(rest));
  }
  std::vector<CodePointPlaces> places;
  for (const DecodedFile& file : module.files) places.emplace_back(file.text);
  for (Entry& entry : entries) {
    if (entry.file >= places.size()) continue;
    const auto begin = places[entry.file].At(entry.begin);
    const auto end = places[entry.file].At(entry.end);
    entry.region = {begin.first, begin.second, end.first, end.second};
  }
  return entries;
}

std::string FileName(const DecodedModule& module, std::size_t file) {
  if (file >= module.files.size() || module.files[file].name.empty()) {
    return "main.tf";
  }
  return module.files[file].name;
}

// A relative URI; everything that RFC 3986 does not leave alone is escaped.
std::string Uri(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
                       c == '_' || c == '~' || c == '/';
    if (plain) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4];
      uri += kDigits[byte & 15];
    }
  }
  return uri;
}

const char* LevelName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "none";
}

std::string SarifResult(const DecodedModule& module, const Entry& entry) {
  const Region& at = entry.region;
  std::string text = entry.message;
  if (!entry.mend.empty()) text += "; " + entry.mend;
  return "{\"ruleId\":" + JsonString(kRules[entry.rule].id) +
         ",\"ruleIndex\":" + std::to_string(entry.rule - 1) +
         ",\"level\":" + JsonString(LevelName(entry.severity)) +
         ",\"message\":{\"text\":" + JsonString(text) +
         "},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{"
         "\"uri\":" +
         JsonString(Uri(FileName(module, entry.file))) +
         "},\"region\":{\"startLine\":" + std::to_string(at.line) +
         ",\"startColumn\":" + std::to_string(at.column) +
         ",\"endLine\":" + std::to_string(at.end_line) +
         ",\"endColumn\":" + std::to_string(at.end_column) + "}}}]}";
}

}  // namespace

const char* RuleOf(FindingCode code) {
  return kRules[static_cast<std::size_t>(code)].id;
}

std::string FindingsSarif(const DocumentReport& document,
                          std::span<const double> bits) {
  std::string json =
      "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
      "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
      "\"pastiche terraform\",\"rules\":[";
  for (std::size_t i = 1; i < kRules.size(); ++i) {
    if (i > 1) json += ',';
    json += "\n  {\"id\":" + JsonString(kRules[i].id) +
            ",\"shortDescription\":{\"text\":" + JsonString(kRules[i].text) +
            "}}";
  }
  json += "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[";
  bool first = true;
  for (const Entry& entry : EntriesOf(document, bits)) {
    json += first ? "\n  " : ",\n  ";
    json += SarifResult(document.module, entry);
    first = false;
  }
  return json + "]}]}\n";
}

std::string FindingsJson(const DocumentReport& document,
                         std::span<const double> bits) {
  std::string json = "{\"schema\":\"pastiche.terraform.findings/1\",\"valid\":";
  json += document.valid() ? "true" : "false";
  json += ",\"findings\":[";
  bool first = true;
  for (const Entry& entry : EntriesOf(document, bits)) {
    const Region& at = entry.region;
    json += first ? "\n  " : ",\n  ";
    json += "{\"rule\":" + JsonString(kRules[entry.rule].id) +
            ",\"severity\":" + JsonString(LevelName(entry.severity)) +
            ",\"file\":" + JsonString(FileName(document.module, entry.file)) +
            ",\"line\":" + std::to_string(at.line) +
            ",\"column\":" + std::to_string(at.column) +
            ",\"end_line\":" + std::to_string(at.end_line) +
            ",\"end_column\":" + std::to_string(at.end_column) +
            ",\"message\":" + JsonString(entry.message) +
            ",\"mend\":" + JsonString(entry.mend) + "}";
    first = false;
  }
  return json + "]}\n";
}

}  // namespace pastiche::terraform
