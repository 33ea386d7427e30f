// The folders of the search order, and what lies in them.

#include "framework/plugin/search_path.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>
#include <utility>

#include "framework/core/folder.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Split(std::string_view text, std::string_view marks) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(marks), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// Collects candidates; a file is known by device and inode, so that links and
// folders named twice do not load or list it twice.
class Collector {
 public:
  explicit Collector(const SearchSources& sources) : sources_(sources) {}

  void AddFile(const fs::path& path, PluginOrigin origin) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) {
      return Refuse(path, origin, std::strerror(errno),
                    origin == PluginOrigin::kFile
                        ? "check the path given to --plugin"
                        : "remove the link or restore what it points to");
    }
    if (!seen_.insert({status.st_dev, status.st_ino}).second) return;
    const std::string name = path.filename().string();
    if (sources_.safe_mode && IsThirdParty(origin)) {
      return Refuse(path, origin, "left out by --safe-mode",
                    "run without --safe-mode to use it");
    }
    const std::string stem = path.stem().string();
    if (IsDisabled(sources_, name) || IsDisabled(sources_, stem)) {
      return Refuse(
          path, origin, "disabled by PASTICHE_PLUGIN_DISABLE",
          fmt::format("remove {} from PASTICHE_PLUGIN_DISABLE", name));
    }
    if (!S_ISREG(status.st_mode)) {
      return Refuse(path, origin, "not a regular file",
                    "put the plugin's .so file there");
    }
    if ((status.st_mode & S_IWOTH) != 0) {
      return Refuse(path, origin, "any user may write this file",
                    fmt::format("chmod o-w {}", path.string()));
    }
    std::error_code error;
    const fs::path target = fs::canonical(path, error);
    for (const fs::path& folder :
         {fs::absolute(path, error).parent_path(), target.parent_path()}) {
      if (AnyoneMayWrite(folder, origin)) {
        return Refuse(
            path, origin,
            fmt::format("any user may write to its folder {}", folder.string()),
            fmt::format("chmod o-w {}, or move the plugin to a "
                        "folder of your own",
                        folder.string()));
      }
    }
    found_.push_back({path, origin, "", ""});
  }

  void AddFolder(const SearchFolder& folder) {
    std::vector<fs::path> files;
    const std::error_code error = ReadFolder(folder.path, files);
    // A folder that is not there is no news unless the user asked for it.
    if (error && (folder.origin == PluginOrigin::kEnvironment ||
                  error != std::errc::no_such_file_or_directory)) {
      return Refuse(folder.path, folder.origin, error.message(),
                    folder.origin == PluginOrigin::kEnvironment
                        ? "correct PASTICHE_PLUGIN_PATH"
                        : "make it a readable folder or remove it");
    }
    for (const fs::path& file : files) {
      if (file.extension() == ".so") AddFile(file, folder.origin);
    }
  }

  std::vector<FoundPlugin> Take() { return std::move(found_); }

 private:
  void Refuse(const fs::path& path, PluginOrigin origin, std::string reason,
              std::string mend) {
    found_.push_back({path, origin, std::move(reason), std::move(mend)});
  }

  // In a sticky folder such as /tmp nobody can replace another's file: a file
  // that the user named may lie there, but what is found there may be anyone's.
  static bool AnyoneMayWrite(const fs::path& folder, PluginOrigin origin) {
    struct stat status = {};
    if (::stat(folder.c_str(), &status) != 0) return false;
    const bool sticky = (status.st_mode & S_ISVTX) != 0;
    return (status.st_mode & S_IWOTH) != 0 &&
           !(sticky && origin == PluginOrigin::kFile);
  }

  const SearchSources& sources_;
  std::vector<FoundPlugin> found_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

bool IsThirdParty(PluginOrigin origin) {
  return origin != PluginOrigin::kInstalled &&
         origin != PluginOrigin::kBesideProgram;
}

std::string_view OriginName(PluginOrigin origin) {
  switch (origin) {
    case PluginOrigin::kFile:
      return "--plugin";
    case PluginOrigin::kEnvironment:
      return "PASTICHE_PLUGIN_PATH";
    case PluginOrigin::kUserData:
      return "user data folder";
    case PluginOrigin::kInstalled:
      return "installed";
    case PluginOrigin::kBesideProgram:
      return "beside the program";
  }
  return "";
}

std::vector<SearchFolder> SearchFolders(const SearchSources& sources) {
  std::vector<SearchFolder> folders;
  const auto add = [&](const fs::path& path, PluginOrigin origin) {
    const fs::path normal = path.lexically_normal();
    const bool known = std::any_of(
        folders.begin(), folders.end(),
        [&](const SearchFolder& folder) { return folder.path == normal; });
    if (!known) folders.push_back({normal, origin});
  };
  for (const std::string& part : Split(sources.plugin_path, ":")) {
    add(part, PluginOrigin::kEnvironment);
  }
  // The XDG base directory specification has relative paths ignored.
  const fs::path xdg = sources.xdg_data_home;
  if (xdg.is_absolute()) {
    add(xdg / "pastiche/plugins", PluginOrigin::kUserData);
  } else if (fs::path(sources.home).is_absolute()) {
    add(fs::path(sources.home) / ".local/share/pastiche/plugins",
        PluginOrigin::kUserData);
  }
  if (!sources.install_dir.empty()) {
    add(sources.install_dir, PluginOrigin::kInstalled);
  }
  if (!sources.executable.empty()) {
    add(sources.executable.parent_path() / "../lib/pastiche/plugins",
        PluginOrigin::kBesideProgram);
  }
  return folders;
}

std::vector<FoundPlugin> FindPlugins(const SearchSources& sources) {
  Collector collector(sources);
  for (const fs::path& file : sources.files) {
    collector.AddFile(file, PluginOrigin::kFile);
  }
  for (const SearchFolder& folder : SearchFolders(sources)) {
    collector.AddFolder(folder);
  }
  return collector.Take();
}

bool IsDisabled(const SearchSources& sources, std::string_view name) {
  const std::vector<std::string> names = Split(sources.disable, ",:");
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace pastiche
