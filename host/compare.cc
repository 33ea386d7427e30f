// `pastiche compare [PLUGIN...]`: methods side by side, with standard errors.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "framework/evaluate/method_set.h"
#include "host/commands.h"
#include "host/comparison_options.h"
#include "host/json_output.h"
#include "host/session.h"
#include "host/ticker.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Kind = OptionSpec::Kind;

json::object ToJson(const MetricValue& value) {
  json::object object;
  SetNumber(object, "mean", value.mean);
  if (value.standard_error) SetNumber(object, "stderr", *value.standard_error);
  object["n"] = value.n;
  if (!value.per_document.empty()) {
    json::array numbers;
    for (const double each : value.per_document) numbers.emplace_back(each);
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

json::object ToJson(const CorpusSummary& summary) {
  json::object object = {{"documents", summary.documents},
                         {"tokens", summary.tokens}};
  if (!summary.sha256.empty()) object["sha256"] = summary.sha256;
  return object;
}

json::object ToJson(const DomainComparison& comparison) {
  json::array methods;
  for (const MethodResult& method : comparison.methods) {
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
    methods.push_back(std::move(object));
  }
  return {{"domain", comparison.domain},
          {"corpus", ToJson(comparison.corpus)},
          {"heldout", ToJson(comparison.heldout)},
          {"methods", std::move(methods)}};
}

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
      if (end > at) plan.methods.push_back(word.substr(at, end - at));
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
  return plan;
}

// The plugins named, or every usable one.
Result<std::vector<std::string>> PluginsToCompare(const Arguments& arguments) {
  if (!arguments.positionals().empty()) return arguments.positionals();
  std::vector<std::string> ids;
  const Registry registry = Registry::Scan(PluginSources(arguments));
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

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto plugins = PluginsToCompare(arguments);
  if (!plugins) return Fail(plugins);
  const auto plan = ReadPlan(arguments);
  if (!plan) return Fail(plan);
  const auto begin = std::chrono::steady_clock::now();
  json::array domains;
  for (const std::string& plugin : *plugins) {
    const auto opened = Session::Open(console, arguments, plugin);
    if (!opened) return Fail(opened);
    const Session& session = **opened;
    const auto split = SplitCorpus(session);
    if (!split) return Fail(split);
    const auto comparison = RunComparison(session, *split, *plan);
    if (!comparison) return Fail(comparison);
    if (arguments.Has("json")) {
      domains.push_back(ToJson(*comparison));
      continue;
    }
    const bool markdown = arguments.Has("markdown");
    console.Out(fmt::format(
        "{}{}: {} documents, {} tokens; held out {}{}, {} tokens; {} seeds x "
        "{} "
        "samples\n\n",
        markdown ? "## " : "", comparison->domain, comparison->corpus.documents,
        comparison->corpus.tokens, comparison->heldout.documents,
        split->by_host ? " (every fifth group)" : "",
        comparison->heldout.tokens, plan->seeds.size(), plan->samples));
    console.Out(
        ComparisonTables(session.domain(), *comparison, true, markdown) + "\n");
    for (const MethodResult& method : comparison->methods) {
      for (const std::string& note : method.notes) {
        if (console.verbose()) console.Note(method.name + ": " + note);
      }
    }
  }
  if (arguments.Has("json")) {
    json::object result = JsonEnvelope("compare");
    const std::chrono::duration<double> spent =
        std::chrono::steady_clock::now() - begin;
    result["volatile"] = {{"simd", kernels::ActiveTargetName()},
                          {"threads", kernels::thread_count()},
                          {"seconds", spent.count()}};
    result["domains"] = std::move(domains);
    PrintJson(console, result);
  }
  return kOk;
}

}  // namespace

Command CompareCommand() {
  CommandSpec spec{
      .name = "compare",
      .summary = "our pipelines beside baselines and controls, with errors",
      .positionals = "[PLUGIN...]",
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
                  {.name = "markdown", .help = "tables as Markdown"}},
      .examples = {"pastiche compare mario --corpus levels --heldout test "
                   "--seeds 3 --samples 50 --json"}};
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
