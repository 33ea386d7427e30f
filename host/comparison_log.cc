// Runs as lines of JSON and back, parts joined.

#include "host/comparison_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>

#include "framework/core/sha256.h"
#include "framework/evaluate/paired.h"
#include "host/comparison_output.h"
#include "host/files.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kMaxLogBytes = 1ull << 30;

// Throws what Boost.JSON throws where a member is missing or of another type.
MetricValue MetricFrom(const json::object& object) {
  MetricValue value{.mean = object.at("mean").to_number<double>(),
                    .n = object.at("n").to_number<std::size_t>()};
  if (const auto* error = object.if_contains("stderr")) {
    value.standard_error = error->to_number<double>();
  }
  if (const auto* numbers = object.if_contains("per_document")) {
    for (const auto& each : numbers->as_array()) {
      value.per_document.push_back(each.is_null() ? kNotScored
                                                  : each.to_number<double>());
    }
  }
  if (const auto* more = object.if_contains("more_is_better")) {
    value.more_is_better = more->as_bool();
  }
  return value;
}

MethodKind KindFrom(std::string_view name) {
  for (const MethodKind kind :
       {MethodKind::kOurs, MethodKind::kPublished, MethodKind::kAblation,
        MethodKind::kBaseline, MethodKind::kControl}) {
    if (NameOf(kind) == name) return kind;
  }
  throw std::invalid_argument("kind");
}

MethodResult MethodFrom(const json::object& line) {
  const json::object& object = line.at("method").as_object();
  MethodResult method{
      .name = std::string(object.at("name").as_string()),
      .kind = KindFrom(std::string_view(object.at("kind").as_string()))};
  for (const auto& [id, value] : object.at("metrics").as_object()) {
    method.metrics[std::string(id)] = MetricFrom(value.as_object());
  }
  if (const auto* each = object.if_contains("volatile")) {
    for (const auto& [id, value] : each->as_object()) {
      method.volatile_metrics[std::string(id)] = value.to_number<double>();
    }
  }
  if (const auto* notes = object.if_contains("notes")) {
    for (const auto& note : notes->as_array()) {
      method.notes.emplace_back(note.as_string());
    }
  }
  for (const auto& sample : line.at("examples").as_array()) {
    method.examples.emplace_back();
    for (const auto& token : sample.as_array()) {
      method.examples.back().push_back(token.to_number<Token>());
    }
  }
  return method;
}

CorpusSummary SummaryFrom(const json::object& object) {
  CorpusSummary summary{
      .documents = object.at("documents").to_number<std::size_t>(),
      .tokens = object.at("tokens").to_number<std::size_t>()};
  if (const auto* sha256 = object.if_contains("sha256")) {
    summary.sha256 = std::string(sha256->as_string());
  }
  return summary;
}

LoggedRun RunFrom(const json::object& line) {
  LoggedRun run{.id = std::string(line.at("run").as_string()),
                .split_by_host = line.at("split_by_host").as_bool()};
  run.comparison.domain = std::string(line.at("domain").as_string());
  run.comparison.corpus = SummaryFrom(line.at("corpus").as_object());
  run.comparison.heldout = SummaryFrom(line.at("heldout").as_object());
  for (const auto& name : line.at("methods").as_array()) {
    run.methods.emplace_back(name.as_string());
  }
  for (const auto& seed : line.at("seeds").as_array()) {
    run.seeds.push_back(seed.to_number<std::uint64_t>());
  }
  run.samples = line.at("samples").to_number<std::size_t>();
  return run;
}

LoggedRun* FindRun(std::vector<LoggedRun>& runs, std::string_view id) {
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const auto& r) { return r.id == id; });
  return found == runs.end() ? nullptr : &*found;
}

// The same method twice is the same result: the first one counts.
void AddMethod(LoggedRun& run, MethodResult method) {
  auto& methods = run.comparison.methods;
  if (std::none_of(methods.begin(), methods.end(),
                   [&](const auto& m) { return m.name == method.name; })) {
    methods.push_back(std::move(method));
  }
}

void TakeLine(const json::object& line, std::vector<LoggedRun>& runs) {
  LoggedRun* run = FindRun(runs, std::string_view(line.at("run").as_string()));
  if (line.contains("domain")) {
    if (run == nullptr) runs.push_back(RunFrom(line));
    return;
  }
  if (run == nullptr) throw std::invalid_argument("run");
  AddMethod(*run, MethodFrom(line));
}

Error IoError(const std::filesystem::path& path, const char* what) {
  return {.code = ErrorCode::kIo,
          .message = fmt::format("cannot {} {}: {}", what, path.string(),
                                 std::strerror(errno)),
          .mend = "choose another file for --log"};
}

}  // namespace

std::string RunId(const json::object& what) {
  return Sha256Hex(json::serialize(what));
}

