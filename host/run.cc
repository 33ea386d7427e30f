// `pastiche run PLUGIN`: the main job, from examples to pictures and a table:
// both pipelines, scored beside every baseline.

#include <fmt/format.h>

#include <algorithm>

#include "framework/evaluate/method_set.h"
#include "host/commands.h"
#include "host/comparison_options.h"
#include "host/comparison_tables.h"
#include "host/generation_options.h"
#include "host/json_output.h"
#include "host/sample_length.h"
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

// Pictures of one sample of each of our pipelines.
Result<void> ShowPictures(const Session& session, const Split& split,
                          std::uint64_t seed) {
  const Console& console = session.console();
  const auto set =
      MethodSet::Build(session.domain(), split.corpus, split.heldout,
                       session.recommendation(), &MainProgress());
  if (!set) return Fail(set);
  if (const auto adopted =
          session.AdoptMemory(split.corpus, (*set)->attention());
      !adopted) {
    return Fail(adopted);
  }
  const auto length = SampleLength(session);
  if (!length) return Fail(length);
  for (const char* name : {"attention-ar", "attention-diffusion"}) {
    Rng rng = Rng::Stream(seed, 0);
    MainProgress().done = 0;
    MainProgress().total = *length * (name[10] == 'd' ? 3 : 1);
    Document document;
    document.name = name;
    {
      const Ticker ticker(console, MainProgress(), "generating", "tokens");
      const SampleRequest request{
          .length = *length,
          .sampling = RecommendedSampling(session.recommendation().sampling)};
      auto tokens = (*set)->Sample(name, request, rng, &MainProgress());
      if (!tokens) return Fail(tokens);
      document.tokens = std::move(*tokens);
    }
    const auto picture = session.Preview(document);
    if (!picture) return Fail(picture);
    const auto verdict = session.domain().Check(document.tokens);
    if (!verdict) return Fail(verdict);
    const bool checked = session.domain().constraint().has_check;
    console.Out(fmt::format(
        "{}{}\n{}\n", console.Bold(name),
        !checked ? ""
        : verdict->valid
            ? "  passes the plugin's check"
            : "  does not pass: " + (verdict->diagnostics.empty()
                                         ? std::string("no reason given")
                                         : verdict->diagnostics[0].message),
        *picture));
  }
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
  const DomainInfo& info = session.domain().info();
  console.Out(fmt::format(
      "{}: {} documents ({} tokens) as memory; judged by {} held out ({} "
      "tokens{}); seed {}\n\n",
      console.Bold(info.name), split->corpus.size(), TokenCount(split->corpus),
      split->heldout.size(), TokenCount(split->heldout),
      split->by_host ? ", every fifth group" : "", seed));
  if (const auto shown = ShowPictures(session, *split, seed); !shown) {
    return Fail(shown);
  }
  ComparisonPlan plan;
  for (const std::string_view name : MethodSet::Names()) {
    plan.methods.emplace_back(name);
  }
  plan.seeds = {seed};
  plan.samples = arguments.Integer("samples", 10);
  const auto comparison = RunComparison(session, *split, plan);
  if (!comparison) return Fail(comparison);
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
