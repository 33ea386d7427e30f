// The text of melodies: notes with their lengths, a bar to a line.

#include <algorithm>

#include "melody.h"

namespace melody {
namespace {

constexpr const char* kNames[] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

// The pitch token of a name, or kPitches.
std::uint32_t PitchNamed(const std::string& name) {
  for (std::uint32_t pitch = 0; pitch < kPitches; ++pitch) {
    if (NameOf(pitch) == name) return pitch;
  }
  return kPitches;
}

std::uint32_t LengthNamed(const std::string& name) {
  for (std::uint32_t token = kPitches; token < kEnd; ++token) {
    if (NameOf(token) == name) return token;
  }
  return kEnd;
}

}  // namespace

std::uint32_t LengthOf(std::uint32_t sixteenths) {
  std::uint32_t token = kPitches;
  while (token + 1 < kEnd && Sixteenths(token + 1) <= sixteenths) ++token;
  return token;
}

std::string NameOf(std::uint32_t token) {
  if (token == kRest) return "r";
  if (token == kEnd) return "<end>";
  if (IsLength(token)) return std::to_string(Sixteenths(token));
  const std::uint32_t note = NoteOf(token);
  return kNames[note % 12] + std::to_string(note / 12 - 1);
}

Melody ReadText(const std::string& text) {
  Melody melody;
  const auto add = [&](std::uint32_t token, std::size_t begin, std::size_t end) {
    melody.tokens.push_back(token);
    melody.where.push_back({begin, end});
  };
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == '\n') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::size_t colon = std::min(text.find(':', at), end);
    const std::uint32_t pitch = PitchNamed(text.substr(at, colon - at));
    if (pitch == kPitches) {
      throw Fault{"this is no note", "write a note from C3 to C6 with sharps, or r for a rest", {at, colon}};
    }
    const std::uint32_t length = colon < end ? LengthNamed(text.substr(colon + 1, end - colon - 1)) : kEnd;
    if (length == kEnd) {
      throw Fault{"this note has no length", "write C4:4; lengths are 1 2 3 4 6 8 12 16 sixteenths", {at, end}};
    }
    add(pitch, at, colon);
    add(length, colon + 1, end);
    at = end;
  }
  add(kEnd, text.size(), text.size());
  return melody;
}

std::string WriteText(const Tokens& tokens) {
  std::string text;
  std::uint32_t step = 0;
  bool line_begins = true;
  for (std::size_t i = 0; i < tokens.size() && tokens[i] != kEnd; ++i) {
    // A pitch and a length follow each other; what else there may be is written, too.
    if (IsPitch(tokens[i])) {
      if (!line_begins) text += ' ';
      text += NameOf(tokens[i]);
      line_begins = false;
      continue;
    }
    text += ':' + NameOf(tokens[i]);
    step += Sixteenths(tokens[i]);
    if (step % kBar == 0) {
      text += '\n';
      line_begins = true;
    }
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

}  // namespace melody
