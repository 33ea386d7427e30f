// What a run is known by, and doing what its log lacks.

#include "host/comparison_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/sha256.h"
#include "host/arguments.h"
#include "host/files.h"
#include "host/option_value.h"
#include "host/sample_length.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

CorpusSummary SummaryOf(const std::vector<Document>& documents) {
  CorpusSummary summary{.documents = documents.size()};
  for (const Document& document : documents) {
    summary.tokens += document.tokens.size();
  }
  return summary;
}

std::string GroupsOf(const std::vector<Document>& documents) {
  std::string groups;
  for (const Document& document : documents) {
    groups += document.group_or_name() + "\n";
  }
  return Sha256Hex(groups);
}

// All that a result depends on, but for the machine.
Result<json::object> WhatDecides(const Session& session, const Split& split,
                                 const ComparisonPlan& plan) {
  const auto length = SampleLength(session);
  if (!length) return Fail(length);
  json::array methods, seeds(plan.seeds.begin(), plan.seeds.end());
  for (const auto& name : plan.methods) methods.push_back(json::string(name));
  std::string heads;
  if (const std::string file = session.arguments().Text("heads");
      !file.empty()) {
    const auto loaded = ReadFile(file);
    if (!loaded) return Fail(loaded);
    heads = Sha256Hex(loaded->file.content);
  }
  const DomainInfo& info = session.domain().info();
  return json::object{{"version", PASTICHE_VERSION},
                      {"domain", info.id},
                      {"plugin", info.version},
                      {"content", info.content_hash},
                      {"options", session.Options(Session::Scope::kCreate) +
                                      session.Options(Session::Scope::kCanvas)},
                      {"heads", heads},
                      {"corpus", split.corpus_sha256},
                      {"groups", GroupsOf(split.corpus)},
                      {"heldout", CorpusSha256(split.heldout)},
                      {"methods", std::move(methods)},
                      {"seeds", std::move(seeds)},
                      {"samples", plan.samples},
                      {"length", *length},
                      {"fill_draws", plan.fill_draws},
                      {"leave_one_out", plan.leave_one_out},
                      {"task_draws", plan.task_draws},
                      {"examples", plan.examples}};
}

bool Holds(const LoggedRun& run, const std::string& method) {
  return std::any_of(run.comparison.methods.begin(),
                     run.comparison.methods.end(),
                     [&](const auto& m) { return m.name == method; });
}

}  // namespace

Result<Shard> ParseShard(std::string_view text) {
  const std::size_t slash = text.find('/');
  constexpr std::uint64_t kMost = 1000;
  if (slash != std::string_view::npos) {
    const auto count =
        ParseInteger(text.substr(slash + 1), "--shard", 1, kMost);
    if (count) {
      const auto index =
          ParseInteger(text.substr(0, slash), "--shard", 1, *count);
      if (index) return Shard{.index = *index, .count = *count};
    }
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("--shard: \"{}\" is no part of a whole", text),
              "write 2/3 for the second of three, at most 1000");
}

Result<LoggedRun> RunLogged(const Session& session, ComparisonPlan plan,
                            const Shard& shard, std::size_t first,
                            ComparisonLog* log) {
  const auto split = SplitCorpus(session);
  if (!split) return Fail(split);
  auto decides = WhatDecides(session, *split, plan);
  if (!decides) return Fail(decides);
  LoggedRun run{.id = RunId(*decides),
                .split_by_host = split->by_host,
                .methods = plan.methods,
                .seeds = plan.seeds,
                .samples = plan.samples};
  run.comparison.domain = session.domain().info().id;
  run.comparison.corpus = SummaryOf(split->corpus);
  run.comparison.corpus.sha256 = split->corpus_sha256;
  run.comparison.heldout = SummaryOf(split->heldout);
  bool begun = log == nullptr;
  if (log != nullptr) {
    for (const LoggedRun& logged : log->runs()) {
      if (logged.id != run.id) continue;
      run.comparison.methods = logged.comparison.methods;
      begun = true;
    }
  }
  std::vector<std::string> open;
  for (std::size_t m = 0; m < plan.methods.size(); ++m) {
    if ((first + m) % shard.count != shard.index - 1) continue;
    if (!Holds(run, plan.methods[m])) open.push_back(plan.methods[m]);
  }
  if (!begun) {
    if (const auto said = log->Begin(run); !said) return Fail(said);
  }
  if (open.empty()) return run;
  plan.methods = std::move(open);
  plan.finished = [&](const MethodResult& result) -> Result<void> {
    return log == nullptr ? Result<void>() : log->Add(run.id, result);
  };
  const auto methods = BuildMethods(session, *split);
  if (!methods) return Fail(methods);
  auto comparison = RunComparison(session, *split, **methods, plan);
  if (!comparison) return Fail(comparison);
  for (MethodResult& method : comparison->methods) {
    run.comparison.methods.push_back(std::move(method));
  }
  return run;
}

}  // namespace pastiche::host
