// The pipelines through the loaded plugins: what a token and a fill cost with
// all heads, back-off, masks and sampling.

#include <fmt/format.h>

#include <memory>

#include "bench/scenario.h"
#include "framework/core/random.h"
#include "framework/evaluate/method_set.h"
#include "host/session.h"
#include "kernels/executor.h"

namespace pastiche::bench {
namespace {

// A plugin with its methods over its own corpus.
struct Pipeline {
  std::unique_ptr<host::Session> session;
  std::vector<Document> corpus;
  std::unique_ptr<MethodSet> methods;
  std::size_t tokens = 0;

  // A sample, the same each time. False where the pipeline failed.
  bool Sample(std::string_view method, std::size_t length,
              std::uint64_t stream) const {
    SampleRequest request{.length = length};
    request.verify = false;
    Rng rng = Rng::Stream(1, stream);
    return methods->Sample(method, request, rng).has_value();
  }
};

Result<std::shared_ptr<Pipeline>> Open(const Settings& settings,
                                       std::string_view plugin) {
  auto pipeline = std::make_shared<Pipeline>();
  auto session =
      host::Session::Open(*settings.console, *settings.arguments, plugin);
  if (!session) return Fail(session);
  pipeline->session = std::move(*session);
  auto corpus = pipeline->session->Corpus();
  if (!corpus) return Fail(corpus);
  pipeline->corpus = std::move(*corpus);
  for (const Document& document : pipeline->corpus) {
    pipeline->tokens += document.tokens.size();
  }
  auto methods = MethodSet::Build(pipeline->session->domain(), pipeline->corpus,
                                  {}, pipeline->session->recommendation());
  if (!methods) return Fail(methods);
  pipeline->methods = std::move(*methods);
  return pipeline;
}

struct PipelineCase {
  std::string_view plugin;
  std::string_view method;  // "attention-ar", "attention-diffusion"
  std::size_t length;       // Tokens per sample.
  std::size_t batch;        // Samples per call.
};

Result<Trial> Prepare(const Settings& settings, const PipelineCase& wanted) {
  const auto opened = Open(settings, wanted.plugin);
  if (!opened) return Fail(opened);
  const std::shared_ptr<Pipeline> pipeline = *opened;
  if (!pipeline->Sample(wanted.method, wanted.length, 0)) {
    return Fail(ErrorCode::kPluginFailed,
                fmt::format("{}: no sample of {} tokens", wanted.plugin,
                            wanted.length));
  }
  Trial trial;
  trial.contestants = {
      {.name = "ours", .run = [pipeline, wanted] {
         kernels::ParallelFor(
             wanted.batch, 1, [&](std::size_t begin, std::size_t end) {
               for (std::size_t i = begin; i < end; ++i) {
                 pipeline->Sample(wanted.method, wanted.length, i);
               }
             });
       }}};
  trial.tokens = static_cast<double>(wanted.length * wanted.batch);
  trial.figures = {{"corpus_tokens", static_cast<double>(pipeline->tokens)}};
  return trial;
}

}  // namespace

void AddPipelineScenarios(const Settings& settings,
                          std::vector<Scenario>& list) {
  if (settings.console == nullptr || settings.arguments == nullptr) return;
  std::vector<PipelineCase> cases;
  for (const std::string_view plugin : {"mario", "drums", "terraform"}) {
    // 700: the length of the published figures. Drums: four bars of 16 steps
    // and 9 voices.
    const std::size_t length = plugin == "drums" ? 576 : 700;
    cases.push_back({plugin, "attention-ar", length, 1});
    if (!settings.quick) cases.push_back({plugin, "attention-ar", length, 64});
    cases.push_back({plugin, "attention-diffusion", length, 1});
  }
  for (const PipelineCase& each : cases) {
    const bool fill = each.method == "attention-diffusion";
    for (const int threads : ThreadCounts(settings)) {
      if (each.batch == 1 && threads > 1) continue;  // One walk: one thread.
      const std::string name = fmt::format(
          "{}/{}/corpus=embedded/tokens={}/batch={}/threads={}",
          fill ? "fill" : "ar", each.plugin, each.length, each.batch, threads);
      list.push_back({name, threads, [=](const Settings& current) {
                        return Prepare(current, each);
                      }});
    }
  }
}

}  // namespace pastiche::bench
