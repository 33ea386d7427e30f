#include "host/kernel_options.h"

#include <fmt/format.h>

#include <cstdlib>

#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {

Result<void> ConfigureKernels(const Arguments& arguments) {
  std::uint64_t threads = 0;
  if (const char* text = std::getenv("PASTICHE_THREADS")) {
    const auto parsed = ParseInteger(text, "PASTICHE_THREADS", 1, 256);
    if (!parsed) return Fail(parsed);
    threads = *parsed;
  }
  threads = arguments.Integer("threads", threads);
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
