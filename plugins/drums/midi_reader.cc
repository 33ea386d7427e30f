// A cursor over the bytes that fails once, with a place, and stays failed.

#include "plugins/drums/midi_reader.h"

#include <algorithm>
#include <string>
#include <utility>

namespace pastiche::drums {
namespace {

constexpr std::size_t kChunkHeaderSize = 8;
constexpr std::uint8_t kMeta = 0xFF;
constexpr std::uint8_t kMetaEndOfTrack = 0x2F;
constexpr std::uint8_t kMetaTempo = 0x51;
constexpr std::uint8_t kMetaMetre = 0x58;
constexpr std::string_view kExportAgain =
    "export the file again as a Standard MIDI File of format 0 or 1";

class Reader {
 public:
  Reader(std::span<const std::uint8_t> bytes, Findings& findings)
      : bytes_(bytes), findings_(findings) {}

  std::optional<MidiSong> Read() {
    unsigned track_count = 0;
    if (!ReadHeader(track_count)) return std::nullopt;
    unsigned tracks = 0;
    while (tracks < track_count) {
      if (at_ == bytes_.size()) {
        Fail(at_, at_,
             "the file ends after " + std::to_string(tracks) + " of " +
                 std::to_string(track_count) + " tracks",
             "the file was cut short: copy it again");
        return std::nullopt;
      }
      if (!ReadChunk(tracks)) return std::nullopt;
    }
    if (at_ != bytes_.size()) {
      Warn(at_, bytes_.size(),
           std::to_string(bytes_.size() - at_) +
               " bytes follow the last track and were not read");
    }
    const auto by_tick = [](const auto& a, const auto& b) {
      return a.tick < b.tick;
    };
    std::stable_sort(song_.notes.begin(), song_.notes.end(), by_tick);
    std::stable_sort(song_.tempos.begin(), song_.tempos.end(), by_tick);
    std::stable_sort(song_.metres.begin(), song_.metres.end(), by_tick);
    return std::move(song_);
  }

 private:
  bool Fail(std::size_t begin, std::size_t end, std::string message,
            std::string mend = std::string(kExportAgain),
            FindingCode code = FindingCode::kMidi) {
    findings_.push_back(
        {Severity::kError, code, begin, end,
         "byte " + std::to_string(begin) + ": " + std::move(message),
         std::move(mend)});
    return false;
  }
  void Warn(std::size_t begin, std::size_t end, std::string message) {
    findings_.push_back({Severity::kWarning, FindingCode::kMidi, begin, end,
                         std::move(message), ""});
  }

  // True if `count` bytes are left before `end`; else fails.
  bool Need(std::size_t count, std::size_t end, const char* what) {
    if (count <= end - at_) return true;
    return Fail(at_, end,
                std::string("the ") + what +
                    " is cut short: " + std::to_string(count) +
                    " bytes announced, " + std::to_string(end - at_) + " left",
                "the file was cut short or damaged: copy it again");
  }

  // Big-endian. Requires `count` <= 4 bytes at at_.
  std::uint32_t Take(std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes_[at_++];
    return value;
  }

  // Variable-length quantity, at most 4 bytes (28 bits).
  bool TakeVariable(std::size_t end, const char* what, std::uint32_t& value) {
    value = 0;
    for (int i = 0; i < 4; ++i) {
      if (!Need(1, end, what)) return false;
      const std::uint8_t byte = bytes_[at_++];
      value = value << 7 | (byte & 0x7Fu);
      if (byte < 0x80) return true;
    }
    return Fail(at_ - 4, at_,
                std::string("the ") + what + " is longer than 4 bytes");
  }

  bool ReadHeader(unsigned& track_count) {
    constexpr std::uint8_t kMagic[4] = {'M', 'T', 'h', 'd'};
    if (bytes_.size() < 4 ||
        !std::equal(bytes_.begin(), bytes_.begin() + 4, kMagic)) {
      return Fail(0, std::min<std::size_t>(4, bytes_.size()),
                  "this is not a Standard MIDI File: it does not start with "
                  "MThd");
    }
    at_ = 4;
    if (!Need(4, bytes_.size(), "header")) return false;
    const std::size_t length = Take(4);
    if (length < 6) {
      return Fail(4, 8,
                  "the header says it has " + std::to_string(length) +
                      " bytes; 6 are needed");
    }
    if (!Need(length, bytes_.size(), "header")) return false;
    const std::size_t end = at_ + length;
    song_.format = Take(2);
    track_count = Take(2);
    const unsigned division = Take(2);
    at_ = end;
    if (song_.format > 1) {
      return Fail(8, 10,
                  "format " + std::to_string(song_.format) +
                      " (independent patterns) is not read",
                  std::string(kExportAgain), FindingCode::kUnsupported);
    }
    if (division >= 0x8000u) {
      return Fail(12, 14, "SMPTE time division is not read",
                  "export the file with ticks per quarter note",
                  FindingCode::kUnsupported);
    }
    if (division == 0) {
      return Fail(12, 14, "a quarter note has 0 ticks");
    }
    if (track_count == 0 || (song_.format == 0 && track_count != 1)) {
      return Fail(10, 12,
                  "format " + std::to_string(song_.format) + " cannot have " +
                      std::to_string(track_count) + " tracks");
    }
    song_.ticks_per_quarter = division;
    return true;
  }

