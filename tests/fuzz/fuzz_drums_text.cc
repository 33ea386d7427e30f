// The text grid of the drums domain.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/drums_findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;  // NOLINT(google-build-using-namespace)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  drums::Findings findings;
  const auto pattern = drums::ReadGridText(text, findings);
  fuzz::RequireFindings(pattern.has_value(), findings, size);
  if (!pattern) return 0;
  fuzz::RequirePattern(*pattern, size);
  // The canonical text says the same again.
  const auto levels = drums::Levels::kVelocity;
  const std::string written =
      drums::WriteGridText(pattern->Tokens(levels), levels);
  const auto again = drums::ReadGridText(written, findings);
  fuzz::Require(again && again->cells == pattern->cells, "text round trip");
  return 0;
}
