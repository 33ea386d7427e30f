// `pastiche fill PLUGIN FILE`: fills masked places, leaves every other alone.

#include <fmt/format.h>

#include <algorithm>

#include "framework/generate/complete_document.h"
#include "framework/generate/diffusion.h"
#include "framework/memory/attention_suite.h"
#include "host/commands.h"
#include "host/generation_options.h"
#include "host/give_payload.h"
#include "host/json_output.h"
#include "host/places.h"
#include "host/session.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

// Marks the tokens that the byte ranges touch.
void MarkRanges(const Document& document, const std::vector<ByteRange>& ranges,
                std::uint32_t file, std::vector<bool>& masked) {
  for (std::size_t i = 0; i < document.where.size(); ++i) {
    const SourceSpan& span = document.where[i];
    if (span.file != file || span.begin == span.end) continue;
    for (const ByteRange& range : ranges) {
      if (span.begin < range.end && range.begin < span.end) masked[i] = true;
    }
  }
}

// Marks units FROM-TO, counted from 1, both included.
Result<void> MarkUnits(const Domain& domain, const Document& document,
                       const std::string& word, std::vector<bool>& masked) {
  const std::size_t dash = word.find('-');
  const auto from =
      ParseInteger(word.substr(0, dash), "--mask-units", 1, UINT32_MAX);
  if (!from) return Fail(from);
  const auto to = dash == std::string::npos
                      ? from
                      : ParseInteger(word.substr(dash + 1), "--mask-units",
                                     *from, UINT32_MAX);
  if (!to) return Fail(to);
  std::vector<std::uint8_t> starts(document.tokens.size());
  const auto asked = domain.UnitStarts(document.tokens, starts);
  if (!asked) return asked;
  std::uint64_t unit = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    unit += starts[i] != 0 ? 1 : 0;
    if (unit >= *from && unit <= *to) masked[i] = true;
  }
  if (*to > unit) {
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("--mask-units {}: the document has {} units", word, unit),
        "units count from 1");
  }
  return {};
}

// Sets `value` for the positions of the regions that "kind" or "kind:label"
// names.
Result<void> MarkRegions(const Domain& domain, const Document& document,
                         const std::string& option, const std::string& word,
                         bool value, std::vector<bool>& masked) {
  const std::size_t colon = word.find(':');
  const std::string kind_name = word.substr(0, colon);
  const auto& kinds = domain.region_kinds();
  const auto kind = std::find(kinds.begin(), kinds.end(), kind_name);
  if (kind == kinds.end()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("--{}: {} has no regions of kind \"{}\"", option,
                            domain.info().id, kind_name),
                kinds.empty()
                    ? "it names no regions"
                    : fmt::format("it has {}", fmt::join(kinds, ", ")));
  }
  const auto regions = domain.Regions(
      static_cast<std::size_t>(kind - kinds.begin()), document.tokens);
  if (!regions) return Fail(regions);
  bool found = false;
  for (const Region& region : *regions) {
    if (colon != std::string::npos && region.label != word.substr(colon + 1)) {
      continue;
    }
    found = true;
    for (const Region::Run& run : region.runs) {
      for (std::uint64_t i = run.begin; i < run.end; ++i) masked[i] = value;
    }
  }
  if (found) return {};
  std::string labels;
  for (std::size_t i = 0; i < std::min<std::size_t>(regions->size(), 12); ++i) {
    labels += fmt::format("{}{}", i == 0 ? "" : ", ", (*regions)[i].label);
  }
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("--{} {}: no such region", option, word),
              fmt::format("there are {}", labels));
}

