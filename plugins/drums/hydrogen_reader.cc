// Reads .h2pattern files into notes in ticks.
// pugixml parses without recursion and knows no entities but XML's own five.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <pugixml.hpp>
#include <utility>

#include "plugins/drums/hydrogen_pattern.h"
#include "plugins/drums/note_map.h"

namespace pastiche::drums {
namespace {

constexpr std::uint64_t kTicksPerBar = 192;
constexpr unsigned kParts = kHydrogenTicksPerQuarter / 48;  // Of its tick.
constexpr double kMaxLeadLag = 5.0;                         // Ticks.
constexpr std::uint64_t kMaxTick = std::uint64_t{1} << 32;
constexpr std::uint8_t kNoNote = 0xFF;

// By instrument number: the percussion note that says what it is.
constexpr std::array<std::uint8_t, 18> kRockKit = {
    36, 37, 38, 39, 40, 43, 42, 47, 44, 50, 46, 56, 51, 49, 59, 55, 46, 53};
constexpr std::array<std::uint8_t, 16> kTr808 = {
    35, 36, 38, 40, 39, 43, 47, 50, 42, 44, 46, 49, 70, 63, 75, 56};

class Reader {
 public:
  Reader(std::string_view xml, Findings& findings)
      : xml_(xml), findings_(findings) {}

  std::optional<HydrogenPattern> Read() {
    if (xml_.size() > kMaxHydrogenBytes) {
      Fail(kMaxHydrogenBytes, "the file is larger than 8 MiB",
           "split the pattern");
      return std::nullopt;
    }
    pugi::xml_document document;
    const auto parsed = document.load_buffer(
        xml_.data(), xml_.size(),
        // "&#xD800;" would not be UTF-8 any more; nothing here needs escapes.
        pugi::parse_default & ~pugi::parse_escapes, pugi::encoding_utf8);
    if (!parsed) {
      Fail(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)),
           std::string("this is not XML: ") + parsed.description(),
           "export the pattern again");
      return std::nullopt;
    }
    const pugi::xml_node root = document.child("drumkit_pattern");
    const pugi::xml_node pattern = root.child("pattern");
    const pugi::xml_node notes = pattern.child("noteList");
    if (!notes) {
      Fail(0, "no drumkit_pattern with a pattern and a noteList was found",
           "export the pattern with Hydrogen 0.9.7 or later");
      return std::nullopt;
    }
    read_.category = LabelIn(pattern, "category");
    if (read_.category == "not_categorized") read_.category.clear();
    read_.license = LabelIn(root, "license");
    if (read_.license.empty()) read_.license = LabelIn(pattern, "license");
    read_.song.ticks_per_quarter = kHydrogenTicksPerQuarter;
    ChooseKit(root.child("drumkit_name"));
    if (!ReadSize(pattern)) return std::nullopt;
    for (const pugi::xml_node& note : notes.children("note")) {
      if (!ReadNote(note)) return std::nullopt;
    }
    WarnOfLeftOut();
    std::stable_sort(
        read_.song.notes.begin(), read_.song.notes.end(),
        [](const MidiNote& a, const MidiNote& b) { return a.tick < b.tick; });
    return std::move(read_);
  }

 private:
  bool Fail(std::size_t at, const std::string& message, std::string mend,
            FindingCode code = FindingCode::kHydrogen) {
    at = std::min(at, xml_.size());
    findings_.push_back({Severity::kError, code, at, at,
                         "byte " + std::to_string(at) + ": " + message,
                         std::move(mend)});
    return false;
  }

  void Warn(std::size_t at, std::string message) {
    findings_.push_back({Severity::kWarning, FindingCode::kHydrogen, at, at,
                         std::move(message), ""});
  }

  // Its first byte, in the input as given; 0 where pugixml converted it.
  std::size_t PlaceOf(const pugi::xml_node& node) const {
    const std::ptrdiff_t offset = node.offset_debug();
    return offset < 0 ? 0
                      : std::min(static_cast<std::size_t>(offset), xml_.size());
  }

  // A short text; empty where there is none, or a long one.
  static std::string LabelIn(const pugi::xml_node& parent, const char* name) {
    const std::string_view text = parent.child_value(name);
    return text.size() > 200 ? std::string() : std::string(text);
  }

