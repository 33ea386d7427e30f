// Probes, sentinels and isolated domains for a command.

#include "host/containment.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "host/crash_report.h"
#include "host/session.h"
#include "host/user_folder.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;
using Kind = OptionSpec::Kind;
using std::chrono::milliseconds;

// Of a worker that serves a session rather than a probe.
constexpr WorkerLimits kSessionLimits = {std::uint64_t{4} << 30, 24 * 3600};

fs::path Below(const fs::path& folder, const char* name) {
  return folder.empty() ? fs::path() : folder / name;
}

milliseconds CallDeadline(const Arguments& arguments) {
  return milliseconds(
      static_cast<std::int64_t>(1000 * arguments.Number("call-deadline", 120)));
}

}  // namespace

// Tests' programs lie there too.
fs::path FindWorker() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  fs::path worker = self.parent_path() / "pastiche-worker";
  return ::access(worker.c_str(), X_OK) == 0 ? worker : fs::path();
}

void AddScanOptions(std::vector<OptionSpec>& options) {
  options.push_back({.name = "safe-mode",
                     .help = "only plugins that were installed with pastiche",
                     .guarded = true});
  options.push_back({.name = "call-deadline",
                     .kind = Kind::kNumber,
                     .value = "SECONDS",
                     .help = "give up on a plugin that does not return from a "
                             "call within this time; default 120",
                     .lo = 0.1,
                     .hi = 86400,
                     .guarded = true});
}

void AddContainmentOptions(std::vector<OptionSpec>& options) {
  options.push_back({.name = "isolate",
                     .kind = Kind::kChoice,
                     .value = "WHAT",
                     .help = "run the plugin in a process of its own: for "
                             "reading your files (import, the default), always "
                             "(all) or never (none)",
                     .choices = {"import", "all", "none"},
                     .guarded = true});
  AddScanOptions(options);
}

Isolation IsolationOf(const Arguments& arguments) {
  const std::string word = arguments.Text("isolate", "import");
  return word == "all"    ? Isolation::kAll
         : word == "none" ? Isolation::kNone
                          : Isolation::kImport;
}

Containment::Containment(const Console& console, const Arguments& arguments)
    : console_(console),
      arguments_(arguments),
      worker_(FindWorker()),
      state_(UserFolder("XDG_STATE_HOME", ".local/state")) {
  ProbeOptions options;
  options.worker = worker_;
  options.cache = Below(UserFolder("XDG_CACHE_HOME", ".cache"), "probes");
  options.quarantine = Below(state_, "quarantine");
  options.host_version = PASTICHE_VERSION;
  options.deadline = std::min(options.deadline, CallDeadline(arguments));
  prober_ = std::make_unique<PluginProber>(std::move(options));
  NoteWhatDied();
}

Containment::~Containment() {
  if (sentinel_ != nullptr) SetSentinel(guarded_path_.c_str(), nullptr);
}

void Containment::NoteWhatDied() const {
  for (const QuarantineRecord& record :
       CrashSentinel::Collect(Below(state_, "running"), quarantine())) {
    console_.Warning(fmt::format(
        "plugin file {} {} in an earlier run; it is quarantined: rebuild it, "
        "or run pastiche list --clear-quarantine {}",
        record.path, record.what, fs::path(record.path).filename().string()));
  }
}

Registry Containment::Scan() {
  HostServices services;
  services.version = PASTICHE_VERSION;
  services.loading = [this](const fs::path& file, bool begins) {
    Loading(file, begins);
  };
  if (worker_.empty()) {
    console_.Warning(
        "pastiche-worker is not beside this program: plugins are loaded "
        "without a probe; install it there");
  } else {
    services.probe = [this](const fs::path& file) {
      return prober_->Probe(file);
    };
  }
  SearchSources sources = PluginSources(arguments_);
  sources.safe_mode = arguments_.Has("safe-mode");
  return Registry::Scan(sources, services);
}

void Containment::Guard(const PluginEntry& entry) {
  static bool guarded = false;
  if (!std::exchange(guarded, true)) {
    ReportPluginCrashes();
    ReportPluginHangs(CallDeadline(arguments_));
  }
  if (!IsThirdParty(entry.origin) || sentinel_ != nullptr) return;
  const auto hash = prober_->Sha256Of(entry.path);
  if (!hash) return;
  std::error_code error;
  // As the library names itself.
  const fs::path absolute = fs::absolute(entry.path, error);
  guarded_path_ = (error ? entry.path : absolute).string();
  sentinel_ = std::make_unique<CrashSentinel>(
      Below(state_, "running"), QuarantineRecord{*hash, guarded_path_, ""});
  if (sentinel_->call_marks() != nullptr) {
    KeepCallMarksIn(sentinel_->call_marks());
  }
  SetSentinel(guarded_path_.c_str(), sentinel_.get());
}

void Containment::Loading(const fs::path& file, bool begins) {
  std::error_code error;
  const fs::path absolute = fs::absolute(file, error);
  if (!begins && sentinel_ != nullptr && absolute == fs::path(guarded_path_)) {
    sentinel_->Absolve();
  }
}

Result<IsolatedDomain> Containment::OpenIsolated(const PluginEntry& entry,
                                                 const OpenOptions& options) {
  const auto named = [&](const Error& cause) {
    Error error = cause;
    error.message =
        fmt::format("plugin file {} {}", entry.path.string(), error.message);
    return tl::unexpected<Error>(std::move(error));
  };
  if (worker_.empty()) {
    return Fail(ErrorCode::kNotFound,
                "a plugin cannot be isolated: pastiche-worker is not beside "
                "this program",
                "install it there, or use --isolate=none");
  }
  IsolatedDomain isolated;
  auto worker = WorkerProcess::Start(worker_);
  if (!worker) return Fail(worker);
  isolated.worker = std::move(*worker);
  isolated.worker->SetCallTime(CallDeadline(arguments_));
  if (options.progress != nullptr) {
    isolated.worker->SetCancelled(&options.progress->cancelled);
  }
  auto plugin =
      RemotePlugin::Load(*isolated.worker, entry.path, kSessionLimits);
  if (!plugin) return named(plugin.error());
  isolated.plugin = std::move(*plugin);
  if (entry.index >= isolated.plugin->domains().size()) {
    return named({ErrorCode::kIncompatible, "is not what it was a moment ago",
                  "try again"});
  }
  auto domain = isolated.plugin->Open(entry.index, options);
  if (!domain) return Fail(domain);
  isolated.domain = std::move(*domain);
  std::string unconfined = isolated.plugin->unconfined();
  const auto confined = isolated.plugin->ConfineToComputing();
  if (!confined) return named(confined.error());
  if (unconfined.empty()) unconfined = *confined;
  if (!unconfined.empty()) {
    console_.Warning(fmt::format(
        "THE WORKER IS NOT CONFINED: this system does not offer seccomp "
        "filters ({}); a file made to exploit {} could reach your files and "
        "network",
        unconfined, entry.domain.id));
  }
  return isolated;
}

}  // namespace pastiche::host
