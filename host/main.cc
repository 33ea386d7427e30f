// The `pastiche` program: finds the command, runs it, turns errors into exit
// codes.

#include <fmt/format.h>
#include <malloc.h>

#include <cstdlib>
#include <exception>

#include "framework/plugin/edit_distance.h"
#include "host/commands.h"
#include "host/files.h"
#include "host/help_text.h"
#include "host/interrupt.h"
#include "host/kernel_options.h"
#include "host/settings.h"

namespace pastiche::host {
namespace {

Error UnknownCommand(const std::string& word) {
  if (word.starts_with("-")) {
    return {ErrorCode::kInvalidArgument,
            fmt::format("{} stands before the command", word),
            "put options after it: pastiche generate mario --seed 7"};
  }
  return {ErrorCode::kInvalidArgument, fmt::format("no command \"{}\"", word),
          DidYouMean(word, NamesOf(Commands()), "see pastiche --help")};
}

int ExitCodeOf(const Error& error, bool usage) {
  // Whatever failed then may have failed of the interruption.
  if (error.code == ErrorCode::kCancelled || MainProgress().cancelled) {
    return kInterrupted;
  }
  return usage ? kUsage : kFailure;
}

// The command line and what is set outside of it, which --help does not need.
Result<Arguments> ReadArguments(const CommandSpec& spec,
                                const std::vector<std::string>& given) {
  auto arguments = Arguments::Parse(spec, given);
  if (!arguments || arguments->Has("help")) return arguments;
  const auto settings = ReadSettings(
      spec, Commands(),
      arguments->Has("no-settings") ? SettingsFiles{} : FindSettingsFiles());
  if (!settings) return Fail(settings);
  return Arguments::Parse(spec, given, *settings);
}

// Memory that is given back is asked for again at once, page by page.
void KeepMemory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 64 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

int Run(const std::vector<std::string>& words) {
  CatchInterrupt();
  KeepMemory();
  Console console;
  console.Configure(ColorChoice::kAuto, false, false);
  const auto fail = [&](const Error& error, bool usage) {
    console.Report(error);
    return ExitCodeOf(error, usage);
  };
  if (words.empty()) {
    console.Out(OverviewText(Commands()));
    return kUsage;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    console.Out(OverviewText(Commands()));
    return kOk;
  }
  if (words[0] == "--version" || words[0] == "version") {
    console.Out(fmt::format("pastiche {}\n", PASTICHE_VERSION));
    return kOk;
  }
  const Command* const command = FindCommand(Commands(), words[0]);
  if (command == nullptr) return fail(UnknownCommand(words[0]), true);
  const CommandSpec& spec = command->spec;
  const std::vector<std::string> given(words.begin() + 1, words.end());
  const auto arguments = ReadArguments(spec, given);
  if (!arguments) return fail(arguments.error(), true);
  if (arguments->Has("help")) {
    console.Out(HelpText(spec));
    return kOk;
  }
  const std::string color = arguments->Text("color", "auto");
  console.Configure(color == "always"  ? ColorChoice::kAlways
                    : color == "never" ? ColorChoice::kNever
                                       : ColorChoice::kAuto,
                    arguments->Has("quiet"), arguments->Has("verbose"));
  if (const auto set = ConfigureKernels(*arguments); !set) {
    return fail(set.error(), true);
  }
  for (const auto& [option, origin] : arguments->origins()) {
    if (!console.verbose()) break;
    console.Note(fmt::format("--{} is set by {}", option, origin));
  }
  const auto done = command->run(console, *arguments);
  if (!done) return fail(done.error(), done.error().code == ErrorCode::kUsage);
  if (const auto out = FinishStdout(); !out) return fail(out.error(), false);
  return *done;
}

}  // namespace
}  // namespace pastiche::host

int main(int argc, char** argv) {
  try {
    return pastiche::host::Run({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    std::fputs("pastiche: error: out of memory\n", stderr);
    // Not what runs at exit: TBB's part takes memory and would end in abort().
    std::_Exit(pastiche::host::kFailure);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pastiche: error: internal: %s\n", error.what());
  }
  return pastiche::host::kFailure;
}