  bool ReadChunk(unsigned& tracks) {
    const std::size_t start = at_;
    if (!Need(kChunkHeaderSize, bytes_.size(), "chunk header")) return false;
    const std::uint32_t type = Take(4);
    const std::size_t length = Take(4);
    const bool is_track = type == 0x4D54726Bu;  // "MTrk"
    if (!Need(length, bytes_.size(), is_track ? "track" : "chunk")) {
      return false;
    }
    const std::size_t end = at_ + length;
    if (is_track) {
      ++tracks;
      if (!ReadTrack(start, end)) return false;
    }
    at_ = end;
    return true;
  }

  // Events until end-of-track. `start` is the chunk's first byte.
  bool ReadTrack(std::size_t start, std::size_t end) {
    std::uint64_t tick = 0;  // Below 2^28 x bytes: cannot overflow.
    std::uint8_t running = 0;
    bool ended = false;
    while (at_ < end && !ended) {
      std::uint32_t delta = 0;
      if (!TakeVariable(end, "delta time", delta)) return false;
      tick += delta;
      if (!ReadEvent(tick, end, running, ended)) return false;
    }
    song_.end_tick = std::max(song_.end_tick, tick);
    if (!ended) Warn(start, end, "the track has no end-of-track event");
    if (at_ != end) Warn(at_, end, "events follow the end of the track");
    return true;
  }

  bool ReadEvent(std::uint64_t tick, std::size_t end, std::uint8_t& running,
                 bool& ended) {
    const std::size_t begin = at_;
    if (!Need(1, end, "event")) return false;
    std::uint8_t status = bytes_[at_];
    if (status >= 0x80) {
      ++at_;
    } else if (running != 0) {
      status = running;
    } else {
      return Fail(begin, begin + 1,
                  "a data byte stands where an event should start");
    }
    if (status == kMeta) return ReadMeta(tick, begin, end, ended);
    if (status == 0xF0 || status == 0xF7) {
      running = 0;
      std::uint32_t length = 0;
      if (!TakeVariable(end, "system exclusive length", length)) return false;
      if (!Need(length, end, "system exclusive event")) return false;
      at_ += length;
      return true;
    }
    if (status >= 0xF0) {
      return Fail(
          begin, begin + 1,
          "status " + std::to_string(status) + " is not allowed in a file");
    }
    running = status;
    return ReadChannelEvent(tick, status, begin, end);
  }

  bool ReadChannelEvent(std::uint64_t tick, std::uint8_t status,
                        std::size_t begin, std::size_t end) {
    const unsigned kind = status & 0xF0u;
    const std::size_t count = kind == 0xC0 || kind == 0xD0 ? 1 : 2;
    if (!Need(count, end, "event")) return false;
    std::uint8_t data[2] = {};
    for (std::size_t i = 0; i < count; ++i) {
      if (bytes_[at_] >= 0x80) {
        return Fail(at_, at_ + 1, "a status byte stands inside an event");
      }
      data[i] = bytes_[at_++];
    }
    if (kind == 0x90 && data[1] != 0) {
      song_.notes.push_back({tick, static_cast<std::uint8_t>(status & 0x0Fu),
                             data[0], data[1], begin, at_});
    }
    return true;
  }

  // Running status survives a meta event here: strictly it does not, but files
  // exist that rely on it, and no other reading of them is possible.
  bool ReadMeta(std::uint64_t tick, std::size_t begin, std::size_t end,
                bool& ended) {
    if (!Need(1, end, "meta event")) return false;
    const std::uint8_t type = bytes_[at_++];
    std::uint32_t length = 0;
    if (!TakeVariable(end, "meta event length", length)) return false;
    if (!Need(length, end, "meta event")) return false;
    const std::size_t next = at_ + length;
    if (type == kMetaEndOfTrack) ended = true;
    if (type == kMetaTempo) {
      if (length != 3) return Fail(begin, next, "a tempo must have 3 bytes");
      song_.tempos.push_back({tick, Take(3)});
    }
    if (type == kMetaMetre) {
      if (length != 4) return Fail(begin, next, "a metre must have 4 bytes");
      const unsigned numerator = Take(1);
      const unsigned power = Take(1);
      if (numerator == 0 || power > 6) {
        return Fail(begin, next,
                    "a metre of " + std::to_string(numerator) + "/2^" +
                        std::to_string(power) + " makes no sense");
      }
      song_.metres.push_back({tick, numerator, 1u << power, begin, next});
    }
    at_ = next;
    return true;
  }

  std::span<const std::uint8_t> bytes_;
  Findings& findings_;
  std::size_t at_ = 0;
  MidiSong song_;
};

}  // namespace

std::optional<MidiSong> ReadMidi(std::span<const std::uint8_t> bytes,
                                 Findings& findings) {
  return Reader(bytes, findings).Read();
}

}  // namespace pastiche::drums