Result<std::vector<LoggedRun>> ParseLog(std::string_view text,
                                        std::string_view file) {
  std::vector<LoggedRun> runs;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // Killed while writing it.
    try {
      TakeLine(json::parse(text.substr(0, end)).as_object(), runs);
    } catch (const std::exception&) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}:{}: this is no line of a comparison's log",
                              file, number),
                  "name a file that --log wrote");
    }
    text.remove_prefix(end + 1);
  }
  return runs;
}

Result<std::vector<LoggedRun>> MergeRuns(std::vector<LoggedRun> runs) {
  std::vector<LoggedRun> merged;
  for (LoggedRun& run : runs) {
    const auto same =
        std::find_if(merged.begin(), merged.end(), [&](const LoggedRun& other) {
          return other.comparison.domain == run.comparison.domain;
        });
    if (same == merged.end()) {
      merged.push_back(std::move(run));
      continue;
    }
    if (same->id != run.id) {
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("{} was compared in two ways (runs {} and {})",
                      run.comparison.domain, same->id.substr(0, 12),
                      run.id.substr(0, 12)),
          "merge logs of one comparison: same files, options and version");
    }
    for (MethodResult& method : run.comparison.methods) {
      AddMethod(*same, std::move(method));
    }
  }
  if (merged.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "there is no run in these logs",
                "name files that --log wrote");
  }
  for (LoggedRun& run : merged) {
    std::vector<MethodResult> ordered;
    std::vector<std::string> missing;
    for (const std::string& name : run.methods) {
      auto& methods = run.comparison.methods;
      const auto found =
          std::find_if(methods.begin(), methods.end(),
                       [&](const auto& m) { return m.name == name; });
      if (found == methods.end()) {
        missing.push_back(name);
      } else {
        ordered.push_back(*found);
      }
    }
    if (!missing.empty()) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: no result of {}", run.comparison.domain,
                              fmt::join(missing, ", ")),
                  "run the shards that are missing, or finish them");
    }
    run.comparison.methods = std::move(ordered);
    CompareWithBestBaseline(run.comparison.methods);
  }
  return merged;
}

Result<std::unique_ptr<ComparisonLog>> ComparisonLog::Open(
    const std::filesystem::path& path) {
  std::string text;
  std::error_code none;
  if (std::filesystem::exists(path, none)) {
    if (std::filesystem::file_size(path, none) > kMaxLogBytes) {
      return Fail(ErrorCode::kLimit, path.string() + " is larger than 1 GiB",
                  "choose another file for --log");
    }
    auto loaded = ReadFile(path);
    if (!loaded) return Fail(loaded);
    text = std::move(loaded->file.content);
  }
  auto runs = ParseLog(text, path.string());
  if (!runs) return Fail(runs);
  const int file =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return tl::unexpected<Error>(IoError(path, "open"));
  std::unique_ptr<ComparisonLog> log(new ComparisonLog(file, path));
  const std::size_t whole = text.rfind('\n') + 1;  // 0 if there is none.
  if (whole < text.size() &&
      ::ftruncate(file, static_cast<off_t>(whole)) != 0) {
    return tl::unexpected<Error>(IoError(path, "shorten"));
  }
  log->runs_ = std::move(*runs);
  return log;
}

ComparisonLog::~ComparisonLog() { ::close(file_); }

Result<void> ComparisonLog::Append(const json::object& line) {
  const std::string text = json::serialize(line) + "\n";
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = ::write(file_, text.data() + at, text.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return tl::unexpected<Error>(IoError(path_, "write"));
    at += static_cast<std::size_t>(written);
  }
  if (::fdatasync(file_) != 0 && errno != EINVAL && errno != EROFS) {
    return tl::unexpected<Error>(IoError(path_, "write"));
  }
  return {};
}

Result<void> ComparisonLog::Begin(const LoggedRun& run) {
  json::array methods;
  for (const auto& name : run.methods) methods.push_back(json::string(name));
  return Append({{"run", run.id},
                 {"domain", run.comparison.domain},
                 {"corpus", ToJson(run.comparison.corpus)},
                 {"heldout", ToJson(run.comparison.heldout)},
                 {"split_by_host", run.split_by_host},
                 {"methods", std::move(methods)},
                 {"seeds", json::array(run.seeds.begin(), run.seeds.end())},
                 {"samples", run.samples}});
}

Result<void> ComparisonLog::Add(const std::string& run,
                                const MethodResult& method) {
  json::object object = ToJson(method);
  for (const auto& [id, value] : method.metrics) {
    if (!value.more_is_better) continue;
    object["metrics"].as_object()[id].as_object()["more_is_better"] = true;
  }
  json::array examples;
  for (const auto& sample : method.examples) {
    examples.emplace_back(json::array(sample.begin(), sample.end()));
  }
  return Append({{"run", run},
                 {"method", std::move(object)},
                 {"examples", std::move(examples)}});
}

}  // namespace pastiche::host
