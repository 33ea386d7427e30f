// Corpus: tunes written for this example.

#ifndef MELODY_CORPUS_H_
#define MELODY_CORPUS_H_

#include <cstddef>

namespace melody {

struct Tune {
  const char* name;
  const char* text;
};
constexpr Tune kTunes[] = {
    {"morning",
     "C4:4 D4:4 E4:4 G4:4\nE4:4 D4:4 C4:8\nD4:4 E4:4 F4:4 A4:4\nG4:4 E4:4 D4:8\n"
     "C4:4 D4:4 E4:4 G4:4\nA4:4 G4:4 E4:8\nF4:4 E4:4 D4:4 B3:4\nC4:12 r:4\n"},
    {"walk",
     "G4:2 A4:2 B4:4 G4:2 A4:2 B4:4\nC5:4 B4:4 A4:8\nA4:2 B4:2 C5:4 A4:2 B4:2 C5:4\nB4:4 A4:4 G4:8\n"
     "G4:2 A4:2 B4:4 D5:8\nC5:2 B4:2 A4:4 C5:8\nB4:4 A4:4 G4:4 F#4:4\nG4:12 r:4\n"},
    {"lullaby",
     "E4:6 F4:2 G4:8\nG4:6 F4:2 E4:8\nD4:6 E4:2 F4:8\nF4:6 E4:2 D4:8\n"
     "E4:6 F4:2 G4:8\nC5:6 B4:2 A4:8\nG4:4 F4:4 E4:4 D4:4\nC4:16\n"},
    {"rain",
     "A4:1 B4:1 C5:2 A4:4 E4:4 r:4\nA4:1 B4:1 C5:2 A4:4 D4:4 r:4\nG4:1 A4:1 B4:2 G4:4 D4:4 r:4\n"
     "E4:4 G4:4 A4:8\nC5:1 B4:1 A4:2 C5:4 E5:4 r:4\nD5:1 C5:1 B4:2 D5:4 G4:4 r:4\n"
     "A4:4 B4:4 C5:4 B4:4\nA4:12 r:4\n"},
    {"march",
     "C4:3 C4:1 C4:4 E4:4 G4:4\nC5:8 G4:8\nA4:3 A4:1 A4:4 F4:4 A4:4\nG4:12 r:4\n"
     "F4:3 F4:1 F4:4 A4:4 F4:4\nE4:3 E4:1 E4:4 G4:4 E4:4\nD4:4 E4:4 F4:4 D4:4\nC4:8 r:8\n"},
    {"evening",
     "G4:8 E4:8\nF4:4 D4:4 E4:8\nC4:4 E4:4 G4:4 C5:4\nB4:12 r:4\n"
     "A4:8 F4:8\nG4:4 E4:4 F4:8\nE4:4 D4:4 C4:4 D4:4\nC4:16\n"},
};
constexpr std::size_t kTuneCount = sizeof kTunes / sizeof *kTunes;

}  // namespace melody

#endif  // MELODY_CORPUS_H_
