// Writes documents in the formats that have judges of their own, for
// judge_files.py:  drums_render_files OUTPUT_FOLDER
// Every document of the corpus, and <n>-random, as NAME.drums, .svg, .wav and
// .h2pattern (NAME.2.h2pattern and so on where there are several).

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_svg.h"
#include "plugins/drums/hydrogen_pattern.h"
#include "plugins/drums/wav_writer.h"

namespace {

using namespace pastiche::drums;  // NOLINT(google-build-using-namespace)

constexpr Levels kLevels = Levels::kVelocity;

bool Put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  return static_cast<bool>(file.flush());
}

bool PutAll(const std::filesystem::path& folder, const std::string& name,
            const std::vector<Token>& cells,
            const std::vector<double>& payload) {
  const std::size_t bars = cells.size() / kTokensPerBar;
  const auto hits = HitsOf(cells, kLevels, payload, {});
  Findings findings;
  const auto wav = WritePerformanceAsWav(
      hits, {.bars = bars, .repeats = 1, .tempo = 125.0}, findings);
  if (!wav) return false;
  bool done = Put(folder / (name + ".wav"), *wav) &&
              Put(folder / (name + ".svg"), WriteGridSvg(hits, bars, name)) &&
              Put(folder / (name + ".drums"), WriteGridText(cells, kLevels));
  const auto patterns = WriteHydrogenPatterns(hits, bars, name);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::string part = i == 0 ? "" : "." + std::to_string(i + 1);
    done &= Put(folder / (name + part + ".h2pattern"), patterns[i]);
  }
  return done;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  bool done = true;
  for (const CorpusDocument& document : Corpus()) {
    done &= PutAll(argv[1], document.name, document.pattern.cells, {});
  }
  // The last is longer than one Hydrogen pattern may be.
  std::mt19937_64 engine(6);
  for (const std::size_t bars : {1u, 2u, 3u, 30u}) {
    std::vector<Token> cells(bars * kTokensPerBar, kRest);
    std::vector<double> payload(2 * cells.size(), 0.0);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (engine() % 3 != 0) continue;
      payload[2 * i] = static_cast<double>(1 + engine() % 127);
      payload[2 * i + 1] = static_cast<double>(engine() % 99) / 100.0 - 0.49;
      cells[i] = ClassOfVelocity(static_cast<unsigned>(payload[2 * i]));
    }
    done &= PutAll(argv[1], std::to_string(bars) + "-random & <more>", cells,
                   payload);
  }
  return done ? 0 : 1;
}
