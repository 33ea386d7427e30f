// A plugin file in this process: loaded once, negotiated, initialised, never
// unloaded.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_LIBRARY_H_
#define PASTICHE_FRAMEWORK_PLUGIN_LIBRARY_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/diagnostic.h"
#include "framework/core/result.h"
#include "framework/plugin/negotiation.h"
#include "framework/plugin/plugin_facts.h"

namespace pastiche {

// What the host offers to plugins.
struct HostServices {
  std::string version = "0.1.0";  // Of the host program.
  // Takes the plugins' log lines, from any thread; may be empty.
  std::function<void(std::string_view file, Severity severity,
                     std::string_view message)>
      log;
  // Looks at a file that passed the prescreen before it is loaded into this
  // process; its error becomes the reason why the file is skipped, and what it
  // tells saves a registry from loading files that nobody opens. This is the
  // place of an out-of-process probe. Empty = the prescreen is all.
  std::function<Result<PluginFacts>(const std::filesystem::path& file)> probe;
  // Told before and after code of the file runs in this process for the first
  // time: should the process die in between, the file did it. May be empty.
  std::function<void(const std::filesystem::path& file, bool begins)> loading;
};

class PluginLibrary {
 public:
  // Prescreens, probes, loads (all symbols at once, none shared with other
  // libraries), negotiates and initialises the file; the second time, and for
  // a link to it, returns what the first time gave, be it an error. The result
  // lives as long as the process. Messages are phrases that follow the file's
  // name: "has no pst_entry_v1 symbol: not a Pastiche plugin".
  //   kNotFound, kIo      cannot be read
  //   kIncompatible       not a plugin, of another machine or ABI version
  //   kPluginFailed       does not load, malformed, or init() failed
  // Threads: safe; one load at a time.
  [[nodiscard]] static Result<const PluginLibrary*> Load(
      const std::filesystem::path& path, const HostServices& services);

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint32_t abi_major() const { return entry_.abi_major; }
  [[nodiscard]] std::uint32_t abi_minor() const { return entry_.abi_minor; }
  [[nodiscard]] const std::vector<PluginDomain>& domains() const {
    return domains_;
  }
  [[nodiscard]] const pst_host& host() const { return host_; }
  // What loading it changed in the process and was put back; normally empty.
  [[nodiscard]] const std::vector<std::string>& disturbances() const {
    return disturbances_;
  }

 private:
  struct Loaded;  // Everything loaded so far.
  PluginLibrary(std::filesystem::path path, const HostServices& services);

  Result<void> Open();
  [[nodiscard]] Result<const PluginLibrary*> Outcome() const;
  Result<void> Initialise(const pst_entry* entry);
  static void PST_CALL Log(void* ctx, std::int32_t severity,
                           const pst_bytes* message);
  static const void* PST_CALL Service(void* ctx, const char* id);

  std::filesystem::path path_;
  HostServices services_;
  pst_host host_ = {};
  pst_entry entry_ = {};
  std::vector<PluginDomain> domains_;
  std::vector<std::string> disturbances_;
  std::optional<Error> failure_;  // Why it cannot be used.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_LIBRARY_H_
