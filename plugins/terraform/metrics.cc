#include "plugins/terraform/metrics.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kNoLimit = std::numeric_limits<double>::infinity();

enum Metric : std::size_t {
  kParses,
  kReferencesResolved,
  kDuplicateKeys,
  kUnused,
  kLines,
  kMeanBlockLines,
  kMaxDepth,
};

constexpr MetricInfo kInfos[kMetricCount] = {
    {"parses", "parses", "",
     "1 if every file parses, else 0; where the sample was cut off, if it may "
     "still become one that does. An empty file wins it",
     1, true, 0, 1},
    {"references_resolved", "references resolved", "",
     "Share of references whose target the module declares; only known if "
     "every file parses",
     1, false, 0, 1},
    {"duplicate_keys", "duplicate keys", "",
     "Arguments and declarations given twice; an empty file wins it", -1, true,
     0, kNoLimit},
    {"unused", "unused declarations", "",
     "Variables and locals nothing refers to; an empty file wins it", -1, true,
     0, kNoLimit},
    {"lines", "lines", "lines", "Lines of the canonical text of all files", 0,
     false, 0, kNoLimit},
    {"mean_block_lines", "mean block size", "lines",
     "Lines from the header to the closing brace of a top-level block", 0,
     false, 1, kNoLimit},
    {"max_depth", "deepest block", "",
     "Blocks inside one another; 1 for a block at the top of a file", 0, false,
     0, kNoLimit},
};

double CountLines(std::string_view text) {
  auto lines = static_cast<double>(std::count(text.begin(), text.end(), '\n'));
  if (!text.empty() && text.back() != '\n') ++lines;
  return lines;
}

double MeanBlockLines(const DecodedModule& module) {
  double lines = 0;
  double blocks = 0;
  for (const DecodedFile& file : module.files) {
    const std::string_view text = file.text;
    for (const Block& block : Parse(text, Lex(text)).blocks) {
      if (block.parent != 0 || block.braces.end <= block.braces.begin) continue;
      lines += CountLines(text.substr(block.header.begin,
                                      block.braces.end - block.header.begin));
      ++blocks;
    }
  }
  return blocks > 0 ? lines / blocks : kUndefined;
}

double MaxDepth(const DecodedModule& module) {
  std::size_t deepest = 0;
  for (const DecodedFile& file : module.files) {
    const Syntax syntax = Parse(file.text, Lex(file.text));
    std::vector<std::size_t> depths = {0};  // Of bodies.
    for (const Block& block : syntax.blocks) {
      depths.push_back(depths[block.parent] + 1);
      deepest = std::max(deepest, depths.back());
    }
  }
  return static_cast<double>(deepest);
}

}  // namespace

const MetricInfo& MetricInfoOf(std::size_t index) { return kInfos[index]; }

double ComputeMetric(std::size_t index, std::span<const std::uint32_t> tokens) {
  const DocumentReport document = CheckDocument(tokens);
  const DecodedModule& module = document.module;
  const ModuleReport& report = document.report;
  if (index == kMeanBlockLines) return MeanBlockLines(module);
  if (index == kMaxDepth) return MaxDepth(module);
  if (index == kLines) {
    double lines = 0;
    for (const DecodedFile& file : module.files) lines += CountLines(file.text);
    return lines;
  }
  if (index == kParses) return document.parses() ? 1 : 0;
  if (index == kDuplicateKeys) return static_cast<double>(report.duplicates);
  if (index == kUnused) return static_cast<double>(report.unused);
  if (report.references.all == 0) return kUndefined;
  return static_cast<double>(report.references.resolved) /
         static_cast<double>(report.references.all);
}

}  // namespace pastiche::terraform
