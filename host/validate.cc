// `pastiche validate`: whether a plugin file keeps the contract of
// <pastiche/plugin.h>, check by check.

#include <fmt/format.h>

#include <chrono>

#include "framework/validate/validator.h"
#include "host/commands.h"
#include "host/containment.h"
#include "host/json_output.h"
#include "host/option_value.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

const char* StatusName(CheckStatus status) {
  switch (status) {
    case CheckStatus::kPassed:
      return "passed";
    case CheckStatus::kFailed:
      return "failed";
    case CheckStatus::kSkipped:
      return "skipped";
  }
  return "";
}

const char* LevelName(CheckLevel level) {
  return level == CheckLevel::kMust ? "must" : "should";
}

struct Tally {
  std::size_t must_passed = 0, must_failed = 0;
  std::size_t should_passed = 0, should_failed = 0, skipped = 0;

  void Add(const CheckReport& report) {
    const bool must = report.check->level == CheckLevel::kMust;
    switch (report.outcome.status) {
      case CheckStatus::kPassed:
        ++(must ? must_passed : should_passed);
        break;
      case CheckStatus::kFailed:
        ++(must ? must_failed : should_failed);
        break;
      case CheckStatus::kSkipped:
        ++skipped;
        break;
    }
  }
};

void PrintReport(const Console& console, const CheckReport& report) {
  std::string line = fmt::format(
      "{:<7} {:<6} {:<26} {}{}\n", StatusName(report.outcome.status),
      LevelName(report.check->level), report.check->id,
      report.domain.empty() ? "" : report.domain + " ", report.check->title);
  if (!report.outcome.detail.empty()) {
    line += fmt::format("{:14} {}\n", "", report.outcome.detail);
  }
  if (report.outcome.status == CheckStatus::kFailed && report.check->random) {
    line += fmt::format("{:14} again: --reproduce {}\n", "", report.seed);
  }
  console.Out(line);
}

boost::json::object ToJson(const CheckReport& report) {
  boost::json::object object = {{"id", report.check->id},
                                {"level", LevelName(report.check->level)},
                                {"status", StatusName(report.outcome.status)},
                                {"title", report.check->title}};
  if (!report.domain.empty()) object["domain"] = report.domain;
  if (!report.outcome.detail.empty()) object["detail"] = report.outcome.detail;
  if (report.check->random) object["seed"] = report.seed;
  return object;
}

void PrintJsonReports(const Console& console, const std::string& file,
                      const std::vector<CheckReport>& reports,
                      const Tally& tally, bool only_failed) {
  boost::json::object result = JsonEnvelope("validate");
  result["file"] = file;
  result["must"] = {{"passed", tally.must_passed},
                    {"failed", tally.must_failed}};
  result["should"] = {{"passed", tally.should_passed},
                      {"failed", tally.should_failed}};
  result["skipped"] = tally.skipped;
  boost::json::array checks;
  double milliseconds = 0;
  for (const CheckReport& report : reports) {
    milliseconds += report.milliseconds;
    if (only_failed && report.outcome.status != CheckStatus::kFailed) continue;
    checks.push_back(ToJson(report));
  }
  result["checks"] = std::move(checks);
  result["volatile"] = {{"seconds", milliseconds / 1000}};
  PrintJson(console, result);
}

