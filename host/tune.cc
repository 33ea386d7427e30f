// `pastiche tune PLUGIN`: head settings by leave-one-out likelihood.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "framework/core/sha256.h"
#include "framework/evaluate/rebuild.h"
#include "framework/memory/write_head_settings.h"
#include "framework/tune/head_moves.h"
#include "framework/tune/left_out_cases.h"
#include "framework/tune/tuner.h"
#include "host/commands.h"
#include "host/comparison_options.h"
#include "host/json_output.h"
#include "host/option_value.h"
#include "host/session.h"
#include "host/ticker.h"
#include "host/trial_log.h"
#include "host/tune_report.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Kind = OptionSpec::Kind;
using Clock = std::chrono::steady_clock;

struct NamedUse {
  std::string_view name;
  TunedUse use;
  UseSettings Recommendation::*settings;
};
constexpr NamedUse kUses[] = {
    {"ar", TunedUse::kAr, &Recommendation::ar},
    {"ar-cache", TunedUse::kArCache, &Recommendation::ar_cache},
    {"fill", TunedUse::kFill, &Recommendation::fill}};

// The request, and what does not change the result but when it ends.
struct TunePlan {
  TuneRequest request;
  std::optional<double> time_limit;  // Seconds, for all uses.
};

const NamedUse* UseNamed(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kUses), std::end(kUses),
                   [&](const NamedUse& use) { return use.name == name; });
  return found == std::end(kUses) ? nullptr : &*found;
}

std::vector<std::string> SplitWords(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Result<TunePlan> ReadPlan(const Arguments& arguments) {
  TunePlan plan;
  TuneRequest& request = plan.request;
  request.draws = arguments.Integer("fill-draws", request.draws);
  request.seed = arguments.Integer("seed", request.seed);
  request.trials = arguments.Integer("trials", request.trials);
  request.tokens = arguments.Integer("tokens", request.tokens);
  if (arguments.Has("time-limit")) {
    plan.time_limit = arguments.Number("time-limit", 0.0);
  }
  for (const std::string& word :
       SplitWords(arguments.Text("use", "ar,ar-cache,fill"))) {
    if (UseNamed(word) == nullptr) {
      return Fail(ErrorCode::kUsage, fmt::format("--use: no use \"{}\"", word),
                  "use ar, ar-cache or fill, or several with commas");
    }
    auto& uses = request.uses;
    if (std::find(uses.begin(), uses.end(), word) == uses.end()) {
      uses.push_back(word);
    }
  }
  for (const std::string& word :
       SplitWords(arguments.Text("mask-rates", "15,50,85"))) {
    const auto rate = ParseInteger(word, "--mask-rates", 1, 100);
    if (!rate) return Fail(ErrorCode::kUsage, rate.error().message);
    request.rates.push_back(*rate);
  }
  if (request.uses.empty() || request.rates.empty()) {
    return Fail(ErrorCode::kUsage,
                "--use and --mask-rates must name something");
  }
  return plan;
}

// What makes two searches the same one: all that its trials depend on.
std::string RunId(const Session& session, const TuneRequest& request,
                  const NamedUse& use, const std::string& corpus_sha256) {
  const std::string rates =
      use.use == TunedUse::kFill
          ? fmt::format("{} x {}", fmt::join(request.rates, ","), request.draws)
          : "";
  return Sha256Hex(
             fmt::format("{}\n{} {} {}\n{}\n{}\n{}\n{}\n{}\n{}",
                         PASTICHE_VERSION, session.domain().info().id,
                         session.domain().info().version,
                         session.domain().info().content_hash, corpus_sha256,
                         use.name, request.seed, request.tokens, rates,
                         WriteRecommendation(session.recommendation(),
                                             session.domain().geometry())))
      .substr(0, 16);
}

// Searches for one use and puts what it found into `recommendation`.
Result<Tuned> TuneOne(const Session& session, const TuneRequest& request,
                      const NamedUse& use, std::span<const Document> corpus,
                      const std::string& run, TrialLog& log,
                      std::optional<Clock::time_point> until) {
  const Domain& domain = session.domain();
  const UseSettings start = session.recommendation().*use.settings;
  MainProgress().done = MainProgress().total = 0;
  std::optional<Ticker> ticker;
  ticker.emplace(session.console(), MainProgress(),
                 fmt::format("reading for {}", use.name), "steps");
  UseSettings mixture = start;
  if (use.use == TunedUse::kFill) mixture.mixture_share = 0.0;
  const auto bases = MixtureBases(domain, corpus, mixture, &MainProgress());
  if (!bases) return Fail(bases);
  HeadMoves moves(start, domain.geometry(), use.use);
  CaseOptions options{.use = use.use,
                      .left_out = {.tokens = request.tokens},
                      .rates = {},
                      .draws = request.draws,
                      .seed = request.seed};
  for (const std::uint64_t rate : request.rates) {
    options.rates.push_back(static_cast<double>(rate) / 100.0);
  }
  const auto cases =
      LeftOutCases::Build(domain, corpus, moves.slots(), start.base_features,
                          *bases, options, &MainProgress());
  if (!cases) return Fail(cases);
  MainProgress().done = MainProgress().total = 0;
  ticker.emplace(session.console(), MainProgress(),
                 fmt::format("tuning {}", use.name), "trials");
  const std::vector<Trial> known = log.Known(run);
  if (!known.empty()) {
    session.console().Note(fmt::format("{}: the log has {} trials of this run",
                                       use.name, known.size() - 1));
  }
  const TunerOptions search{
      .trials = request.trials,
      .seed = request.seed,
      .known = known,
      .record =
          [&](std::span<const Trial> trials) {
            return log.Append(run, std::string(use.name), trials);
          },
      .stop = [&] { return until && Clock::now() >= *until; }};
  return TuneHeads(**cases, start, std::move(moves), search, &MainProgress());
}

Result<TrialLog> OpenLog(const Arguments& arguments) {
  std::string path = arguments.Text("log");
  const std::string output = arguments.Text("output", "-");
  if (path.empty() && output != "-") path = output + ".trials";
  if (path.empty()) return TrialLog();
  return TrialLog::Open(path);
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto begin = Clock::now();
  const auto plan = ReadPlan(arguments);
  if (!plan) return Fail(plan);
  const auto opened =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!opened) return Fail(opened);
  const Session& session = **opened;
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  auto log = OpenLog(arguments);
  if (!log) return Fail(log);
  const std::string sha256 = CorpusSha256(*corpus);
  Recommendation found = session.recommendation();
  std::vector<TunedUseResult> results;
  const TuneRequest& request = plan->request;
  for (std::size_t u = 0; u < request.uses.size(); ++u) {
    const NamedUse& use = *UseNamed(request.uses[u]);
    std::optional<Clock::time_point> until;
    if (plan->time_limit) {
      const double share =
          static_cast<double>(u + 1) / static_cast<double>(request.uses.size());
      until =
          begin + std::chrono::duration_cast<Clock::duration>(
                      std::chrono::duration<double>(*plan->time_limit * share));
    }
    auto tuned = TuneOne(session, request, use, *corpus,
                         RunId(session, request, use, sha256), *log, until);
    if (!tuned) {
      Error error = tuned.error();
      if (error.code == ErrorCode::kCancelled && log->kept()) {
        error.mend = "the same command goes on from the log";
      }
      return tl::unexpected<Error>(std::move(error));
    }
    found.*use.settings = tuned->settings;
    results.push_back({request.uses[u], std::move(*tuned)});
  }
  const json::object provenance =
      TuneProvenance(session, request, *corpus, sha256, results);
  const std::string text = WriteRecommendation(
      found, session.domain().geometry(), json::serialize(provenance));
  const std::string output = arguments.Text("output", "-");
  if (output != "-") {
    if (auto written = WriteWhole(output, text); !written) {
      return Fail(written);
    }
  }
  if (arguments.Has("json")) {
    json::object result = JsonEnvelope("tune");
    for (const auto& [key, value] : provenance) {
      if (key != "tool" && key != "version") result[key] = value;
    }
    result["heads"] = json::parse(text);
    const std::chrono::duration<double> spent = Clock::now() - begin;
    result["volatile"] = {{"simd", kernels::ActiveTargetName()},
                          {"threads", kernels::thread_count()},
                          {"seconds", spent.count()}};
    PrintJson(console, result);
  } else if (output != "-") {
    console.Out(TuneTable(results));
  } else {
    console.Out(text);
    for (const TunedUseResult& result : results) {
      console.Note(fmt::format("{}: {:.4f} bits per token, from {:.4f}",
                               result.use, result.tuned.after.mean,
                               result.tuned.before.mean));
    }
  }
  return kOk;
}

}  // namespace

