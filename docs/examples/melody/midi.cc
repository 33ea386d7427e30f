// Standard MIDI files, formats 0 and 1, read as one voice on a grid of sixteenths.

#include <algorithm>

#include "melody.h"

namespace melody {
namespace {

constexpr std::uint32_t kTicks = 480;  // Of a quarter note, when writing.
constexpr std::uint64_t kMostTicks = std::uint64_t{1} << 32;

struct Note {
  std::uint64_t begin = 0, end = 0;  // Ticks.
  std::uint32_t note = 0;
  Place where = {};
};

class Reader {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}

  std::vector<Note> Read() {
    Expect("MThd");
    if (Number(4) != 6) Fail("this header is of no known length", "save it as a standard MIDI file");
    if (Number(2) > 1) Fail("this is a file of format 2", "save it as format 0 or 1");
    const std::uint64_t tracks = Number(2);
    quarter_ = Number(2);
    if (quarter_ == 0 || (quarter_ & 0x8000) != 0) Fail("its times are no fractions of notes", "save it with PPQ timing");
    for (std::uint64_t i = 0; i < tracks; ++i) {
      Expect("MTrk");
      const std::uint64_t size = Number(4);
      if (size > bytes_.size() - at_) Fail("this track is cut off", "copy the whole file");
      ReadTrack(at_ + size);
    }
    return notes_;
  }
  std::uint64_t quarter() const { return quarter_; }

 private:
  [[noreturn]] void Fail(const char* message, const char* mend) const {
    const std::uint64_t at = std::min<std::uint64_t>(at_, bytes_.size());
    throw Fault{message, mend, {at, at}};
  }
  void Expect(const char* name) {
    if (bytes_.compare(at_, 4, name) != 0) Fail("this is no MIDI file", "give a standard MIDI file");
    at_ += 4;
  }
  std::uint8_t Byte() {
    if (at_ >= bytes_.size()) Fail("the file is cut off", "copy the whole file");
    return static_cast<std::uint8_t>(bytes_[at_++]);
  }
  std::uint64_t Number(int bytes) {
    std::uint64_t value = 0;
    while (bytes-- > 0) value = value << 8 | Byte();
    return value;
  }
  std::uint64_t Variable() {
    std::uint64_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t byte = Byte();
      value = value << 7 | (byte & 0x7F);
      if (byte < 0x80) return value;
    }
    Fail("this time is longer than MIDI allows", "save it anew");
  }

  void ReadTrack(std::uint64_t end) {
    std::uint64_t time = 0;
    std::uint8_t status = 0;
    while (at_ < end) {
      time += Variable();
      if (time > kMostTicks) Fail("this is later than a melody can be", "shorten the file");
      const std::uint64_t begin = at_;
      std::uint8_t first = Byte();
      if (first >= 0x80) {
        status = first;
      } else {
        --at_;  // Running status.
      }
      if (status < 0x80) Fail("an event has no status", "save it anew");
      if (status == 0xFF || status == 0xF0 || status == 0xF7) {
        if (status == 0xFF) Byte();
        const std::uint64_t size = Variable();
        if (size > end - std::min(at_, end)) Fail("this event is cut off", "copy the whole file");
        at_ += size;
        status = 0;
        continue;
      }
      const std::uint8_t key = Byte() & 0x7F;
      const std::uint8_t kind = status & 0xF0;
      const std::uint8_t velocity = kind == 0xC0 || kind == 0xD0 ? 0 : Byte();
      if ((status & 0x0F) == 9) continue;  // Drums.
      if (kind == 0x90 && velocity > 0) {
        notes_.push_back({time, 0, key, {begin, at_}});
      } else if (kind == 0x80 || kind == 0x90) {
        for (Note& note : notes_) {
          if (note.note == key && note.end == 0) note.end = time;
        }
      }
    }
    for (Note& note : notes_) {
      if (note.end == 0) note.end = time;
    }
  }

  const std::string& bytes_;
  std::uint64_t at_ = 0, quarter_ = kTicks;
  std::vector<Note> notes_;
};

