// Standard MIDI Files, read and put on the grid.

#include <cstddef>
#include <cstdint>

#include "plugins/drums/midi_reader.h"
#include "plugins/drums/quantise.h"
#include "tests/fuzz/drums_findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;  // NOLINT(google-build-using-namespace)
  drums::Findings findings;
  const auto song = drums::ReadMidi({data, size}, findings);
  fuzz::RequireFindings(song.has_value(), findings, size);
  if (!song) return 0;
  findings.clear();
  const auto pattern = drums::Quantise(*song, findings);
  fuzz::RequireFindings(pattern.has_value(), findings, size);
  if (pattern) fuzz::RequirePattern(*pattern, size);
  return 0;
}
