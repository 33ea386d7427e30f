// Splitting, running and tabulating comparisons.

#include "host/comparison_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "framework/evaluate/method_set.h"
#include "host/sample_length.h"
#include "host/table.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

// One group in this many is held out when the user names none.
constexpr std::size_t kHoldOutOneIn = 5;

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
    {"bits_per_byte_cached", "cached", "{:.4f}"},
    {"loo_bits_per_byte", "left out", "{:.4f}"},
    {"loo_bits_per_byte_cached", "left out, cached", "{:.4f}"},
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

std::string Number(double value, const char* format) {
  return fmt::format(fmt::runtime(format), value);
}

std::string FormattedCell(const MethodResult& method, const std::string& metric,
                          const char* format, bool errors) {
  const auto found = method.metrics.find(metric);
  if (found == method.metrics.end()) return "";
  std::string cell = Number(found->second.mean, format);
  if (errors && found->second.standard_error) {
    cell += " ± " + Number(*found->second.standard_error, format);
  }
  return cell;
}

bool AnyHas(const DomainComparison& comparison, const std::string& metric) {
  return std::any_of(
      comparison.methods.begin(), comparison.methods.end(),
      [&](const MethodResult& m) { return m.metrics.contains(metric); });
}

Table GeneralTable(const DomainComparison& comparison, bool errors) {
  std::vector<std::string> header = {"method"};
  std::vector<Column> columns;
  for (const Column& column : kColumns) {
    if (!AnyHas(comparison, column.id)) continue;
    columns.push_back(column);
    header.emplace_back(column.title);
  }
  header.emplace_back("us/token");
  Table table(header);
  const MethodResult* before = nullptr;
  for (const MethodResult& method : comparison.methods) {
    if (before != nullptr && before->kind != method.kind) table.AddGap();
    before = &method;
    std::vector<std::string> row = {method.name};
    for (const Column& column : columns) {
      row.push_back(FormattedCell(method, column.id, column.format, errors));
    }
    const auto speed = method.volatile_metrics.find("us_per_token");
    row.push_back(speed == method.volatile_metrics.end()
                      ? ""
                      : Number(speed->second, "{:.1f}"));
    table.Add(row);
  }
  return table;
}

Table DomainTable(const Domain& domain, const DomainComparison& comparison,
                  bool errors) {
  std::vector<std::string> header = {"method"};
  std::vector<std::string> ids;
  for (const MetricInfo& metric : domain.metrics()) {
    const std::string id = domain.info().id + "." + metric.id;
    if (!AnyHas(comparison, id)) continue;
    ids.push_back(id);
    // A metric that a degenerate sample wins is marked and ranks nothing.
    header.push_back(metric.id + (metric.gameable ? "*" : ""));
  }
  Table table(header);
  for (const MethodResult& method : comparison.methods) {
    std::vector<std::string> row = {method.name};
    for (const auto& id : ids)
      row.push_back(FormattedCell(method, id, "{:.3f}", errors));
    const bool any =
        std::any_of(row.begin() + 1, row.end(),
                    [](const auto& cell) { return !cell.empty(); });
    if (any) table.Add(row);
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
      row.push_back(FormattedCell(*method, id, "{:.3f}", errors));
    }
    table.Add(row);
  }
  return table;
}

}  // namespace

Result<Split> SplitCorpus(const Session& session) {
  auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  auto heldout = session.Heldout();
  if (!heldout) return Fail(heldout);
  Split split{.corpus = std::move(*corpus), .heldout = std::move(*heldout)};
  if (!split.heldout.empty()) return split;
  split.by_host = true;
  std::vector<std::string> groups;
  for (const Document& document : split.corpus) {
    if (std::find(groups.begin(), groups.end(), document.group_or_name()) ==
        groups.end()) {
      groups.push_back(document.group_or_name());
    }
  }
  if (groups.size() < 2) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the corpus has {} group of documents, so none can "
                            "be held out",
                            groups.size()),
                "name held-out documents with --heldout, or give more");
  }
  std::set<std::string> out;
  const std::size_t step = std::min(kHoldOutOneIn, groups.size());
  for (std::size_t g = step - 1; g < groups.size(); g += step) {
    out.insert(groups[g]);
  }
  std::vector<Document> kept;
  for (Document& document : split.corpus) {
    (out.contains(document.group_or_name()) ? split.heldout : kept)
        .push_back(std::move(document));
  }
  split.corpus = std::move(kept);
  return split;
}

std::string CorpusSha256(const std::vector<Document>& corpus) {
  std::string bytes;
  const auto number = [&](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) {
      bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
    }
  };
  for (const Document& document : corpus) {
    number(document.name.size());
    bytes += document.name;
    number(document.tokens.size());
    for (const Token token : document.tokens) number(token);
  }
  return Sha256(bytes);
}

Result<DomainComparison> RunComparison(const Session& session,
                                       const Split& split,
                                       const ComparisonPlan& plan) {
  const Ticker ticker(session.console(), MainProgress(),
                      "comparing " + session.domain().info().id, "steps");
  const auto set =
      MethodSet::Build(session.domain(), split.corpus, split.heldout,
                       session.recommendation(), &MainProgress());
  if (!set) return Fail(set);
  SampleRequest request{
      .sampling = RecommendedSampling(session.recommendation().sampling),
      .masks = true,  // Part of the pipeline; the checker is not.
      .verify = false};
  const auto length = SampleLength(session);
  if (!length) return Fail(length);
  request.length = *length;
  std::vector<Method> methods;
  for (const std::string& name : plan.methods) {
    auto method = (*set)->Entry(name, request);
    if (!method) return Fail(method);
    methods.push_back(std::move(*method));
  }
  return CompareDomain({.domain = &session.domain(),
                        .corpus = split.corpus,
                        .heldout = split.heldout,
                        .corpus_sha256 = CorpusSha256(split.corpus),
                        .methods = methods,
                        .seeds = plan.seeds,
                        .samples = plan.samples,
                        .fill_draws = plan.fill_draws,
                        .leave_one_out = plan.leave_one_out,
                        .task_draws = plan.task_draws},
                       &MainProgress());
}

std::string ComparisonTables(const Domain& domain,
                             const DomainComparison& comparison, bool errors,
                             bool markdown) {
  const auto show = [&](const Table& table) {
    return markdown ? table.Markdown() : table.Text();
  };
  std::string text = show(GeneralTable(comparison, errors));
  const Table own = DomainTable(domain, comparison, errors);
  if (!domain.metrics().empty()) {
    text += "\n" + show(own);
    const bool marked =
        std::any_of(domain.metrics().begin(), domain.metrics().end(),
                    [](const MetricInfo& m) { return m.gameable; });
    if (marked) {
      text += "\n* a degenerate sample wins it: shown, never used to rank\n";
    }
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
