// Text only: whole and tenth pixels, computed in integers, so that every
// machine writes the same bytes.

#include "plugins/drums/grid_svg.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

namespace pastiche::drums {
namespace {

constexpr std::size_t kBarsPerSystem = 4;
constexpr int kLabelWidth = 84;
constexpr int kStepWidth = 14;
constexpr int kLaneHeight = 22;
constexpr int kHeadHeight = 20;  // Above the lanes of a system: bar numbers.
constexpr int kGap = 14;         // Below them.
constexpr int kMargin = 8;

// Warm for drums, cold for cymbals; mid tones that stand out on white and on
// black alike.
constexpr std::array<std::string_view, kInstrumentCount> kColours = {
    "#d04a3a", "#c77a12", "#1f8fb3", "#1b9e8a", "#5a9a2f",
    "#78932a", "#93892a", "#a05cc0", "#4a78d0"};

constexpr std::string_view kStyle =
    "<style>svg{background:#fff;color:#222}text{font:11px "
    "sans-serif;fill:currentColor}.l{stroke:currentColor;stroke-opacity:.25}"
    ".b{stroke:currentColor;stroke-opacity:.6}.r{fill:currentColor;"
    "fill-opacity:.06}.s{fill:none;stroke:#e0007a}@media "
    "(prefers-color-scheme:dark){svg{background:#161616;"
    "color:#ddd}}</style>\n";

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

// A length given in tenths of a pixel.
std::string Tenths(std::int64_t value) {
  std::string text = value < 0 ? "-" : "";
  const std::int64_t size = value < 0 ? -value : value;
  text += std::to_string(size / 10);
  if (size % 10 != 0) text += "." + std::to_string(size % 10);
  return text;
}

class Picture {
 public:
  Picture(std::span<const Hit> hits, std::size_t bars, Grid grid,
          std::span<const double> surprise)
      : hits_(hits),
        bars_(bars),
        per_bar_(StepsPerBar(grid)),
        per_beat_(StepsPerBeat(grid)),
        surprise_(surprise) {
    std::array<bool, kInstrumentCount> sounds = {};
    for (const Hit& hit : hits) sounds[hit.instrument] = true;
    for (std::size_t at = 0; at < surprise.size(); ++at) {
      if (FrameOf(surprise[at]) > 0) sounds[at % kInstrumentCount] = true;
    }
    // High pitched above, as on a staff.
    for (std::size_t i = kInstrumentCount; i-- > 0;) {
      if (!sounds[i] && i > kClosedHat) continue;
      lane_of_[i] = static_cast<int>(lanes_.size());
      lanes_.push_back(i);
    }
  }

  std::string Draw(std::string_view name) {
    const std::size_t systems = (bars_ + kBarsPerSystem - 1) / kBarsPerSystem;
    const std::size_t longest = std::min(bars_, kBarsPerSystem);
    const std::int64_t width =
        kMargin * 2 + kLabelWidth +
        static_cast<std::int64_t>(longest * per_bar_) * kStepWidth;
    const std::int64_t height =
        kMargin * 2 + static_cast<std::int64_t>(systems) * SystemHeight() -
        kGap;
    const std::string size =
        std::to_string(width) + "\" height=\"" + std::to_string(height) + "\"";
    out_ =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
        "aria-labelledby=\"title desc\" viewBox=\"0 0 " +
        std::to_string(width) + " " + std::to_string(height) + "\" width=\"" +
        size + ">\n<title id=\"title\">" + Escape(name) +
        "</title>\n<desc id=\"desc\">" + Describe() + "</desc>\n";
    out_ += kStyle;
    for (std::size_t system = 0; system < systems; ++system) {
      DrawSystem(system);
    }
    for (const Hit& hit : hits_) DrawHit(hit);
    for (std::size_t at = 0; at < surprise_.size(); ++at) DrawFrame(at);
    return std::move(out_) + "</svg>\n";
  }

 private:
  std::int64_t SystemHeight() const {
    return kHeadHeight + static_cast<int>(lanes_.size()) * kLaneHeight + kGap;
  }
  std::int64_t TopOf(std::size_t system) const {
    return kMargin + static_cast<std::int64_t>(system) * SystemHeight() +
           kHeadHeight;
  }
  static std::int64_t LeftOf(std::size_t step) {
    return kMargin + kLabelWidth + static_cast<std::int64_t>(step) * kStepWidth;
  }

  // "Drum pattern of 2 bars in 4/4, ...: 12 hits of kick, ...".
  std::string Describe() const {
    std::string text = "Drum pattern of " + std::to_string(bars_) +
                       (bars_ == 1 ? " bar" : " bars") + " in 4/4, " +
                       (per_bar_ == kStepsPerBar ? "sixteen" : "twenty-four") +
                       " steps each. Hits:";
    std::array<std::size_t, kInstrumentCount> counts = {};
    for (const Hit& hit : hits_) ++counts[hit.instrument];
    bool any = false;
    for (std::size_t i = 0; i < kInstrumentCount; ++i) {
      if (counts[i] == 0) continue;
      text += (any ? ", " : " ") + std::string(kInstruments[i].id) + " " +
              std::to_string(counts[i]);
      any = true;
    }
    return text + (any ? "." : " none.");
  }

