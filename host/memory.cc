// `pastiche memory save PLUGIN`: builds the memories of a corpus once and keeps
// them in a file that --memory takes.

#include <fmt/format.h>

#include <chrono>

#include "framework/memory/memory_file.h"
#include "host/commands.h"
#include "host/comparison_options.h"
#include "host/files.h"
#include "host/json_output.h"
#include "host/session.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;
using Clock = std::chrono::steady_clock;

double Since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What was written, read back the way --memory does.
Result<double> LoadTime(const Session& session, const AttentionSuite& suite,
                        const std::string& path,
                        std::span<const MemoryUse> uses) {
  const auto start = Clock::now();
  const auto file = MemoryFile::Open(path);
  if (!file) return Fail(file);
  for (const MemoryUse use : uses) {
    const auto memory =
        (*file)->Load(session.domain(), use, suite.SettingsOf(use));
    if (!memory) return Fail(memory);
  }
  return Since(start);
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  if (arguments.positionals()[0] != "save") {
    return Fail(
        ErrorCode::kUsage,
        fmt::format("memory has no verb \"{}\"", arguments.positionals()[0]),
        "use pastiche memory save PLUGIN --output FILE");
  }
  if (!arguments.Has("output")) {
    return Fail(ErrorCode::kUsage, "--output FILE is missing",
                "name the file that the memory goes to");
  }
  const auto opened =
      Session::Open(console, arguments, arguments.positionals()[1]);
  if (!opened) return Fail(opened);
  const Session& session = **opened;
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  std::vector<const Document*> documents;
  for (const Document& each : *corpus) documents.push_back(&each);
  const DomainInfo& domain = session.domain().info();
  const AttentionSuite suite(session.domain(), documents,
                             session.recommendation(), nullptr);
  const auto uses = FirstUsesOf(session.domain());
  const auto start = Clock::now();
  for (const MemoryUse use : uses) {
    const auto memory = suite.MemoryFor(use);
    if (!memory) return Fail(memory);
  }
  const double built = Since(start);
  const std::string sha256 = CorpusSha256(*corpus);
  const auto bytes =
      WriteMemoryFile({.program = PASTICHE_VERSION,
                       .plugin = domain.id,
                       .plugin_version = domain.version,
                       .content_hash = domain.content_hash,
                       .options = session.Options(Session::Scope::kCreate),
                       .heads = session.heads_json(),
                       .heads_from = session.recommendation().provenance,
                       .corpus_sha256 = sha256},
                      *corpus, suite, uses);
  if (!bytes) return Fail(bytes);
  const std::string path = arguments.Text("output");
  if (const auto written = WriteWhole(path, *bytes); !written) {
    return Fail(written);
  }
  const auto loads = LoadTime(session, suite, path, uses);
  if (!loads) return Fail(loads);
  if (arguments.Has("json")) {
    boost::json::object result = JsonEnvelope("memory");
    result["domain"] = domain.id;
    result["documents"] = corpus->size();
    result["tokens"] = suite.token_count();
    result["sha256"] = sha256;
    result["bytes"] = bytes->size();
    result["volatile"] = {{"build_seconds", built}, {"load_seconds", *loads}};
    PrintJson(console, result);
    return kOk;
  }
  console.Out(fmt::format(
      "{}: {} documents ({} tokens), {:.1f} MiB; built in {:.0f} ms, loads in "
      "{:.0f} ms\n",
      path, corpus->size(), suite.token_count(),
      static_cast<double>(bytes->size()) / (1 << 20), built * 1e3,
      *loads * 1e3));
  return kOk;
}

}  // namespace

Command MemoryCommand() {
  CommandSpec spec{
      .name = "memory",
      .summary = "saves the memories of a corpus in a file for --memory",
      .positionals = "save PLUGIN",
      .min_positionals = 2,
      .max_positionals = 2,
      .options = {{.name = "output",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help = "the file to write",
                   .letter = 'o',
                   .guarded = true}},
      .examples = {
          "pastiche memory save mario --corpus my-levels -o my-levels.memory",
          "pastiche generate mario --memory my-levels.memory --seed 7"}};
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
