// Threads and SIMD target from options and environment.

#include "host/kernel_options.h"

#include <fmt/format.h>

#include <cstdlib>

#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {

Result<void> ConfigureKernels(const Arguments& arguments) {
  const std::uint64_t threads = arguments.Integer("threads", 0);
  if (threads != 0) kernels::SetThreadCount(static_cast<int>(threads));
  const char* environment = std::getenv("PASTICHE_SIMD");
  const std::string simd =
      arguments.Text("simd", environment == nullptr ? "" : environment);
  if (!simd.empty() && !kernels::ForceTarget(simd)) {
    std::string usable;
    for (const auto target : kernels::UsableTargets()) {
      usable += fmt::format(" {}", kernels::TargetName(target));
    }
    return Fail(
        ErrorCode::kInvalidArgument,
        fmt::format("{}: no usable target \"{}\"",
                    arguments.Has("simd") ? "--simd" : "PASTICHE_SIMD", simd),
        "use one of" + usable);
  }
  return {};
}

}  // namespace pastiche::host
