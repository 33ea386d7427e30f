// Reports as JSON, written and read.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "bench/report.h"
#include "host/json_output.h"

namespace pastiche::bench {
namespace {

namespace json = boost::json;

// Six digits: a time is not known better, and files stay readable.
double Rounded(double value) {
  if (value == 0.0 || !std::isfinite(value)) return value;
  const double unit =
      std::pow(10.0, 5.0 - std::floor(std::log10(std::abs(value))));
  return std::round(value * unit) / unit;
}

void Set(json::object& object, std::string_view key,
         const std::optional<double>& value) {
  if (value) host::SetNumber(object, key, Rounded(*value));
}

json::object ToObject(const Figures& figures) {
  json::object object;
  for (const auto& [name, value] : figures) Set(object, name, value);
  return object;
}

json::object ToObject(const Row& row) {
  json::object object = {{"name", row.name}};
  Set(object, "min_ms", row.min_ms);
  Set(object, "median_ms", row.median_ms);
  Set(object, "gflops", row.gflops);
  Set(object, "share_of_peak", row.share_of_peak);
  Set(object, "gbps", row.gbps);
  Set(object, "share_of_read", row.share_of_read);
  if (!row.versus.empty()) object["versus"] = ToObject(row.versus);
  if (!row.figures.empty()) object["figures"] = ToObject(row.figures);
  if (!row.details.empty()) object["details"] = ToObject(row.details);
  if (row.repeats > 0) object["repeats"] = row.repeats;
  if (row.unquiet) object["unquiet"] = true;
  return object;
}

const json::object* Object(const json::object& parent, std::string_view key) {
  const json::value* value = parent.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

std::string Text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr || !value->is_string()
             ? std::string()
             : std::string(value->get_string());
}

std::optional<double> Number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

Figures ReadFigures(const json::object* object) {
  Figures figures;
  if (object == nullptr) return figures;
  for (const auto& [key, value] : *object) {
    if (value.is_number()) {
      figures.emplace_back(key, value.to_number<double>());
    }
  }
  return figures;
}

Row ReadRow(const json::object& object) {
  Row row{.name = Text(object, "name"),
          .min_ms = Number(object, "min_ms"),
          .median_ms = Number(object, "median_ms"),
          .gflops = Number(object, "gflops"),
          .share_of_peak = Number(object, "share_of_peak"),
          .gbps = Number(object, "gbps"),
          .share_of_read = Number(object, "share_of_read"),
          .versus = ReadFigures(Object(object, "versus")),
          .figures = ReadFigures(Object(object, "figures")),
          .details = ReadFigures(Object(object, "details"))};
  row.repeats = static_cast<int>(
      std::clamp(Number(object, "repeats").value_or(0.0), 0.0, 1e6));
  const json::value* unquiet = object.if_contains("unquiet");
  row.unquiet = unquiet != nullptr && unquiet->is_bool() && unquiet->get_bool();
  return row;
}

}  // namespace

std::string ToJson(const Report& report) {
  const Machine& machine = report.machine;
  json::object object = host::JsonEnvelope("bench");
  object["simd"] = machine.simd;
  object["cpu"] = machine.cpu;
  object["compiler"] = machine.compiler;
  object["threads"] = machine.threads;
  object["started"] = report.started;
  object["seed"] = report.seed;
  object["quick"] = report.quick;
  object["peers"] = json::value_from(machine.peers);
  object["limits"] = {{"fma_gflops", ToObject(machine.fma_gflops)},
                      {"read_gbps", ToObject(machine.read_gbps)}};
  json::array rows;
  for (const Row& row : report.rows) rows.push_back(ToObject(row));
  object["rows"] = std::move(rows);
  return json::serialize(object) + "\n";
}

Result<Report> ParseReport(std::string_view json, std::string_view file) {
  const auto reject = [&](std::string_view what) {
    return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: {}", file, what),
                "give a file written by pastiche bench --export-json");
  };
  json::error_code error;
  const json::value value = json::parse(json, error);
  if (error) return reject("not JSON: " + error.message());
  const json::object* object = value.if_object();
  if (object == nullptr || Text(*object, "schema") != "pastiche.bench/1") {
    return reject("not a pastiche.bench/1 object");
  }
  const json::value* rows = object->if_contains("rows");
  if (rows == nullptr || !rows->is_array()) return reject("has no rows");
  Report report;
  report.machine.simd = Text(*object, "simd");
  report.machine.cpu = Text(*object, "cpu");
  report.machine.compiler = Text(*object, "compiler");
  report.machine.threads = static_cast<int>(
      std::clamp(Number(*object, "threads").value_or(1.0), 1.0, 1e6));
  report.started = Text(*object, "started");
  if (const json::object* limits = Object(*object, "limits")) {
    report.machine.fma_gflops = ReadFigures(Object(*limits, "fma_gflops"));
    report.machine.read_gbps = ReadFigures(Object(*limits, "read_gbps"));
  }
  for (const json::value& row : rows->get_array()) {
    if (!row.is_object()) return reject("a row is not an object");
    report.rows.push_back(ReadRow(row.get_object()));
  }
  return report;
}

}  // namespace pastiche::bench
