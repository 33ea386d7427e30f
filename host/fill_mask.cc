// Byte ranges, units and regions as the options of `fill` name them.

#include "host/fill_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/option_value.h"
#include "host/places.h"

namespace pastiche::host {
namespace {

// Marks the tokens that the byte ranges touch.
void MarkRanges(const Document& document, const std::vector<ByteRange>& ranges,
                std::uint32_t file, std::vector<bool>& masked) {
  for (std::size_t i = 0; i < document.where.size(); ++i) {
    const SourceSpan& span = document.where[i];
    if (span.file != file || span.begin == span.end) continue;
    for (const ByteRange& range : ranges) {
      if (span.begin < range.end && range.begin < span.end) masked[i] = true;
    }
  }
}

// Marks units FROM-TO, counted from 1, both included.
Result<void> MarkUnits(const Domain& domain, const Document& document,
                       const std::string& word, std::vector<bool>& masked) {
  const auto number = [](const std::string& text, std::uint64_t least) {
    auto parsed = ParseInteger(text, "--mask-units", least, UINT32_MAX);
    if (!parsed) parsed.error().code = ErrorCode::kUsage;
    return parsed;
  };
  const std::size_t dash = word.find('-');
  const auto from = number(word.substr(0, dash), 1);
  if (!from) return Fail(from);
  const auto to =
      dash == std::string::npos ? from : number(word.substr(dash + 1), *from);
  if (!to) return Fail(to);
  std::vector<std::uint8_t> starts(document.tokens.size());
  const auto asked = domain.UnitStarts(document.tokens, starts);
  if (!asked) return asked;
  std::uint64_t unit = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    unit += starts[i] != 0 ? 1 : 0;
    if (unit >= *from && unit <= *to) masked[i] = true;
  }
  if (*to > unit) {
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("--mask-units {}: the document has {} units", word, unit),
        "units count from 1");
  }
  return {};
}

// Whether a region of that kind is meant by `label`: "bar 2" by "bar 2" or,
// where the kind is known to be "bar", by "2".
bool IsCalled(const Region& region, const std::string& kind,
              const std::string& label, bool kind_given) {
  return region.label == label ||
         (kind_given && region.label == kind + " " + label);
}

// "lane:kick" names one region, "lane" all of a kind, "kick" those of that
// label in any kind.
struct RegionName {
  std::string kind;   // Empty: any.
  std::string label;  // Empty: all.
};

Result<RegionName> ParseRegionName(const Domain& domain,
                                   const std::string& option,
                                   const std::string& word) {
  const auto& kinds = domain.region_kinds();
  const auto has = [&](const std::string& kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  const std::size_t colon = word.find(':');
  if (colon != std::string::npos && has(word.substr(0, colon))) {
    return RegionName{word.substr(0, colon), word.substr(colon + 1)};
  }
  if (has(word)) return RegionName{word, ""};
  if (colon == std::string::npos && !kinds.empty()) return RegionName{"", word};
  return Fail(ErrorCode::kUsage,
              fmt::format("--{}: {} has no regions of kind \"{}\"", option,
                          domain.info().id, word.substr(0, colon)),
              kinds.empty() ? "it names no regions"
                            : fmt::format("it has {}", fmt::join(kinds, ", ")));
}

// Sets `value` for the positions of the regions of that name.
Result<void> MarkRegions(const Domain& domain, const Document& document,
                         const std::string& option, const RegionName& name,
                         bool value, std::vector<bool>& masked) {
  bool found = false;
  std::vector<std::string> labels;
  for (std::size_t k = 0; k < domain.region_kinds().size(); ++k) {
    const std::string& kind = domain.region_kinds()[k];
    if (!name.kind.empty() && name.kind != kind) continue;
    const auto regions = domain.Regions(k, document.tokens);
    if (!regions) return Fail(regions);
    for (const Region& region : *regions) {
      if (labels.size() < 12) labels.push_back(region.label);
      if (!name.label.empty() &&
          !IsCalled(region, kind, name.label, !name.kind.empty())) {
        continue;
      }
      found = true;
      for (const Region::Run& run : region.runs) {
        for (std::uint64_t i = run.begin; i < run.end; ++i) masked[i] = value;
      }
    }
  }
  if (found) return {};
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("--{} {}: no such region", option, name.label),
              labels.empty()
                  ? "the document has none"
                  : fmt::format("there are {}", fmt::join(labels, ", ")));
}

// The regions of every word of a list option.
Result<void> MarkListed(const Session& session, const Document& document,
                        const std::string& option, bool value,
                        std::vector<bool>& masked) {
  for (const std::string& word : session.arguments().List(option)) {
    const auto name = ParseRegionName(session.domain(), option, word);
    if (!name) return Fail(name);
    const auto marked =
        MarkRegions(session.domain(), document, option, *name, value, masked);
    if (!marked) return marked;
  }
  return {};
}

// --lane hat, for every kind of region that the plugin has.
Result<void> MarkByKind(const Session& session, const CommandSpec& command,
                        const Document& document, std::vector<bool>& masked) {
  const auto& kinds = session.domain().region_kinds();
  for (const auto& [kind, label] : session.arguments().more()) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      Error error = UnknownOption(command, "--" + kind, kinds);
      error.code = ErrorCode::kUsage;
      return tl::unexpected<Error>(std::move(error));
    }
    const auto marked = MarkRegions(session.domain(), document, kind,
                                    {kind, label}, true, masked);
    if (!marked) return marked;
  }
  return {};
}

}  // namespace

Result<std::vector<bool>> ReadMask(const Session& session,
                                   const CommandSpec& command,
                                   const Document& document,
                                   const std::vector<LoadedFile>& files) {
  const Arguments& arguments = session.arguments();
  std::vector<bool> masked(document.tokens.size(), false);
  const std::string& text = files[0].file.content;
  if (arguments.Has("mask")) {
    const auto mask = ReadFile(arguments.Text("mask"));
    if (!mask) return Fail(mask);
    const auto ranges =
        ParseRanges(mask->file.content, mask->path.string(), text);
    if (!ranges) return Fail(ranges);
    MarkRanges(document, *ranges, 0, masked);
  }
  for (const std::string& word : arguments.List("mask-range")) {
    const auto ranges = ParseRanges(word, "--mask-range", text);
    if (!ranges) return Fail(ranges);
    MarkRanges(document, *ranges, 0, masked);
  }
  for (const std::string& word : arguments.List("mask-units")) {
    const auto marked = MarkUnits(session.domain(), document, word, masked);
    if (!marked) return Fail(marked);
  }
  auto marked = MarkListed(session, document, "mask-region", true, masked);
  if (!marked) return Fail(marked);
  marked = MarkByKind(session, command, document, masked);
  if (!marked) return Fail(marked);
  marked = MarkListed(session, document, "pin", false, masked);
  if (!marked) return Fail(marked);
  if (std::find(masked.begin(), masked.end(), true) == masked.end()) {
    return Fail(ErrorCode::kUsage, "nothing is masked",
                "say what to fill with --mask FILE, --mask-range, "
                "--mask-units or --mask-region");
  }
  return masked;
}

}  // namespace pastiche::host
