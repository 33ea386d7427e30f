// Note maps of the drums domain, and the option object they arrive in.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plugins/drums/note_map.h"
#include "plugins/drums/options.h"
#include "tests/fuzz/drums_findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;  // NOLINT(google-build-using-namespace)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  drums::Findings findings;
  const auto map = drums::NoteMap::Read(text, findings);
  fuzz::RequireFindings(map.has_value(), findings, size);
  if (map) {
    for (std::size_t i = 0; i < drums::kInstrumentCount; ++i) {
      const auto note = map->NoteOf(i);
      fuzz::Require(!note || map->InstrumentOf(*note) == i,
                    "the note written is read as the same instrument");
    }
  }
  findings.clear();
  const auto options = drums::ReadOptions(text, findings);
  fuzz::RequireFindings(options.has_value(), findings, size);
  return 0;
}
