// Entries as bytes and back, and state files whole or not at all.

#include "framework/worker/probe_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "framework/core/folder.h"
#include "framework/core/sha256.h"
#include "framework/plugin/text_check.h"
#include "framework/worker/byte_stream.h"
#include "framework/worker/plugin_call.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "pastiche probe 1\n";
constexpr off_t kMaxStateBytes = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

DomainInfo GetDomain(ByteReader& in) {
  DomainInfo info;
  for (std::string* text : {&info.id, &info.name, &info.version, &info.vendor,
                            &info.license, &info.description}) {
    *text = in.GetText();
  }
  info.content_hash = in.Get<std::uint64_t>();
  info.concurrent = in.Get<std::uint8_t>() != 0;
  // They go to terminals and JSON, whoever wrote the file.
  for (const std::string* text : {&info.name, &info.version, &info.vendor,
                                  &info.license, &info.description}) {
    if (FindInvalidText(*text) != text->size()) in.Fail();
  }
  if (!IsDomainId(info.id)) in.Fail();
  return info;
}

}  // namespace

std::string FormatProbeEntry(const Result<PluginFacts>& found,
                             std::string_view host_version) {
  ByteWriter out;
  out.PutText(host_version);
  out.Put<std::uint8_t>(found.has_value());
  if (!found) {
    PutError(out, found.error());
  } else {
    out.Put(found->abi_major);
    out.Put(found->abi_minor);
    out.Put<std::uint64_t>(found->disturbances.size());
    for (const std::string& change : found->disturbances) out.PutText(change);
    out.Put<std::uint64_t>(found->domains.size());
    for (const DomainInfo& info : found->domains) {
      PutInfo(out, info);
      out.Put<std::uint8_t>(info.concurrent);
    }
  }
  const std::string body = out.Take();
  return std::string(kMagic) + Sha256Hex(body) + "\n" + body;
}

std::optional<Result<PluginFacts>> ParseProbeEntry(
    std::string_view bytes, std::string_view host_version) {
  constexpr std::size_t kDigits = 64;
  const std::size_t head = kMagic.size() + kDigits + 1;
  if (bytes.size() < head || !bytes.starts_with(kMagic) ||
      bytes[head - 1] != '\n') {
    return std::nullopt;
  }
  const std::string_view body = bytes.substr(head);
  if (Sha256Hex(body) != bytes.substr(kMagic.size(), kDigits))
    return std::nullopt;
  ByteReader in(body);
  if (in.GetText() != host_version) return std::nullopt;
  if (in.Get<std::uint8_t>() == 0) {
    Error error = GetError(in);
    if (!in.ok() || FindInvalidText(error.message) != error.message.size() ||
        FindInvalidText(error.mend) != error.mend.size()) {
      return std::nullopt;
    }
    return Result<PluginFacts>(tl::unexpected<Error>(std::move(error)));
  }
  PluginFacts facts;
  facts.abi_major = in.Get<std::uint32_t>();
  facts.abi_minor = in.Get<std::uint32_t>();
  const std::uint64_t changes = in.GetCount(sizeof(std::uint64_t));
  for (std::uint64_t i = 0; i < changes && in.ok(); ++i) {
    facts.disturbances.emplace_back(in.GetText());
  }
  const std::uint64_t domains = in.GetCount(sizeof(std::uint64_t));
  for (std::uint64_t i = 0; i < domains && in.ok(); ++i) {
    facts.domains.push_back(GetDomain(in));
  }
  if (!in.done() || facts.domains.empty()) return std::nullopt;
  return Result<PluginFacts>(std::move(facts));
}

void MakeStateFolder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
}

bool WriteState(const fs::path& path, std::string_view bytes) {
  MakeStateFolder(path.parent_path());
  std::string name = path.string() + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.number() < 0) return false;
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote =
        ::write(file.number(), bytes.data() + done, bytes.size() - done);
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  if (done == bytes.size() && ::rename(name.c_str(), path.c_str()) == 0) {
    return true;
  }
  ::unlink(name.c_str());
  return false;
}

std::optional<std::string> ReadState(const fs::path& path) {
  const Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat status = {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0 ||
      !S_ISREG(status.st_mode) || status.st_size > kMaxStateBytes) {
    return std::nullopt;
  }
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got <= 0) return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

fs::path ProbeCache::PathOf(const std::string& sha256) const {
  return folder_ / sha256;
}

std::optional<Result<PluginFacts>> ProbeCache::Find(
    const std::string& sha256) const {
  if (folder_.empty()) return std::nullopt;
  const std::optional<std::string> bytes = ReadState(PathOf(sha256));
  if (!bytes) return std::nullopt;
  return ParseProbeEntry(*bytes, host_version_);
}

void ProbeCache::Keep(const std::string& sha256,
                      const Result<PluginFacts>& found) const {
  if (folder_.empty()) return;
  if (WriteState(PathOf(sha256), FormatProbeEntry(found, host_version_))) {
    Prune();
  }
}

void ProbeCache::Forget(const std::string& sha256) const {
  if (folder_.empty()) return;
  std::error_code error;
  fs::remove(PathOf(sha256), error);
}

void ProbeCache::Prune() const {
  std::error_code error;
  std::vector<fs::path> files;
  (void)ReadFolder(folder_, files);
  std::vector<std::pair<fs::file_time_type, fs::path>> entries;
  for (const fs::path& file : files) {
    entries.emplace_back(fs::last_write_time(file, error), file);
  }
  if (entries.size() <= kMaxEntries) return;
  std::sort(entries.begin(), entries.end());
  entries.resize(entries.size() - kMaxEntries * 3 / 4);
  for (const auto& [time, path] : entries) fs::remove(path, error);
}

}  // namespace pastiche
