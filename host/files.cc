// Files in and out.

#include "host/files.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

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

}  // namespace

Result<LoadedFile> ReadFile(const fs::path& path) {
  LoadedFile loaded{.path = path, .file = {path.filename().string(), {}}};
  if (path == "-") {
    loaded.file.name = "stdin";
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
  std::vector<fs::path> paths;
  for (fs::directory_iterator it(folder, error), end; it != end && !error;
       it.increment(error)) {
    std::string extension = it->path().extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    std::error_code unreadable;
    if (it->is_regular_file(unreadable) &&
        std::find(extensions.begin(), extensions.end(), extension) !=
            extensions.end()) {
      paths.push_back(it->path());
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
  std::string name = path.string() + ".XXXXXX";
  const int descriptor = mkstemp(name.data());
  const auto refuse = [&](const char* what) {
    const int number = errno;
    if (descriptor >= 0) unlink(name.c_str());
    return Fail(ErrorCode::kIo,
                fmt::format("cannot {} {}: {}", what, path.string(),
                            std::strerror(number)));
  };
  if (descriptor < 0) return refuse("write");
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor, 0666 & ~mask);
  const std::unique_ptr<std::FILE, Closer> stream(fdopen(descriptor, "wb"));
  if (stream == nullptr ||
      std::fwrite(content.data(), 1, content.size(), stream.get()) !=
          content.size() ||
      std::fflush(stream.get()) != 0) {
    return refuse("write");
  }
  if (std::rename(name.c_str(), path.c_str()) != 0) return refuse("replace");
  return {};
}

}  // namespace pastiche::host
