// The host's side of validation: each check in a worker process of its own,
// ended when it takes too long.

#ifndef PASTICHE_FRAMEWORK_VALIDATE_VALIDATOR_H_
#define PASTICHE_FRAMEWORK_VALIDATE_VALIDATOR_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "framework/core/result.h"
#include "framework/validate/check.h"

namespace pastiche {

struct CheckReport {
  const Check* check = nullptr;
  std::string domain;  // Its id; empty for checks of the file.
  CheckOutcome outcome;
  double milliseconds = 0;
  std::uint64_t seed = 0;
};

struct ValidateOptions {
  std::filesystem::path worker;  // The program pastiche-worker.
  std::uint64_t seed = 1;
  bool only_random = false;  // Only checks that depend on the seed.
  std::chrono::milliseconds deadline{30'000};  // Of each check.
  const std::atomic<bool>* cancelled = nullptr;
};

// Runs every check on the file and each of its domains, in the order of
// Checks(); told(report) after each. A plugin that crashes, hangs or ends the
// worker has failed the check. Fails itself only if the worker does not start
// (kNotFound, kIo) or is cancelled (kCancelled); a file that does not load has
// its checks of domains skipped.
[[nodiscard]] Result<std::vector<CheckReport>> ValidatePlugin(
    const std::filesystem::path& file, const ValidateOptions& options,
    const std::function<void(const CheckReport&)>& told);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_VALIDATE_VALIDATOR_H_
