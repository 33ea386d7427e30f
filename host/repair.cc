// `pastiche repair PLUGIN FILE`: finds what the plugin's check refuses and
// refills around it; nothing in place unless asked.

#include "framework/generate/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/commands.h"
#include "host/document_files.h"
#include "host/generation_options.h"
#include "host/json_output.h"
#include "host/places.h"
#include "host/repaired_files.h"
#include "host/session.h"
#include "host/session_models.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Kind = OptionSpec::Kind;

struct Job {
  const Session& session;
  Document document;  // As it was read.
  std::vector<LoadedFile> files;
  std::size_t format;  // What it was read as, and is written as.
};

Result<Repaired> Mend(const Job& job, std::uint64_t seed) {
  const Session& session = job.session;
  const Arguments& arguments = session.arguments();
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  const auto suite = BuildAttention(session, *corpus);
  if (!suite) return Fail(suite);
  const auto sampling = ReadSamplingOptions(
      arguments, session.recommendation().sampling, *corpus);
  if (!sampling) return Fail(sampling);
  const RepairOptions options{
      .max_units = arguments.Integer("max-units", 0),
      .attempts = arguments.Integer("attempts", 4),
      .mode = session.domain().geometry().wraps_by_default
                  ? ContextMode::kFillWrap
                  : ContextMode::kFill,
      .sampling = *sampling,
      .edits = suite->get()};
  const Ticker ticker(session.console(), MainProgress(), "repairing", "tokens");
  Rng rng = Rng::Stream(seed, 0);
  return RepairDocument(session.domain(), **suite, job.document.tokens, options,
                        rng, &MainProgress());
}

json::array FindingsAsJson(const Job& job, const Verdict& verdict) {
  json::array findings;
  for (const Diagnostic& finding : verdict.diagnostics) {
    json::object object = ToJson(finding);
    object["place"] = PlaceOfToken(job.document, job.files, finding.begin);
    findings.push_back(std::move(object));
  }
  return findings;
}

// What is common to all answers.
json::object Envelope(const Job& job, const Verdict& before) {
  json::object result = JsonEnvelope("repair");
  result["domain"] = job.session.domain().info().id;
  result["file"] = job.session.arguments().positionals()[1];
  result["valid_before"] = before.valid;
  result["findings"] = FindingsAsJson(job, before);
  return result;
}

void PrintVerdict(const Job& job, const Verdict& verdict) {
  for (const Diagnostic& finding : verdict.diagnostics) {
    if (finding.severity == Severity::kNote &&
        !job.session.console().verbose()) {
      continue;
    }
    job.session.console().Finding(
        PlaceOfToken(job.document, job.files, finding.begin), finding);
  }
}

// A file that the plugin cannot even read is found not OK.
Result<ExitCode> Unreadable(const Console& console, const Arguments& arguments,
                            const Error& error) {
  if (!arguments.Has("check") || error.code != ErrorCode::kInvalidArgument) {
    return tl::unexpected<Error>(error);
  }
  console.Report(error);
  if (arguments.Has("json")) {
    json::object result = JsonEnvelope("repair");
    result["file"] = arguments.positionals()[1];
    result["valid_before"] = result["valid"] = false;
    result["findings"] =
        json::array{{{"severity", "error"}, {"message", error.message}}};
    PrintJson(console, result);
  }
  return kNotAccepted;
}

// The document as it is, checked only.
Result<ExitCode> CheckOnly(const Job& job) {
  const auto verdict = job.session.domain().Check(job.document.tokens);
  if (!verdict) return Fail(verdict);
  if (job.session.arguments().Has("json")) {
    json::object result = Envelope(job, *verdict);
    result["valid"] = verdict->valid;
    PrintJson(job.session.console(), result);
  } else {
    PrintVerdict(job, *verdict);
  }
  return verdict->valid ? kOk : kNotAccepted;
}

json::object AsJson(const Job& job, const Repaired& repaired,
                    std::uint64_t seed) {
  json::object result = Envelope(job, repaired.before);
  result["valid"] = repaired.after.valid;
  json::array remaining, refilled, edited;
  for (const Diagnostic& finding : repaired.after.diagnostics) {
    remaining.push_back(ToJson(finding));
  }
  for (const UnitRange& range : repaired.refilled) {
    refilled.push_back(json::array{range.begin + 1, range.end});
  }
  for (const UnitRange& range : repaired.edited) {
    edited.push_back(json::array{range.begin + 1, range.end});
  }
  result["remaining"] = std::move(remaining);
  result["edited_units"] = std::move(edited);
  result["refilled_units"] = std::move(refilled);
  result["completed"] = repaired.completed;
  result["seed"] = seed;
  std::size_t changed = 0;
  for (std::size_t i = 0;
       i < std::min(repaired.tokens.size(), job.document.tokens.size()); ++i) {
    changed += repaired.tokens[i] != job.document.tokens[i];
  }
  result["changed_tokens"] = changed;
  if (const auto text = job.session.domain().Decode(repaired.tokens)) {
    result["text"] = *text;
  }
  return result;
}

