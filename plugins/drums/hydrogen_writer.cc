// Writes .h2pattern files, as text: the elements and their order are fixed.

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "plugins/drums/hydrogen_pattern.h"

namespace pastiche::drums {
namespace {

constexpr std::size_t kTicksPerBar = 192;
constexpr double kMaxLeadLag = 5.0;       // Ticks.
constexpr std::size_t kMostNotes = 1000;  // maxOccurs in the schema.

// Instrument numbers of GMRockKit.
constexpr std::array<int, kInstrumentCount> kNumbers = {0, 2, 6,  10, 5,
                                                        7, 9, 13, 12};

std::string Show(double value) {
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, 6)
                       .ptr;
  return {text.data(), end};
}

// As the content of an element; control characters, which XML has no way to
// say, become blanks.
std::string Escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? ' ' : c;
    }
  }
  return out;
}

// Requires hit.step >= first_step.
void PutNote(const Hit& hit, std::size_t first_step, std::size_t ticks_per_step,
             std::string& out) {
  const std::size_t grid = (hit.step - first_step) * ticks_per_step;
  const double late = hit.late * static_cast<double>(ticks_per_step);
  std::size_t position = grid;
  double rest = late;
  if (late > kMaxLeadLag || late < -kMaxLeadLag) {
    // To the nearest tick; hits before the start stay at it.
    const double moved = static_cast<double>(grid) + late + 0.5;
    position = moved <= 0.0 ? 0 : static_cast<std::size_t>(moved);
    rest = moved <= 0.0 ? -kMaxLeadLag
                        : static_cast<double>(grid) + late -
                              static_cast<double>(position);
  }
  out += "   <note>\n    <position>" + std::to_string(position) +
         "</position>\n    <leadlag>" +
         Show(std::clamp(rest / kMaxLeadLag, -1.0, 1.0)) +
         "</leadlag>\n    <velocity>" + Show(hit.velocity / 127.0) +
         "</velocity>\n    <pan>0</pan>\n    <pitch>0</pitch>\n"
         "    <key>C0</key>\n    <length>-1</length>\n    <instrument>" +
         std::to_string(kNumbers[hit.instrument]) +
         "</instrument>\n    <note_off>false</note_off>\n"
         "    <probability>1</probability>\n   </note>\n";
}

std::string WriteOne(std::span<const Hit> hits, std::size_t first_bar,
                     std::size_t bars, const std::string& name, Grid grid) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<drumkit_pattern "
      "xmlns=\"http://www.hydrogen-music.org/drumkit_pattern\">\n"
      " <drumkit_name>GMRockKit</drumkit_name>\n <author>pastiche</author>\n"
      " <license></license>\n <pattern>\n  <name>" +
      Escape(name) +
      "</name>\n  <info></info>\n  <category>not_categorized</category>\n"
      "  <size>" +
      std::to_string(bars * kTicksPerBar) +
      "</size>\n  <denominator>4</denominator>\n  <noteList>\n";
  const std::size_t per_bar = StepsPerBar(grid);
  for (const Hit& hit : hits) {
    PutNote(hit, first_bar * per_bar, kTicksPerBar / per_bar, out);
  }
  return out + "  </noteList>\n </pattern>\n</drumkit_pattern>\n";
}

}  // namespace

std::vector<std::string> WriteHydrogenPatterns(std::span<const Hit> hits,
                                               std::size_t bars,
                                               std::string_view name,
                                               Grid grid) {
  // A bar has at most 216 notes, so some whole bars always fit.
  struct Part {
    std::size_t first_bar, bars, first_hit, hits;
  };
  std::vector<Part> parts;
  std::size_t hit = 0;
  for (std::size_t bar = 0; bar < bars; ++bar) {
    const std::size_t first = hit;
    while (hit < hits.size() &&
           hits[hit].step < (bar + 1) * StepsPerBar(grid)) {
      ++hit;
    }
    if (parts.empty() || parts.back().hits + (hit - first) > kMostNotes) {
      parts.push_back({bar, 0, first, 0});
    }
    ++parts.back().bars;
    parts.back().hits += hit - first;
  }
  assert(hit == hits.size());
  std::vector<std::string> files;
  for (const Part& part : parts) {
    std::string title(name);
    if (parts.size() > 1) title += " " + std::to_string(files.size() + 1);
    files.push_back(WriteOne(hits.subspan(part.first_hit, part.hits),
                             part.first_bar, part.bars, title, grid));
  }
  return files;
}

}  // namespace pastiche::drums