// Which tokens the options mask; at least one.
Result<std::vector<bool>> ReadMask(const Session& session,
                                   const Document& document,
                                   const std::vector<LoadedFile>& files) {
  const Arguments& arguments = session.arguments();
  std::vector<bool> masked(document.tokens.size(), false);
  const std::string& text = files[0].file.content;
  if (arguments.Has("mask")) {
    const auto mask = ReadFile(arguments.Text("mask"));
    if (!mask) return Fail(mask);
    const auto ranges =
        ParseRanges(mask->file.content, mask->path.string(), text);
    if (!ranges) return Fail(ranges);
    MarkRanges(document, *ranges, 0, masked);
  }
  for (const std::string& word : arguments.List("mask-range")) {
    const auto ranges = ParseRanges(word, "--mask-range", text);
    if (!ranges) return Fail(ranges);
    MarkRanges(document, *ranges, 0, masked);
  }
  for (const std::string& word : arguments.List("mask-units")) {
    const auto marked = MarkUnits(session.domain(), document, word, masked);
    if (!marked) return Fail(marked);
  }
  for (const std::string& word : arguments.List("mask-region")) {
    const auto marked = MarkRegions(session.domain(), document, "mask-region",
                                    word, true, masked);
    if (!marked) return Fail(marked);
  }
  for (const std::string& word : arguments.List("pin")) {
    const auto marked =
        MarkRegions(session.domain(), document, "pin", word, false, masked);
    if (!marked) return Fail(marked);
  }
  if (std::find(masked.begin(), masked.end(), true) == masked.end()) {
    return Fail(ErrorCode::kUsage, "nothing is masked",
                "say what to fill with --mask FILE, --mask-range, "
                "--mask-units or --mask-region");
  }
  return masked;
}

// Sets the masked tokens of `document`, and the numbers beside them.
Result<void> FillDocument(const Session& session,
                          const std::vector<bool>& masked, std::uint64_t seed,
                          Document& document) {
  const Arguments& arguments = session.arguments();
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  std::vector<const Document*> documents;
  for (const Document& each : *corpus) documents.push_back(&each);
  const AttentionSuite suite(session.domain(), documents,
                             session.recommendation(), nullptr);
  const auto sampling =
      ReadSamplingOptions(arguments, session.recommendation().sampling);
  if (!sampling) return Fail(sampling);
  const auto order = ParseFillOrder(arguments.Text("order", "random"));
  if (!order) return Fail(order);
  const bool wraps =
      arguments.Has("wrap") || (session.domain().geometry().wraps_by_default &&
                                !arguments.Has("no-wrap"));
  DiffusionOptions options{
      .tokens = document.tokens,
      .mode = wraps ? ContextMode::kFillWrap : ContextMode::kFill,
      .order = *order,
      .steps = arguments.Integer("steps", 24),
      .sweeps = arguments.Integer("sweeps", 2),
      .sampling = *sampling};
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
      FillByDiffusion(session.domain(), suite, options, rng, &MainProgress());
  if (!filled) return Fail(filled);
  document.tokens = std::move(filled->tokens);
  const auto verdict = session.domain().Check(document.tokens);
  if (!verdict) return Fail(verdict);
  if (!verdict->valid) {
    auto completed = CompleteDocument(session.domain(), document.tokens);
    if (!completed) return Fail(completed);
    if (*completed) {
      session.console().Note("added what the document lacked to stand");
      document.tokens = std::move((*completed)->tokens);
    }
  }
  if (!arguments.Has("format")) {  // The text has no numbers.
    document.payload.clear();
    return {};
  }
  return GivePayloadAt(session, *corpus, masked, document);
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
  const auto masked = ReadMask(session, document, imported->files);
  if (!masked) return Fail(masked);
  const std::uint64_t seed = ReadSeed(console, arguments);
  const auto filled = FillDocument(session, *masked, seed, document);
  if (!filled) return Fail(filled);
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
    PrintJson(console, result);
    return kOk;
  }
  const auto format = session.ExportFormat();
  if (!format) return Fail(format);
  const auto files = session.Render(*format, document);
  if (!files) return Fail(files);
  const std::string output = arguments.Text("output", "-");
  for (const File& file : *files) {
    if (output == "-") {
      console.Out(file.content);
    } else if (const auto written = WriteWhole(output, file.content);
               !written) {
      return Fail(written);
    }
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
                   .help = "a region the plugin names: lane:kick"},
                  {.name = "pin",
                   .kind = Kind::kList,
                   .value = "KIND:LABEL",
                   .help = "a region to keep, whatever the masks say"},
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
                   .letter = 'o'}},
      .examples = {
          "pastiche fill mario level.txt --mask-units 40-49 --seed 1"}};
  AddSeedOption(spec.options);
  AddSamplingOptions(spec.options);
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
