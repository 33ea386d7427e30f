#include "plugins/mario/level_png.h"

#include <png.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <vector>

#include "plugins/mario/level_picture.h"

namespace pastiche::mario {
namespace {

// The palette as RGBA; index 0 is transparent, and so is never used in a level.
std::vector<std::uint8_t> Colors() {
  std::vector<std::uint8_t> colors;
  for (const Rgb& color : Palette()) {
    const std::uint8_t alpha = colors.empty() ? 0 : 255;
    colors.insert(colors.end(), {color.red, color.green, color.blue, alpha});
  }
  return colors;
}

// Adds only what the picture itself decides: no time, no text, no profile.
std::string WritePng(std::size_t width, std::size_t height,
                     const std::uint8_t* pixels) {
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(width);
  png.height = static_cast<png_uint_32>(height);
  png.format = PNG_FORMAT_RGBA_COLORMAP;
  png.colormap_entries = static_cast<png_uint_32>(Palette().size());
  const std::vector<std::uint8_t> colors = Colors();
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, pixels, 0,
                                colors.data()) == 0) {
    throw std::runtime_error(std::string("libpng: ") + png.message);
  }
  bytes.resize(size);
  return bytes;
}

// Every pixel `scale` times, in both directions.
Image Enlarged(const Image& image, std::size_t scale) {
  Image large{.width = image.width * scale,
              .height = image.height * scale,
              .pixels = {}};
  large.pixels.resize(large.width * large.height);
  for (std::size_t y = 0; y < large.height; ++y) {
    const std::uint8_t* const from = &image.pixels[y / scale * image.width];
    std::uint8_t* out = &large.pixels[y * large.width];
    for (std::size_t x = 0; x < image.width; ++x) {
      out = std::fill_n(out, scale, from[x]);
    }
  }
  return large;
}

}  // namespace

std::variant<std::string, Problem> RenderPng(std::span<const Token> tokens,
                                             std::uint32_t scale, bool way,
                                             std::span<const double> surprise) {
  assert(scale >= 1 && scale <= kMaxScale);
  const std::uint64_t pixels =
      std::uint64_t{tokens.size()} * kTilePixels * kTilePixels * scale * scale;
  if (pixels > kMaxPixels) {
    return Problem{Severity::kError,
                   ProblemCode::kLevelTooLarge,
                   0,
                   tokens.size(),
                   "a picture of " + std::to_string(tokens.size() / kRows) +
                       " columns at scale " + std::to_string(scale) +
                       " is too large",
                   scale > 1 ? "use scale 1, or the format svg"
                             : "cut the level, or use the format svg"};
  }
  Image image = DrawPicture(ComposePicture(tokens));
  FrameSurprises(surprise, image);
  if (way) DrawWay(SolveJumps(tokens), image);
  if (scale > 1) image = Enlarged(image, scale);
  return WritePng(image.width, image.height, image.pixels.data());
}

std::string RenderTilePng(Art art) {
  return WritePng(kTilePixels, kTilePixels, PixelsOf(art).data());
}

}  // namespace pastiche::mario
