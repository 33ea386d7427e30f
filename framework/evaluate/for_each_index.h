// Independent pieces of work that may fail, in parallel; the outcome does not
// depend on the threads.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_FOR_EACH_INDEX_H_
#define PASTICHE_FRAMEWORK_EVALUATE_FOR_EACH_INDEX_H_

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "kernels/executor.h"

namespace pastiche {

using ParallelLoop = void (*)(std::size_t, std::size_t, kernels::RangeBody);

// Calls body(i) -> Result<void> for i in [0, count), each once, on up to
// kernels::thread_count() threads. The failure of the lowest index, if any;
// kCancelled where `progress` (may be null) says so.
template <typename Body>
[[nodiscard]] Result<void> ForEachIndex(
    std::size_t count, const Progress* progress, const Body& body,
    ParallelLoop loop = kernels::ParallelFor) {
  std::vector<std::optional<Error>> errors(count);
  const auto run = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (progress != nullptr && progress->cancelled) {
        errors[i] =
            Error{ErrorCode::kCancelled, "evaluation was cancelled", ""};
        continue;
      }
      Result<void> done = body(i);
      if (!done) errors[i] = std::move(done.error());
    }
  };
  loop(count, /*grain=*/1, run);
  for (std::optional<Error>& error : errors) {
    if (error) return tl::unexpected<Error>(*std::move(error));
  }
  return {};
}

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_FOR_EACH_INDEX_H_
