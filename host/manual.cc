// `pastiche manual [COMMAND]`: the manual pages that packages install.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "host/commands.h"
#include "host/files.h"
#include "host/json_output.h"
#include "host/man_page.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;

// File names without ".1", and what is in them.
std::vector<std::pair<std::string, std::string>> AllPages() {
  std::vector<std::pair<std::string, std::string>> pages = {
      {"pastiche", OverviewManPage(Commands())}};
  for (const Command& command : Commands()) {
    pages.emplace_back("pastiche-" + command.spec.name, ManPage(command.spec));
  }
  return pages;
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto pages = AllPages();
  if (arguments.Has("output")) {
    const fs::path folder = arguments.Text("output");
    std::error_code error;
    fs::create_directories(folder, error);
    for (const auto& [name, page] : pages) {
      const auto written = WriteWhole(folder / (name + ".1"), page);
      if (!written) return Fail(written);
    }
    return kOk;
  }
  const auto& words = arguments.positionals();
  const std::string wanted =
      words.empty() ? "pastiche" : "pastiche-" + words[0];
  for (const auto& [name, page] : pages) {
    if (name != wanted) continue;
    if (arguments.Has("json")) {
      boost::json::object result = JsonEnvelope("manual");
      result["name"] = name;
      result["page"] = page;
      PrintJson(console, result);
    } else {
      console.Out(page);
    }
    return kOk;
  }
  return Fail(ErrorCode::kUsage, fmt::format("no command \"{}\"", words[0]),
              "see pastiche --help");
}

}  // namespace

Command ManualCommand() {
  return {{.name = "manual",
           .summary = "the manual page of the program or of a command",
           .positionals = "[COMMAND]",
           .max_positionals = 1,
           .options = {{.name = "output",
                        .kind = OptionSpec::Kind::kText,
                        .value = "FOLDER",
                        .help = "write all pages there",
                        .letter = 'o',
                        .guarded = true}},
           .examples = {"pastiche manual run | man -l -"}},
          Run};
}

}  // namespace pastiche::host
