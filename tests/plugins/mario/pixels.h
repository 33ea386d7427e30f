// Decoded pictures for tests: PNG files through libpng, as RGB.

#ifndef PASTICHE_TESTS_PLUGINS_MARIO_PIXELS_H_
#define PASTICHE_TESTS_PLUGINS_MARIO_PIXELS_H_

#include <png.h>

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche::mario {

struct RgbImage {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> values;  // (height, width, 3)
};

inline RgbImage DecodePng(std::string_view bytes) {
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  BOOST_REQUIRE_MESSAGE(
      png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) != 0,
      png.message);
  png.format = PNG_FORMAT_RGB;
  RgbImage image{.width = png.width, .height = png.height, .values = {}};
  image.values.resize(PNG_IMAGE_SIZE(png));
  const png_color black = {0, 0, 0};
  BOOST_REQUIRE_MESSAGE(
      png_image_finish_read(&png, &black, image.values.data(), 0, nullptr) != 0,
      png.message);
  return image;
}

// How many pixels differ; all of them where the sizes do.
inline std::size_t Differing(const RgbImage& a, const RgbImage& b) {
  if (a.width != b.width || a.height != b.height) return SIZE_MAX;
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.values.size(); i += 3) {
    if (a.values[i] != b.values[i] || a.values[i + 1] != b.values[i + 1] ||
        a.values[i + 2] != b.values[i + 2]) {
      ++count;
    }
  }
  return count;
}

}  // namespace pastiche::mario

#endif  // PASTICHE_TESTS_PLUGINS_MARIO_PIXELS_H_
