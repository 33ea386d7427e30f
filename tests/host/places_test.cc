// Byte spans as lines and columns, and the ranges that masks name.

#include "host/places.h"

#include <boost/test/unit_test.hpp>

namespace pastiche::host {
namespace {

constexpr std::string_view kText = "abc\nde\n\nfgh";

BOOST_AUTO_TEST_SUITE(places)

BOOST_AUTO_TEST_CASE(places_of_bytes) {
  const auto at = [](std::uint64_t byte) {
    const LineColumn place = PlaceOf(kText, byte);
    return std::pair(place.line, place.column);
  };
  BOOST_TEST((at(0) == std::pair<std::uint64_t, std::uint64_t>(1, 1)));
  BOOST_TEST((at(3) == std::pair<std::uint64_t, std::uint64_t>(1, 4)));
  BOOST_TEST((at(4) == std::pair<std::uint64_t, std::uint64_t>(2, 1)));
  BOOST_TEST((at(8) == std::pair<std::uint64_t, std::uint64_t>(4, 1)));
  BOOST_TEST((at(999) == std::pair<std::uint64_t, std::uint64_t>(4, 4)));
}

BOOST_AUTO_TEST_CASE(binary_files_have_byte_places) {
  const LoadedFile binary{"a.mid", {"a.mid", std::string("MThd\0\0", 6)}};
  BOOST_TEST(PlaceName(binary, 4) == "a.mid: byte 4");
  const LoadedFile text{"a.txt", {"a.txt", std::string(kText)}};
  BOOST_TEST(PlaceName(text, 4) == "a.txt:2:1");
}

BOOST_AUTO_TEST_CASE(ranges_by_bytes_and_by_lines) {
  const auto ranges =
      ParseRanges("0-3\n# all of line 2\n2:1-2:3  \n\n", "mask", kText);
  BOOST_REQUIRE(ranges);
  BOOST_REQUIRE(ranges->size() == 2u);
  BOOST_TEST((*ranges)[0].begin == 0u);
  BOOST_TEST((*ranges)[0].end == 3u);
  BOOST_TEST((*ranges)[1].begin == 4u);
  BOOST_TEST((*ranges)[1].end == 6u);
}

BOOST_AUTO_TEST_CASE(bad_ranges_name_their_line) {
  for (const char* bad : {"x", "1", "3-2", "2-2", "1:9-1:10", "9:1-9:2",
                          "0:1-1:2", "1-99", "-1-2", "1:0-1:2"}) {
    BOOST_TEST_CONTEXT(bad) {
      const auto ranges =
          ParseRanges(std::string("0-1\n") + bad, "mask", kText);
      BOOST_REQUIRE(!ranges);
      BOOST_TEST(ranges.error().message.find("mask:2") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_errors_first_diagnostic_becomes_its_place) {
  Error error{ErrorCode::kInvalidArgument, "encode failed", ""};
  error.diagnostics.push_back(
      {.begin = 4, .end = 5, .message = "no d here", .mend = "write x"});
  const std::vector<LoadedFile> files = {
      {"a.txt", {"a.txt", std::string(kText)}}};
  const Error placed = WithPlace(error, files);
  BOOST_TEST(placed.message == "a.txt:2:1: no d here");
  BOOST_TEST(placed.mend == "write x");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
