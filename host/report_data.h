// From a finished comparison to what the report shows of it.

#ifndef PASTICHE_HOST_REPORT_DATA_H_
#define PASTICHE_HOST_REPORT_DATA_H_

#include <string>

#include "framework/core/result.h"
#include "host/comparison_log.h"
#include "host/report.h"
#include "host/session.h"

namespace pastiche::host {

// Samples that a comparison keeps for the report.
inline constexpr std::size_t kReportExamples = 2;

// Columns, and the kept samples drawn by the plugin: two of our pipelines', one
// of the others'; sound of ours and of real documents only.
[[nodiscard]] Result<ReportDomain> DescribeForReport(const Session& session,
                                                     const LoggedRun& run);

// This process's command line, quoted for a shell where that is needed.
[[nodiscard]] std::string CommandLine();

// "AMD EPYC, AVX3, threads: 2"
[[nodiscard]] std::string MachineLine();

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_REPORT_DATA_H_
