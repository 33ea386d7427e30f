// Prints what the MIDI reader and the quantiser make of files, one line each,
// for compare_with_mido.py.

#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "plugins/drums/midi_reader.h"
#include "plugins/drums/quantise.h"

int main(int argc, char** argv) {
  using namespace pastiche::drums;  // NOLINT(google-build-using-namespace)
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::vector<char> chars{std::istreambuf_iterator<char>(file), {}};
    const std::vector<std::uint8_t> bytes(chars.begin(), chars.end());
    Findings findings;
    const auto song = ReadMidi(bytes, findings);
    if (!song) {
      std::cout << "refused\n";
      continue;
    }
    std::uint64_t ticks = 0;
    std::uint64_t velocities = 0;
    for (const MidiNote& note : song->notes) {
      ticks += note.tick;
      velocities += note.velocity;
    }
    QuantiseReport report;
    const bool placed = Quantise(*song, findings, &report).has_value();
    std::cout << song->ticks_per_quarter << ' ' << song->notes.size() << ' '
              << ticks << ' ' << velocities << ' ' << song->tempos.size()
              << ' ';
    if (placed) {
      std::cout << report.placed << ' ' << report.merged << ' '
                << report.unmapped << '\n';
    } else {
      std::cout << "metre\n";
    }
  }
}
