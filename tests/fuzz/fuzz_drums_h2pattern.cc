// Hydrogen patterns, read and put on the grid.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plugins/drums/hydrogen_pattern.h"
#include "plugins/drums/quantise.h"
#include "tests/fuzz/drums_findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;  // NOLINT(google-build-using-namespace)
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  drums::Findings findings;
  const auto read = drums::ReadHydrogenPattern(xml, findings);
  fuzz::RequireFindings(read.has_value(), findings, size);
  if (!read) return 0;
  for (const auto grid : {drums::Grid::kSixteenths, drums::Grid::kTriplets}) {
    findings.clear();
    const auto pattern = drums::Quantise(read->song, findings, nullptr,
                                         drums::NoteMap::Default(), grid);
    fuzz::RequireFindings(pattern.has_value(), findings, size);
    if (pattern) fuzz::RequirePattern(*pattern, size, grid);
  }
  return 0;
}
