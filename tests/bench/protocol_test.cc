#include "bench/protocol.h"

#include <boost/test/unit_test.hpp>

namespace pastiche::bench {
namespace {

// Calls move the clock; each is logged by its letter.
struct FakeMachine {
  double now = 0.0;
  std::string log;

  Contestant Make(char name, std::function<double()> seconds) {
    return {.name = std::string(1, name), .run = [this, name, seconds] {
              log += name;
              now += seconds();
            }};
  }
  Contestant Make(char name, double seconds) {
    return Make(name, [seconds] { return seconds; });
  }
  Measurement Run(const std::vector<Contestant>& contestants,
                  const ProtocolOptions& options, std::uint64_t seed = 1) {
    std::mt19937_64 rng(seed);
    return Measure(
        contestants, options, [this] { return now; }, rng,
        [] { return false; });
  }
};

std::size_t Count(const std::string& text, char c) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

BOOST_AUTO_TEST_SUITE(protocol)

BOOST_AUTO_TEST_CASE(warms_up_fifty_times_then_times_three_rounds_of_thirty) {
  FakeMachine machine;
  const auto result =
      machine.Run({machine.Make('a', 0.002), machine.Make('b', 0.004)}, {});
  BOOST_TEST(machine.log.substr(0, 100) ==
             std::string(50, 'a') + std::string(50, 'b'));
  BOOST_TEST(machine.log.size() == 100u + 2 * 90);
  BOOST_TEST(result.timings[0].seconds.size() == 90u);
  BOOST_TEST(result.timings[0].min == 0.002,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(result.timings[1].median == 0.004,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(result.quiet);
  BOOST_TEST(result.repeats == 0);
}

BOOST_AUTO_TEST_CASE(warm_up_of_slow_calls_ends_after_half_a_second) {
  FakeMachine machine;
  static_cast<void>(machine.Run({machine.Make('a', 0.2)}, {}));
  // 3 calls pass .5 s; slow iterations are 10 per round.
  BOOST_TEST(machine.log.size() == 3u + 30);
  machine.log.clear();
  static_cast<void>(machine.Run({machine.Make('a', 2.0)}, {}));
  BOOST_TEST(machine.log.size() == 2u + 30);
}

BOOST_AUTO_TEST_CASE(every_iteration_has_all_contestants_in_a_seeded_order) {
  const auto log = [](std::uint64_t seed) {
    FakeMachine machine;
    static_cast<void>(
        machine.Run({machine.Make('a', 0.002), machine.Make('b', 0.002),
                     machine.Make('c', 0.002)},
                    {}, seed));
    return machine.log.substr(150);
  };
  const std::string one = log(1);
  std::size_t in_order = 0;
  for (std::size_t i = 0; i < one.size(); i += 3) {
    std::string turn = one.substr(i, 3);
    in_order += turn == "abc" ? 1 : 0;
    std::sort(turn.begin(), turn.end());
    BOOST_TEST(turn == "abc");
  }
  // A sixth of 90 is 15; the chance to leave 2 ... 35 is below 1e-5.
  BOOST_TEST(in_order > 1u);
  BOOST_TEST(in_order < 36u);
  BOOST_TEST(log(1) == one);
  BOOST_TEST(log(2) != one);
}

BOOST_AUTO_TEST_CASE(short_calls_are_batched_and_warmed) {
  FakeMachine machine;
  const auto result = machine.Run({machine.Make('a', 1.0 / 8192)},
                                  {.batch_seconds = 1.0 / 1024});
  // 50 to warm up; then each iteration one untimed call and a batch of 8.
  BOOST_TEST(machine.log.size() == 50u + 90 * 9);
  BOOST_TEST(result.timings[0].median == 1.0 / 8192);
}

BOOST_AUTO_TEST_CASE(an_unquiet_run_is_repeated_and_the_quietest_kept) {
  FakeMachine machine;
  int call = 0;
  // Warm-up: 50 calls. Run r: its first half is as fast as can be, the rest
  // slower by a part that shrinks from run to run: .5, .4, .3, .2, .1, .1.
  const auto seconds = [&call]() -> double {
    const int timed = call++ - 50;
    if (timed < 0 || timed % 90 < 40) return 0.002;
    return 0.002 * (1.5 - 0.1 * std::min(4, timed / 90));
  };
  const auto result = machine.Run({machine.Make('a', seconds)}, {});
  BOOST_TEST(result.repeats == 5);
  BOOST_TEST(!result.quiet);
  BOOST_TEST(result.timings[0].median == 0.0022,
             boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(repeats_end_with_the_first_quiet_run) {
  FakeMachine machine;
  int call = 0;
  const auto seconds = [&call]() -> double {
    const int timed = call++ - 50;
    return timed >= 0 && timed < 90 && timed % 3 != 0 ? 0.003 : 0.002;
  };
  const auto result = machine.Run({machine.Make('a', seconds)}, {});
  BOOST_TEST(result.repeats == 1);
  BOOST_TEST(result.quiet);
  BOOST_TEST(result.timings[0].median == 0.002,
             boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(limits_measure_themselves_and_need_not_be_quiet) {
  FakeMachine machine;
  int call = 0;
  const Contestant limit{.name = "fma", .limit = [&call] {
                           return ++call % 2 == 0 ? 0.001 : 0.1;
                         }};
  const auto result = machine.Run({machine.Make('a', 0.002), limit}, {});
  BOOST_TEST(call == 90);
  BOOST_TEST(result.quiet);
}

BOOST_AUTO_TEST_CASE(ratios_are_taken_within_each_iteration) {
  // The clock speed halves in the middle: ratios do not notice.
  const Timing a{.seconds = {2, 2, 4, 4, 4}, .min = 2, .median = 4};
  const Timing b{.seconds = {1, 1, 2, 2, 2}, .min = 1, .median = 2};
  BOOST_TEST(MedianRatio(a, b) == 2.0);
  BOOST_TEST(Median({}) == 0.0);
  BOOST_TEST(Median({3.0, 1.0, 2.0}) == 2.0);
  BOOST_TEST(Median({4.0, 1.0, 2.0, 3.0}) == 3.0);
}

BOOST_AUTO_TEST_CASE(stops_when_told) {
  FakeMachine machine;
  std::mt19937_64 rng(1);
  const std::vector<Contestant> one = {machine.Make('a', 0.002)};
  const auto result = Measure(
      one, {}, [&] { return machine.now; }, rng,
      [&] { return machine.log.size() >= 60; });
  BOOST_TEST(Count(machine.log, 'a') == 60u);
  BOOST_TEST(result.timings[0].seconds.size() == 10u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::bench
