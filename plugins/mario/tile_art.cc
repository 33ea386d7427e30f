#include "plugins/mario/tile_art.h"

#include <cassert>
#include <stdexcept>
#include <string>
#include <vector>

#include "plugins/mario/embedded_art.h"

namespace pastiche::mario {
namespace {

struct Ink {
  char symbol;
  Rgb color;
};

// Palette index = place in this list. '.' is transparent.
constexpr Ink kInks[] = {
    {'.', {0, 0, 0}},       {'K', {43, 36, 51}},    {'W', {253, 246, 227}},
    {'e', {150, 101, 66}},  {'d', {121, 77, 53}},   {'l', {181, 132, 88}},
    {'g', {96, 178, 76}},   {'G', {156, 217, 98}},  {'h', {62, 132, 68}},
    {'r', {188, 90, 66}},   {'R', {218, 128, 92}},  {'q', {150, 63, 54}},
    {'m', {104, 50, 48}},   {'y', {243, 184, 62}},  {'Y', {255, 226, 140}},
    {'o', {186, 120, 44}},  {'n', {148, 138, 126}}, {'N', {184, 175, 160}},
    {'k', {98, 91, 82}},    {'t', {48, 156, 150}},  {'T', {126, 218, 203}},
    {'u', {33, 111, 114}},  {'v', {22, 74, 84}},    {'p', {146, 84, 172}},
    {'P', {202, 148, 224}}, {'x', {98, 52, 124}},   {'i', {78, 84, 104}},
    {'I', {130, 139, 160}}, {'j', {50, 54, 70}},    {'f', {226, 76, 82}},
    {'F', {255, 146, 130}}, {'w', {255, 255, 255}}, {'s', {214, 233, 247}},
    {'a', {255, 255, 255}},  // The way's edge...
    {'A', {226, 40, 120}},   // ...and the way.
    {'z', {226, 30, 40}},    // Where it ends.
};
constexpr std::size_t kInkCount = std::size(kInks);
constexpr Rgb kSkyTop = {92, 169, 232};
constexpr Rgb kSkyBottom = {222, 243, 252};

constexpr std::string_view kNames[] = {
    "ground-top",     "ground-inner",  "ground-inner-2", "brick",
    "question",       "used-question", "enemy",          "pipe-top-left",
    "pipe-top-right", "pipe-left",     "pipe-right",     "coin",
    "cannon-top",     "cannon-bottom", "start",          "unknown",
    "cloud-left",     "cloud-middle",  "cloud-right",    "bush",
    "flowers",        "tufts",         "sky-0",          "sky-1",
    "sky-2",          "sky-3",         "sky-4",          "sky-5",
    "sky-6",          "sky-7",         "sky-8",          "sky-9",
    "sky-10",         "sky-11",        "sky-12",         "sky-13"};
static_assert(std::size(kNames) == kArtCount);

constexpr Token kTokens[] = {
    kGround,       kGround, kGround,      kBrick,        kQuestion,
    kUsedQuestion, kEnemy,  kPipeTopLeft, kPipeTopRight, kPipeLeft,
    kPipeRight,    kCoin,   kCannonTop,   kCannonBottom, kStart};
static_assert(std::size(kTokens) == kArtUnknown);

std::uint8_t IndexOf(char symbol) {
  for (std::size_t i = 0; i < kInkCount; ++i) {
    if (kInks[i].symbol == symbol) return static_cast<std::uint8_t>(i);
  }
  throw std::logic_error(std::string("no colour '") + symbol + "' in tile art");
}

// Takes a line off `text`, without its end.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// Pictures in the order of kNames, each its name and 16 lines of 16 symbols;
// '#' lines and empty lines stand between.
void ReadArt(std::string_view text, std::vector<Pixels>& pictures) {
  while (!text.empty()) {
    const std::string_view name = TakeLine(text);
    if (name.empty() || name.starts_with("#")) continue;
    if (pictures.size() >= kArtSky || name != kNames[pictures.size()]) {
      throw std::logic_error("unexpected tile art: " + std::string(name));
    }
    Pixels pixels{};
    for (std::size_t y = 0; y < kTilePixels; ++y) {
      const std::string_view line = TakeLine(text);
      if (line.size() != kTilePixels) {
        throw std::logic_error("tile art is not 16 wide: " + std::string(name));
      }
      for (std::size_t x = 0; x < kTilePixels; ++x) {
        pixels[y * kTilePixels + x] = IndexOf(line[x]);
      }
    }
    pictures.push_back(pixels);
  }
}

std::vector<Pixels> ReadAllArt() {
  std::vector<Pixels> pictures;
  for (std::size_t i = 0; i < art_files::kEmbeddedFileCount; ++i) {
    const art_files::EmbeddedFile& file = art_files::kEmbeddedFiles[i];
    ReadArt({file.data, file.size}, pictures);
  }
  if (pictures.size() != kArtSky) throw std::logic_error("tile art is missing");
  for (std::size_t row = 0; row < kRows; ++row) {
    Pixels sky{};
    sky.fill(SkyColor(row));
    pictures.push_back(sky);
  }
  return pictures;
}

std::vector<Rgb> MakePalette() {
  std::vector<Rgb> palette;
  for (const Ink& ink : kInks) palette.push_back(ink.color);
  for (int row = 0; row < static_cast<int>(kRows); ++row) {
    const auto mix = [row](std::uint8_t top, std::uint8_t bottom) {
      return static_cast<std::uint8_t>(top + (bottom - top) * row / 13);
    };
    palette.push_back({mix(kSkyTop.red, kSkyBottom.red),
                       mix(kSkyTop.green, kSkyBottom.green),
                       mix(kSkyTop.blue, kSkyBottom.blue)});
  }
  return palette;
}

}  // namespace

const Pixels& PixelsOf(Art art) {
  static const std::vector<Pixels> kPictures = ReadAllArt();
  assert(art < kArtCount);
  return kPictures[art];
}

std::string_view NameOf(Art art) {
  assert(art < kArtCount);
  return kNames[art];
}

Token TokenOf(Art art) {
  return art < kArtUnknown ? kTokens[art] : kUnknownToken;
}

std::span<const Rgb> Palette() {
  static const std::vector<Rgb> kPalette = MakePalette();
  return kPalette;
}

std::uint8_t WayColor() { return IndexOf('A'); }
std::uint8_t WayEdgeColor() { return IndexOf('a'); }
std::uint8_t FaultColor() { return IndexOf('z'); }
std::uint8_t SkyColor(std::size_t row_from_top) {
  assert(row_from_top < kRows);
  return static_cast<std::uint8_t>(kInkCount + row_from_top);
}

}  // namespace pastiche::mario
