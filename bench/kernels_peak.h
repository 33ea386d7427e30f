// What this machine can do at most, measured beside the kernels so that their
// speed can be given as a share of it.

#ifndef PASTICHE_BENCH_KERNELS_PEAK_H_
#define PASTICHE_BENCH_KERNELS_PEAK_H_

#include <cstddef>

namespace pastiche::bench {

// Runs independent multiply-adds on the active SIMD target's widest vectors,
// all in registers, on the calling thread for about a millisecond; returns
// billions of floating-point operations per second (2 per lane).
[[nodiscard]] double MeasureFmaGflops();

// Reads `count` floats once with the same vectors and returns their sum: a
// memory benchmark times it.
[[nodiscard]] float SumFloats(const float* data, std::size_t count);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_KERNELS_PEAK_H_
