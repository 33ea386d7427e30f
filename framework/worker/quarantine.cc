// Records as text, and sentinels that outlive a crash.

#include "framework/worker/quarantine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <utility>

#include "framework/core/folder.h"
#include "framework/plugin/call_mark.h"
#include "framework/plugin/text_check.h"
#include "framework/worker/probe_cache.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "pastiche quarantine 1";
// The last line of a sentinel is blank where the plugin is not to blame.
constexpr std::size_t kBlameBytes = 160;
// A sentinel is its text, then zeros, then the table of call marks.
constexpr off_t kMarksOffset = 8192;

// Whether the bytes of a sentinel say that a thread was in a plugin.
bool DiedInCall(std::string_view bytes) {
  CallMarkTable table;
  if (bytes.size() < kMarksOffset + sizeof table) return false;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char* const mark = bytes.data() + kMarksOffset + i * sizeof(CallMark);
    const std::string_view function(mark, sizeof(void*));
    if (function.find_first_not_of('\0') != std::string_view::npos) return true;
  }
  return false;
}

bool IsSha256(std::string_view text) {
  return text.size() == 64 &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// Where the last line of what FormatQuarantine made begins.
off_t BlameOffset(const QuarantineRecord& record) {
  QuarantineRecord blank = record;
  blank.what.clear();
  return static_cast<off_t>(FormatQuarantine(blank).size() - 1);
}

std::vector<fs::path> FilesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  (void)ReadFolder(folder, files);
  return files;
}

}  // namespace

std::string FormatQuarantine(const QuarantineRecord& record) {
  return fmt::format("{}\n{}\n{}\n{}\n", kMagic, record.sha256, record.path,
                     record.what);
}

std::optional<QuarantineRecord> ParseQuarantine(std::string_view text) {
  if (TakeLine(text) != kMagic) return std::nullopt;
  QuarantineRecord record;
  record.sha256 = TakeLine(text);
  record.path = TakeLine(text);
  record.what = TakeLine(text);
  while (record.what.ends_with(' ')) record.what.pop_back();
  if (!IsSha256(record.sha256) || record.path.empty() ||
      FindInvalidText(record.path) != record.path.size() ||
      FindInvalidText(record.what) != record.what.size()) {
    return std::nullopt;
  }
  return record;
}

bool IsCalled(const fs::path& file, std::string_view name) {
  const std::string base = file.filename().string(),
                    stem = file.stem().string();
  return name == "all" || name == file.string() || name == base || name == stem;
}

std::optional<QuarantineRecord> Quarantine::Find(
    const std::string& sha256) const {
  if (folder_.empty()) return std::nullopt;
  const std::optional<std::string> text = ReadState(folder_ / sha256);
  if (!text) return std::nullopt;
  std::optional<QuarantineRecord> record = ParseQuarantine(*text);
  if (record && record->sha256 != sha256) return std::nullopt;
  return record;
}

void Quarantine::Add(const QuarantineRecord& record) const {
  if (folder_.empty() || record.path.find('\n') != std::string::npos) return;
  WriteState(folder_ / record.sha256, FormatQuarantine(record));
}

std::vector<QuarantineRecord> Quarantine::All() const {
  std::vector<QuarantineRecord> records;
  if (folder_.empty()) return records;
  for (const fs::path& file : FilesIn(folder_)) {
    if (auto record = Find(file.filename().string())) {
      records.push_back(std::move(*record));
    }
  }
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return records;
}

std::vector<QuarantineRecord> Quarantine::Clear(std::string_view name) const {
  std::vector<QuarantineRecord> cleared;
  for (QuarantineRecord& record : All()) {
    if (!IsCalled(record.path, name)) continue;
    std::error_code error;
    if (fs::remove(folder_ / record.sha256, error)) {
      cleared.push_back(std::move(record));
    }
  }
  return cleared;
}

CrashSentinel::CrashSentinel(const fs::path& folder,
                             const QuarantineRecord& record) {
  if (folder.empty() || record.path.find('\n') != std::string::npos) return;
  MakeStateFolder(folder);
  path_ = (folder / "running.XXXXXX").string();
  file_ = ::mkostemp(path_.data(), O_CLOEXEC);
  if (file_ < 0) return;
  QuarantineRecord padded = record;
  padded.what = "ended the program while it was loaded";
  padded.what.resize(kBlameBytes, ' ');
  const std::string text = FormatQuarantine(padded);
  // Locked before it says anything, so that nobody else takes it for left over.
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 ||
      ::write(file_, text.data(), text.size()) !=
          static_cast<ssize_t>(text.size())) {
    ::unlink(path_.c_str());
    ::close(file_);
    file_ = -1;
    return;
  }
  blame_offset_ = BlameOffset(record);
  if (text.size() >= kMarksOffset ||
      ::ftruncate(file_, kMarksOffset + sizeof(CallMarkTable)) != 0) {
    return;
  }
  void* const memory =
      ::mmap(nullptr, sizeof(CallMarkTable), PROT_READ | PROT_WRITE, MAP_SHARED,
             file_, kMarksOffset);
  if (memory != MAP_FAILED) call_marks_ = memory;  // To the end.
}

CrashSentinel::~CrashSentinel() {
  if (file_ < 0) return;
  ::unlink(path_.c_str());
  ::close(file_);
}

void CrashSentinel::Blame(const char* what,
                          const char* function) const noexcept {
  if (file_ < 0) return;
  char line[kBlameBytes];
  std::memset(line, ' ', sizeof line);
  std::size_t at = 0;
  for (const char* part :
       {what, function == nullptr ? "" : " in ",
        function == nullptr ? "" : function, function == nullptr ? "" : "()"}) {
    for (; *part != '\0' && at < sizeof line; ++part) line[at++] = *part;
  }
  static_cast<void>(::pwrite(file_, line, sizeof line, blame_offset_) > 0);
}

void CrashSentinel::Absolve() const noexcept { Blame("", nullptr); }

std::vector<QuarantineRecord> CrashSentinel::Collect(
    const fs::path& folder, const Quarantine& quarantine) {
  std::vector<QuarantineRecord> found;
  if (folder.empty()) return found;
  for (const fs::path& path : FilesIn(folder)) {
    if (!path.filename().string().starts_with("running.")) continue;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) continue;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
      const std::optional<std::string> text = ReadState(path);
      auto record = text ? ParseQuarantine(text->substr(0, text->find('\0')))
                         : std::nullopt;
      if (record && record->what.empty() && DiedInCall(*text)) {
        record->what =
            "ended the program in a call (killed, out of memory, "
            "or it called _exit)";
      }
      // A file that is being made has no text yet; it is kept a moment longer.
      if (text && !text->empty()) ::unlink(path.c_str());
      if (record && !record->what.empty()) {
        quarantine.Add(*record);
        found.push_back(*record);
      }
    }
    ::close(file);
  }
  return found;
}

}  // namespace pastiche
