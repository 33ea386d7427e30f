// `pastiche generate PLUGIN`: documents by any pipeline, to stdout or files.

#include <fmt/format.h>

#include <algorithm>

#include "framework/evaluate/method_set.h"
#include "framework/generate/autoregressive.h"
#include "framework/generate/complete_document.h"
#include "framework/generate/explain.h"
#include "host/commands.h"
#include "host/document_files.h"
#include "host/explanation.h"
#include "host/generation_options.h"
#include "host/give_payload.h"
#include "host/json_output.h"
#include "host/places.h"
#include "host/sample_length.h"
#include "host/session.h"
#include "host/session_models.h"
#include "host/ticker.h"
#include "kernels/executor.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Kind = OptionSpec::Kind;

// "ar" and "diffusion" are ours.
std::string MethodName(const std::string& pipeline) {
  if (pipeline == "ar" || pipeline == "diffusion") {
    return "attention-" + pipeline;
  }
  return pipeline;
}

Result<std::vector<Token>> ReadPrompt(const Session& session) {
  if (!session.arguments().Has("prompt")) return std::vector<Token>{};
  auto imported = session.Import({session.arguments().Text("prompt")});
  if (!imported) return Fail(imported);
  if (imported->documents.size() != 1) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the prompt file holds {} documents",
                            imported->documents.size()),
                "give one");
  }
  std::vector<Token> tokens = std::move(imported->documents[0].tokens);
  // A prompt goes on where its text ends.
  const auto end = EndToken(session.domain());
  if (end && !tokens.empty() && tokens.back() == *end) tokens.pop_back();
  return tokens;
}

Result<SampleRequest> ReadRequest(const Session& session,
                                  const std::vector<Document>& corpus) {
  const Arguments& arguments = session.arguments();
  SampleRequest request;
  auto prompt = ReadPrompt(session);
  if (!prompt) return Fail(prompt);
  request.prompt = std::move(*prompt);
  const auto length = SampleLength(session);
  if (!length) return Fail(length);
  request.length = *length;
  if (request.length <= request.prompt.size() && !arguments.Has("length")) {
    request.length += request.prompt.size();  // So much after the prompt.
  }
  const auto sampling =
      ReadSamplingOptions(arguments, session.recommendation().sampling, corpus);
  if (!sampling) return Fail(sampling);
  request.sampling = *sampling;
  request.masks = !arguments.Has("no-masks");
  request.verify = !arguments.Has("no-verify");
  const auto order = ParseFillOrder(arguments.Text("order", "random"));
  if (!order) return Fail(order);
  request.order = *order;
  request.steps = arguments.Integer("steps", request.steps);
  request.sweeps = arguments.Integer("sweeps", request.sweeps);
  if (arguments.Has("explain")) request.explain = kExplainPlaces;
  return request;
}

struct Drawn {
  std::vector<Document> documents;
  std::vector<std::vector<Attribution>> sources;  // Of each; see --explain.
};

// One sample, with what the domain adds so that it stands, unless that makes it
// copy too much.
Result<Sampled> DrawOne(const Session& session, const MethodSet& methods,
                        const std::string& method, const SampleRequest& request,
                        Rng& rng) {
  auto drawn = methods.Draw(method, request, rng, &MainProgress());
  if (!drawn || session.arguments().Has("no-complete")) return drawn;
  const auto completed = CompleteWithin(session.domain(), request.copy_limit,
                                        drawn->tokens, drawn->sources);
  if (!completed) return Fail(completed);
  return drawn;
}

// Draws all samples, each from its own random stream: same for any threads.
Result<Drawn> DrawAll(const Session& session, const MethodSet& methods,
                      const SampleRequest& request, std::uint64_t seed) {
  const Arguments& arguments = session.arguments();
  const std::string method = MethodName(arguments.Text("pipeline", "ar"));
  const std::size_t count = arguments.Integer("count", 1);
  const std::size_t explaining = request.explain > 0 ? 1 : 0;
  const std::size_t queries =
      method == "attention-diffusion"   ? 1 + request.sweeps
      : method == "published-diffusion" ? request.steps / 2 + 1
                                        : 1 + explaining;
  MainProgress().done = 0;
  MainProgress().total = count * request.length * queries;
  const Ticker ticker(session.console(), MainProgress(), "generating",
                      "tokens");
  Drawn result{std::vector<Document>(count),
               std::vector<std::vector<Attribution>>(count)};
  std::vector<Result<Sampled>> drawn(count);
  kernels::ParallelFor(count, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Rng rng = Rng::Stream(seed, i);
      drawn[i] = DrawOne(session, methods, method, request, rng);
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (!drawn[i]) return Fail(drawn[i]);
    result.documents[i].name = fmt::format("{}-{}-{}", method, seed, i);
    result.documents[i].tokens = std::move(drawn[i]->tokens);
    result.sources[i] = std::move(drawn[i]->sources);
  }
  return result;
}

// Files, or what can be looked at where the terminal is all there is.
Result<void> Output(const Session& session,
                    const std::vector<Document>& documents) {
  const std::string output = session.arguments().Text("output", "-");
  if (output != "-" || session.arguments().Has("format") ||
      !session.console().stdout_is_terminal()) {
    const auto format = session.ExportFormat();
    if (!format) return Fail(format);
    return WriteDocuments(session, *format, documents, output);
  }
  for (const Document& document : documents) {
    const auto picture = session.Preview(document);
    if (!picture) return Fail(picture);
    session.console().Out(*picture + (documents.size() > 1 ? "\n" : ""));
  }
  return {};
}

