// Files in and out.

#include "host/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "framework/core/folder.h"
#include "host/interrupt.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<std::string> ReadAll(std::FILE* stream, const std::string& name) {
  std::string content;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stream);
    if (content.size() + got > kMaxFileBytes) {
      return Fail(
          ErrorCode::kLimit,
          fmt::format("{} is larger than {} MiB", name, kMaxFileBytes >> 20),
          "split it");
    }
    content.append(buffer.data(), got);
    if (got < buffer.size()) break;
  }
  if (std::ferror(stream) != 0) {
    return Fail(ErrorCode::kIo,
                fmt::format("cannot read {}: {}", name, std::strerror(errno)));
  }
  return content;
}

tl::unexpected<Error> CannotWrite(const char* what, const fs::path& path) {
  return Fail(ErrorCode::kIo, fmt::format("cannot {} {}: {}", what,
                                          path.string(), std::strerror(errno)));
}

// Opens `name`, which errors call `path`, and writes all of it.
Result<void> WriteInto(const fs::path& path, const std::string& name, int flags,
                       std::string_view content) {
  const int descriptor = open(name.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor < 0) return CannotWrite("write", path);
  std::FILE* const stream = fdopen(descriptor, "wb");
  if (stream == nullptr) {
    close(descriptor);
    return CannotWrite("write", path);
  }
  const bool written =
      std::fwrite(content.data(), 1, content.size(), stream) == content.size();
  if (std::fclose(stream) != 0 || !written) return CannotWrite("write", path);
  return {};
}

mode_t ModeOf(const fs::path& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0666;
}

Result<void> WriteToStdout(std::string_view content) {
  std::fwrite(content.data(), 1, content.size(), stdout);
  return FinishStdout();
}

}  // namespace

Result<void> FinishStdout() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
  return Fail(ErrorCode::kIo, fmt::format("cannot write to standard output: {}",
                                          std::strerror(errno)));
}

Result<LoadedFile> ReadFile(const fs::path& path) {
  LoadedFile loaded{.path = path, .file = {path.filename().string(), {}}};
  if (path == "-") {
    loaded.file.name = "stdin";
    static bool read = false;
    if (std::exchange(read, true)) {
      return Fail(ErrorCode::kUsage, "standard input can be read only once",
                  "name a file in place of one -");
    }
    auto content = ReadAll(stdin, "standard input");
    if (!content) return Fail(content);
    loaded.file.content = std::move(*content);
    return loaded;
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("there is no file {}", path.string()),
                "check the path");
  }
  if (fs::is_directory(status)) {
    return Fail(ErrorCode::kIo,
                fmt::format("{} is a folder, a file is wanted", path.string()),
                "name the file in it");
  }
  const std::unique_ptr<std::FILE, Closer> stream(
      std::fopen(path.c_str(), "rb"));
  if (stream == nullptr) {
    return Fail(ErrorCode::kIo, fmt::format("cannot open {}: {}", path.string(),
                                            std::strerror(errno)));
  }
  auto content = ReadAll(stream.get(), path.string());
  if (!content) return Fail(content);
  loaded.file.content = std::move(*content);
  return loaded;
}

Result<std::vector<fs::path>> ListFolder(
    const fs::path& folder, const std::vector<std::string>& extensions) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("there is no folder {}", folder.string()),
                "check the path");
  }
  std::vector<fs::path> entries;
  error = ReadFolder(folder, entries);
  std::vector<fs::path> paths;
  for (const fs::path& entry : entries) {
    std::string extension = entry.extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    std::error_code unreadable;
    if (fs::is_regular_file(entry, unreadable) &&
        std::find(extensions.begin(), extensions.end(), extension) !=
            extensions.end()) {
      paths.push_back(entry);
    }
  }
  if (error) {
    return Fail(ErrorCode::kIo, fmt::format("cannot read the folder {}: {}",
                                            folder.string(), error.message()));
  }
  if (paths.empty()) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("{} holds no file ending in .{}", folder.string(),
                            fmt::join(extensions, ", .")),
                "name another folder, or the files themselves");
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<void> WriteWhole(const fs::path& path, std::string_view content) {
  if (path == "-") return WriteToStdout(content);
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status) &&
      !fs::is_directory(status)) {
    return WriteInto(path, path.string(), O_WRONLY, content);  // A device.
  }
  // What a link points to is replaced, not the link.
  const fs::path target =
      fs::is_symlink(fs::symlink_status(path, error)) && fs::exists(status)
          ? fs::canonical(path, error)
          : path;
  // Written beside it, under a name that an interrupt can find.
  const std::string name = fmt::format("{}.{}.unfinished", target.string(),
                                       static_cast<long>(getpid()));
  const UnfinishedFile unfinished(name);
  auto done =
      WriteInto(path, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, content);
  if (done && fs::exists(status)) chmod(name.c_str(), ModeOf(target));
  if (done && std::rename(name.c_str(), target.c_str()) != 0) {
    done = CannotWrite("replace", path);
  }
  if (!done) unlink(name.c_str());
  return done;
}

}  // namespace pastiche::host
