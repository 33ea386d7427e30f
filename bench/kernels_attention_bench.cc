// Dense attention and one-query decoding as a share of this machine's
// multiply-add peak and read bandwidth, measured in the same run. The label is
// the SIMD target in use.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <vector>

#include "bench/kernels_peak.h"
#include "kernels/attention.h"
#include "kernels/decode.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"
#include "kernels/key_blocks.h"
#include "kernels/reference.h"

namespace pastiche::kernels {
namespace {

std::vector<float> RandomFloats(std::size_t size) {
  std::mt19937 rng(/*seed=*/1);
  std::vector<float> v(size);
  for (float& x : v) x = static_cast<float>(rng() >> 8) * 0x1p-23f - 1.0f;
  return v;
}

double Seconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double Median(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// A kernel that is wrong is not worth timing. Bound: 1000 roundings.
bool Matches(const std::vector<float>& actual,
             const std::vector<float>& expected) {
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (!(std::abs(actual[i] - expected[i]) <= 6e-5f)) return false;
  }
  return true;
}

// Args: {n, d, threads}. Peak is measured before and after each iteration, so
// that changes of clock speed reach both sides of the ratio.
void BM_Attend(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto dim = static_cast<std::size_t>(state.range(1));
  const auto threads = static_cast<int>(state.range(2));
  SetThreadCount(threads);
  const std::vector<float> queries = RandomFloats(n * dim);
  const std::vector<float>& keys = queries;
  const std::vector<float>& values = queries;
  std::vector<float> out(n * dim);
  std::vector<float> lse(n);
  const AttendOptions options{.scale = 1.0f / std::sqrt(float(dim))};
  const auto attend = [&](std::size_t rows) {
    return Attend({queries, rows, dim}, {keys, n, dim}, {values, n, dim},
                  options, {out, rows, dim}, std::span(lse).first(rows));
  };
  std::vector<float> expected(n * dim);
  std::vector<float> expected_lse(n);
  const std::size_t checked = std::min<std::size_t>(n, 40);
  if (!attend(n).ok() ||
      !reference::Attend({queries, checked, dim}, {keys, n, dim},
                         {values, n, dim}, options, {expected, checked, dim},
                         std::span(expected_lse).first(checked))
           .ok() ||
      !Matches({out.begin(), out.begin() + std::ptrdiff_t(checked * dim)},
               {expected.begin(),
                expected.begin() + std::ptrdiff_t(checked * dim)})) {
    state.SkipWithError("result differs from reference::Attend");
    return;
  }
  const double flops = 4.0 * double(n) * double(n) * double(dim);
  std::vector<double> shares;
  double gflops = 0.0;
  for (auto _ : state) {
    const double before = bench::MeasureFmaGflops();
    const double start = Seconds();
    const Status status = attend(n);
    const double elapsed = Seconds() - start;
    benchmark::DoNotOptimize(status.ok());
    benchmark::DoNotOptimize(out.data());
    const double peak = 0.5 * (before + bench::MeasureFmaGflops());
    state.SetIterationTime(elapsed);
    shares.push_back(flops * 1e-9 / elapsed / (peak * threads));
    gflops = std::max(gflops, flops * 1e-9 / elapsed);
  }
  state.counters["share_of_peak"] = Median(shares);
  state.counters["best_gflops"] = gflops;
  state.SetLabel(ActiveTargetName());
  SetThreadCount(0);
}
BENCHMARK(BM_Attend)
    ->Args({256, 64, 1})
    ->Args({1024, 64, 1})
    ->Args({4096, 64, 1})
    ->Args({256, 64, 2})
    ->Args({1024, 64, 2})
    ->Args({4096, 64, 2})
    ->Args({1024, 128, 1})
    ->Args({1024, 48, 1})
    ->MinTime(0.5)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

// Args: {keys, d}. One thread; bandwidth is that of a plain sum over an array
// of the same size.
void BM_Decode(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto dim = static_cast<std::size_t>(state.range(1));
  SetThreadCount(1);
  const std::vector<float> data = RandomFloats(n * dim);
  const std::vector<float> query = RandomFloats(dim);
  std::vector<float> blocks(KeyBlocksSize(n, dim));
  std::vector<float> out(dim);
  std::vector<float> expected(dim);
  float lse = 0.0f;
  const DecodeOptions options{.scale = 1.0f / std::sqrt(float(dim))};
  const KeyBlocks keys{.data = blocks, .count = n, .dim = dim};
  const ConstMatrix values(data, n, dim);
  if (!PackKeys(values, 0, blocks).ok() ||
      !reference::Decode(query, keys, values, options, expected, &lse).ok() ||
      !Decode(query, keys, values, options, out, &lse).ok() ||
      !Matches(out, expected)) {
    state.SkipWithError("result differs from reference::Decode");
    return;
  }
  const double bytes = 8.0 * double(n) * double(dim);
  const std::vector<float> plain(2 * n * dim, 1.0f);
  std::vector<double> shares;
  for (auto _ : state) {
    const double read_start = Seconds();
    benchmark::DoNotOptimize(bench::SumFloats(plain.data(), plain.size()));
    benchmark::DoNotOptimize(bench::SumFloats(plain.data(), plain.size()));
    const double read = (Seconds() - read_start) / 2.0;
    const double start = Seconds();
    benchmark::DoNotOptimize(
        Decode(query, keys, values, options, out, &lse).ok());
    benchmark::DoNotOptimize(
        Decode(query, keys, values, options, out, &lse).ok());
    const double elapsed = (Seconds() - start) / 2.0;
    state.SetIterationTime(elapsed);
    shares.push_back(read / elapsed);
  }
  state.counters["share_of_read"] = Median(shares);
  state.SetBytesProcessed(static_cast<std::int64_t>(
      bytes * static_cast<double>(state.iterations())));
  state.SetLabel(ActiveTargetName());
  SetThreadCount(0);
}
BENCHMARK(BM_Decode)
    ->Args({1024, 64})
    ->Args({8192, 64})
    ->Args({65536, 64})
    ->MinTime(0.3)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace pastiche::kernels
