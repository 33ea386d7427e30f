#include "plugins/drums/wav_writer.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace pastiche::drums {
namespace {

std::uint32_t LittleEndian(const std::string& bytes, std::size_t at,
                           std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

BOOST_AUTO_TEST_SUITE(wav_writer)

BOOST_AUTO_TEST_CASE(a_file_holds_format_loop_and_samples) {
  const std::vector<std::int16_t> samples = {1, -1, 300, -300, 32767, -32768};
  Findings findings;
  const auto file = WriteWav(samples, findings);
  BOOST_REQUIRE(file.has_value());
  BOOST_TEST(findings.empty());
  BOOST_TEST(file->substr(0, 4) == "RIFF");
  BOOST_TEST(LittleEndian(*file, 4, 4) == file->size() - 8);
  BOOST_TEST(file->substr(8, 8) == "WAVEfmt ");
  BOOST_TEST(LittleEndian(*file, 20, 2) == 1u);  // PCM
  BOOST_TEST(LittleEndian(*file, 22, 2) == 2u);
  BOOST_TEST(LittleEndian(*file, 24, 4) == 44100u);
  BOOST_TEST(LittleEndian(*file, 34, 2) == 16u);
  const std::size_t data = file->find("data");
  BOOST_REQUIRE(data != std::string::npos);
  BOOST_TEST(LittleEndian(*file, data + 4, 4) == 12u);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    BOOST_TEST(static_cast<std::int16_t>(
                   LittleEndian(*file, data + 8 + 2 * i, 2)) == samples[i]);
  }
  const std::size_t loop = file->find("smpl");
  BOOST_REQUIRE(loop != std::string::npos);
  BOOST_TEST(LittleEndian(*file, loop + 8 + 28, 4) == 1u);       // Loops.
  BOOST_TEST(LittleEndian(*file, loop + 8 + 36 + 8, 4) == 0u);   // Start.
  BOOST_TEST(LittleEndian(*file, loop + 8 + 36 + 12, 4) == 2u);  // Last frame.
}

BOOST_AUTO_TEST_CASE(the_same_performance_gives_the_same_bytes) {
  const std::vector<Hit> hits = {{0, kKick, 100, 0.1}, {8, kSnare, 90, -0.2}};
  Findings findings;
  const auto a = WritePerformanceAsWav(hits, {.bars = 1}, findings);
  const auto b = WritePerformanceAsWav(hits, {.bars = 1}, findings);
  BOOST_REQUIRE(a.has_value());
  BOOST_TEST((a == b));
  BOOST_TEST(a->size() > 4u * 88200);
}

BOOST_AUTO_TEST_CASE(too_long_is_refused_before_any_sample_is_made) {
  Findings findings;
  BOOST_TEST(!WritePerformanceAsWav(
                  {}, {.bars = 4096, .repeats = 64, .tempo = 20.0}, findings)
                  .has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST(findings[0].message.find("3145728 seconds") != std::string::npos);
  BOOST_TEST(!findings[0].mend.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
