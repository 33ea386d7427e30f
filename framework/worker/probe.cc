// Asking a worker what a file is, unless cache or quarantine know.

#include "framework/worker/probe.h"

#include <fmt/format.h>
#include <pastiche/plugin.h>
#include <sys/stat.h>

#include <utility>

#include "framework/core/sha256.h"
#include "framework/worker/remote_plugin.h"
#include "framework/worker/worker_process.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

constexpr WorkerLimits kProbeLimits = {std::uint64_t{1} << 30, 10};

std::string ClearCommand(const fs::path& path) {
  return fmt::format("pastiche list --clear-quarantine {}",
                     path.filename().string());
}

// Sanitizers make everything several times slower.
constexpr int Slowdown() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 5;
#else
  return 1;
#endif
}

}  // namespace

PluginProber::PluginProber(ProbeOptions options)
    : options_(std::move(options)),
      // What a file is good for depends on the ABI that we speak, too.
      cache_(options_.cache, fmt::format("{}, ABI {}.{}", options_.host_version,
                                         PST_ABI_MAJOR, PST_ABI_MINOR)),
      quarantine_(options_.quarantine) {
  options_.deadline *= Slowdown();
}

std::optional<PluginProber::FileKey> PluginProber::KeyOf(const fs::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  const auto nanoseconds = [](const timespec& time) {
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
  };
  return FileKey{status.st_dev, status.st_ino, status.st_size,
                 nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

std::optional<std::string> PluginProber::Sha256Of(const fs::path& path) {
  const std::optional<FileKey> key = KeyOf(path);
  if (!key) return std::nullopt;
  const auto known = hashes_.find(*key);
  if (known != hashes_.end()) return known->second;
  std::optional<std::string> hash = Sha256HexOfFile(path);
  if (hash) hashes_[*key] = *hash;
  return hash;
}

Result<PluginFacts> PluginProber::Probe(const fs::path& path) {
  const std::optional<std::string> hash = Sha256Of(path);
  if (!hash) {
    return Fail(ErrorCode::kIo, "cannot be read",
                "check that the file exists and may be read");
  }
  if (const auto record = quarantine_.Find(*hash)) {
    return Fail(ErrorCode::kPluginFailed,
                fmt::format("is quarantined: it {}", record->what),
                "rebuild it, or clear it: " + ClearCommand(path));
  }
  if (const auto known = known_.find(*hash); known != known_.end()) {
    return known->second;
  }
  std::optional<Result<PluginFacts>> found = cache_.Find(*hash);
  if (!found) {
    bool keep = false;
    found = Ask(path, keep);
    if (keep) cache_.Keep(*hash, *found);
  }
  return known_.emplace(*hash, std::move(*found)).first->second;
}

Result<PluginFacts> PluginProber::Ask(const fs::path& path, bool& keep) const {
  Result<std::unique_ptr<WorkerProcess>> started =
      WorkerProcess::Start(options_.worker);
  if (!started) {
    Error error = started.error();
    error.message = "could not be probed: " + error.message;
    return tl::unexpected<Error>(std::move(error));
  }
  WorkerProcess& worker = **started;
  worker.SetDeadline(options_.deadline);
  Result<std::unique_ptr<RemotePlugin>> plugin =
      RemotePlugin::Load(worker, path, kProbeLimits);
  if (plugin) {
    // What a domain says when it is opened is for whoever opens it; here it
    // only has to survive.
    const auto opened = (*plugin)->Open(0, {});
  }
  if (worker.gone()) {
    keep = true;
    return Fail(ErrorCode::kPluginFailed,
                fmt::format("failed its probe: it {}", worker.gone()->message),
                "rebuild it, or probe it again: " + ClearCommand(path));
  }
  if (!plugin) {
    keep = plugin.error().code == ErrorCode::kIncompatible;
    return Fail(plugin);
  }
  keep = true;
  return (*plugin)->facts();
}

void PluginProber::Forget(const fs::path& path) {
  if (const auto hash = Sha256Of(path)) {
    cache_.Forget(*hash);
    known_.erase(*hash);
  }
}

}  // namespace pastiche
