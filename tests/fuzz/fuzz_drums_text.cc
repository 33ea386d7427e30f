// The text grid of the drums domain.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/drums_findings.h"

namespace {

using namespace pastiche;  // NOLINT(google-build-using-namespace)

void TryGrid(std::string_view text, drums::Grid grid) {
  drums::Findings findings;
  const auto pattern = drums::ReadGridText(text, findings, grid);
  fuzz::RequireFindings(pattern.has_value(), findings, text.size());
  if (!pattern) return;
  fuzz::RequirePattern(*pattern, text.size(), grid);
  // The canonical text says the same again.
  const auto levels = drums::Levels::kVelocity;
  const std::string written =
      drums::WriteGridText(pattern->Tokens(levels), levels, grid);
  const auto again = drums::ReadGridText(written, findings, grid);
  fuzz::Require(again && again->cells == pattern->cells, "text round trip");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  TryGrid(text, drums::Grid::kSixteenths);
  TryGrid(text, drums::Grid::kTriplets);
  return 0;
}