// "60s", "60" or "2m" in seconds.
Result<std::chrono::seconds> Duration(std::string text) {
  std::uint64_t unit = 1;
  if (text.ends_with('m')) unit = 60;
  if (text.ends_with('m') || text.ends_with('s')) text.pop_back();
  const auto number = ParseInteger(text, "--fuzz", 1, 100'000);
  if (!number) {
    return Fail(ErrorCode::kUsage, number.error().message, "write 60s or 2m");
  }
  return std::chrono::seconds(*number * unit);
}

class Validation {
 public:
  Validation(const Console& console, const Arguments& arguments)
      : console_(console),
        arguments_(arguments),
        file_(arguments.positionals()[0]) {}

  Result<ExitCode> Run() {
    options_.worker = FindWorker();
    options_.cancelled = &MainProgress().cancelled;
    options_.deadline = std::chrono::milliseconds(
        static_cast<std::int64_t>(1000 * arguments_.Number("deadline", 30)));
    if (arguments_.Has("reproduce")) {
      options_.seed = arguments_.Integer("reproduce", 1);
      options_.only_random = true;
    }
    std::chrono::seconds fuzz_time{0};
    if (arguments_.Has("fuzz")) {
      const auto time = Duration(arguments_.Text("fuzz"));
      if (!time) return Fail(time);
      fuzz_time = *time;
    }
    std::error_code error;
    if (!std::filesystem::is_regular_file(file_, error)) {
      return Fail(ErrorCode::kUsage, fmt::format("there is no file {}", file_),
                  "check the path");
    }
    Result<void> done = Round();
    if (done && fuzz_time.count() > 0) done = Fuzz(fuzz_time);
    if (!done) return Fail(done);
    Finish();
    return tally_.must_failed > 0 ? kNotAccepted : kOk;
  }

 private:
  Result<void> Round() {
    const auto reports =
        ValidatePlugin(file_, options_, [&](const CheckReport& report) {
          tally_.Add(report);
          const bool failed = report.outcome.status == CheckStatus::kFailed;
          if (arguments_.Has("json") ||
              (!failed && (arguments_.Has("only-failed") || fuzzing_))) {
            return;
          }
          PrintReport(console_, report);
        });
    if (!reports) return Fail(reports);
    for (const CheckReport& report : *reports) {
      if (!fuzzing_ || report.outcome.status == CheckStatus::kFailed) {
        reports_.push_back(report);
      }
    }
    return {};
  }

  // The random checks with one seed after another, until time is up or one
  // fails.
  Result<void> Fuzz(std::chrono::seconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    fuzzing_ = true;
    options_.only_random = true;
    const std::uint64_t first = options_.seed;
    const std::size_t failed = tally_.must_failed;
    while (std::chrono::steady_clock::now() < end &&
           tally_.must_failed == failed) {
      ++options_.seed;
      Result<void> done = Round();
      if (!done) return done;
    }
    console_.Note(fmt::format("fuzzed with the seeds {} to {}", first + 1,
                              options_.seed));
    return {};
  }

  void Finish() const {
    if (arguments_.Has("json")) {
      PrintJsonReports(console_, file_, reports_, tally_,
                       arguments_.Has("only-failed"));
      return;
    }
    console_.Out(fmt::format(
        "{}: MUST {} passed, {} failed; SHOULD {} passed, {} failed; {} "
        "skipped\n",
        file_, tally_.must_passed, tally_.must_failed, tally_.should_passed,
        tally_.should_failed, tally_.skipped));
  }

  const Console& console_;
  const Arguments& arguments_;
  std::string file_;
  ValidateOptions options_;
  bool fuzzing_ = false;
  Tally tally_;
  std::vector<CheckReport> reports_;
};

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  return Validation(console, arguments).Run();
}

}  // namespace

Command ValidateCommand() {
  return {
      {.name = "validate",
       .summary = "whether a plugin file keeps the contract; exit 3 if not",
       .positionals = "FILE.so",
       .min_positionals = 1,
       .max_positionals = 1,
       .options =
           {{.name = "only-failed", .help = "leave out what passed"},
            {.name = "fuzz",
             .kind = Kind::kText,
             .value = "TIME",
             .help = "then repeat the random checks with other seeds: 60s, 5m"},
            {.name = "reproduce",
             .kind = Kind::kInteger,
             .value = "SEED",
             .help = "only the random checks, with this seed"},
            {.name = "deadline",
             .kind = Kind::kNumber,
             .value = "SECONDS",
             .help = "of each check; default 30",
             .lo = 0.1,
             .hi = 3600}},
       .examples = {"pastiche validate build/maze.so",
                    "pastiche validate maze.so --only-failed --json",
                    "pastiche validate maze.so --fuzz 60s"}},
      Run};
}

}  // namespace pastiche::host
