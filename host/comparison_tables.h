// How a comparison is shown: tables as text and Markdown, and the columns that
// they share with the report.

#ifndef PASTICHE_HOST_COMPARISON_TABLES_H_
#define PASTICHE_HOST_COMPARISON_TABLES_H_

#include <string>
#include <vector>

#include "framework/core/domain.h"
#include "framework/evaluate/comparison.h"
#include "host/report.h"

namespace pastiche::host {

// The metrics that any method has, general ones first, then the domain's own;
// with their direction and the controls that win them. Tasks are apart.
[[nodiscard]] std::vector<ReportColumn> ComparisonColumns(
    const Domain& domain, const DomainComparison& comparison);

// One table of the general metrics, one of the plugin's own (rows: methods),
// one of the tasks where there are any (rows: tasks), as text or Markdown.
// Metrics that a control wins have a * and a line below that names it.
[[nodiscard]] std::string ComparisonTables(const Domain& domain,
                                           const DomainComparison& comparison,
                                           bool errors, bool markdown);

// Of a method in a column; all empty where it lacks the metric.
struct MethodCell {
  std::string value;
  std::string error = {};  // Standard error.
  bool best = false;       // Of ours and the baselines, where the metric ranks.
  // "0.2337 ± 0.0011"
  [[nodiscard]] std::string Text(bool with_error) const;
};

struct MethodRow {
  const MethodResult* method = nullptr;
  bool begins_kind = false;  // The method before it is of another kind.
  std::vector<MethodCell> cells = {};
};

// The table that every output shows: a row a method, in their order.
[[nodiscard]] std::vector<MethodRow> MethodRows(
    const DomainComparison& comparison,
    const std::vector<ReportColumn>& columns);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMPARISON_TABLES_H_
