#include "plugins/drums/performance.h"

#include <boost/test/unit_test.hpp>
#include <vector>

namespace pastiche::drums {
namespace {

std::size_t Cell(std::size_t step, std::size_t instrument) {
  return step * kInstrumentCount + instrument;
}

// One bar: accent kick on 0, normal hat on 1, ghost snare on 3.
std::vector<Token> OneBar() {
  std::vector<Token> tokens(kTokensPerBar, kRest);
  tokens[Cell(0, kKick)] = kAccent;
  tokens[Cell(1, kClosedHat)] = kNormal;
  tokens[Cell(3, kSnare)] = kGhost;
  return tokens;
}

BOOST_AUTO_TEST_SUITE(performance)

BOOST_AUTO_TEST_CASE(without_payload_hits_sound_as_their_class_on_the_grid) {
  const auto tokens = OneBar();
  const auto hits = HitsOf(tokens, Levels::kVelocity, {}, {});
  BOOST_REQUIRE(hits.size() == 3);
  BOOST_TEST(hits[0].instrument == kKick);
  BOOST_TEST(hits[0].velocity == 115u);
  BOOST_TEST(hits[1].step == 1u);
  BOOST_TEST(hits[1].velocity == 70u);
  BOOST_TEST(hits[2].velocity == 32u);
  BOOST_TEST(hits[2].late == 0.0);
  const std::vector<Token> plain(kTokensPerBar, kHit);
  BOOST_TEST(HitsOf(plain, Levels::kOnOff, {}, {})[5].velocity == 70u);
}

BOOST_AUTO_TEST_CASE(payload_is_played_unless_straight) {
  const auto tokens = OneBar();
  std::vector<double> payload(2 * tokens.size(), 0.0);
  payload[2 * Cell(0, kKick)] = 99.6;
  payload[2 * Cell(0, kKick) + 1] = -0.25;
  payload[2 * Cell(3, kSnare)] = 0.2;
  const auto hits = HitsOf(tokens, Levels::kVelocity, payload, {});
  BOOST_TEST(hits[0].velocity == 100u);
  BOOST_TEST(hits[0].late == -0.25);
  BOOST_TEST(hits[1].velocity == 70u);  // No velocity known: its class.
  BOOST_TEST(hits[2].velocity == 1u);
  const auto straight =
      HitsOf(tokens, Levels::kVelocity, payload, {.straight = true});
  BOOST_TEST(straight[0].velocity == 115u);
  BOOST_TEST(straight[0].late == 0.0);
}

BOOST_AUTO_TEST_CASE(swing_delays_every_second_step_on_top_of_timing) {
  const auto tokens = OneBar();
  std::vector<double> payload(2 * tokens.size(), 0.0);
  payload[2 * Cell(1, kClosedHat)] = 50.0;
  payload[2 * Cell(1, kClosedHat) + 1] = 0.125;
  const auto hits = HitsOf(tokens, Levels::kVelocity, payload, {.swing = 62.5});
  BOOST_TEST(hits[0].late == 0.0);
  BOOST_TEST(hits[1].late == 0.375);
  BOOST_TEST(hits[2].late == 0.25);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
