#include "bench/scenario.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <random>

#include "bench/machine.h"

namespace pastiche::bench {

std::vector<Scenario> AllScenarios(const Settings& settings) {
  std::vector<Scenario> list;
  AddDenseScenarios(settings, list);
  AddSparseScenarios(settings, list);
  AddHeadsScenarios(settings, list);
  AddDecodeScenarios(settings, list);
  AddCacheScenarios(settings, list);
  AddRoutedScenarios(settings, list);
  AddMatchScenarios(settings, list);
  AddSlotScenarios(settings, list);
  AddPipelineScenarios(settings, list);
  AddMemoryScenarios(settings, list);
  return list;
}

std::vector<int> ThreadCounts(const Settings& settings) {
  if (settings.threads <= 1) return {1};
  return {1, settings.threads};
}

std::vector<float> RandomFloats(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<float> values(size);
  for (float& x : values) {
    x = static_cast<float>(rng() >> 40) * 0x1p-23f - 1.0f;
  }
  return values;
}

Result<void> Verify(const std::string& name, const std::vector<float>& actual,
                    const std::vector<float>& expected, double bound) {
  if (actual.size() != expected.size()) {
    return Fail(ErrorCode::kPluginFailed, name + ": result of another size");
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double difference = std::abs(double{actual[i]} - double{expected[i]});
    if (!(difference <= bound)) {
      return Fail(ErrorCode::kPluginFailed,
                  fmt::format("{}: value {} is {}, expected {}; not timed",
                              name, i, actual[i], expected[i]));
    }
  }
  return {};
}

Contestant FmaLimit(double flops, int threads) {
  return {.name = "fma", .limit = [flops, threads] {
            return flops * 1e-9 / FmaGflops(threads);
          }};
}

Contestant ReadLimit(std::size_t bytes) {
  auto data = std::make_shared<std::vector<float>>(bytes / sizeof(float), 1.0f);
  return {.name = "read", .run = [data] { ReadAll(*data); }};
}

}  // namespace pastiche::bench
