// Comparisons as JSON objects and as CSV.

#include "host/comparison_output.h"

#include <fmt/format.h>

#include "host/json_output.h"

namespace pastiche::host {

namespace json = boost::json;

json::object ToJson(const MetricValue& value) {
  json::object object;
  SetNumber(object, "mean", value.mean);
  if (value.standard_error) SetNumber(object, "stderr", *value.standard_error);
  object["n"] = value.n;
  if (!value.per_document.empty()) {
    json::array numbers;
    for (const double each : value.per_document) {
      numbers.push_back(std::isnan(each) ? json::value() : json::value(each));
    }
    object["per_document"] = std::move(numbers);
  }
  if (!value.versus.baseline.empty()) {
    json::object versus = {{"baseline", value.versus.baseline},
                           {"n", value.versus.n}};
    SetNumber(versus, "ratio", value.versus.ratio);
    SetNumber(versus, "difference", value.versus.difference);
    if (value.versus.standard_error) {
      SetNumber(versus, "stderr", *value.versus.standard_error);
    }
    object["versus"] = std::move(versus);
  }
  return object;
}

json::object ToJson(const MethodResult& method) {
  json::object metrics, volatile_metrics;
  for (const auto& [id, value] : method.metrics) metrics[id] = ToJson(value);
  for (const auto& [id, value] : method.volatile_metrics) {
    SetNumber(volatile_metrics, id, value);
  }
  json::object object = {{"name", method.name},
                         {"kind", std::string(NameOf(method.kind))},
                         {"metrics", std::move(metrics)}};
  if (!volatile_metrics.empty()) {
    object["volatile"] = std::move(volatile_metrics);
  }
  if (!method.notes.empty()) {
    json::array notes;
    for (const auto& note : method.notes) notes.push_back(json::string(note));
    object["notes"] = std::move(notes);
  }
  return object;
}

json::object ToJson(const CorpusSummary& summary) {
  json::object object = {{"documents", summary.documents},
                         {"tokens", summary.tokens}};
  if (!summary.sha256.empty()) object["sha256"] = summary.sha256;
  return object;
}

json::object ToJson(const DomainComparison& comparison) {
  json::array methods;
  for (const MethodResult& method : comparison.methods) {
    methods.push_back(ToJson(method));
  }
  return {{"domain", comparison.domain},
          {"corpus", ToJson(comparison.corpus)},
          {"heldout", ToJson(comparison.heldout)},
          {"methods", std::move(methods)}};
}

std::string CsvHeader() { return "domain,method,kind,metric,mean,stderr,n\n"; }

std::string ToCsv(const DomainComparison& comparison) {
  std::string csv;
  for (const MethodResult& method : comparison.methods) {
    for (const auto& [id, value] : method.metrics) {
      csv += fmt::format("{},{},{},{},{:.17g},{},{}\n", comparison.domain,
                         method.name, NameOf(method.kind), id, value.mean,
                         value.standard_error
                             ? fmt::format("{:.17g}", *value.standard_error)
                             : "",
                         value.n);
    }
  }
  return csv;
}

}  // namespace pastiche::host
