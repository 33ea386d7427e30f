// `pastiche completion SHELL`: what a shell needs to complete our command line.

#include <fmt/format.h>

#include "host/commands.h"
#include "host/completion_script.h"
#include "host/json_output.h"

namespace pastiche::host {
namespace {

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const std::string& shell = arguments.positionals()[0];
  std::string script;
  if (shell == "bash") script = BashCompletion(Commands());
  if (shell == "zsh") script = ZshCompletion(Commands());
  if (shell == "fish") script = FishCompletion(Commands());
  if (script.empty()) {
    return Fail(ErrorCode::kUsage, fmt::format("no shell \"{}\"", shell),
                "use bash, zsh or fish");
  }
  if (arguments.Has("json")) {
    boost::json::object result = JsonEnvelope("completion");
    result["shell"] = shell;
    result["script"] = script;
    PrintJson(console, result);
  } else {
    console.Out(script);
  }
  return kOk;
}

}  // namespace

Command CompletionCommand() {
  return {{.name = "completion",
           .summary = "a script that completes this command line in a shell",
           .positionals = "bash|zsh|fish",
           .min_positionals = 1,
           .max_positionals = 1,
           .examples = {"source <(pastiche completion bash)",
                        "pastiche completion fish > "
                        "~/.config/fish/completions/pastiche.fish"}},
          Run};
}

}  // namespace pastiche::host
