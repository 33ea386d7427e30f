// What stands between this program and plugins that crash, hang or lie: the
// probe, the quarantine, the crash sentinel and the choice of isolation.

#ifndef PASTICHE_HOST_CONTAINMENT_H_
#define PASTICHE_HOST_CONTAINMENT_H_

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/plugin/registry.h"
#include "framework/worker/probe.h"
#include "framework/worker/quarantine.h"
#include "framework/worker/remote_plugin.h"
#include "host/arguments.h"
#include "host/console.h"

namespace pastiche::host {

enum class Isolation { kNone, kImport, kAll };

// --safe-mode and --call-deadline, of every command that looks for plugins; and
// --isolate with them, of those that open one.
void AddScanOptions(std::vector<OptionSpec>& options);
void AddContainmentOptions(std::vector<OptionSpec>& options);
[[nodiscard]] Isolation IsolationOf(const Arguments& arguments);

// A plugin's domain in a worker process. Members in this order: the domain goes
// first, the process last.
struct IsolatedDomain {
  IsolatedDomain() = default;
  IsolatedDomain(IsolatedDomain&&) = default;
  IsolatedDomain& operator=(IsolatedDomain&& other) noexcept {
    domain = nullptr;
    plugin = nullptr;
    worker = std::move(other.worker);
    plugin = std::move(other.plugin);
    domain = std::move(other.domain);
    return *this;
  }
  std::unique_ptr<WorkerProcess> worker;
  std::unique_ptr<RemotePlugin> plugin;
  std::unique_ptr<Domain> domain;
};

// The program pastiche-worker beside this one; empty if there is none.
[[nodiscard]] std::filesystem::path FindWorker();

// One for each scan of the plugins; outlives the registry it made.
class Containment {
 public:
  // Reports, once, what a program before this one died of.
  Containment(const Console& console, const Arguments& arguments);
  ~Containment();
  Containment(const Containment&) = delete;
  Containment& operator=(const Containment&) = delete;

  [[nodiscard]] Registry Scan();
  // Before the entry's plugin runs in this process: its sentinel, the handlers
  // and the watch over calls that do not return.
  void Guard(const PluginEntry& entry);
  // The entry's domain in a worker with no files, sockets or programs. Notes
  // loudly where the system calls cannot be confined.
  [[nodiscard]] Result<IsolatedDomain> OpenIsolated(const PluginEntry& entry,
                                                    const OpenOptions& options);

  [[nodiscard]] PluginProber& prober() { return *prober_; }
  [[nodiscard]] const Quarantine& quarantine() const {
    return prober_->quarantine();
  }

 private:
  void NoteWhatDied() const;
  void Loading(const std::filesystem::path& file, bool begins);

  const Console& console_;
  const Arguments& arguments_;
  std::filesystem::path worker_;  // Empty where there is none.
  std::filesystem::path state_;   // Empty where there is none.
  std::unique_ptr<PluginProber> prober_;
  std::string guarded_path_;
  std::unique_ptr<CrashSentinel> sentinel_;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_CONTAINMENT_H_
