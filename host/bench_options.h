// The option table of `bench`, shared by `pastiche bench` and the program it
// runs.

#ifndef PASTICHE_HOST_BENCH_OPTIONS_H_
#define PASTICHE_HOST_BENCH_OPTIONS_H_

#include "host/arguments.h"

namespace pastiche::host {

[[nodiscard]] CommandSpec BenchSpec();

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_BENCH_OPTIONS_H_
