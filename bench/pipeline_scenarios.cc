// The pipelines through the loaded plugins: what a token and a fill cost with
// all heads, back-off, masks and sampling.

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "bench/scenario.h"
#include "framework/core/random.h"
#include "framework/evaluate/method_set.h"
#include "framework/generate/autoregressive.h"
#include "framework/generate/diffusion.h"
#include "host/session.h"
#include "kernels/executor.h"

namespace pastiche::bench {
namespace {

namespace fs = std::filesystem;

// Real levels beside the project, see PASTICHE_DATA in docs/benchmarking.md.
std::optional<fs::path> Levels() {
  const char* data = std::getenv("PASTICHE_DATA");
  if (data == nullptr) return std::nullopt;
  const fs::path levels = fs::path(data) / "mario" / "memory";
  std::error_code error;
  if (!fs::is_directory(levels, error)) return std::nullopt;
  return levels;
}

// Documents of the scenario's kind: "embedded" ones, all "levels" or one of
// them.
Result<std::vector<Document>> CorpusOf(const host::Session& session,
                                       std::string_view kind) {
  if (kind == "embedded") return session.Corpus();
  auto read = session.Import({Levels().value().string()});
  if (!read) return Fail(read);
  if (kind == "one-level") read->documents.resize(1);
  return std::move(read->documents);
}

struct PipelineCase {
  std::string_view plugin;
  std::string_view corpus;  // "embedded", "levels", "one-level"
  bool fill = false;
  std::size_t length = 0;  // Tokens per sample.
  std::size_t batch = 1;   // Samples per call.
  std::size_t sweeps = 2;  // Of a fill, after the first.
};

// A plugin with the memory of a corpus. Every call starts with a model that has
// seen no query yet, and draws other samples than the calls before.
class Pipeline {
 public:
  static Result<std::shared_ptr<Pipeline>> Open(const Settings& settings,
                                                const PipelineCase& wanted) {
    auto session = host::Session::Open(*settings.console, *settings.arguments,
                                       wanted.plugin);
    if (!session) return Fail(session);
    auto corpus = CorpusOf(**session, wanted.corpus);
    if (!corpus) return Fail(corpus);
    std::shared_ptr<Pipeline> pipeline(
        new Pipeline(std::move(*session), std::move(*corpus), wanted));
    const auto built = pipeline->Build();
    if (!built) return Fail(built);
    return pipeline;
  }

  // False where a sample failed.
  bool Call() {
    const Recommendation& settings = session_->recommendation();
    std::optional<AttentionSequenceModel> sequence;
    std::optional<AttentionFillModel> fill;
    if (case_.fill) {
      fill.emplace(*memory_, settings.sampling);
    } else {
      sequence.emplace(*memory_, settings.sampling, bases_);
    }
    std::atomic<bool> fine = true;
    const std::size_t first = next_;
    next_ += case_.batch;
    kernels::ParallelFor(
        case_.batch, 1, [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) {
            Rng rng = Rng::Stream(1, first + i);
            if (!(fill ? Fill(*fill, rng) : Generate(*sequence, rng))) {
              fine = false;
            }
          }
        });
    return fine;
  }

  [[nodiscard]] std::size_t corpus_tokens() const {
    return memory_->tokens().size();
  }

 private:
  Pipeline(std::unique_ptr<host::Session> session, std::vector<Document> corpus,
           const PipelineCase& wanted)
      : case_(wanted),
        session_(std::move(session)),
        corpus_(std::move(corpus)) {}

  [[nodiscard]] const Domain& domain() const { return session_->domain(); }
  [[nodiscard]] ContextMode FillMode() const {
    return domain().geometry().wraps_by_default ? ContextMode::kFillWrap
                                                : ContextMode::kFill;
  }

  Result<void> Build() {
    const Recommendation& settings = session_->recommendation();
    const UseSettings& use = case_.fill ? settings.fill : settings.sample;
    std::vector<const Document*> documents;
    for (const Document& document : corpus_) documents.push_back(&document);
    auto memory = Memory::Build(domain(), documents, use,
                                case_.fill ? FillMode() : ContextMode::kCausal);
    if (!memory) return Fail(memory);
    memory_ = std::move(*memory);
    if (case_.fill || use.mixture_share <= 0.0) return {};
    auto methods = MethodSet::Build(domain(), corpus_, {}, settings);
    if (!methods) return Fail(methods);
    methods_ = std::move(*methods);
    bases_.push_back(methods_->Sequence("ngram-kn"));
    if (use.mixture_nested) bases_.push_back(methods_->Sequence("mdmc-kn"));
    return {};
  }

