// Where plugins are looked for, in which order, and which files are refused
// before anybody reads them.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_SEARCH_PATH_H_
#define PASTICHE_FRAMEWORK_PLUGIN_SEARCH_PATH_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche {

// What the host knows about where plugins are. Nothing here is read from the
// environment: the host passes it on. Empty = that source is not used.
struct SearchSources {
  std::vector<std::filesystem::path> files;  // --plugin FILE, in order.
  std::string plugin_path;            // PASTICHE_PLUGIN_PATH: folders, ":".
  std::string xdg_data_home;          // XDG_DATA_HOME; ignored if relative.
  std::string home;                   // HOME, where XDG_DATA_HOME is empty.
  std::filesystem::path install_dir;  // <libdir>/pastiche/plugins.
  std::filesystem::path executable;   // This program; its ../lib is searched.
  std::string disable;  // PASTICHE_PLUGIN_DISABLE: ids or file names, "," ":".
  bool safe_mode = false;  // Only what was installed with the program.
};

// In order of precedence.
enum class PluginOrigin : std::uint8_t {
  kFile,           // --plugin FILE
  kEnvironment,    // PASTICHE_PLUGIN_PATH
  kUserData,       // XDG data folder
  kInstalled,      // install lib dir
  kBesideProgram,  // <program>/../lib/pastiche/plugins
};

// Whether it did not come with the program.
[[nodiscard]] bool IsThirdParty(PluginOrigin origin);

// "--plugin", "PASTICHE_PLUGIN_PATH", "user data folder", ...
[[nodiscard]] std::string_view OriginName(PluginOrigin origin);

struct SearchFolder {
  std::filesystem::path path;
  PluginOrigin origin;
};

// The folders that `sources` name, in order of precedence, without repeats;
// they need not exist.
[[nodiscard]] std::vector<SearchFolder> SearchFolders(
    const SearchSources& sources);

// A file found, or a file or folder found wanting.
struct FoundPlugin {
  std::filesystem::path path;
  PluginOrigin origin;
  std::string reason;  // Why it is not loaded; empty = load it.
  std::string mend;
};

// Every plugin file there is, in order of precedence: the files given, then
// `*.so` of each folder sorted by name (not recursive). A file reached twice
// is listed once. Refused: what is not a regular file (after following links),
// what anyone may write (the file or a folder it lies in), what is disabled.
// Folders of PASTICHE_PLUGIN_PATH that do not exist are listed too.
[[nodiscard]] std::vector<FoundPlugin> FindPlugins(
    const SearchSources& sources);

// Whether PASTICHE_PLUGIN_DISABLE names this domain id, file name, or file
// name without ".so".
[[nodiscard]] bool IsDisabled(const SearchSources& sources,
                              std::string_view name);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_SEARCH_PATH_H_
