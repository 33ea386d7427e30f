// `pastiche doctor`: whether this installation works, and what is set where.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <tuple>

#include "host/commands.h"
#include "host/containment.h"
#include "host/interrupt.h"
#include "host/json_output.h"
#include "host/session.h"
#include "host/settings.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

struct Finding {
  std::string name;
  bool ok = true;
  std::string text = {};
  std::string mend = {};  // Where it is not OK.
};

std::string UsableTargets() {
  std::string names;
  for (const auto target : kernels::UsableTargets()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ",
                         kernels::TargetName(target));
  }
  return names;
}

// Loads the plugin in a process of its own and asks for its corpus.
Finding TryPlugin(Containment& containment, const PluginEntry& entry) {
  Finding finding{.name = "plugin " + entry.domain.id};
  const auto begin = Clock::now();
  OpenOptions options;
  options.progress = &MainProgress();
  const auto opened = containment.OpenIsolated(entry, options);
  Result<std::size_t> documents = std::size_t{0};
  if (!opened) {
    documents = Fail(opened);
  } else if (const auto corpus = opened->domain->Corpus(); corpus) {
    documents = corpus->size();
  } else {
    documents = Fail(corpus);
  }
  const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
  if (!documents) {
    finding.ok = false;
    finding.text = documents.error().message;
    finding.mend = documents.error().mend;
    return finding;
  }
  finding.text = fmt::format(
      "{}, {} documents, loads isolated in {:.0f} ms: {}", entry.domain.version,
      *documents, took.count(), entry.path.string());
  return finding;
}

std::vector<Finding> PluginFindings(Containment& containment,
                                    const Registry& registry) {
  std::vector<Finding> findings;
  for (const PluginEntry& entry : registry.entries()) {
    switch (entry.status) {
      case PluginEntry::Status::kUsable:
        findings.push_back(TryPlugin(containment, entry));
        break;
      case PluginEntry::Status::kSkipped:
        findings.push_back({.name = "plugin file",
                            .ok = false,
                            .text = entry.path.string() + ": " + entry.reason,
                            .mend = entry.mend});
        break;
      case PluginEntry::Status::kShadowed:
        findings.push_back(
            {.name = "plugin file",
             .text = fmt::format("{}: its domain {} is taken from {}",
                                 entry.path.string(), entry.domain.id,
                                 entry.shadowed_by.string())});
    }
  }
  if (findings.empty()) {
    findings.push_back({.name = "plugins",
                        .ok = false,
                        .text = "there is none",
                        .mend = "put one into a folder that is named here"});
  }
  for (const SearchFolder& folder : registry.folders()) {
    std::error_code error;
    findings.push_back(
        {.name = "plugin folder",
         .text = fmt::format("{} ({}){}", folder.path.string(),
                             OriginName(folder.origin),
                             std::filesystem::is_directory(folder.path, error)
                                 ? ""
                                 : ", which is not there")});
  }
  return findings;
}

struct SetOption {
  std::string option, value, where, commands;
};

// What is set outside the command line for any command; the first error.
Result<std::vector<SetOption>> SetOptions(const SettingsFiles& files) {
  std::vector<SetOption> all;
  for (const Command& command : Commands()) {
    const auto settings = ReadSettings(command.spec, Commands(), files);
    if (!settings) return Fail(settings);
    for (const Setting& setting : *settings) {
      const auto same = [&](const SetOption& each) {
        return std::tie(each.option, each.value, each.where) ==
               std::tie(setting.option, setting.value, setting.origin);
      };
      const auto found = std::find_if(all.begin(), all.end(), same);
      if (found != all.end()) {
        found->commands += " " + command.spec.name;
      } else {
        all.push_back(
            {setting.option, setting.value, setting.origin, command.spec.name});
      }
    }
  }
  return all;
}

std::vector<Finding> Findings(const Console& console,
                              const Arguments& arguments) {
  std::vector<Finding> findings = {
      {.name = "version", .text = PASTICHE_VERSION},
      {.name = "simd",
       .text = fmt::format("{} (usable: {})", kernels::ActiveTargetName(),
                           UsableTargets())},
      {.name = "threads", .text = std::to_string(kernels::thread_count())},
      {.name = "terminal",
       .text = fmt::format("stdout {} colour, stderr {} colour",
                           console.stdout_color() ? "with" : "without",
                           console.stderr_color() ? "with" : "without")}};
  const auto worker = FindWorker();
  findings.push_back({.name = "isolation",
                      .ok = !worker.empty(),
                      .text = worker.empty()
                                  ? "pastiche-worker is not beside this program"
                                  : worker.string(),
                      .mend = "install it there"});
  Containment containment(console, arguments);
  for (Finding& each : PluginFindings(containment, containment.Scan())) {
    findings.push_back(std::move(each));
  }
  return findings;
}

void PrintAsJson(const Console& console, const std::vector<Finding>& findings,
                 const std::vector<SetOption>& set, bool ok) {
  json::object result = JsonEnvelope("doctor");
  result["ok"] = ok;
  json::array checks, settings;
  for (const Finding& finding : findings) {
    json::object check = {
        {"name", finding.name}, {"ok", finding.ok}, {"text", finding.text}};
    if (!finding.ok) check["mend"] = finding.mend;
    checks.push_back(std::move(check));
  }
  for (const SetOption& each : set) {
    settings.push_back({{"option", each.option},
                        {"value", each.value},
                        {"origin", each.where},
                        {"commands", each.commands}});
  }
  result["checks"] = std::move(checks);
  result["settings"] = std::move(settings);
  PrintJson(console, result);
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  std::vector<Finding> findings = Findings(console, arguments);
  const SettingsFiles files =
      arguments.Has("no-settings") ? SettingsFiles{} : FindSettingsFiles();
  const auto set = SetOptions(files);
  if (!set) return Fail(set);
  const bool ok =
      std::all_of(findings.begin(), findings.end(),
                  [](const Finding& finding) { return finding.ok; });
  if (arguments.Has("json")) {
    PrintAsJson(console, findings, *set, ok);
    return ok ? kOk : kNotAccepted;
  }
  for (const Finding& finding : findings) {
    console.Out(fmt::format(
        "{} {:<18} {}{}\n", finding.ok ? "ok " : "BAD", finding.name,
        finding.text,
        finding.ok || finding.mend.empty() ? "" : "; " + finding.mend));
  }
  for (const auto& path : {files.project, files.user}) {
    std::error_code error;
    if (path.empty()) continue;
    console.Out(fmt::format(
        "ok  {:<18} {}{}\n", "settings file", path.string(),
        std::filesystem::exists(path, error) ? "" : ", which is not there"));
  }
  for (const SetOption& each : *set) {
    console.Out(fmt::format("ok  {:<18} {} = {}, set by {} for {}\n", "setting",
                            each.option, each.value, each.where,
                            each.commands));
  }
  return ok ? kOk : kNotAccepted;
}

}  // namespace

Command DoctorCommand() {
  CommandSpec spec = {
      .name = "doctor",
      .summary = "whether all works here, and what is set where; exit 3 if not",
      .examples = {"pastiche doctor"}};
  AddScanOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
