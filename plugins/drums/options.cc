// Each option's range, over the JSON reader.

#include "plugins/drums/options.h"

#include <charconv>
#include <string>
#include <utility>

#include "plugins/drums/json_object.h"

namespace pastiche::drums {
namespace {

// 100 and 98.5, not 100.000000.
std::string Show(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  return {text, end};
}

class Setter {
 public:
  explicit Setter(Findings& findings) : findings_(findings) {}

  [[nodiscard]] const Options& options() const { return options_; }

  // False, with a finding, where the member does not fit.
  bool Set(const JsonMember& member) {
    const std::string& key = member.key;
    if (key == "levels") {
      std::size_t levels = 0;
      if (!SetWhole(member, 2, 4, 2, "2 or 4", levels)) return false;
      options_.levels = levels == 2 ? Levels::kOnOff : Levels::kVelocity;
      return true;
    }
    if (key == "steps_per_bar") {
      std::size_t steps = 0;
      if (!SetWhole(member, 16, 24, 8, "16 or 24", steps)) return false;
      options_.grid = steps == 16 ? Grid::kSixteenths : Grid::kTriplets;
      return true;
    }
    if (key == "bars") return SetWhole(member, 1, kMaxBars, options_.bars);
    if (key == "width") {
      return SetWhole(member, kMinWidth, kMaxWidth, options_.width);
    }
    if (key == "repeats") {
      return SetWhole(member, 1, kMaxRepeats, options_.repeats);
    }
    if (key == "tempo") {
      return SetNumber(member, kMinTempo, kMaxTempo, options_.tempo);
    }
    if (key == "swing") {
      return SetNumber(member, 50.0, kMaxSwing, options_.swing);
    }
    if (key == "straight") return SetStraight(member);
    if (key == "surprise") return SetSurprise(member);
    if (key == "note_map") return SetNoteMap(member);
    return Fail(member, "there is no option of this name",
                "the options are levels, steps_per_bar, bars, width, tempo, "
                "swing, repeats, straight, surprise and note_map");
  }

 private:
  bool Fail(const JsonMember& member, std::string message, std::string mend) {
    findings_.push_back({Severity::kError, FindingCode::kOption, member.begin,
                         member.end, std::move(message), std::move(mend)});
    return false;
  }

  bool FailRange(const JsonMember& member, const std::string& range) {
    const double* number = std::get_if<double>(&member.value);
    return Fail(member,
                member.key + (number != nullptr ? " is " + Show(*number) +
                                                      "; it must be " + range
                                                : " must be " + range),
                "set " + member.key + " to " + range);
  }

  bool SetNumber(const JsonMember& member, double lo, double hi, double& to) {
    const double* number = std::get_if<double>(&member.value);
    if (number == nullptr || !(*number >= lo && *number <= hi)) {
      return FailRange(member, Show(lo) + " to " + Show(hi));
    }
    to = *number;
    return true;
  }

  // A multiple of `step` in [lo, hi].
  bool SetWhole(const JsonMember& member, std::size_t lo, std::size_t hi,
                std::size_t step, const std::string& range, std::size_t& to) {
    const double* number = std::get_if<double>(&member.value);
    if (number != nullptr && *number >= static_cast<double>(lo) &&
        *number <= static_cast<double>(hi)) {
      const auto whole = static_cast<std::size_t>(*number);
      if (static_cast<double>(whole) == *number && whole % step == 0) {
        to = whole;
        return true;
      }
    }
    return FailRange(member, range);
  }

  bool SetWhole(const JsonMember& member, std::size_t lo, std::size_t hi,
                std::size_t& to) {
    return SetWhole(member, lo, hi, 1,
                    "a whole number from " + std::to_string(lo) + " to " +
                        std::to_string(hi),
                    to);
  }

  bool SetStraight(const JsonMember& member) {
    const bool* straight = std::get_if<bool>(&member.value);
    if (straight == nullptr) return FailRange(member, "true or false");
    options_.straight = *straight;
    return true;
  }

  bool SetSurprise(const JsonMember& member) {
    const std::string* text = std::get_if<std::string>(&member.value);
    const char* at = text == nullptr ? nullptr : text->data();
    const char* const end = text == nullptr ? nullptr : at + text->size();
    options_.surprise.clear();
    while (text != nullptr) {
      while (at != end && *at == ' ') ++at;
      if (at == end) return true;
      double bits = 0.0;
      const auto [stop, error] = std::from_chars(at, end, bits);
      if (error != std::errc() || (stop != end && *stop != ' ') ||
          !(bits >= 0.0 && bits <= 1e6)) {
        break;
      }
      options_.surprise.push_back(bits);
      at = stop;
    }
    return FailRange(member, "a text of numbers from 0 to 1000000");
  }

  bool SetNoteMap(const JsonMember& member) {
    const std::string* text = std::get_if<std::string>(&member.value);
    if (text == nullptr) return FailRange(member, "the text of a note map");
    if (text->empty()) {
      options_.note_map = NoteMap::Default();
      return true;
    }
    Findings findings;
    const auto map = NoteMap::Read(*text, findings);
    if (!map) {
      return Fail(member, "note_map: " + findings.back().message,
                  findings.back().mend);
    }
    options_.note_map = *map;
    return true;
  }

  Findings& findings_;
  Options options_;
};

}  // namespace

std::optional<Options> ReadOptions(std::string_view json, Findings& findings) {
  const auto members = ReadJsonObject(json, findings);
  if (!members) return std::nullopt;
  Setter setter(findings);
  for (const JsonMember& member : *members) {
    if (!setter.Set(member)) return std::nullopt;
  }
  return setter.options();
}

}  // namespace pastiche::drums
