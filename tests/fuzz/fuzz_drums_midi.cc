// Standard MIDI Files, read and put on the grid.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "plugins/drums/midi_reader.h"
#include "plugins/drums/midi_writer.h"
#include "plugins/drums/quantise.h"
#include "tests/fuzz/drums_findings.h"

namespace {

using namespace pastiche;  // NOLINT(google-build-using-namespace)

void TryGrid(const drums::MidiSong& song, std::size_t size, drums::Grid grid) {
  drums::Findings findings;
  const auto map = drums::NoteMap::Default();
  const auto pattern = drums::Quantise(song, findings, nullptr, map, grid);
  fuzz::RequireFindings(pattern.has_value(), findings, size);
  if (!pattern) return;
  fuzz::RequirePattern(*pattern, size, grid);
  // Written and read again, it has the same cells.
  const auto written = drums::WriteMidi(
      drums::HitsOf(pattern->cells, drums::Levels::kVelocity, {},
                    {.grid = grid}),
      {.bars = pattern->cells.size() / drums::TokensPerBar(grid), .grid = grid},
      map, findings);
  fuzz::Require(written.has_value(), "what was read can be written");
  const std::vector<std::uint8_t> bytes(written->begin(), written->end());
  findings.clear();
  const auto reread = drums::ReadMidi(bytes, findings);
  fuzz::Require(reread && findings.empty(), "it is read without a remark");
  const auto again = drums::Quantise(*reread, findings, nullptr, map, grid);
  fuzz::Require(again && again->cells == pattern->cells, "the same cells");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  drums::Findings findings;
  const auto song = drums::ReadMidi({data, size}, findings);
  fuzz::RequireFindings(song.has_value(), findings, size);
  if (!song) return 0;
  TryGrid(*song, size, drums::Grid::kSixteenths);
  TryGrid(*song, size, drums::Grid::kTriplets);
  return 0;
}
