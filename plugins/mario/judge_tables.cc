// ABI tables: constraint and metrics.

#include <array>
#include <limits>

#include "plugins/mario/checks.h"
#include "plugins/mario/metrics.h"
#include "plugins/mario/plugin_tables.h"

namespace pastiche::mario {
namespace {

pst_status PST_CALL Allowed(const pst_instance*, const pst_tokens* tokens,
                            std::uint64_t pos, std::uint64_t* bits,
                            std::uint64_t word_count) {
  if (pos > tokens->count || word_count == 0) return PST_E_RANGE;
  bits[0] |= AllowedTiles(View(*tokens), static_cast<std::size_t>(pos));
  return PST_OK;
}

pst_status PST_CALL Check(const pst_instance*, const pst_tokens* tokens,
                          pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&]() -> pst_status {
    const pst::Sink sink(raw_sink);
    RequireLevel(sink, View(*tokens), /*allow_unknown=*/false);
    const std::vector<Problem> problems = CheckLevel(View(*tokens));
    for (const Problem& problem : problems) Report(sink, problem);
    return IsValid(problems) ? PST_OK : PST_NO;
  });
}

pst_status PST_CALL PrefixOk(const pst_instance*, const pst_tokens* tokens,
                             pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&]() -> pst_status {
    if (tokens->count > std::uint64_t{kMaxColumns} * kRows) {
      RequireLevel(pst::Sink(raw_sink), View(*tokens), /*allow_unknown=*/true);
    }
    const auto problem = CheckPrefix(View(*tokens));
    if (!problem) return PST_OK;
    Report(pst::Sink(raw_sink), *problem);
    return PST_NO;
  });
}

double NoveltyAgainst(Tokens level, std::span<const Tokens> corpus,
                      const LegacyVector&) {
  return Novelty(level, corpus);
}

double LegacyL2(Tokens level, std::span<const Tokens>,
                const LegacyVector& median) {
  return LegacyDistance(LegacyAxes(level), median);
}

template <double (*kMetric)(Tokens)>
double OfLevel(Tokens level, std::span<const Tokens>, const LegacyVector&) {
  return kMetric(level);
}

struct Metric {
  const char* id;
  const char* name;
  const char* unit;
  const char* description;
  std::int32_t direction;
  std::uint32_t flags;
  double lo;
  double hi;
  bool needs_corpus;  // Undefined without one.
  double (*compute)(Tokens, std::span<const Tokens>, const LegacyVector&);
};

constexpr std::array<Metric, 10> kMetrics = {{
    {"playable", "playable", "",
     "1 if a way leads to the right edge; a flat floor wins it", +1,
     PST_METRIC_GAMEABLE, 0, 1, false, OfLevel<Playable>},
    {"reachable_columns", "reachable columns", "share",
     "Columns that the jump search reaches; a flat floor wins it", +1,
     PST_METRIC_GAMEABLE, 0, 1, false, OfLevel<ReachableColumns>},
    {"pipes_valid", "valid pipe tiles", "share",
     "Pipe tiles that belong to a whole pipe; undefined without pipes", +1, 0,
     0, 1, false, OfLevel<PipesValid>},
    {"pipes_all", "all pipes valid", "",
     "1 if every pipe tile is valid; a level without pipes wins it", +1,
     PST_METRIC_GAMEABLE, 0, 1, false, OfLevel<PipesAllValid>},
    {"density", "density", "share", "Tiles that are not air", 0, 0, 0, 1, false,
     OfLevel<Density>},
    {"linearity", "linearity", "rows",
     "Standard deviation of the height of the ground; 0 is flat", 0, 0, 0, 7,
     false, OfLevel<Linearity>},
    {"leniency", "leniency", "per column",
     "Enemies, cannons and gaps less prizes and coins; higher is harder", 0, 0,
     -14, 15, false, OfLevel<Leniency>},
    {"novelty", "novelty", "share",
     "Tiles that differ from the nearest window of the corpus; noise is the "
     "most novel",
     0, 0, 0, 1, true, NoveltyAgainst},
    {"playable_columns", "columns with low ground", "share",
     "Columns with ground in the lowest five rows, as published; a flat floor "
     "wins it",
     0, PST_METRIC_GAMEABLE, 0, 1, false, OfLevel<PlayableColumns>},
    {"legacy_l2", "legacy distance", "",
     "Distance of density, linearity, leniency and playable columns to the "
     "corpus median, as published; one flat level wins it",
     -1, PST_METRIC_GAMEABLE, 0, 31, true, LegacyL2},
}};

pst_status PST_CALL DescribeMetric(const pst_instance*, std::uint32_t index,
                                   pst_metric_info* out) {
  if (index >= kMetrics.size()) return PST_E_RANGE;
  const Metric& metric = kMetrics[index];
  *out = {sizeof(pst_metric_info),
          metric.id,
          metric.name,
          metric.unit,
          metric.description,
          metric.direction,
          PST_SCOPE_SEQUENCE,
          metric.flags,
          0,
          metric.lo,
          metric.hi};
  return PST_OK;
}

// Throws PST_E_INVALID_INPUT where an item is no level.
std::vector<Tokens> LevelsOf(const pst_token_set& set) {
  std::vector<Tokens> levels;
  levels.reserve(static_cast<std::size_t>(set.count));
  for (std::uint64_t i = 0; i < set.count; ++i) {
    levels.push_back(View(set.items[i]));
    if (ValidateTokens(levels.back(), /*allow_unknown=*/false)) {
      throw pst::Stop{PST_E_INVALID_INPUT};
    }
  }
  return levels;
}

pst_status PST_CALL Compute(const pst_instance*, std::uint32_t index,
                            const pst_token_set* samples,
                            const pst_token_set* corpus, const pst_token_set*,
                            double* out, std::uint64_t out_count) {
  if (index >= kMetrics.size() || out_count != samples->count) {
    return PST_E_RANGE;
  }
  return pst::Guard(nullptr, [&] {
    const Metric& metric = kMetrics[index];
    const std::vector<Tokens> levels = LevelsOf(*samples);
    std::vector<Tokens> memory;
    if (metric.needs_corpus) memory = LevelsOf(*corpus);
    const LegacyVector median = LegacyMedian(memory).value_or(LegacyVector{});
    for (std::size_t i = 0; i < levels.size(); ++i) {
      out[i] = metric.needs_corpus && memory.empty()
                   ? std::numeric_limits<double>::quiet_NaN()
                   : metric.compute(levels[i], memory, median);
    }
  });
}

}  // namespace

const pst_constraint& ConstraintTable() {
  static constexpr pst_constraint kTable = {
      sizeof(pst_constraint),
      /*chunk_units=*/6,
      /*repair_units=*/6,     Allowed, Check, PrefixOk,
      /*complete=*/nullptr};
  return kTable;
}

const pst_metrics& MetricsTable() {
  static constexpr pst_metrics kTable = {sizeof(pst_metrics), kMetrics.size(),
                                         0, DescribeMetric, Compute};
  return kTable;
}

}  // namespace pastiche::mario
