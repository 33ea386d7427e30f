// `pastiche compare [PLUGIN...]`: methods side by side, with standard errors.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>

#include "framework/evaluate/method_set.h"
#include "host/commands.h"
#include "host/comparison_options.h"
#include "host/comparison_output.h"
#include "host/comparison_run.h"
#include "host/comparison_tables.h"
#include "host/files.h"
#include "host/json_output.h"
#include "host/report_data.h"
#include "host/session.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Kind = OptionSpec::Kind;

Result<ComparisonPlan> ReadPlan(const Arguments& arguments) {
  ComparisonPlan plan;
  const std::uint64_t first = arguments.Integer("seed", 1);
  for (std::uint64_t i = 0; i < arguments.Integer("seeds", 3); ++i) {
    plan.seeds.push_back(first + i);
  }
  plan.samples = arguments.Integer("samples", 20);
  plan.fill_draws = arguments.Integer("fill-draws", 1);
  plan.leave_one_out = true;
  plan.task_draws = arguments.Integer("task-draws", 8);
  for (const std::string& word : arguments.List("methods")) {
    for (std::size_t at = 0; at <= word.size();) {
      const std::size_t end = std::min(word.find(',', at), word.size());
      const std::string name = word.substr(at, end - at);
      if (!name.empty() && std::find(plan.methods.begin(), plan.methods.end(),
                                     name) == plan.methods.end()) {
        plan.methods.push_back(name);
      }
      at = end + 1;
    }
  }
  const auto names = MethodSet::Names();
  for (const std::string& name : plan.methods) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--methods: no method \"{}\"", name),
                  fmt::format("use {}", fmt::join(names, ", ")));
    }
  }
  if (plan.methods.empty()) plan.methods = {names.begin(), names.end()};
  plan.examples = kReportExamples;
  return plan;
}

// The plugins named, or every usable one.
Result<std::vector<std::string>> PluginsToCompare(const Console& console,
                                                  const Arguments& arguments) {
  if (!arguments.positionals().empty()) return arguments.positionals();
  std::vector<std::string> ids;
  Containment containment(console, arguments);
  const Registry registry = containment.Scan();
  for (const PluginEntry& entry : registry.entries()) {
    if (entry.status == PluginEntry::Status::kUsable) {
      ids.push_back(entry.domain.id);
    }
  }
  if (ids.empty()) {
    return Fail(ErrorCode::kNotFound, "there is no plugin to compare",
                "see pastiche list");
  }
  return ids;
}

// A domain that was compared, with the session that can draw its samples.
struct Compared {
  std::unique_ptr<Session> session;
  LoggedRun run;
};

// Runs what is to be run; without a value a shard has done its part, and what
// it found is in the log.
Result<std::optional<std::vector<Compared>>> Compare(
    const Console& console, const Arguments& arguments) {
  const auto plugins = PluginsToCompare(console, arguments);
  if (!plugins) return Fail(plugins);
  const auto plan = ReadPlan(arguments);
  if (!plan) return Fail(plan);
  const auto shard = ParseShard(arguments.Text("shard", "1/1"));
  if (!shard) return Fail(shard);
  std::unique_ptr<ComparisonLog> log;
  if (const std::string file = arguments.Text("log"); !file.empty()) {
    auto opened = ComparisonLog::Open(file);
    if (!opened) return Fail(opened);
    log = std::move(*opened);
  } else if (shard->count > 1) {
    return Fail(ErrorCode::kUsage, "--shard without --log loses its results",
                "add --log FILE, then pastiche compare --merge FILE...");
  }
  std::vector<Compared> all;
  for (const std::string& plugin : *plugins) {
    auto opened = Session::Open(console, arguments, plugin);
    if (!opened) return Fail(opened);
    auto run = RunLogged(**opened, *plan, *shard,
                         all.size() * plan->methods.size(), log.get());
    if (!run) return Fail(run);
    all.push_back({.session = std::move(*opened), .run = std::move(*run)});
  }
  if (shard->count > 1) {
    console.Note(fmt::format(
        "part {} of {} is in {}; join them with pastiche compare --merge",
        shard->index, shard->count, arguments.Text("log")));
    return std::nullopt;
  }
  for (Compared& each : all) {
    auto whole = MergeRuns({each.run});
    if (!whole) return Fail(whole);
    each.run = std::move(whole->front());
  }
  return all;
}

Result<std::vector<Compared>> Merge(const Console& console,
                                    const Arguments& arguments) {
  if (arguments.positionals().empty()) {
    return Fail(ErrorCode::kUsage, "--merge without a log to read",
                "name the files that --log wrote");
  }
  std::vector<LoggedRun> runs;
  for (const std::string& file : arguments.positionals()) {
    const auto loaded = ReadFile(file);
    if (!loaded) return Fail(loaded);
    auto parsed = ParseLog(loaded->file.content, file);
    if (!parsed) return Fail(parsed);
    std::move(parsed->begin(), parsed->end(), std::back_inserter(runs));
  }
  auto merged = MergeRuns(std::move(runs));
  if (!merged) return Fail(merged);
  std::vector<Compared> all;
  for (LoggedRun& run : *merged) {
    auto opened = Session::Open(console, arguments, run.comparison.domain);
    if (!opened) return Fail(opened);
    all.push_back({.session = std::move(*opened), .run = std::move(run)});
  }
  return all;
}

