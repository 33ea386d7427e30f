// The `pastiche-bench` program, run as `pastiche bench`: measures and prints,
// or compares two saved results.

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <exception>

#include "bench/comparison.h"
#include "bench/machine.h"
#include "bench/peers/peer.h"
#include "bench/runner.h"
#include "host/bench_options.h"
#include "host/exit_code.h"
#include "host/files.h"
#include "host/help_text.h"
#include "host/interrupt.h"
#include "host/kernel_options.h"
#include "host/settings.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::bench {
namespace {

using host::Arguments;
using host::Console;
using host::ExitCode;

// The OpenBLAS core to ask for, or null to let it choose: 0.3.21 takes AMD's
// CPUs with AVX-512 for a Haswell.
const char* WantedCore(std::string_view simd) {
  if (simd == "AVX2") return "Haswell";
  if (simd == "SSE4") return "Nehalem";
  if (simd == "SSSE3") return "Core2";
  if (!simd.starts_with("AVX3")) return nullptr;
  for (const auto& peer : Peers()) {
    if (peer->core() == "Haswell" || peer->core() == "Zen") return "SkylakeX";
  }
  return nullptr;
}

// Gives the peers the instruction set that we have, no more and no less. They
// read these variables when they are loaded, so the program starts itself
// again.
void EqualisePeers(char** argv) {
  const std::string_view simd = kernels::ActiveTargetName();
  const char* const core = WantedCore(simd);
  if (core == nullptr || std::getenv("OPENBLAS_CORETYPE") != nullptr) return;
  setenv("OPENBLAS_CORETYPE", core, 1);
  if (!simd.starts_with("AVX3")) {
    setenv("ONEDNN_MAX_CPU_ISA", simd == "AVX2" ? "AVX2" : "SSE41", 0);
  }
  execv("/proc/self/exe", argv);
}

ProtocolOptions Protocol(bool quick) {
  ProtocolOptions options;
  if (quick) {
    options.warmup_calls = 5;
    options.warmup_seconds = 0.05;
    options.rounds = 1;
    options.iterations = 10;
    options.slow_iterations = 5;
    options.repeats = 1;
  }
  return options;
}

// A line per tenth, or one that is drawn over on a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(const Console& console) : console_(console) {}

  void Show(std::size_t done, std::size_t total, const std::string& name) {
    if (console_.quiet() || total == 0) return;
    const double spent = clock_() - begin_;
    const std::string left =
        done == 0
            ? "?"
            : fmt::format("{:.0f} s", spent / static_cast<double>(done) *
                                          static_cast<double>(total - done));
    if (console_.stderr_is_terminal()) {
      fmt::print(stderr, "\r\x1b[K");
      if (!name.empty()) {
        fmt::print(stderr, "[{}/{}] {} left  {}", done + 1, total, left, name);
      }
    } else if (const std::size_t tenths = done * 10 / total;
               tenths > tenths_ && spent > 1.0) {
      tenths_ = tenths;
      fmt::print(stderr, "pastiche: bench: {} %, {} left\n", tenths * 10, left);
    }
    std::fflush(stderr);
  }

 private:
  const Console& console_;
  Clock clock_ = SteadyClock();
  double begin_ = clock_();
  std::size_t tenths_ = 0;
};

Result<Report> Load(const std::string& path) {
  const auto loaded = host::ReadFile(path);
  if (!loaded) return Fail(loaded);
  return ParseReport(loaded->file.content, path);
}

Result<ExitCode> CompareSaved(const Console& console,
                              const Arguments& arguments) {
  if (arguments.positionals().size() != 2) {
    return Fail(ErrorCode::kUsage, "--compare takes two files",
                "pastiche bench --compare before.json after.json");
  }
  const auto before = Load(arguments.positionals()[0]);
  if (!before) return Fail(before);
  const auto after = Load(arguments.positionals()[1]);
  if (!after) return Fail(after);
  for (const auto& what : Differences(before->machine, after->machine)) {
    console.Warning("the two runs differ in " + what);
  }
  const std::vector<RowComparison> rows = Compare(*before, *after);
  console.Out(arguments.Has("json") ? ToJson(rows) : ToText(rows));
  for (const RowComparison& row : rows) {
    if (row.verdict == Verdict::kSlower) return host::kNotAccepted;
  }
  return host::kOk;
}

Result<void> Export(const Arguments& arguments, const Report& report) {
  const std::pair<const char*, std::string (*)(const Report&)> kinds[] = {
      {"export-json", ToJson},
      {"export-csv", ToCsv},
      {"export-markdown", ToMarkdown}};
  for (const auto& [option, write] : kinds) {
    if (!arguments.Has(option)) continue;
    const auto written =
        host::WriteWhole(arguments.Text(option), write(report));
    if (!written) return written;
  }
  return {};
}

