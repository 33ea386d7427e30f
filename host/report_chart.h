// Charts of the report as inline SVG: means with their standard errors, and
// differences document by document. Readable without scripts and in both
// colour schemes; numbers stand beside the marks.

#ifndef PASTICHE_HOST_REPORT_CHART_H_
#define PASTICHE_HOST_REPORT_CHART_H_

#include <optional>
#include <span>
#include <string>

namespace pastiche::host {

struct ChartRow {
  std::string name;
  std::string kind;  // CSS class of the mark: "ours", "baseline", ...
  double mean = 0.0;
  std::optional<double> standard_error = {};
};

// One row per method from 0, or from the least lower end where that is below
// 0, to the greatest mean + error; `id` is unique in the page. Empty for no
// row. Values are finite.
[[nodiscard]] std::string IntervalChart(const std::string& id,
                                        const std::string& title,
                                        std::span<const ChartRow> rows);

// A dot per document of ours - theirs around a line at 0, and the mean with its
// standard error. Empty for fewer than two documents.
[[nodiscard]] std::string DifferenceChart(const std::string& id,
                                          const std::string& title,
                                          std::span<const double> differences);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_REPORT_CHART_H_