  bool Generate(const SequenceModel& model, Rng& rng) const {
    const SamplingSettings& sampling = session_->recommendation().sampling;
    const AutoregressiveOptions options{
        .length = case_.length,
        .sampling = RecommendedSampling(sampling),
        .use = {.own_cache = sampling.own.has_value(),
                .sampling = true,
                .copy_guard = sampling.copy_guard},
        .verify = false};
    return GenerateAutoregressive(domain(), model, options, rng).has_value();
  }

  bool Fill(const FillModel& model, Rng& rng) const {
    DiffusionOptions options{
        .mode = FillMode(),
        .sweeps = case_.sweeps,
        .sampling = RecommendedSampling(session_->recommendation().sampling)};
    options.tokens.assign(case_.length, kUnknownToken);
    return FillByDiffusion(domain(), model, options, rng).has_value();
  }

  PipelineCase case_;
  std::unique_ptr<host::Session> session_;
  std::vector<Document> corpus_;
  std::unique_ptr<const Memory> memory_;
  std::unique_ptr<const MethodSet> methods_;  // Where the mixture needs it.
  std::vector<const SequenceModel*> bases_;
  std::size_t next_ = 0;  // The next sample's stream.
};

Result<Trial> Prepare(const Settings& settings, const PipelineCase& wanted) {
  const auto opened = Pipeline::Open(settings, wanted);
  if (!opened) return Fail(opened);
  const std::shared_ptr<Pipeline> pipeline = *opened;
  if (!pipeline->Call()) {
    return Fail(ErrorCode::kPluginFailed,
                fmt::format("{}: no sample of {} tokens", wanted.plugin,
                            wanted.length));
  }
  Trial trial;
  trial.contestants = {{.name = "ours", .run = [pipeline] {
                          static_cast<void>(pipeline->Call());
                        }}};
  trial.tokens = static_cast<double>(wanted.length * wanted.batch);
  trial.figures = {
      {"corpus_tokens", static_cast<double>(pipeline->corpus_tokens())}};
  if (wanted.fill) {
    // Each cell is queried once in the first pass and once per sweep.
    trial.figures.emplace_back(
        "queries", trial.tokens * static_cast<double>(1 + wanted.sweeps));
  }
  return trial;
}

std::vector<PipelineCase> Cases(const Settings& settings) {
  std::vector<PipelineCase> cases;
  for (const std::string_view plugin : {"mario", "drums", "terraform"}) {
    // 700: the length of the published figures. Drums: four bars of 16 steps
    // and 9 voices.
    const std::size_t length = plugin == "drums" ? 576 : 700;
    std::vector<std::string_view> corpora = {"embedded"};
    if (plugin == "mario" && Levels()) {
      corpora = {"embedded", "one-level", "levels"};
    }
    for (const std::string_view corpus : corpora) {
      PipelineCase ar{.plugin = plugin, .corpus = corpus, .length = length};
      cases.push_back(ar);
      ar.batch = 64;
      if (!settings.quick) cases.push_back(ar);
      PipelineCase fill = {
          .plugin = plugin, .corpus = corpus, .fill = true, .length = length};
      cases.push_back(fill);
      fill.sweeps = 0;
      cases.push_back(fill);
    }
  }
  return cases;
}

}  // namespace

void AddPipelineScenarios(const Settings& settings,
                          std::vector<Scenario>& list) {
  if (settings.console == nullptr || settings.arguments == nullptr) return;
  for (const PipelineCase& each : Cases(settings)) {
    for (const int threads : ThreadCounts(settings)) {
      if (each.batch == 1 && threads > 1) continue;  // One walk: one thread.
      std::string name =
          fmt::format("{}/{}/corpus={}/tokens={}", each.fill ? "fill" : "ar",
                      each.plugin, each.corpus, each.length);
      name += each.fill ? fmt::format("/sweeps={}", each.sweeps)
                        : fmt::format("/batch={}", each.batch);
      list.push_back(
          {fmt::format("{}/threads={}", name, threads), threads,
           [=](const Settings& current) { return Prepare(current, each); }});
    }
  }
}

}  // namespace pastiche::bench
