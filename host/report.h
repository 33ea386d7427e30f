// The comparison as one HTML page that stands alone: no network, no scripts,
// readable on a phone, in light and dark, and by a screen reader.

#ifndef PASTICHE_HOST_REPORT_H_
#define PASTICHE_HOST_REPORT_H_

#include <map>
#include <string>
#include <vector>

#include "framework/core/domain.h"
#include "framework/evaluate/comparison.h"
#include "host/report_media.h"

namespace pastiche::host {

struct ReportColumn {
  std::string id, title;
  std::string format;  // For fmt, one number.
  int direction = 0;   // -1 less is better, +1 more, 0 neither.
  std::vector<std::string> winners =
      {};  // Controls that win it: it ranks nothing.
};

struct ReportDomain {
  std::string name;  // "Super Mario levels"
  DomainComparison comparison = {};
  bool split_by_host = false;              // Every fifth group was held out.
  std::vector<ReportColumn> columns = {};  // In the order of the table.
  // By method: renderings of its first samples.
  std::map<std::string, std::vector<ReportMedia>> examples = {};
};

struct Report {
  std::vector<ReportDomain> domains = {};
  std::string command_line;  // As a shell would take it.
  std::string version;
  std::string machine;  // "AMD EPYC, AVX3, 2 threads"
  std::string seeds;    // "1, 2, 3"
  std::size_t samples = 0;
  std::string data;  // The result as JSON, embedded for programs.
};

[[nodiscard]] std::string ReportPage(const Report& report);

// The page's style sheet.
[[nodiscard]] std::string_view ReportStyle();

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_REPORT_H_
