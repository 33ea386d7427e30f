// Loading with Boost.DLL, once per file and for ever.

#include "framework/plugin/library.h"

#include <fmt/format.h>
#include <sys/stat.h>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "framework/plugin/call_mark.h"
#include "framework/plugin/elf_prescreen.h"
#include "framework/plugin/environment_guard.h"
#include "framework/plugin/text_check.h"

namespace pastiche {
namespace {

constexpr const char* kEntrySymbol = "pst_entry_v1";
// Entry symbols of later interfaces that are looked for to name the mistake.
constexpr int kLastFutureEntry = 99;

// Which file it is, and that it is still the same: a rebuilt plugin is another.
using FileKey = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

std::optional<FileKey> KeyOf(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileKey{status.st_dev, status.st_ino, status.st_size,
                 status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

Error WithoutEntry(const boost::dll::shared_library& library) {
  for (int version = 2; version <= kLastFutureEntry; ++version) {
    if (!library.has(fmt::format("pst_entry_v{}", version))) continue;
    return Error{
        ErrorCode::kIncompatible,
        fmt::format("is made for a future plugin interface "
                    "(pst_entry_v{}); this host speaks {} "
                    "(plugin ABI {}.{})",
                    version, kEntrySymbol, PST_ABI_MAJOR, PST_ABI_MINOR),
        "install a newer pastiche, or a build of the plugin for this "
        "one"};
  }
  return Error{
      ErrorCode::kIncompatible,
      fmt::format("has no {} symbol: not a Pastiche plugin", kEntrySymbol),
      "remove it from the plugin folder"};
}

// The loader's words without the path it repeats: the caller names the file.
std::string LoaderMessage(const std::string& words,
                          const std::filesystem::path& path) {
  const std::string prefix = path.string() + ": ";
  const std::size_t at = words.find(prefix);
  return at == std::string::npos ? words : words.substr(at + prefix.size());
}

}  // namespace

// Never destroyed: plugins may have started threads or registered exit
// handlers, and their code must stay where it is.
struct PluginLibrary::Loaded {
  std::mutex mutex;
  std::map<FileKey, std::unique_ptr<PluginLibrary>> files;
  // A file that was only touched stays mapped, and initialised, as it was.
  std::map<const pst_entry*, PluginLibrary*> entries;
  std::vector<boost::dll::shared_library> handles;

  static Loaded& Instance() {
    static Loaded* const loaded = new Loaded;
    return *loaded;
  }
};

PluginLibrary::PluginLibrary(std::filesystem::path path,
                             const HostServices& services)
    : path_(std::move(path)), services_(services) {
  host_.struct_size = sizeof host_;
  host_.abi_major = PST_ABI_MAJOR;
  host_.abi_minor = PST_ABI_MINOR;
  host_.ctx = this;
  host_.name = "pastiche";
  host_.version = services_.version.c_str();
  host_.log = Log;
  host_.service = Service;
}

Result<const PluginLibrary*> PluginLibrary::Load(
    const std::filesystem::path& path, const HostServices& services) {
  Loaded& loaded = Loaded::Instance();
  const std::lock_guard<std::mutex> lock(loaded.mutex);
  const std::optional<FileKey> key = KeyOf(path);
  const auto known = key ? loaded.files.find(*key) : loaded.files.end();
  if (known != loaded.files.end()) return known->second->Outcome();

  Result<void> fine = PrescreenFile(path);
  if (fine && services.probe) {
    const Result<PluginFacts> facts = services.probe(path);
    if (!facts) fine = Fail(facts);
  }
  // Not remembered: nothing of the file is in this process yet.
  if (!fine) return Fail(fine);
  if (!key) return Fail(ErrorCode::kNotFound, "is gone", "try again");

  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  // Kept even if it fails: the plugin may have kept the address of its host.
  std::unique_ptr<PluginLibrary>& library = loaded.files[*key];
  library.reset(new PluginLibrary(error ? path : absolute, services));
  if (services.loading) services.loading(path, true);
  {
    const CallScope scope(library->path_.c_str(), "load");
    fine = library->Open();
  }
  if (services.loading) services.loading(path, false);
  if (!fine) library->failure_ = fine.error();
  return library->Outcome();
}

Result<const PluginLibrary*> PluginLibrary::Outcome() const {
  if (failure_) return tl::unexpected<Error>(*failure_);
  return this;
}

Result<void> PluginLibrary::Open() {
  using boost::dll::load_mode::rtld_local;
  using boost::dll::load_mode::rtld_now;
  EnvironmentGuard guard;
  // Lazy binding would let a plugin with an undefined symbol load and kill the
  // process at the first call.
  boost::dll::shared_library library;
  try {
    library.load(path_, rtld_now | rtld_local);
  } catch (const std::exception& error) {
    return Fail(
        ErrorCode::kPluginFailed,
        fmt::format("does not load: {}", LoaderMessage(error.what(), path_)),
        "rebuild it on this system with all its libraries linked");
  }
  Loaded::Instance().handles.push_back(library);
  if (!library.has(kEntrySymbol)) {
    return tl::unexpected<Error>(WithoutEntry(library));
  }
  Result<void> initialised;
  try {
    const pst_entry* entry = library.get<const pst_entry*()>(kEntrySymbol)();
    PluginLibrary*& owner = Loaded::Instance().entries[entry];
    if (owner == nullptr) {
      owner = this;
      initialised = Initialise(entry);
      if (!initialised) failure_ = initialised.error();
    } else if (owner->failure_) {
      initialised = tl::unexpected<Error>(*owner->failure_);
    } else {
      entry_ = owner->entry_;
      domains_ = owner->domains_;
    }
  } catch (...) {
    initialised = Fail(ErrorCode::kPluginFailed,
                       "let an exception escape while it was initialised",
                       "report it to the plugin's vendor, or remove the file");
  }
  disturbances_ = guard.Restore();
  return initialised;
}

Result<void> PluginLibrary::Initialise(const pst_entry* entry) {
  Result<pst_entry> negotiated = Negotiate(entry);
  if (!negotiated) return Fail(negotiated);
  entry_ = *negotiated;
  const pst_status status = entry_.init(&host_);
  if (status != PST_OK) {
    return Fail(ErrorCode::kPluginFailed,
                fmt::format("failed to initialise: init() returned {}", status),
                "report it to the plugin's vendor, or remove the file");
  }
  Result<std::vector<PluginDomain>> domains = ReadDomains(entry_);
  if (!domains) return Fail(domains);
  domains_ = std::move(*domains);
  return {};
}

void PST_CALL PluginLibrary::Log(void* ctx, std::int32_t severity,
                                 const pst_bytes* message) {
  const auto& self = *static_cast<const PluginLibrary*>(ctx);
  if (!self.services_.log || message == nullptr) return;
  try {
    BoundaryCheck check;
    const std::string text = check.Text(*message, "a log line", kMaxProseBytes);
    const std::int32_t level =
        severity < PST_DIAG_NOTE || severity > PST_DIAG_ERROR ? PST_DIAG_ERROR
                                                              : severity;
    if (check.ok()) {
      self.services_.log(self.path_.string(), static_cast<Severity>(level),
                         text);
    }
  } catch (...) {  // Never into the plugin's frames: the line is lost.
  }
}

const void* PST_CALL PluginLibrary::Service(void*, const char*) {
  return nullptr;  // ABI 1.0 knows no service.
}

}  // namespace pastiche
