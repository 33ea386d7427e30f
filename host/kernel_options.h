// How many threads and which SIMD target the kernels use: from options and
// environment, before any kernel runs.

#ifndef PASTICHE_HOST_KERNEL_OPTIONS_H_
#define PASTICHE_HOST_KERNEL_OPTIONS_H_

#include "framework/core/result.h"
#include "host/arguments.h"

namespace pastiche::host {

// --threads, else PASTICHE_THREADS, else all CPUs; --simd where the command has
// it, else PASTICHE_SIMD, else the best. kInvalidArgument with what is usable.
[[nodiscard]] Result<void> ConfigureKernels(const Arguments& arguments);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_KERNEL_OPTIONS_H_
