// Standard MIDI Files, read and put on the grid.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "plugins/drums/midi_reader.h"
#include "plugins/drums/midi_writer.h"
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
  if (!pattern) return 0;
  fuzz::RequirePattern(*pattern, size);
  // Written and read again, it has the same cells.
  const auto written = drums::WriteMidi(
      drums::HitsOf(pattern->cells, drums::Levels::kVelocity, {}, {}),
      {.bars = pattern->cells.size() / drums::kTokensPerBar},
      drums::NoteMap::Default(), findings);
  fuzz::Require(written.has_value(), "what was read can be written");
  const std::vector<std::uint8_t> bytes(written->begin(), written->end());
  findings.clear();
  const auto reread = drums::ReadMidi(bytes, findings);
  fuzz::Require(reread && findings.empty(), "it is read without a remark");
  const auto again = drums::Quantise(*reread, findings);
  fuzz::Require(again && again->cells == pattern->cells, "the same cells");
  return 0;
}
