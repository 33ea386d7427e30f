#include "bench/machine.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "bench/kernels_peak.h"
#include "bench/protocol.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::bench {
namespace {

std::string CpuName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown CPU";
}

std::string CompilerName() {
#if defined(__clang__)
  return fmt::format("clang {}.{}", __clang_major__, __clang_minor__);
#elif defined(__GNUC__)
  return fmt::format("g++ {}.{}", __GNUC__, __GNUC_MINOR__);
#else
  return "unknown compiler";
#endif
}

// The best of several reads of `bytes` bytes on one thread, in GB/s.
double ReadGbps(std::size_t bytes) {
  const std::vector<float> data(bytes / sizeof(float), 1.0f);
  const Clock clock = SteadyClock();
  volatile float sink = 0.0f;
  double best = 0.0;
  const double begin = clock();
  for (int i = 0; i < 5 || (i < 1000 && clock() - begin < 0.2); ++i) {
    const double before = clock();
    // Short arrays several times, so that the clock's own time does not count.
    const int calls = bytes < (std::size_t{4} << 20) ? 16 : 1;
    for (int c = 0; c < calls; ++c) {
      sink = sink + SumFloats(data.data(), data.size());
    }
    best = std::max(
        best, static_cast<double>(bytes) * calls * 1e-9 / (clock() - before));
  }
  return best;
}

}  // namespace

std::size_t CacheBytes(int level) {
  const long bytes =
      sysconf(level == 2 ? _SC_LEVEL2_CACHE_SIZE : _SC_LEVEL3_CACHE_SIZE);
  if (bytes > 0) return static_cast<std::size_t>(bytes);
  return std::size_t{level == 2 ? 1u : 32u} << 20;
}

double FmaGflops(int threads) {
  std::vector<double> rates(static_cast<std::size_t>(threads));
  std::atomic<int> waiting{threads};
  const auto measure = [&](std::size_t i) {
    // Together: a clock speed that depends on busy neighbours must show.
    for (--waiting; waiting.load() > 0;) std::this_thread::yield();
    rates[i] = MeasureFmaGflops();
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < rates.size(); ++i) {
    others.emplace_back(measure, i);
  }
  measure(0);
  for (std::thread& other : others) other.join();
  double sum = 0.0;
  for (const double rate : rates) sum += rate;
  return sum;
}

void ReadAll(std::span<const float> data) {
  std::atomic<float> sink{0.0f};
  constexpr std::size_t kGrain = std::size_t{1} << 18;  // 1 MB
  kernels::ParallelFor(data.size(),
                       data.size() < 4 * kGrain ? data.size() : kGrain,
                       [&](std::size_t begin, std::size_t end) {
                         sink.store(SumFloats(data.data() + begin, end - begin),
                                    std::memory_order_relaxed);
                       });
}

Machine DescribeMachine(int threads) {
  Machine machine{.cpu = CpuName(),
                  .compiler = CompilerName(),
                  .simd = kernels::ActiveTargetName(),
                  .threads = threads};
  for (const int count :
       threads > 1 ? std::vector{1, threads} : std::vector{1}) {
    double best = 0.0;
    for (int i = 0; i < 100; ++i) best = std::max(best, FmaGflops(count));
    machine.fma_gflops.emplace_back(std::to_string(count), best);
  }
  const std::size_t l2 = CacheBytes(2), l3 = CacheBytes(3);
  machine.read_gbps = {
      {"l2", ReadGbps(l2 / 2)},
      {"l3", ReadGbps(std::min(8 * l2, l3 / 2))},
      {"dram", ReadGbps(std::clamp(2 * l3, std::size_t{256} << 20,
                                   std::size_t{1} << 30))}};
  return machine;
}

}  // namespace pastiche::bench
