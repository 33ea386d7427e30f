// Line by line, word by word; the default map is such a text itself.

#include "plugins/drums/note_map.h"

#include <cassert>
#include <charconv>
#include <string>
#include <utility>

namespace pastiche::drums {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 16;

constexpr std::string_view kDefaultText =
    "channel 10\n"
    "kick 36 35\n"
    "snare 38 37 39 40\n"
    "closed-hat 42 22 44\n"
    "open-hat 46 26\n"
    "low-tom 43 41 58\n"
    "mid-tom 47 45\n"
    "high-tom 50 48\n"
    "crash 49 52 55 57\n"
    "ride 51 53 59\n";

std::optional<std::size_t> InstrumentOfWord(std::string_view word) {
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    if (kInstruments[i].id == word) return i;
  }
  return std::nullopt;
}

// What a message may quote of the user's text.
std::string Quote(std::string_view word) {
  std::string text = "\"";
  for (const char c : word.substr(0, 20)) text += c < ' ' || c > '~' ? '?' : c;
  return text + (word.size() > 20 ? "...\"" : "\"");
}

}  // namespace

// Fills a map from its text.
class NoteMapReader {
 public:
  NoteMapReader(std::string_view text, Findings& findings)
      : text_(text), findings_(findings) {
    map_.instruments_.fill(NoteMap::kNone);
    map_.notes_.fill(NoteMap::kNone);
  }

  std::optional<NoteMap> Read() {
    if (text_.size() > kMaxBytes) {
      Fail(kMaxBytes, text_.size(), "the note map is longer than 64 KiB",
           "name each note once");
      return std::nullopt;
    }
    std::size_t begin = 0;
    while (begin < text_.size()) {
      ++line_;
      std::size_t end = text_.find('\n', begin);
      if (end == std::string_view::npos) end = text_.size();
      if (!ReadLine(begin, std::min(end, text_.find('#', begin)))) {
        return std::nullopt;
      }
      begin = end + 1;
    }
    if (!any_) {
      Fail(0, text_.size(), "the note map names no instrument",
           "write one line per instrument, such as kick 36 35");
      return std::nullopt;
    }
    return map_;
  }

 private:
  struct Word {
    std::size_t begin = 0;
    std::string_view text;
    [[nodiscard]] std::size_t end() const { return begin + text.size(); }
  };

  bool Fail(std::size_t begin, std::size_t end, const std::string& message,
            std::string mend) {
    findings_.push_back({Severity::kError, FindingCode::kNoteMap, begin, end,
                         "line " + std::to_string(line_) + ": " + message,
                         std::move(mend)});
    return false;
  }

  // The next word in [at, end); empty at the end of the line. Moves `at`.
  Word Next(std::size_t& at, std::size_t end) const {
    constexpr std::string_view kBlank = " \t\r,";
    while (at < end && kBlank.find(text_[at]) != kBlank.npos) ++at;
    const std::size_t begin = at;
    while (at < end && kBlank.find(text_[at]) == kBlank.npos) ++at;
    return {begin, text_.substr(begin, at - begin)};
  }

  bool ReadLine(std::size_t begin, std::size_t end) {
    std::size_t at = begin;
    const Word first = Next(at, end);
    if (first.text.empty()) return true;
    if (first.text == "channel") return ReadChannel(at, end);
    const auto instrument = InstrumentOfWord(first.text);
    if (!instrument && first.text != "ignore") {
      return Fail(first.begin, first.end(),
                  Quote(first.text) + " is not an instrument",
                  "start the line with kick, snare, closed-hat, open-hat, "
                  "low-tom, mid-tom, high-tom, crash, ride, ignore or channel");
    }
    if (instrument && map_.notes_[*instrument] != NoteMap::kNone) {
      return Fail(first.begin, first.end(),
                  std::string(first.text) + " has a line already",
                  "put all its notes on one line");
    }
    any_ |= instrument.has_value();
    return ReadNotes(at, end, first, instrument);
  }

  bool ReadNotes(std::size_t at, std::size_t end, const Word& first,
                 std::optional<std::size_t> instrument) {
    bool found = false;
    for (Word word = Next(at, end); !word.text.empty(); word = Next(at, end)) {
      const auto note = Number(word, 0, 127);
      if (!note) return false;
      if (map_.instruments_[*note] != NoteMap::kNone) {
        return Fail(word.begin, word.end(),
                    "note " + std::to_string(*note) + " is mapped already",
                    "name each note once");
      }
      map_.instruments_[*note] = instrument
                                     ? static_cast<std::uint8_t>(*instrument)
                                     : NoteMap::kIgnored;
      if (instrument && !found) map_.notes_[*instrument] = *note;
      found = true;
    }
    if (found) return true;
    return Fail(first.begin, first.end(),
                std::string(first.text) + " has no note",
                "write its notes after it; the first is the one written");
  }

  bool ReadChannel(std::size_t at, std::size_t end) {
    const Word word = Next(at, end);
    if (word.text == "any") {
      map_.channel_ = NoteMap::kAnyChannel;
    } else {
      const auto channel = Number(word, 1, 16);
      if (!channel) return false;
      map_.channel_ = static_cast<std::uint8_t>(*channel - 1);
    }
    const Word more = Next(at, end);
    if (more.text.empty()) return true;
    return Fail(more.begin, more.end(),
                Quote(more.text) + " follows the channel", "name one channel");
  }

  std::optional<std::uint8_t> Number(const Word& word, unsigned lo,
                                     unsigned hi) {
    unsigned value = 0;
    const char* end = word.text.data() + word.text.size();
    const auto [stop, error] = std::from_chars(word.text.data(), end, value);
    if (!word.text.empty() && error == std::errc() && stop == end &&
        value >= lo && value <= hi) {
      return static_cast<std::uint8_t>(value);
    }
    Fail(word.begin, word.end(),
         Quote(word.text) + " is not a number from " + std::to_string(lo) +
             " to " + std::to_string(hi),
         "write MIDI notes and channels as numbers");
    return std::nullopt;
  }

  std::string_view text_;
  Findings& findings_;
  NoteMap map_;
  std::size_t line_ = 0;
  bool any_ = false;
};

const NoteMap& NoteMap::Default() {
  static const NoteMap map = [] {
    Findings findings;
    const auto read = Read(kDefaultText, findings);
    assert(read);
    return *read;
  }();
  return map;
}

std::string_view NoteMap::DefaultText() { return kDefaultText; }

std::optional<NoteMap> NoteMap::Read(std::string_view text,
                                     Findings& findings) {
  return NoteMapReader(text, findings).Read();
}

}  // namespace pastiche::drums
