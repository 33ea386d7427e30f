// A comparison as data: the objects of schema pastiche.compare/1, and CSV.

#ifndef PASTICHE_HOST_COMPARISON_OUTPUT_H_
#define PASTICHE_HOST_COMPARISON_OUTPUT_H_

#include <boost/json.hpp>
#include <string>

#include "framework/evaluate/comparison.h"

namespace pastiche::host {

// {"mean","stderr","n","per_document","versus"}, what was computed of it; null
// for documents that were not scored.
[[nodiscard]] boost::json::object ToJson(const MetricValue& value);
[[nodiscard]] boost::json::object ToJson(const MethodResult& method);
[[nodiscard]] boost::json::object ToJson(const CorpusSummary& summary);
[[nodiscard]] boost::json::object ToJson(const DomainComparison& comparison);

// Without a comma, a quote or a line break in any field: one line for each
// domain, method and metric: domain,method,kind,metric,mean,stderr,n. Numbers
// have 17 digits, so that they read back as they were.
[[nodiscard]] std::string CsvHeader();
[[nodiscard]] std::string ToCsv(const DomainComparison& comparison);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMPARISON_OUTPUT_H_