  void Line(std::int64_t x1, std::int64_t y1, std::int64_t x2, std::int64_t y2,
            std::string_view kind) {
    out_ += "<path class=\"" + std::string(kind) + "\" d=\"M" +
            std::to_string(x1) + " " + std::to_string(y1) + "L" +
            std::to_string(x2) + " " + std::to_string(y2) + "\"/>\n";
  }

  void DrawSystem(std::size_t system) {
    const std::size_t first = system * kBarsPerSystem;
    const std::size_t bars = std::min(kBarsPerSystem, bars_ - first);
    const std::int64_t top = TopOf(system);
    const auto lanes = static_cast<std::int64_t>(lanes_.size());
    const std::int64_t bottom = top + lanes * kLaneHeight;
    for (std::size_t bar = 0; bar < bars; ++bar) {
      out_ += "<text x=\"" + std::to_string(LeftOf(bar * per_bar_) + 2) +
              "\" y=\"" + std::to_string(top - 6) + "\">" +
              std::to_string(first + bar + 1) + "</text>\n";
      // The second and fourth beat are shaded.
      for (const std::size_t beat : {per_beat_, 3 * per_beat_}) {
        out_ += "<rect class=\"r\" x=\"" +
                std::to_string(LeftOf(bar * per_bar_ + beat)) + "\" y=\"" +
                std::to_string(top) + "\" width=\"" +
                std::to_string(per_beat_ * kStepWidth) + "\" height=\"" +
                std::to_string(bottom - top) + "\"/>\n";
      }
    }
    const std::int64_t right = LeftOf(bars * per_bar_);
    for (std::int64_t lane = 0; lane <= lanes; ++lane) {
      const std::int64_t y = top + lane * kLaneHeight;
      Line(LeftOf(0), y, right, y, "l");
      if (lane == lanes) break;
      const auto instrument = lanes_[static_cast<std::size_t>(lane)];
      out_ += "<text x=\"" + std::to_string(kMargin) + "\" y=\"" +
              std::to_string(y + 15) + "\">" +
              std::string(kInstruments[instrument].id) + "</text>\n";
    }
    for (std::size_t step = 0; step <= bars * per_bar_; ++step) {
      Line(LeftOf(step), top, LeftOf(step), bottom,
           step % per_bar_ == 0 ? "b" : "l");
    }
  }

  void DrawHit(const Hit& hit) {
    const std::size_t bar = hit.step / per_bar_;
    assert(bar < bars_);
    const std::size_t system = bar / kBarsPerSystem;
    const std::size_t step = hit.step - system * kBarsPerSystem * per_bar_;
    const std::int64_t bottom =
        TopOf(system) + (lane_of_[hit.instrument] + 1) * kLaneHeight - 2;
    // 4 pixels for the softest, 18 for the loudest.
    const auto height =
        40 + static_cast<std::int64_t>(hit.velocity) * 140 / 127;
    const double late = hit.late * (10 * kStepWidth);
    const std::int64_t x =
        (LeftOf(step) + 2) * 10 +
        static_cast<std::int64_t>(late < 0.0 ? late - 0.5 : late + 0.5);
    out_ += "<rect x=\"" + Tenths(x) + "\" y=\"" +
            Tenths(bottom * 10 - height) + "\" width=\"" +
            std::to_string(kStepWidth - 4) + "\" height=\"" + Tenths(height) +
            "\" rx=\"2\" fill=\"" + std::string(kColours[hit.instrument]) +
            "\"><title>" + std::string(kInstruments[hit.instrument].id) +
            ", bar " + std::to_string(bar + 1) + ", step " +
            std::to_string(hit.step % per_bar_ + 1) + ", velocity " +
            std::to_string(hit.velocity) + "</title></rect>\n";
  }

  // Pixels of the frame around a cell of so many bits.
  static int FrameOf(double bits) {
    return bits >= 6.0 ? 3 : bits >= 4.0 ? 2 : bits >= 2.0 ? 1 : 0;
  }

  // The frame of cell number `at`, if it has one: inside its step.
  void DrawFrame(std::size_t at) {
    const int width = FrameOf(surprise_[at]);
    if (width == 0) return;
    const std::size_t step = at / kInstrumentCount;
    const std::size_t system = step / per_bar_ / kBarsPerSystem;
    const std::int64_t x =
        LeftOf(step - system * kBarsPerSystem * per_bar_) * 10 + 5 * width;
    const std::int64_t y =
        (TopOf(system) + lane_of_[at % kInstrumentCount] * kLaneHeight) * 10 +
        5 * width;
    out_ += "<rect class=\"s\" x=\"" + Tenths(x) + "\" y=\"" + Tenths(y) +
            "\" width=\"" + std::to_string(kStepWidth - width) +
            "\" height=\"" + std::to_string(kLaneHeight - width) +
            "\" stroke-width=\"" + std::to_string(width) + "\"/>\n";
  }

  std::span<const Hit> hits_;
  std::size_t bars_, per_bar_, per_beat_;
  std::span<const double> surprise_;
  std::vector<std::size_t> lanes_;  // Instruments, top to bottom.
  std::array<int, kInstrumentCount> lane_of_ = {};
  std::string out_;
};

}  // namespace

std::string WriteGridSvg(std::span<const Hit> hits, std::size_t bars,
                         std::string_view name, Grid grid,
                         std::span<const double> surprise) {
  return Picture(hits, bars, grid, surprise)
      .Draw(name.empty() ? "Drum pattern" : name);
}

}  // namespace pastiche::drums
