// `pastiche run PLUGIN`: the main job, from examples to pictures and a table:
// both pipelines, scored beside every baseline.

#include <fmt/format.h>

#include "host/commands.h"
#include "host/comparison_options.h"
#include "host/comparison_output.h"
#include "host/comparison_tables.h"
#include "host/generation_options.h"
#include "host/json_output.h"
#include "host/session.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

std::size_t TokenCount(const std::vector<Document>& documents) {
  std::size_t total = 0;
  for (const Document& document : documents) total += document.tokens.size();
  return total;
}

struct Drawn {
  Document document;  // Named after its method.
  Verdict verdict;
};

// What several methods of the comparison wait for.
Result<void> Prepare(const Session& session, const MethodSet& methods) {
  const Ticker ticker(session.console(), MainProgress(),
                      "preparing " + session.domain().info().id, "steps");
  return methods.Prepare(&MainProgress());
}

// The first sample of each of our pipelines, with the check where it has one.
Result<std::vector<Drawn>> FirstSamples(const Session& session,
                                        const DomainComparison& comparison) {
  std::vector<Drawn> samples;
  for (const MethodResult& method : comparison.methods) {
    if (method.kind != MethodKind::kOurs) continue;
    const auto& drawn = method.checked_examples.empty()
                            ? method.examples
                            : method.checked_examples;
    if (drawn.empty()) continue;
    auto verdict = session.domain().Check(drawn.front());
    if (!verdict) return Fail(verdict);
    Drawn& sample = samples.emplace_back();
    sample.document.name = method.name;
    sample.document.tokens = drawn.front();
    sample.verdict = std::move(*verdict);
  }
  return samples;
}

Result<void> ShowPicture(const Session& session, const Drawn& sample) {
  const auto picture = session.Preview(sample.document);
  if (!picture) return Fail(picture);
  const Verdict& verdict = sample.verdict;
  const bool checked = session.domain().constraint().has_check;
  session.console().Out(fmt::format(
      "{}{}\n{}\n", session.console().Bold(sample.document.name),
      !checked ? ""
      : verdict.valid
          ? "  passes the plugin's check"
          : "  does not pass: " + (verdict.diagnostics.empty()
                                       ? std::string("no reason given")
                                       : verdict.diagnostics[0].message),
      *picture));
  return {};
}

Result<void> PrintAsJson(const Session& session,
                         const std::vector<Drawn>& samples,
                         const DomainComparison& comparison,
                         std::uint64_t seed) {
  boost::json::object result = JsonEnvelope("run");
  result["seed"] = seed;
  boost::json::array texts;
  for (const Drawn& sample : samples) {
    const auto text = session.domain().Decode(sample.document.tokens);
    if (!text) return Fail(text);
    texts.push_back({{"method", sample.document.name},
                     {"tokens", sample.document.tokens.size()},
                     {"valid", sample.verdict.valid},
                     {"text", *text}});
  }
  result["samples"] = std::move(texts);
  result["comparison"] = ToJson(comparison);
  PrintJson(session.console(), result);
  return {};
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto opened =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!opened) return Fail(opened);
  const Session& session = **opened;
  const auto split = SplitCorpus(session);
  if (!split) return Fail(split);
  const std::uint64_t seed = ReadSeed(console, arguments);
  const bool as_json = arguments.Has("json");
  const DomainInfo& info = session.domain().info();
  if (!as_json) {
    console.Out(fmt::format(
        "{}: {} documents ({} tokens) as memory; judged by {} held out ({} "
        "tokens{}); seed {}\n\n",
        console.Bold(info.name), split->corpus.size(),
        TokenCount(split->corpus), split->heldout.size(),
        TokenCount(split->heldout), split->by_host ? ", every fifth group" : "",
        seed));
  }
  const auto methods = BuildMethods(session, *split);
  if (!methods) return Fail(methods);
  if (const auto ready = Prepare(session, **methods); !ready) {
    return Fail(ready);
  }
  ComparisonPlan plan;
  for (const std::string_view name : MethodSet::Names()) {
    plan.methods.emplace_back(name);
  }
  plan.seeds = {seed};
  plan.examples = 1;
  plan.samples = arguments.Integer("samples", 10);
  const auto comparison = RunComparison(session, *split, **methods, plan);
  if (!comparison) return Fail(comparison);
  const auto samples = FirstSamples(session, *comparison);
  if (!samples) return Fail(samples);
  if (as_json) {
    const auto printed = PrintAsJson(session, *samples, *comparison, seed);
    if (!printed) return Fail(printed);
    return kOk;
  }
  for (const Drawn& sample : *samples) {
    if (const auto shown = ShowPicture(session, sample); !shown) {
      return Fail(shown);
    }
  }
  console.Out(ComparisonTables(session.domain(), *comparison, false, false));
  return kOk;
}

}  // namespace

Command RunCommandEntry() {
  CommandSpec spec{
      .name = "run",
      .summary = "the main job: generate, show, score beside every baseline",
      .positionals = "PLUGIN",
      .min_positionals = 1,
      .max_positionals = 1,
      .options = {{.name = "heldout",
                   .kind = Kind::kList,
                   .value = "PATH",
                   .help =
                       "documents to be judged by (else every fifth group)"},
                  {.name = "samples",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "samples per method in the table (10)",
                   .lo = 1,
                   .hi = 100000},
                  {.name = "length",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "units per sample",
                   .lo = 1,
                   .hi = 10000000}},
      .examples = {"pastiche run mario",
                   "pastiche run mario --corpus my-levels --seed 7"}};
  AddSeedOption(spec.options);
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
