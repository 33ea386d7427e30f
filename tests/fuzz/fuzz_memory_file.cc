// Saved memories: as they come, once more with digests made right, so that what
// lies behind them is reached, and as changes of a whole one. One that loads
// must predict.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "framework/memory/attention_model.h"
#include "tests/framework/memory/saved_case.h"
#include "tests/fuzz/require.h"

namespace {

using namespace pastiche;  // NOLINT(google-build-using-namespace)

void RequireDistribution(const std::vector<double>& p) {
  for (const double each : p) {
    fuzz::Require(std::isfinite(each) && each >= 0.0, "p is finite, >= 0");
  }
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  fuzz::Require(std::abs(sum - 1.0) < 1e-6, "p sums to 1");
}

void RequireAnswers(const Memory& memory) {
  std::vector<double> p(memory.vocabulary());
  if (memory.mode() == ContextMode::kCausal) {
    const AttentionSequenceModel model(memory, {}, {});
    const auto walk = model.StartWalk({.own_cache = true});
    for (const Token token : {0u, 1u, 2u, 2u}) {
      fuzz::Require((*walk)->Predict(p).has_value(), "it predicts");
      RequireDistribution(p);
      (void)(*walk)->Explain(token, 2);
      (void)(*walk)->Advance(token);
    }
    return;
  }
  const AttentionFillModel model(memory, {});
  const std::vector<Token> holes = {0, kUnknownToken, 2, kUnknownToken};
  const auto fill = model.StartFill(holes, memory.mode(), {.own_cache = true});
  const std::size_t at[] = {1};
  fuzz::Require((*fill)->Predict(at, p).has_value(), "it predicts");
  RequireDistribution(p);
}

void ReadAndUse(const test::SavedCase& saved, const std::string& bytes) {
  const test::AlignedBytes aligned(bytes);
  const auto file = MemoryFile::Read(aligned.view(), "fuzzed");
  if (!file) {
    fuzz::Require(!file.error().message.empty(), "an error has a message");
    return;
  }
  const AttentionSuite suite = saved.Suite();
  for (std::size_t u = 0; u < kMemoryUses; ++u) {
    const auto use = static_cast<MemoryUse>(u);
    if (!(*file)->Has(use)) continue;
    const auto memory = (*file)->Load(saved.domain, use, suite.SettingsOf(use));
    if (!memory) continue;
    RequireAnswers(**memory);
    const std::size_t first[] = {0};
    if (!(*file)->documents().empty()) {
      if (const auto rest = (*memory)->Without(first)) RequireAnswers(**rest);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const test::SavedCase saved;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  ReadAndUse(saved, bytes);
  test::MendDigests(bytes);
  ReadAndUse(saved, bytes);
  // Three bytes a change: where, and what.
  static const std::string whole =
      saved.Save({MemoryUse::kAr, MemoryUse::kFill});
  bytes = whole;
  constexpr std::size_t kMostChanges = 8;
  for (std::size_t i = 0; i + 2 < size && i < 3 * kMostChanges; i += 3) {
    const std::size_t at = (data[i] | std::size_t{data[i + 1]} << 8);
    bytes[at % bytes.size()] = static_cast<char>(data[i + 2]);
  }
  test::MendDigests(bytes);
  ReadAndUse(saved, bytes);
  return 0;
}