void Tell(const Job& job, const char* what,
          const std::vector<UnitRange>& ranges) {
  for (const UnitRange& range : ranges) {
    job.session.console().Note(range.end == range.begin + 1
                                   ? fmt::format("{} unit {}", what, range.end)
                                   : fmt::format("{} units {} to {}", what,
                                                 range.begin + 1, range.end));
  }
}

Result<void> Output(const Job& job, const Repaired& repaired,
                    std::uint64_t seed) {
  const Session& session = job.session;
  const Arguments& arguments = session.arguments();
  auto files = RepairedFiles(session, job.format, job.document, job.files,
                             repaired.tokens);
  if (!files) return Fail(files);
  const bool write =
      arguments.Has("write") && repaired.after.valid && !arguments.Has("check");
  for (const ChangedFile& file : *files) {
    if (arguments.Has("diff")) session.console().Out(DiffOf(file));
    if (!write || file.before == file.after) continue;
    const auto written = WriteWhole(file.path, file.after);
    if (!written) return written;
    session.console().Note(fmt::format("wrote {}", file.path.string()));
  }
  if (arguments.Has("json")) {
    PrintJson(session.console(), AsJson(job, repaired, seed));
    return {};
  }
  if (arguments.Has("diff") || arguments.Has("check") || write) return {};
  if (!repaired.after.valid) return {};  // Nothing to hand on.
  const std::string output = arguments.Text("output", "-");
  for (const ChangedFile& file : *files) {
    if (output == "-") {
      session.console().Out(file.after);
      continue;
    }
    // Several files go into a folder.
    std::filesystem::path path = output;
    if (files->size() > 1) {
      std::error_code error;
      std::filesystem::create_directories(path, error);
      path /= file.path.filename();
    }
    if (const auto done = WriteWhole(path, file.after); !done) return done;
  }
  return {};
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto& words = arguments.positionals();
  if (arguments.Has("write") && (arguments.Has("output") || words[1] == "-")) {
    return Fail(ErrorCode::kUsage, "--write is for the file itself",
                "leave it out, or name a file and no --output");
  }
  const auto opened = Session::Open(console, arguments, words[0]);
  if (!opened) return Fail(opened);
  (*opened)->ReadBroken();
  const Session& session = **opened;
  auto imported = session.Import({words[1]});
  if (!imported) return Unreadable(console, arguments, imported.error());
  if (imported->documents.size() != 1) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} holds {} documents, repair takes one", words[1],
                            imported->documents.size()),
                "name a file with one document");
  }
  auto format = session.ImportFormat(imported->files[0].path);
  if (!format) return Fail(format);
  const auto& formats = session.domain().formats();
  for (std::size_t i = 0; imported->files.size() > 1 && i < formats.size();
       ++i) {  // Several files are written as they were read: as a project.
    if (formats[i].project && formats[i].can_export &&
        formats[i].extension == formats[*format].extension) {
      format = i;
    }
  }
  const Job job{session, std::move(imported->documents[0]),
                std::move(imported->files), *format};
  if (arguments.Has("check") && !arguments.Has("diff")) return CheckOnly(job);
  const std::uint64_t seed = ReadSeed(console, arguments);
  const auto repaired = Mend(job, seed);
  if (!repaired) return Fail(repaired);
  if (!arguments.Has("json")) PrintVerdict(job, repaired->before);
  Tell(job, "edited", repaired->edited);
  Tell(job, "refilled", repaired->refilled);
  if (repaired->completed) {
    session.console().Note("added what the document lacked to stand");
  }
  if (const auto done = Output(job, *repaired, seed); !done) return Fail(done);
  if (arguments.Has("check")) {
    return repaired->before.valid ? kOk : kNotAccepted;
  }
  if (repaired->after.valid) return kOk;
  console.Warning(
      "not mended; try another --seed, or a larger --max-units or --attempts");
  return kNotAccepted;
}

}  // namespace

Command RepairCommand() {
  CommandSpec spec{
      .name = "repair",
      .summary = "finds what is wrong in a file and mends or refills it",
      .positionals = "PLUGIN FILE|FOLDER",
      .min_positionals = 2,
      .max_positionals = 2,
      .options = {{.name = "check",
                   .help = "only say what is wrong; exit 3 if anything is"},
                  {.name = "diff", .help = "show what would change"},
                  {.name = "write",
                   .help = "write the file in place",
                   .guarded = true},
                  {.name = "max-units",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "refill at most N units (columns, lines) at once",
                   .lo = 1,
                   .hi = 1000000},
                  {.name = "attempts",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "fills to try before widening (4)",
                   .lo = 1,
                   .hi = 10000},
                  {.name = "output",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help = "write here instead of to stdout",
                   .letter = 'o',
                   .guarded = true}},
      .examples = {"pastiche repair mario level.txt --check",
                   "pastiche repair terraform main.tf --diff",
                   "pastiche repair mario level.txt --seed 1 --diff"}};
  AddSeedOption(spec.options);
  AddSamplingOptions(spec.options);
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
