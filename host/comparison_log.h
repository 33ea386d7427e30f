// The log of a comparison: one line of JSON per domain and per finished method,
// only ever appended to. A comparison that was interrupted goes on from it, and
// the logs of several shards merge into one result.
//
//   {"run":ID,"domain":"mario","corpus":{...},"heldout":{...},
//    "split_by_host":true,"methods":["attention-ar",...],"seeds":[1],
//    "samples":20}
//   {"run":ID,"method":{...},"examples":[[3,0,...]]}
//
// ID says what was compared with which settings, so that lines of another
// comparison in the same file are passed over. A last line without its end was
// being written when the program was killed: it counts as not there.

#ifndef PASTICHE_HOST_COMPARISON_LOG_H_
#define PASTICHE_HOST_COMPARISON_LOG_H_

#include <boost/json.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/result.h"
#include "framework/evaluate/comparison.h"

namespace pastiche::host {

// What is known of one run: its domain, what was asked for, what is done.
struct LoggedRun {
  std::string id;
  DomainComparison comparison = {};  // Methods in the order of the lines.
  bool split_by_host = false;
  std::vector<std::string> methods = {};  // All that the plan names.
  std::vector<std::uint64_t> seeds = {};
  std::size_t samples = 0;  // Per seed.
};

// SHA-256 of all that the results depend on.
[[nodiscard]] std::string RunId(const boost::json::object& what);

// Every run in the text of a log. kInvalidArgument names the line that is no
// log line.
[[nodiscard]] Result<std::vector<LoggedRun>> ParseLog(std::string_view text,
                                                      std::string_view file);

// The runs of several logs put together: one per domain, methods in the order
// of the plan, compared with the best baseline. kInvalidArgument if a domain
// was compared in two ways, if a method is missing, or if there is no run.
[[nodiscard]] Result<std::vector<LoggedRun>> MergeRuns(
    std::vector<LoggedRun> runs);

class ComparisonLog {
 public:
  // Opens or makes the file; cuts an unfinished last line off. kIo.
  [[nodiscard]] static Result<std::unique_ptr<ComparisonLog>> Open(
      const std::filesystem::path& path);
  ~ComparisonLog();
  ComparisonLog(const ComparisonLog&) = delete;
  ComparisonLog& operator=(const ComparisonLog&) = delete;

  [[nodiscard]] const std::vector<LoggedRun>& runs() const { return runs_; }
  // Appends one line and waits until it is on the disk. kIo.
  [[nodiscard]] Result<void> Begin(const LoggedRun& run);
  [[nodiscard]] Result<void> Add(const std::string& run,
                                 const MethodResult& method);

 private:
  ComparisonLog(int file, std::filesystem::path path)
      : file_(file), path_(std::move(path)) {}
  [[nodiscard]] Result<void> Append(const boost::json::object& line);

  int file_;
  std::filesystem::path path_;
  std::vector<LoggedRun> runs_;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMPARISON_LOG_H_