void PrintTables(const Console& console, const Arguments& arguments,
                 const std::vector<Compared>& all) {
  const bool markdown = arguments.Has("markdown");
  for (const Compared& each : all) {
    const DomainComparison& comparison = each.run.comparison;
    console.Out(fmt::format(
        "{}{}: {} documents, {} tokens; held out {}{}, {} tokens\n\n",
        markdown ? "## " : "", comparison.domain, comparison.corpus.documents,
        comparison.corpus.tokens, comparison.heldout.documents,
        each.run.split_by_host ? " (every fifth group)" : "",
        comparison.heldout.tokens));
    console.Out(
        ComparisonTables(each.session->domain(), comparison, true, markdown) +
        "\n");
    if (!console.verbose()) continue;
    for (const MethodResult& method : comparison.methods) {
      for (const std::string& note : method.notes) {
        console.Note(method.name + ": " + note);
      }
    }
  }
}

Result<void> WriteReport(const Arguments& arguments, const json::object& result,
                         const std::vector<Compared>& all) {
  const LoggedRun& first = all.front().run;
  Report report{.command_line = CommandLine(),
                .version = PASTICHE_VERSION,
                .machine = MachineLine(),
                .seeds = fmt::format("{}", fmt::join(first.seeds, ", ")),
                .samples = first.samples,
                .data = json::serialize(result)};
  for (const Compared& each : all) {
    auto domain = DescribeForReport(*each.session, each.run);
    if (!domain) return Fail(domain);
    report.domains.push_back(std::move(*domain));
  }
  return WriteWhole(arguments.Text("html"), ReportPage(report));
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<Compared> all;
  if (arguments.Has("merge")) {
    auto merged = Merge(console, arguments);
    if (!merged) return Fail(merged);
    all = std::move(*merged);
  } else {
    auto compared = Compare(console, arguments);
    if (!compared) return Fail(compared);
    if (!*compared) return kOk;
    all = std::move(**compared);
  }
  json::object result = JsonEnvelope("compare");
  json::array domains;
  for (const Compared& each : all)
    domains.push_back(ToJson(each.run.comparison));
  result["domains"] = std::move(domains);
  if (arguments.Has("html")) {
    const auto written = WriteReport(arguments, result, all);
    if (!written) return Fail(written);
  }
  if (arguments.Has("json")) {
    const std::chrono::duration<double> spent =
        std::chrono::steady_clock::now() - begin;
    result["volatile"] = {{"simd", kernels::ActiveTargetName()},
                          {"threads", kernels::thread_count()},
                          {"seconds", spent.count()}};
    PrintJson(console, result);
  } else if (arguments.Has("csv")) {
    console.Out(CsvHeader());
    for (const Compared& each : all) console.Out(ToCsv(each.run.comparison));
  } else {
    PrintTables(console, arguments, all);
  }
  return kOk;
}

}  // namespace

Command CompareCommand() {
  CommandSpec spec{
      .name = "compare",
      .summary = "our pipelines beside baselines and controls, with errors",
      .positionals = "[PLUGIN... | --merge LOG...]",
      .max_positionals = 1000,
      .options = {{.name = "heldout",
                   .kind = Kind::kList,
                   .value = "PATH",
                   .help =
                       "documents to be judged by (else every fifth group)"},
                  {.name = "methods",
                   .kind = Kind::kList,
                   .value = "A,B,...",
                   .help = "only these methods"},
                  {.name = "seeds",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "how many seeds (3)",
                   .lo = 1,
                   .hi = 10000},
                  {.name = "seed",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "the first of them (1)",
                   .hi = 1e18},
                  {.name = "samples",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "samples per seed and method (20)",
                   .lo = 1,
                   .hi = 100000},
                  {.name = "fill-draws",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "masks per held-out document and rate (1)",
                   .lo = 1,
                   .hi = 1000},
                  {.name = "task-draws",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "places per document and task of domains of text "
                           "(8); 0: no tasks",
                   .hi = 100000},
                  {.name = "length",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "units per sample",
                   .lo = 1,
                   .hi = 10000000},
                  {.name = "markdown", .help = "tables as Markdown"},
                  {.name = "csv", .help = "one line per method and metric"},
                  {.name = "html",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help = "also a page with charts, pictures and sound",
                   .guarded = true},
                  {.name = "log",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help = "keep each result there; go on from what it holds",
                   .guarded = true},
                  {.name = "shard",
                   .kind = Kind::kText,
                   .value = "I/N",
                   .help = "only the I-th of N parts, into --log"},
                  {.name = "merge",
                   .help = "run nothing: join the logs that are named"}},
      .examples = {"pastiche compare mario --corpus levels --heldout test "
                   "--seeds 3 --samples 50 --json",
                   "pastiche compare --html report.html"}};
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