// Of every sample, after the samples themselves.
Result<void> PrintSources(const Session& session, const Explainer& explainer,
                          const Drawn& drawn) {
  for (std::size_t i = 0; i < drawn.documents.size(); ++i) {
    const auto text = explainer.Text(drawn.documents[i], drawn.sources[i]);
    if (!text) return Fail(text);
    session.console().Out("\n" + *text);
  }
  return {};
}

Result<void> PrintAsJson(const Session& session, std::uint64_t seed,
                         const Drawn& drawn,
                         const std::optional<Explainer>& explainer) {
  const Domain& domain = session.domain();
  json::object result = JsonEnvelope("generate");
  result["domain"] = domain.info().id;
  result["pipeline"] = MethodName(session.arguments().Text("pipeline", "ar"));
  result["seed"] = seed;
  json::array samples;
  for (std::size_t i = 0; i < drawn.documents.size(); ++i) {
    const Document& document = drawn.documents[i];
    auto text = domain.Decode(document.tokens);
    const auto verdict = domain.Check(document.tokens);
    if (!verdict) return Fail(verdict);
    json::object sample = {{"tokens", document.tokens.size()},
                           {"valid", verdict->valid}};
    if (text) sample["text"] = *text;
    if (explainer) {
      auto explained = explainer->Json(document, drawn.sources[i]);
      if (!explained) return Fail(explained);
      sample["explain"] = std::move(*explained);
    }
    samples.push_back(std::move(sample));
  }
  result["samples"] = std::move(samples);
  PrintJson(session.console(), result);
  return {};
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto opened =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!opened) return Fail(opened);
  const Session& session = **opened;
  const auto format = session.ExportFormat();
  if (!format) return Fail(format);
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  auto request = ReadRequest(session, *corpus);
  if (!request) return Fail(request);
  const auto copy_limit = ReadMaxCopy(arguments, session.domain(), *corpus);
  if (!copy_limit) return Fail(copy_limit);
  request->copy_limit = copy_limit->get();
  const std::uint64_t seed = ReadSeed(console, arguments);
  const auto methods = BuildMethods(session, *corpus, {}, nullptr);
  if (!methods) return Fail(methods);
  auto drawn = DrawAll(session, **methods, *request, seed);
  if (!drawn) return Fail(drawn);
  if (NeedsPayload(session, *format)) {
    const auto given = GivePayload(session, *corpus, drawn->documents);
    if (!given) return Fail(given);
  }
  const auto explainer = ReadExplain(arguments, session.domain(), *corpus);
  if (!explainer) return Fail(explainer);
  if (arguments.Has("json")) {
    const auto done = PrintAsJson(session, seed, *drawn, *explainer);
    if (!done) return Fail(done);
    return kOk;
  }
  if (const auto done = Output(session, drawn->documents); !done) {
    return Fail(done);
  }
  if (*explainer) {
    const auto done = PrintSources(session, **explainer, *drawn);
    if (!done) return Fail(done);
  }
  return kOk;
}

}  // namespace

Command GenerateCommand() {
  std::vector<std::string> pipelines = {"ar", "diffusion"};
  for (const std::string_view name : MethodSet::Names()) {
    if (name != "heldout") pipelines.emplace_back(name);
  }
  CommandSpec spec{
      .name = "generate",
      .summary = "new documents in the manner of the corpus",
      .positionals = "PLUGIN",
      .min_positionals = 1,
      .max_positionals = 1,
      .options =
          {{.name = "pipeline",
            .kind = Kind::kChoice,
            .value = "NAME",
            .help = "ar (default), diffusion, or a baseline such as ngram-kn",
            .choices = pipelines},
           {.name = "count",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "how many documents",
            .lo = 1,
            .hi = 1000000},
           {.name = "length",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "units (columns, steps), or tokens where there are none",
            .lo = 1,
            .hi = 10000000},
           {.name = "prompt",
            .kind = Kind::kText,
            .value = "FILE",
            .help = "a document that the new ones begin with"},
           {.name = "order",
            .kind = Kind::kChoice,
            .value = "ORDER",
            .help = "diffusion: random, domain, halton or confidence",
            .choices = {"random", "domain", "halton", "confidence"}},
           {.name = "steps",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "diffusion: steps of --order confidence (24)",
            .lo = 1,
            .hi = 1000000},
           {.name = "sweeps",
            .kind = Kind::kInteger,
            .value = "N",
            .help = "diffusion: times each place is drawn again (2)",
            .hi = 1000},
           {.name = "no-masks", .help = "do not ask which tokens are allowed"},
           {.name = "no-verify", .help = "do not check and redo chunks"},
           {.name = "no-complete",
            .help = "do not add what the plugin says is missing"},
           {.name = "output",
            .kind = Kind::kText,
            .value = "PATH",
            .help = "file, or folder for several documents",
            .letter = 'o',
            .guarded = true}},
      .examples = {"pastiche generate mario --seed 7 --length 60",
                   "pastiche generate drums --count 8 --output grooves"}};
  AddExplainOption(spec.options);
  AddMaxCopyOption(spec.options);
  AddSeedOption(spec.options);
  AddSamplingOptions(spec.options);
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
