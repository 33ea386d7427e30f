// Plugin files that crashed or hung, by SHA-256: not loaded again until they
// are rebuilt or cleared. And the sentinel: a file that says, should this
// process die, which plugin was running.

#ifndef PASTICHE_FRAMEWORK_WORKER_QUARANTINE_H_
#define PASTICHE_FRAMEWORK_WORKER_QUARANTINE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche {

struct QuarantineRecord {
  std::string sha256;
  std::string path;  // Where the file was.
  std::string what;  // "crashed (signal 11, Segmentation fault) in describe()"
};

// Text of a record and back: lines of "pastiche quarantine 1", sha256, path,
// what. Parse takes any bytes.
[[nodiscard]] std::string FormatQuarantine(const QuarantineRecord& record);
[[nodiscard]] std::optional<QuarantineRecord> ParseQuarantine(
    std::string_view text);

// Whether its path, its file name or that without ".so" is `name`; "all" is
// each.
[[nodiscard]] bool IsCalled(const std::filesystem::path& file,
                            std::string_view name);

// A folder of records. Nothing here fails: what cannot be read is not there.
class Quarantine {
 public:
  // Empty folder = nothing is kept.
  explicit Quarantine(std::filesystem::path folder)
      : folder_(std::move(folder)) {}

  [[nodiscard]] std::optional<QuarantineRecord> Find(
      const std::string& sha256) const;
  void Add(const QuarantineRecord& record) const;
  // Every record, sorted by path.
  [[nodiscard]] std::vector<QuarantineRecord> All() const;
  // Removes those whose file IsCalled() that. Returns them.
  std::vector<QuarantineRecord> Clear(std::string_view name) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

// One plugin being run by this process. The file is locked as long as the
// process lives; a file whose lock is free was left by one that died.
class CrashSentinel {
 public:
  // Says that `record.path` is being loaded. Does nothing if the folder cannot
  // be written.
  CrashSentinel(const std::filesystem::path& folder,
                const QuarantineRecord& record);
  ~CrashSentinel();  // All went well: removes the file.
  CrashSentinel(const CrashSentinel&) = delete;
  CrashSentinel& operator=(const CrashSentinel&) = delete;

  // Writes why the process is about to die, instead of "ended the
  // program while it was loaded".
  // Async-signal-safe.
  void Blame(const char* what, const char* function) const noexcept;
  // Loading went well: unless Blame()d, the plugin is innocent from here on.
  void Absolve() const noexcept;

  // Where the marks of plugin calls are kept, so that the file tells whether
  // the process died in one; nullptr without a file. See call_mark.h.
  [[nodiscard]] void* call_marks() const { return call_marks_; }

  // Moves what dead processes left in `folder` into `quarantine`; returns it.
  static std::vector<QuarantineRecord> Collect(
      const std::filesystem::path& folder, const Quarantine& quarantine);

 private:
  std::string path_;
  int file_ = -1;
  long blame_offset_ = 0;
  void* call_marks_ = nullptr;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_QUARANTINE_H_