  void ChooseKit(const pugi::xml_node& name) {
    const std::string_view kit = name.child_value();
    if (kit == "TR808EmulationKit") {
      kit_ = kTr808;
    } else if (!kit.empty() && kit != "GMRockKit" && kit != "GMkit") {
      Warn(PlaceOf(name),
           "the drum kit is not known: its instruments are read by their "
           "numbers in GMRockKit");
    }
  }

  // The number in child `name`; `otherwise` where there is no such child. Sets
  // failed_ where it is no number in [lo, hi].
  double Number(const pugi::xml_node& parent, const char* name,
                double otherwise, double lo, double hi) {
    const pugi::xml_node node = parent.child(name);
    if (!node) return otherwise;
    std::string_view text = node.child_value();
    constexpr std::string_view kBlank = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    text = text.substr(0, text.find_last_not_of(kBlank) + 1);
    double value = 0.0;
    const auto [stop, error] =
        std::from_chars(text.data(), text.data() + text.size(), value);
    // Negated, so that NaN is refused.
    if (error != std::errc() || stop != text.data() + text.size() ||
        !(value >= lo && value <= hi)) {
      failed_ = true;
      Fail(PlaceOf(node), std::string(name) + " is not a number in its range",
           "mend the note or export the pattern again");
    }
    return value;
  }

  bool ReadSize(const pugi::xml_node& pattern) {
    const double size =
        Number(pattern, "size", double{kTicksPerBar}, 1.0, double{kMaxTick});
    const double denominator = Number(pattern, "denominator", 4.0, 1.0, 192.0);
    if (failed_) return false;
    size_ = static_cast<std::uint64_t>(size);
    read_.song.end_tick = size_ * kParts;
    if (size_ % kTicksPerBar == 0) return true;
    const auto beats = static_cast<unsigned>(denominator);
    const std::size_t at = PlaceOf(pattern.child("size"));
    if (size_ * beats % kTicksPerBar != 0) {
      return Fail(at,
                  "the pattern is " + std::to_string(size_) +
                      " ticks long, not whole bars of 192",
                  "make its size 4/4 in Hydrogen", FindingCode::kMetre);
    }
    // Another metre, for the quantiser to name.
    read_.song.metres.push_back(
        {0, static_cast<unsigned>(size_ * beats / kTicksPerBar), beats, at,
         at});
    return true;
  }

  bool ReadNote(const pugi::xml_node& note) {
    const double position =
        Number(note, "position", 0.0, 0.0, double{kMaxTick});
    const double lead_lag = Number(note, "leadlag", 0.0, -1.0, 1.0);
    const double velocity = Number(note, "velocity", 0.8, 0.0, 1.0);
    const double instrument = Number(note, "instrument", 0.0, -1e9, 1e9);
    if (failed_) return false;
    const std::string_view ends = note.child_value("note_off");
    const auto loudness = static_cast<unsigned>(velocity * 127.0 + 0.5);
    const std::uint8_t midi_note = NoteOf(instrument);
    if (ends == "true" || loudness == 0 || midi_note == kNoNote ||
        position >= static_cast<double>(size_)) {
      ++left_out_;
      return true;
    }
    const double tick =
        std::floor((position + lead_lag * kMaxLeadLag) * kParts + 0.5);
    const std::size_t at = PlaceOf(note);
    read_.song.notes.push_back(
        {tick <= 0.0 ? 0 : static_cast<std::uint64_t>(tick), kDrumChannel,
         midi_note, static_cast<std::uint8_t>(loudness), at, at});
    return true;
  }

  std::uint8_t NoteOf(double instrument) const {
    if (!(instrument >= 0.0) ||
        instrument >= static_cast<double>(kit_.size())) {
      return kNoNote;
    }
    return kit_[static_cast<std::size_t>(instrument)];
  }

  void WarnOfLeftOut() {
    if (left_out_ == 0) return;
    Warn(0, std::to_string(left_out_) +
                " notes were left out: silent, beyond the pattern's end, or of "
                "instruments that the kit does not have");
  }

  std::string_view xml_;
  Findings& findings_;
  HydrogenPattern read_;
  std::span<const std::uint8_t> kit_ = kRockKit;
  std::uint64_t size_ = kTicksPerBar;
  std::size_t left_out_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<HydrogenPattern> ReadHydrogenPattern(std::string_view xml,
                                                   Findings& findings) {
  return Reader(xml, findings).Read();
}

}  // namespace pastiche::drums
