// Writes small Standard MIDI Files for the tests, byte by byte.

#ifndef PASTICHE_TESTS_PLUGINS_DRUMS_MIDI_BYTES_H_
#define PASTICHE_TESTS_PLUGINS_DRUMS_MIDI_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pastiche::drums::test {

using ByteVector = std::vector<std::uint8_t>;

inline void Append(ByteVector& to, const ByteVector& bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

inline ByteVector BigEndian(std::uint32_t value, int size) {
  ByteVector bytes;
  for (int i = size - 1; i >= 0; --i) {
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  return bytes;
}

inline ByteVector Variable(std::uint32_t value) {
  ByteVector bytes = {static_cast<std::uint8_t>(value & 0x7F)};
  for (value >>= 7; value != 0; value >>= 7) {
    bytes.insert(bytes.begin(), static_cast<std::uint8_t>(value | 0x80));
  }
  return bytes;
}

// "MThd" or "MTrk" with its length and content.
inline ByteVector Chunk(std::string_view type, const ByteVector& content) {
  ByteVector bytes(type.begin(), type.end());
  Append(bytes, BigEndian(static_cast<std::uint32_t>(content.size()), 4));
  Append(bytes, content);
  return bytes;
}

inline ByteVector Header(unsigned format, unsigned tracks, unsigned division) {
  ByteVector content = BigEndian(format, 2);
  Append(content, BigEndian(tracks, 2));
  Append(content, BigEndian(division, 2));
  return Chunk("MThd", content);
}

// The events of a track, each with its delta time.
class Track {
 public:
  Track& Event(std::uint32_t delta, const ByteVector& bytes) {
    Append(bytes_, Variable(delta));
    Append(bytes_, bytes);
    return *this;
  }
  Track& Hit(std::uint32_t delta, std::uint8_t note, std::uint8_t velocity) {
    return Event(delta, {0x99, note, velocity});
  }
  Track& Metre(std::uint8_t numerator, std::uint8_t power) {
    return Event(0, {0xFF, 0x58, 4, numerator, power, 24, 8});
  }
  ByteVector End() {
    Event(0, {0xFF, 0x2F, 0});
    return Chunk("MTrk", bytes_);
  }
  ByteVector WithoutEnd() const { return Chunk("MTrk", bytes_); }

 private:
  ByteVector bytes_;
};

// A format-0 file of one track.
inline ByteVector File(const ByteVector& track, unsigned division = 480) {
  ByteVector bytes = Header(0, 1, division);
  Append(bytes, track);
  return bytes;
}

}  // namespace pastiche::drums::test

#endif  // PASTICHE_TESTS_PLUGINS_DRUMS_MIDI_BYTES_H_