// Appends a pitch as long as `sixteenths`, in as many pieces as it takes, none across
// a bar line.
void Append(Melody& melody, std::uint32_t pitch, std::uint64_t sixteenths, std::uint64_t& step, Place where) {
  while (sixteenths > 0) {
    const std::uint64_t room = kBar - step % kBar;
    const std::uint32_t length = LengthOf(static_cast<std::uint32_t>(std::min(sixteenths, room)));
    for (const std::uint32_t token : {pitch, length}) {
      melody.tokens.push_back(token);
      melody.where.push_back(where);
    }
    sixteenths -= Sixteenths(length);
    step += Sixteenths(length);
  }
}

void Put(std::string& bytes, std::uint64_t value, int count) {
  while (count-- > 0) bytes += static_cast<char>(value >> (8 * count) & 0xFF);
}
void PutVariable(std::string& bytes, std::uint64_t value) {
  for (int shift = 21; shift > 0; shift -= 7) {
    if (value >> shift != 0) bytes += static_cast<char>((value >> shift & 0x7F) | 0x80);
  }
  bytes += static_cast<char>(value & 0x7F);
}

}  // namespace

Melody ReadMidi(const std::string& bytes) {
  Reader reader(bytes);
  std::vector<Note> notes = reader.Read();
  std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return a.begin < b.begin; });
  const auto grid = [&](std::uint64_t ticks) { return (8 * ticks / reader.quarter() + 1) / 2; };
  Melody melody;
  std::uint64_t step = 0;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Note& note = notes[i];
    const std::uint64_t begin = grid(note.begin);
    std::uint64_t end = std::max(grid(note.end), begin + 1);
    // One voice: the next note ends this one; of a chord the last is heard.
    if (i + 1 < notes.size()) end = std::min(end, grid(notes[i + 1].begin));
    if (end <= begin) continue;
    if (begin < step) continue;
    if (begin - step > 64 * kBar) {
      throw Fault{"there are more than 64 bars of silence before this note", "cut them out", note.where};
    }
    Append(melody, kRest, begin - step, step, note.where);
    if (note.note < kLowest || note.note > kHighest) {
      throw Fault{"this note is not within C3 to C6", "move the melody by octaves", note.where};
    }
    Append(melody, PitchOf(note.note), end - begin, step, note.where);
    if (melody.tokens.size() > (1u << 20)) throw Fault{"there are too many notes", "give a melody", note.where};
  }
  const Place last = {bytes.size(), bytes.size()};
  Append(melody, kRest, (kBar - step % kBar) % kBar, step, last);
  melody.tokens.push_back(kEnd);
  melody.where.push_back(last);
  return melody;
}

std::string WriteMidi(const Tokens& tokens) {
  std::string track;
  std::uint64_t wait = 0;
  PutVariable(track, 0);
  track += std::string("\xFF\x58\x04\x04\x02\x18\x08", 7);  // 4/4.
  for (std::size_t i = 0; i + 1 < tokens.size() && IsPitch(tokens[i]) && IsLength(tokens[i + 1]); i += 2) {
    const std::uint64_t length = Sixteenths(tokens[i + 1]) * std::uint64_t{kTicks} / 4;
    if (tokens[i] == kRest) {
      wait += length;
      continue;
    }
    const auto note = static_cast<char>(NoteOf(tokens[i]));
    PutVariable(track, std::min<std::uint64_t>(wait, 0x0FFFFFFF));
    track += {static_cast<char>(0x90), note, 80};
    PutVariable(track, length);
    track += {static_cast<char>(0x80), note, 0};
    wait = 0;
  }
  PutVariable(track, std::min<std::uint64_t>(wait, 0x0FFFFFFF));
  track += std::string("\xFF\x2F\x00", 3);
  std::string bytes = "MThd";
  Put(bytes, 6, 4);
  Put(bytes, 0, 2);
  Put(bytes, 1, 2);
  Put(bytes, kTicks, 2);
  bytes += "MTrk";
  Put(bytes, track.size(), 4);
  return bytes + track;
}

}  // namespace melody
