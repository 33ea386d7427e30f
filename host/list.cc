// `pastiche list`: the plugins found, and every one skipped with its reason.

#include <fmt/format.h>

#include "framework/plugin/registry.h"
#include "host/commands.h"
#include "host/containment.h"
#include "host/json_output.h"
#include "host/session.h"

namespace pastiche::host {
namespace {

const char* StatusName(PluginEntry::Status status) {
  switch (status) {
    case PluginEntry::Status::kUsable:
      return "usable";
    case PluginEntry::Status::kSkipped:
      return "skipped";
    case PluginEntry::Status::kShadowed:
      return "shadowed";
  }
  return "";
}

void PrintAsJson(const Console& console, const Registry& registry) {
  boost::json::object result = JsonEnvelope("list");
  boost::json::array plugins;
  for (const PluginEntry& entry : registry.entries()) {
    boost::json::object plugin = {
        {"path", entry.path.string()},
        {"origin", std::string(OriginName(entry.origin))},
        {"status", StatusName(entry.status)}};
    if (!entry.domain.id.empty()) {
      plugin["domain"] = entry.domain.id;
      plugin["name"] = entry.domain.name;
      plugin["plugin_version"] = entry.domain.version;
      plugin["vendor"] = entry.domain.vendor;
      plugin["license"] = entry.domain.license;
      plugin["description"] = entry.domain.description;
      plugin["abi"] = fmt::format("{}.{}", entry.abi_major, entry.abi_minor);
    }
    if (!entry.reason.empty()) plugin["reason"] = entry.reason;
    if (!entry.mend.empty()) plugin["mend"] = entry.mend;
    if (!entry.shadowed_by.empty()) {
      plugin["shadowed_by"] = entry.shadowed_by.string();
    }
    plugins.push_back(std::move(plugin));
  }
  result["plugins"] = std::move(plugins);
  boost::json::array folders;
  for (const SearchFolder& folder : registry.folders()) {
    folders.push_back({{"path", folder.path.string()},
                       {"origin", std::string(OriginName(folder.origin))}});
  }
  result["folders"] = std::move(folders);
  PrintJson(console, result);
}

// Lets plugins called `name` be tried again: forgets that they crashed, hung or
// failed their probe. "all" = every one.
Result<ExitCode> ClearQuarantine(const Console& console,
                                 const Arguments& arguments,
                                 Containment& containment) {
  const std::string name = arguments.Text("clear-quarantine");
  std::size_t count = 0;
  for (const QuarantineRecord& record : containment.quarantine().Clear(name)) {
    console.Out(fmt::format("cleared {}: it {}\n", record.path, record.what));
    ++count;
  }
  for (const FoundPlugin& file : FindPlugins(PluginSources(arguments))) {
    const std::filesystem::path& path = file.path;
    if (!file.reason.empty() || !IsCalled(path, name)) continue;
    containment.prober().Forget(path);
    console.Out(fmt::format("will be probed again: {}\n", path.string()));
    ++count;
  }
  if (count > 0) return kOk;
  return Fail(
      ErrorCode::kUsage,
      fmt::format("no plugin file \"{}\" is known or quarantined", name),
      "see pastiche list; \"all\" clears every one");
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  Containment containment(console, arguments);
  if (arguments.Has("clear-quarantine")) {
    return ClearQuarantine(console, arguments, containment);
  }
  const Registry registry = containment.Scan();
  if (arguments.Has("names")) {
    for (const PluginEntry& entry : registry.entries()) {
      if (entry.status == PluginEntry::Status::kUsable) {
        console.Out(entry.domain.id + "\n");
      }
    }
    return kOk;
  }
  if (arguments.Has("json")) {
    PrintAsJson(console, registry);
    return kOk;
  }
  for (const PluginEntry& entry : registry.entries()) {
    if (entry.status != PluginEntry::Status::kUsable) continue;
    console.Out(
        fmt::format("{}{:{}} {:<8} {}\n", console.Bold(entry.domain.id), "",
                    12 - std::min<std::size_t>(12, entry.domain.id.size()),
                    entry.domain.version, entry.domain.description));
    if (console.verbose()) {
      console.Out(fmt::format("{:13}{}\n", "", entry.path.string()));
    }
  }
  for (const PluginEntry& entry : registry.entries()) {
    if (entry.status == PluginEntry::Status::kUsable) continue;
    console.Out(fmt::format(
        "{} {}: {}{}\n", StatusName(entry.status), entry.path.string(),
        entry.status == PluginEntry::Status::kShadowed
            ? fmt::format("its domain {} is also in {}", entry.domain.id,
                          entry.shadowed_by.string())
            : entry.reason,
        entry.mend.empty() ? "" : "; " + entry.mend));
  }
  if (registry.entries().empty()) {
    std::string where;
    for (const SearchFolder& folder : registry.folders()) {
      where += fmt::format("\n  {} ({})", folder.path.string(),
                           OriginName(folder.origin));
    }
    console.Note("no plugin found; looked in" + where);
  }
  return kOk;
}

}  // namespace

Command ListCommand() {
  CommandSpec spec = {
      .name = "list",
      .summary = "plugins found, and skipped with the reason and the mend",
      .examples = {"pastiche list --verbose",
                   "pastiche list --clear-quarantine maze.so"}};
  AddScanOptions(spec.options);
  spec.options.push_back(
      {.name = "names", .help = "only the names of those that can be used"});
  spec.options.push_back(
      {.name = "clear-quarantine",
       .kind = OptionSpec::Kind::kText,
       .value = "NAME",
       .help = "let a plugin that crashed or hung be tried again: its file or "
               "file name, or \"all\"",
       .guarded = true});
  return {spec, Run};
}

}  // namespace pastiche::host