Command TuneCommand() {
  CommandSpec spec{
      .name = "tune",
      .summary = "searches for head settings on your documents",
      .positionals = "PLUGIN",
      .min_positionals = 1,
      .max_positionals = 1,
      .options =
          {{.name = "use",
            .kind = Kind::kText,
            .value = "A,B,...",
            .help = "what to tune: ar, ar-cache, fill (all three)"},
           {.name = "trials",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "settings to try per use, in rounds of 8 (200)",
            .lo = 0,
            .hi = 1e7},
           {.name = "time-limit",
            .kind = Kind::kNumber,
            .value = "SECONDS",
            .help = "stop earlier, between two rounds",
            .hi = 1e7},
           {.name = "seed",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "same seed, same settings (1)"},
           {.name = "mask-rates",
            .kind = Kind::kText,
            .value = "A,B,...",
            .help = "fill: percent that is masked (15,50,85)"},
           {.name = "fill-draws",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "fill: masks per document and rate (1)",
            .lo = 1,
            .hi = 1000},
           {.name = "tokens",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "score about so many at most, in whole documents (30000)",
            .lo = 1,
            .hi = 1e9},
           {.name = "output",
            .kind = Kind::kText,
            .value = "FILE",
            .help = "where the settings go (stdout)",
            .letter = 'o',
            .guarded = true},
           {.name = "log",
            .kind = Kind::kText,
            .value = "FILE",
            .help = "trials, to go on from later (OUTPUT.trials)",
            .guarded = true}},
      .examples = {
          "pastiche tune mario --corpus levels -o heads.json",
          "pastiche compare mario --corpus levels --heads heads.json",
          "pastiche tune drums --use fill --mask-rates 50 --trials 80"}};
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
