// Which MIDI note is which instrument: read from a short text, or the default.
// Format: docs/domains/drums.md.

#ifndef PASTICHE_PLUGINS_DRUMS_NOTE_MAP_H_
#define PASTICHE_PLUGINS_DRUMS_NOTE_MAP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "plugins/drums/finding.h"
#include "plugins/drums/kit.h"

namespace pastiche::drums {

inline constexpr std::uint8_t kDrumChannel = 9;  // "Channel 10" to musicians.

class NoteMap {
 public:
  // General MIDI percussion, and what the kits of the Groove MIDI Dataset send
  // besides: 22 and 26 (hat edges), 58 (a tom rim).
  [[nodiscard]] static const NoteMap& Default();

  // Reads a map from text; every line of the default is gone then. On failure
  // returns nullopt and appends one error with its bytes in `text`.
  [[nodiscard]] static std::optional<NoteMap> Read(std::string_view text,
                                                   Findings& findings);
  [[nodiscard]] static std::string_view DefaultText();

  // The instrument that `note` (<= 127) plays; nullopt if none, ignored or not.
  [[nodiscard]] std::optional<std::size_t> InstrumentOf(unsigned note) const {
    if (instruments_[note] >= kInstrumentCount) return std::nullopt;
    return instruments_[note];
  }
  // Left out on purpose: not counted among the unmapped.
  [[nodiscard]] bool Ignores(unsigned note) const {
    return instruments_[note] == kIgnored;
  }
  // The note written for an instrument; nullopt if it has none.
  [[nodiscard]] std::optional<std::uint8_t> NoteOf(
      std::size_t instrument) const {
    if (notes_[instrument] == kNone) return std::nullopt;
    return notes_[instrument];
  }
  // Whether notes of this channel (0..15) are drums.
  [[nodiscard]] bool IsDrums(std::uint8_t channel) const {
    return channel_ == kAnyChannel || channel_ == channel;
  }
  // The channel that is written.
  [[nodiscard]] std::uint8_t channel() const {
    return channel_ == kAnyChannel ? kDrumChannel : channel_;
  }

 private:
  friend class NoteMapReader;
  NoteMap() = default;
  static constexpr std::uint8_t kNone = 0xFF;
  static constexpr std::uint8_t kIgnored = 0xFE;
  static constexpr std::uint8_t kAnyChannel = 16;

  std::array<std::uint8_t, 128> instruments_ = {};  // Or kNone, kIgnored.
  std::array<std::uint8_t, kInstrumentCount> notes_ = {};  // Or kNone.
  std::uint8_t channel_ = kDrumChannel;
};

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_NOTE_MAP_H_
