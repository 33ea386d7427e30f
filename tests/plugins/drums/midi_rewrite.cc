// Reads MIDI files, puts them on the grid and writes them again as played, for
// compare_with_mido.py:  drums_midi_rewrite OUTPUT_FOLDER FILE...
// Prints one line per file: its name, then what became of it.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "plugins/drums/midi_reader.h"
#include "plugins/drums/midi_writer.h"
#include "plugins/drums/quantise.h"

int main(int argc, char** argv) {
  using namespace pastiche::drums;  // NOLINT(google-build-using-namespace)
  for (int i = 2; i < argc; ++i) {
    const std::filesystem::path path = argv[i];
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> chars{std::istreambuf_iterator<char>(file), {}};
    const std::vector<std::uint8_t> bytes(chars.begin(), chars.end());
    Findings findings;
    const auto song = ReadMidi(bytes, findings);
    const auto pattern =
        song ? Quantise(*song, findings) : std::optional<Pattern>();
    if (!pattern) {
      std::cout << "refused: " << findings.back().message << '\n';
      continue;
    }
    std::vector<double> payload;
    for (std::size_t cell = 0; cell < pattern->cells.size(); ++cell) {
      payload.push_back(pattern->velocity[cell]);
      payload.push_back(pattern->timing[cell]);
    }
    const std::string name = path.stem().string();
    const auto written =
        WriteMidi(HitsOf(pattern->cells, Levels::kVelocity, payload, {}),
                  {.name = name, .bars = pattern->cells.size() / kTokensPerBar},
                  NoteMap::Default(), findings);
    if (!written) return 1;
    std::ofstream out(std::filesystem::path(argv[1]) / (name + ".mid"),
                      std::ios::binary);
    out << *written;
    if (!out.flush()) return 1;
    std::cout << "written\n";
  }
}
