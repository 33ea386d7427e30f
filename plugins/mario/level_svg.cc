#include "plugins/mario/level_svg.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <string_view>
#include <vector>

#include "plugins/mario/level_picture.h"

namespace pastiche::mario {
namespace {

std::string Number(std::size_t value) { return std::to_string(value); }

std::string ColorOf(std::uint8_t index) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const Rgb color = Palette()[index];
  std::string text = "#";
  for (const std::uint8_t part : {color.red, color.green, color.blue}) {
    text += kHex[part >> 4];
    text += kHex[part & 15];
  }
  return text;
}

// One path per colour, of runs of equal pixels: M x y h length v1 h-length z.
void AppendArt(Art art, std::string& out) {
  const Pixels& pixels = PixelsOf(art);
  std::vector<std::string> paths(Palette().size());
  for (std::size_t y = 0; y < kTilePixels; ++y) {
    for (std::size_t x = 0; x < kTilePixels;) {
      const std::uint8_t color = pixels[y * kTilePixels + x];
      std::size_t end = x + 1;
      while (end < kTilePixels && pixels[y * kTilePixels + end] == color) ++end;
      if (color != 0) {
        paths[color] += 'M' + Number(x) + ' ' + Number(y) + 'h' +
                        Number(end - x) + "v1h-" + Number(end - x) + 'z';
      }
      x = end;
    }
  }
  out += "<g id=\"" + std::string(NameOf(art)) + "\">\n";
  for (std::size_t color = 1; color < paths.size(); ++color) {
    if (paths[color].empty()) continue;
    out += "<path fill=\"" + ColorOf(static_cast<std::uint8_t>(color)) +
           "\" d=\"" + paths[color] + "\"/>\n";
  }
  out += "</g>\n";
}

void AppendLayer(const std::vector<Art>& layer, std::size_t columns,
                 std::string& out) {
  for (std::size_t at = 0; at < layer.size(); ++at) {
    if (layer[at] == kArtNone) continue;
    out += "<use xlink:href=\"#" + std::string(NameOf(layer[at])) + "\" x=\"" +
           Number(at % columns * kTilePixels) + "\" y=\"" +
           Number(at / columns * kTilePixels) + "\"/>\n";
  }
}

// The frames of FrameSurprises: the stroke lies inside the tile.
void AppendSurprises(std::span<const double> bits, std::string& out) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const auto width = static_cast<std::size_t>(SurpriseLevel(bits[i]));
    if (width == 0) continue;
    const std::size_t left = i / kRows * kTilePixels;
    const std::size_t top = (kRows - 1 - i % kRows) * kTilePixels;
    const std::string half = Number(width / 2) + (width % 2 != 0 ? ".5" : "");
    const std::string side = Number(kTilePixels - width);
    out += "<rect class=\"surprise\" x=\"" + Number(left) + "\" y=\"" +
           Number(top) + "\" transform=\"translate(" + half + ' ' + half +
           ")\" width=\"" + side + "\" height=\"" + side +
           "\" fill=\"none\" stroke=\"" + ColorOf(FaultColor()) +
           "\" stroke-width=\"" + Number(width) + "\"/>\n";
  }
}

void AppendWay(const JumpReport& report, std::size_t columns,
               std::string& out) {
  const ColumnRange fault = FaultColumns(report, columns);
  if (fault.begin < fault.end) {
    out += "<rect id=\"fault\" x=\"" + Number(fault.begin * kTilePixels) +
           "\" y=\"0\" width=\"" +
           Number((fault.end - fault.begin) * kTilePixels) + "\" height=\"" +
           Number(kRows * kTilePixels) + "\" fill=\"" + ColorOf(FaultColor()) +
           "\" fill-opacity=\"0.4\"/>\n";
  }
  const std::vector<Point> points = WayPoints(report);
  if (points.empty()) return;
  std::string list;
  for (const Point& point : points) {
    if (!list.empty()) list += ' ';
    list += std::to_string(point.x) + ',' + std::to_string(point.y);
  }
  const auto draw = [&](const char* id, std::uint8_t color, int width,
                        int radius) {
    out += "<g id=\"" + std::string(id) + "\" fill=\"" + ColorOf(color) +
           "\">\n<polyline fill=\"none\" stroke=\"" + ColorOf(color) +
           "\" stroke-width=\"" + std::to_string(width) +
           "\" stroke-linejoin=\"round\" points=\"" + list + "\"/>\n";
    for (const Point& end : {points.front(), points.back()}) {
      out += "<circle cx=\"" + std::to_string(end.x) + "\" cy=\"" +
             std::to_string(end.y) + "\" r=\"" + std::to_string(radius) +
             "\"/>\n";
    }
    out += "</g>\n";
  };
  draw("way-edge", WayEdgeColor(), 5, 5);
  draw("way", WayColor(), 3, 4);
}

}  // namespace

std::string RenderSvg(std::span<const Token> tokens, std::uint32_t scale,
                      bool way, std::span<const double> surprise) {
  assert(scale >= 1);
  const LevelPicture picture = ComposePicture(tokens);
  const std::size_t width = picture.columns * kTilePixels;
  const std::size_t height = kRows * kTilePixels;
  std::string out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" "
      "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"" +
      Number(width * scale) + "\" height=\"" + Number(height * scale) +
      "\" viewBox=\"0 0 " + Number(width) + ' ' + Number(height) + "\">\n" +
      "<defs>\n";
  std::array<bool, kArtSky> used = {};
  for (const auto* layer : {&picture.scenery, &picture.level}) {
    for (const Art art : *layer) {
      if (art < kArtSky) used[art] = true;
    }
  }
  for (std::size_t art = 0; art < used.size(); ++art) {
    if (used[art]) AppendArt(static_cast<Art>(art), out);
  }
  out += "</defs>\n<g shape-rendering=\"crispEdges\">\n";
  for (std::size_t row = 0; row < kRows; ++row) {
    out += "<rect y=\"" + Number(row * kTilePixels) + "\" width=\"" +
           Number(width) + "\" height=\"" + Number(kTilePixels) + "\" fill=\"" +
           ColorOf(SkyColor(row)) + "\"/>\n";
  }
  AppendLayer(picture.scenery, picture.columns, out);
  AppendLayer(picture.level, picture.columns, out);
  out += "</g>\n";
  AppendSurprises(surprise, out);
  if (way) AppendWay(SolveJumps(tokens), picture.columns, out);
  out += "</svg>\n";
  return out;
}

}  // namespace pastiche::mario
