// Little texts of settings, "ab=c;" a line, for tests of what is asked about
// the parts of documents: names, values and lines.

#ifndef PASTICHE_TESTS_SUPPORT_SETTINGS_TEXT_H_
#define PASTICHE_TESTS_SUPPORT_SETTINGS_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/memory_domain.h"

namespace pastiche::test {

// Letters a-w are letters; of the vocabulary's 26, x stands for "=", y for the
// end of a line, z for the end of the document.
inline constexpr Token kAssign = 23, kLineEnd = 24, kDocumentEnd = 25;

enum SettingsKind : std::size_t { kNameKind, kValueKind, kLineKind };

// Regions of whole lines NAME=VALUE;.
inline std::vector<Region> SettingsRegions(std::size_t kind, TokenSpan tokens) {
  std::vector<Region> regions;
  std::size_t line = 0, assign = 0;
  const auto add = [&](std::size_t begin, std::size_t end) {
    Region region;
    region.label = std::to_string(regions.size());
    region.runs = {{begin, end}};
    regions.push_back(std::move(region));
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == kAssign) assign = i;
    if (tokens[i] != kLineEnd) continue;
    if (kind == kLineKind) add(line, i + 1);
    if (kind == kNameKind && line < assign) add(line, assign);
    if (kind == kValueKind && line < assign) add(assign + 1, i);
    line = i + 1;
  }
  return regions;
}

inline MemoryDomainOptions SettingsDomain() {
  MemoryDomainOptions options;
  options.id = "settings";
  options.vocabulary = 26;
  options.unit_end = kLineEnd;
  options.end_token = kDocumentEnd;
  options.region_kinds = {"name", "value", "line"};
  options.regions = SettingsRegions;
  return options;
}

// "ab=c;" as the domain reads it.
inline std::string SettingsText(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    letters += c == '=' ? 'x' : c == ';' ? 'y' : c == '.' ? 'z' : c;
  }
  return letters;
}

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_SUPPORT_SETTINGS_TEXT_H_