Settings ReadSettings(const Console& console, const Arguments& arguments) {
  Settings settings{.quick = arguments.Has("quick"),
                    .peers = arguments.Text("peers", "on") == "on",
                    .seed = arguments.Integer("seed", 1),
                    .console = &console,
                    .arguments = &arguments};
  // One and two threads, unless told otherwise: what the goals are stated for.
  settings.threads = arguments.Has("threads")
                         ? kernels::thread_count()
                         : std::min(2, kernels::thread_count());
  return settings;
}

Result<ExitCode> MeasureAll(const Console& console,
                            const Arguments& arguments) {
  RunOptions options{.settings = ReadSettings(console, arguments)};
  const Settings& settings = options.settings;
  const auto scenarios =
      Filter(AllScenarios(settings), arguments.Text("filter"));
  if (!scenarios) return Fail(scenarios);
  if (arguments.Has("list")) {
    for (const Scenario& scenario : *scenarios) {
      console.Out(scenario.name + "\n");
    }
    return host::kOk;
  }
  if (scenarios->empty()) {
    return Fail(ErrorCode::kUsage, "no row matches --filter",
                "pastiche bench --list names them");
  }
  Report report{.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                                       fmt::gmtime(std::time(nullptr))),
                .seed = settings.seed,
                .quick = settings.quick};
  report.machine = DescribeMachine(settings.threads);
  if (settings.peers) {
    for (const auto& peer : Peers()) {
      report.machine.peers.push_back(peer->version());
    }
    if (Peers().empty()) {
      console.Note("built without OpenBLAS and oneDNN: no peers");
    }
  }
  ProgressLine line(console);
  options.protocol = Protocol(settings.quick);
  options.progress = [&](auto... a) { line.Show(a...); };
  options.stop = [] { return host::MainProgress().cancelled.load(); };
  bool complete = true;
  options.failed = [&](const Error& error) {
    console.Report(error);
    complete = false;
  };
  auto rows = RunScenarios(*scenarios, options);
  if (!rows) return Fail(rows);
  report.rows = std::move(*rows);
  if (const auto written = Export(arguments, report); !written) {
    return Fail(written);
  }
  console.Out(arguments.Has("json") ? ToJson(report) : ToText(report));
  return complete ? host::kOk : host::kFailure;
}

int Run(const std::vector<std::string>& words, char** argv) {
  Console console;
  console.Configure(host::ColorChoice::kAuto, false, false);
  const auto fail = [&](const Error& error, bool usage) {
    console.Report(error);
    if (error.code == ErrorCode::kCancelled) return int{host::kInterrupted};
    return int{usage ? host::kUsage : host::kFailure};
  };
  // The environment's; `pastiche bench` has read the files already.
  const auto settings = host::ReadSettings(host::BenchSpec(), {}, {});
  if (!settings) return fail(settings.error(), true);
  const auto arguments = Arguments::Parse(host::BenchSpec(), words, *settings);
  if (!arguments) return fail(arguments.error(), true);
  if (arguments->Has("help")) {
    console.Out(host::HelpText(host::BenchSpec()));
    return host::kOk;
  }
  console.Configure(host::ColorChoice::kAuto, arguments->Has("quiet"),
                    arguments->Has("verbose"));
  if (const auto set = host::ConfigureKernels(*arguments); !set) {
    return fail(set.error(), true);
  }
  host::CatchInterrupt();
  Result<ExitCode> done = host::kOk;
  if (arguments->Has("compare")) {
    done = CompareSaved(console, *arguments);
  } else if (!arguments->positionals().empty()) {
    done = Fail(ErrorCode::kUsage, "files are for --compare only",
                "choose rows with --filter");
  } else {
    EqualisePeers(argv);
    done = MeasureAll(console, *arguments);
  }
  if (!done) {
    const ErrorCode code = done.error().code;
    return fail(done.error(), code == ErrorCode::kUsage ||
                                  code == ErrorCode::kInvalidArgument);
  }
  if (const auto out = host::FinishStdout(); !out) {
    return fail(out.error(), false);
  }
  return int{*done};
}

}  // namespace
}  // namespace pastiche::bench

int main(int argc, char** argv) {
  try {
    return pastiche::bench::Run({argv + 1, argv + argc}, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("pastiche: error: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pastiche: error: internal: %s\n", error.what());
  }
  return pastiche::host::kFailure;
}
