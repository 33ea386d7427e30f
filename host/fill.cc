// `pastiche fill PLUGIN FILE`: fills masked places, leaves every other alone.

#include <fmt/format.h>

#include <algorithm>

#include "framework/generate/complete_document.h"
#include "framework/generate/diffusion.h"
#include "framework/generate/explain.h"
#include "host/commands.h"
#include "host/document_files.h"
#include "host/explanation.h"
#include "host/fill_mask.h"
#include "host/generation_options.h"
#include "host/give_payload.h"
#include "host/json_output.h"
#include "host/session.h"
#include "host/session_models.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

// Sets the masked tokens of `document`, and the numbers beside them. Returns
// where they came from, if that is asked for.
Result<std::vector<Attribution>> FillDocument(
    const Session& session, std::size_t format,
    const std::vector<Document>& corpus, const std::vector<bool>& masked,
    std::uint64_t seed, Document& document) {
  const Arguments& arguments = session.arguments();
  const auto suite = BuildAttention(session, corpus);
  if (!suite) return Fail(suite);
  const auto sampling =
      ReadSamplingOptions(arguments, session.recommendation().sampling, corpus);
  if (!sampling) return Fail(sampling);
  const auto order = ParseFillOrder(arguments.Text("order", "random"));
  if (!order) return Fail(order);
  const bool wraps =
      arguments.Has("wrap") || (session.domain().geometry().wraps_by_default &&
                                !arguments.Has("no-wrap"));
  const auto copy_limit = ReadMaxCopy(arguments, session.domain(), corpus);
  if (!copy_limit) return Fail(copy_limit);
  DiffusionOptions options{
      .tokens = document.tokens,
      .mode = wraps ? ContextMode::kFillWrap : ContextMode::kFill,
      .order = *order,
      .steps = arguments.Integer("steps", 24),
      .sweeps = arguments.Integer("sweeps", 2),
      .sampling = *sampling,
      .copy_limit = copy_limit->get(),
      .explain = arguments.Has("explain") ? kExplainPlaces : 0};
  std::size_t count = 0;
  for (std::size_t i = 0; i < masked.size(); ++i) {
    if (!masked[i]) continue;
    options.tokens[i] = kUnknownToken;
    ++count;
  }
  session.console().Note(
      fmt::format("{} of {} tokens masked", count, masked.size()));
  MainProgress().total = count * (1 + options.sweeps);
  const Ticker ticker(session.console(), MainProgress(), "filling", "tokens");
  Rng rng = Rng::Stream(seed, 0);
  auto filled =
      FillByDiffusion(session.domain(), **suite, options, rng, &MainProgress());
  if (!filled) return Fail(filled);
  document.tokens = std::move(filled->tokens);
  const auto verdict = session.domain().Check(document.tokens);
  if (!verdict) return Fail(verdict);
  if (!verdict->valid) {
    const auto completed = CompleteWithin(session.domain(), options.copy_limit,
                                          document.tokens, filled->sources);
    if (!completed) return Fail(completed);
    if (*completed) {
      session.console().Note("added what the document lacked to stand");
    }
  }
  if (!NeedsPayload(session, format)) {
    document.payload.clear();
  } else if (const auto given =
                 GivePayloadAt(session, corpus, masked, document);
             !given) {
    return Fail(given);
  }
  return std::move(filled->sources);
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto opened =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!opened) return Fail(opened);
  const Session& session = **opened;
  const auto imported = session.Import({arguments.positionals()[1]});
  if (!imported) return Fail(imported);
  if (imported->documents.size() != 1) {
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("{} holds {} documents, fill takes one",
                    arguments.positionals()[1], imported->documents.size()),
        "name a file with one document");
  }
  Document document = imported->documents[0];
  const auto format = session.ExportFormat();
  if (!format) return Fail(format);
  const auto masked =
      ReadMask(session, FillCommand().spec, document, imported->files);
  if (!masked) return Fail(masked);
  const std::uint64_t seed = ReadSeed(console, arguments);
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  const auto sources =
      FillDocument(session, *format, *corpus, *masked, seed, document);
  if (!sources) return Fail(sources);
  const auto explainer = ReadExplain(arguments, session.domain(), *corpus);
  if (!explainer) return Fail(explainer);
  const auto verdict = session.domain().Check(document.tokens);
  if (!verdict) return Fail(verdict);
  if (!verdict->valid && !verdict->diagnostics.empty()) {
    console.Warning("the result does not pass the plugin's check: " +
                    verdict->diagnostics[0].message);
  }
  if (arguments.Has("json")) {
    auto text = session.domain().Decode(document.tokens);
    if (!text) return Fail(text);
    boost::json::object result = JsonEnvelope("fill");
    result["domain"] = session.domain().info().id;
    result["seed"] = seed;
    result["masked"] = std::count(masked->begin(), masked->end(), true);
    result["valid"] = verdict->valid;
    result["text"] = *text;
    if (*explainer) {
      auto explained = (*explainer)->Json(document, *sources);
      if (!explained) return Fail(explained);
      result["explain"] = std::move(*explained);
    }
    PrintJson(console, result);
    return kOk;
  }
  const auto written = WriteDocuments(session, *format, {document},
                                      arguments.Text("output", "-"));
  if (!written) return Fail(written);
  if (*explainer) {
    const auto text = (*explainer)->Text(document, *sources);
    if (!text) return Fail(text);
    console.Out("\n" + *text);
  }
  return kOk;
}

}  // namespace

Command FillCommand() {
  CommandSpec spec{
      .name = "fill",
      .summary = "fills masked places of a document, leaves the rest alone",
      .positionals = "PLUGIN FILE",
      .min_positionals = 2,
      .max_positionals = 2,
      .more_options = true,
      .options = {{.name = "mask",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help =
                       "ranges to fill, one per line: 120-134 or 3:10-3:20"},
                  {.name = "mask-range",
                   .kind = Kind::kList,
                   .value = "RANGE",
                   .help =
                       "bytes 120-134, or line:column 3:10-3:20; end excluded"},
                  {.name = "mask-units",
                   .kind = Kind::kList,
                   .value = "A-B",
                   .help = "units (columns, steps, lines) A to B, from 1"},
                  {.name = "mask-region",
                   .kind = Kind::kList,
                   .value = "KIND:LABEL",
                   .help = "a region the plugin names; --lane hat is short for "
                           "--mask-region lane:hat"},
                  {.name = "pin",
                   .kind = Kind::kList,
                   .value = "LABEL",
                   .help = "a region to keep, whatever the masks say: kick, "
                           "lane:kick or lane"},
                  {.name = "order",
                   .kind = Kind::kChoice,
                   .value = "ORDER",
                   .help = "random, domain, halton or confidence",
                   .choices = {"random", "domain", "halton", "confidence"}},
                  {.name = "steps",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "steps of --order confidence (24)",
                   .lo = 1,
                   .hi = 1000000},
                  {.name = "sweeps",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "times each place is drawn again (2)",
                   .hi = 1000},
                  {.name = "wrap", .help = "the document is a loop"},
                  {.name = "no-wrap", .help = "the document is not a loop"},
                  {.name = "output",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help = "write here instead of to stdout",
                   .letter = 'o',
                   .guarded = true}},
      .examples = {
          "pastiche fill mario level.txt --mask-units 40-49 --seed 1",
          "pastiche fill drums groove.mid --lane hat --density 2 -o new.mid"}};
  AddExplainOption(spec.options);
  AddMaxCopyOption(spec.options);
  AddSeedOption(spec.options);
  AddSamplingOptions(spec.options);
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
