// Rows of methods and tasks, with what is best and what is gamed.

#include "host/comparison_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "framework/evaluate/metric_direction.h"
#include "host/table.h"

namespace pastiche::host {
namespace {

// General metrics, and how a header calls them.
struct Column {
  const char* id;
  const char* title;
  const char* format;
};
constexpr Column kColumns[] = {
    {"bits_per_token", "bits/token", "{:.4f}"},
    {"bits_per_token_cached", "cached", "{:.4f}"},
    {"loo_bits_per_token", "left out", "{:.4f}"},
    {"loo_bits_per_token_cached", "left out, cached", "{:.4f}"},
    {"bits_per_byte", "bits/byte", "{:.4f}"},
    {"bits_per_byte_cached", "bits/byte, cached", "{:.4f}"},
    {"loo_bits_per_byte", "bits/byte, left out", "{:.4f}"},
    {"loo_bits_per_byte_cached", "bits/byte, left out, cached", "{:.4f}"},
    {"fill_bits_15", "fill 15 %", "{:.3f}"},
    {"fill_bits_50", "fill 50 %", "{:.3f}"},
    {"fill_bits_85", "fill 85 %", "{:.3f}"},
    {"jsd3", "jsd3", "{:.4f}"},
    {"jsd4", "jsd4", "{:.4f}"},
    {"copied_8", "copied 8", "{:.3f}"},
    {"copied_16", "copied 16", "{:.3f}"},
    {"diversity", "diversity", "{:.3f}"},
    {"valid", "valid", "{:.2f}"},
    {"valid_checked", "checked", "{:.2f}"},
    {"joint_valid", "joint", "{:.2f}"}};

std::string Number(double value, const std::string& format) {
  return fmt::format(fmt::runtime(format), value);
}

MethodCell CellOf(const MethodResult& method, const std::string& metric,
                  const std::string& format) {
  const auto found = method.metrics.find(metric);
  if (found == method.metrics.end()) return {};
  MethodCell cell{.value = Number(found->second.mean, format)};
  if (found->second.standard_error) {
    cell.error = Number(*found->second.standard_error, format);
  }
  return cell;
}

// The best of ours and of the baselines, where the metric ranks.
const MethodResult* BestOf(const DomainComparison& comparison,
                           const ReportColumn& column) {
  if (column.direction == 0 || !column.winners.empty()) return nullptr;
  const MethodResult* best = nullptr;
  for (const MethodResult& method : comparison.methods) {
    const auto value = method.metrics.find(column.id);
    if (value == method.metrics.end() ||
        (method.kind != MethodKind::kOurs &&
         method.kind != MethodKind::kBaseline)) {
      continue;
    }
    if (best == nullptr ||
        (value->second.mean - best->metrics.at(column.id).mean) *
                column.direction >
            0.0) {
      best = &method;
    }
  }
  return best;
}

bool AnyHas(const DomainComparison& comparison, const std::string& metric) {
  return std::any_of(
      comparison.methods.begin(), comparison.methods.end(),
      [&](const MethodResult& m) { return m.metrics.contains(metric); });
}

// Rows: methods. Unless `own` the time per token, too; methods without any of
// the columns are left out if `own`.
Table MethodTable(const DomainComparison& comparison,
                  const std::vector<ReportColumn>& columns, bool errors,
                  bool own) {
  std::vector<std::string> header = {"method"};
  for (const ReportColumn& column : columns) {
    header.push_back(column.title + (column.winners.empty() ? "" : "*"));
  }
  if (!own) header.emplace_back("us/token");
  Table table(header);
  for (const MethodRow& each : MethodRows(comparison, columns)) {
    std::vector<std::string> row = {each.method->name};
    for (const MethodCell& cell : each.cells) {
      row.push_back(cell.Text(errors));
    }
    if (!own) {
      const auto speed = each.method->volatile_metrics.find("us_per_token");
      row.push_back(speed == each.method->volatile_metrics.end()
                        ? ""
                        : Number(speed->second, "{:.1f}"));
      if (each.begins_kind && table.row_count() > 0) table.AddGap();
    } else if (std::all_of(row.begin() + 1, row.end(),
                           [](const auto& cell) { return cell.empty(); })) {
      continue;
    }
    table.Add(row);
  }
  return table;
}

bool IsTask(const std::string& id) {
  return id.starts_with("complete") || id.starts_with("masked_") ||
         id.starts_with("fault_");
}

// Tasks are many and their names long: they are the rows.
Table TaskTable(const DomainComparison& comparison,
                const std::set<std::string>& tasks, bool errors) {
  std::vector<std::string> header = {"left out: task"};
  std::vector<const MethodResult*> methods;
  for (const MethodResult& method : comparison.methods) {
    const auto& metrics = method.metrics;
    if (std::none_of(metrics.begin(), metrics.end(),
                     [](const auto& each) { return IsTask(each.first); })) {
      continue;
    }
    methods.push_back(&method);
    header.push_back(method.name);
  }
  Table table(header);
  for (const std::string& id : tasks) {
    std::vector<std::string> row = {id};
    for (const MethodResult* method : methods) {
      const MethodCell cell = CellOf(*method, id, "{:.3f}");
      row.push_back(cell.Text(errors));
    }
    table.Add(row);
  }
  return table;
}

}  // namespace

std::vector<ReportColumn> ComparisonColumns(
    const Domain& domain, const DomainComparison& comparison) {
  std::vector<ReportColumn> columns;
  const auto add = [&](const std::string& id, const std::string& title,
                       const char* format) {
    if (!AnyHas(comparison, id)) return;
    columns.push_back({.id = id,
                       .title = title,
                       .format = format,
                       .direction = MetricDirection(domain, id),
                       .winners = ControlsThatWin(domain, comparison, id)});
  };
  for (const Column& column : kColumns) {
    add(column.id, column.title, column.format);
  }
  for (const MetricInfo& metric : domain.metrics()) {
    add(domain.info().id + "." + metric.id, metric.id, "{:.3f}");
  }
  return columns;
}

std::string MethodCell::Text(bool with_error) const {
  return with_error && !error.empty() ? value + " ± " + error : value;
}

std::vector<MethodRow> MethodRows(const DomainComparison& comparison,
                                  const std::vector<ReportColumn>& columns) {
  std::vector<MethodRow> rows;
  for (const MethodResult& method : comparison.methods) {
    const bool begins = rows.empty() || rows.back().method->kind != method.kind;
    rows.push_back({.method = &method, .begins_kind = begins});
  }
  for (const ReportColumn& column : columns) {
    const MethodResult* best = BestOf(comparison, column);
    for (MethodRow& row : rows) {
      row.cells.push_back(CellOf(*row.method, column.id, column.format));
      row.cells.back().best = row.method == best;
    }
  }
  return rows;
}

std::string ComparisonTables(const Domain& domain,
                             const DomainComparison& comparison, bool errors,
                             bool markdown) {
  const auto show = [&](const Table& table) {
    return markdown ? table.Markdown() : table.Text();
  };
  std::vector<ReportColumn> general, own;
  std::string marks;
  const std::string prefix = domain.info().id + ".";
  for (ReportColumn& column : ComparisonColumns(domain, comparison)) {
    if (!column.winners.empty()) {
      marks += fmt::format("{}{} ({})", marks.empty() ? "" : ", ", column.title,
                           fmt::join(column.winners, ", "));
    }
    (column.id.starts_with(prefix) ? own : general)
        .push_back(std::move(column));
  }
  std::string text = show(MethodTable(comparison, general, errors, false));
  if (!own.empty()) {
    text += "\n" + show(MethodTable(comparison, own, errors, true));
  }
  if (!marks.empty()) {
    text += fmt::format(
        "\n{} won by copies or repetition, shown, never used to rank: {}\n",
        markdown ? "\\*" : "*", marks);
  }
  std::set<std::string> tasks;
  for (const MethodResult& method : comparison.methods) {
    for (const auto& [id, value] : method.metrics) {
      if (IsTask(id)) tasks.insert(id);
    }
  }
  if (!tasks.empty()) text += "\n" + show(TaskTable(comparison, tasks, errors));
  return text;
}

}  // namespace pastiche::host
