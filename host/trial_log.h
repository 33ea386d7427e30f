// The log of `pastiche tune`: one JSON object per line and trial, only ever
// appended to. One file may hold many runs; a run is found by its id.

#ifndef PASTICHE_HOST_TRIAL_LOG_H_
#define PASTICHE_HOST_TRIAL_LOG_H_

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/core/result.h"
#include "framework/tune/tuner.h"

namespace pastiche::host {

class TrialLog {
 public:
  // Reads what is there; a file that does not exist is an empty log. What
  // follows the last line break was cut short by the end of its run: it is
  // ignored, and dropped when something is appended. kInvalidArgument with file
  // and line for anything else that is not a trial; kIo; kLimit.
  [[nodiscard]] static Result<TrialLog> Open(std::filesystem::path path);
  // Keeps nothing.
  TrialLog() = default;

  // False for a log that keeps nothing.
  [[nodiscard]] bool kept() const { return !path_.empty(); }

  // The trials of a run from number 0 to the first that is missing.
  [[nodiscard]] std::vector<Trial> Known(const std::string& run) const;

  // Whole lines in one write. kIo.
  [[nodiscard]] Result<void> Append(const std::string& run,
                                    const std::string& use,
                                    std::span<const Trial> trials);

 private:
  std::filesystem::path path_;  // Empty: keeps nothing.
  bool cut_short_ = false;
  std::uintmax_t whole_bytes_ = 0;
  std::map<std::string, std::map<std::size_t, Trial>> runs_;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_TRIAL_LOG_H_
