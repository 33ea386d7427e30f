#include "framework/tune/tuner.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "framework/memory/write_head_settings.h"
#include "kernels/executor.h"
#include "tests/framework/memory/sight_domain.h"

namespace pastiche {
namespace {

using test::SightDomain;

constexpr std::size_t kVocabulary = 4;
// A token is its third predecessor plus one with this probability, else one of
// the other three.
constexpr double kFaithful = 0.9;

std::vector<Document> ThirdOrderSource(std::size_t documents, std::size_t size,
                                       std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Document> corpus(documents);
  for (std::size_t d = 0; d < documents; ++d) {
    corpus[d].name = std::to_string(d);
    std::vector<Token>& tokens = corpus[d].tokens;
    for (std::size_t i = 0; i < size; ++i) {
      if (i < 3) {
        tokens.push_back(static_cast<Token>(rng.NextBelow(kVocabulary)));
        continue;
      }
      const std::size_t off =
          rng.NextUnit() < kFaithful ? 1 : (2 + rng.NextBelow(3));
      tokens.push_back(static_cast<Token>((tokens[i - 3] + off) % kVocabulary));
    }
  }
  return corpus;
}

double SourceEntropy() {
  const double other = (1.0 - kFaithful) / 3.0;
  return -kFaithful * std::log2(kFaithful) - 3.0 * other * std::log2(other);
}

// One head that looks at the two tokens before: they tell nothing.
UseSettings BadStart(const Geometry& geometry) {
  UseSettings use;
  HeadSettings head;
  head.name = "H";
  head.c = 5.0;
  head.slot_weights.assign(geometry.slots.size(), 0.0);
  head.slot_weights[0] = head.slot_weights[1] = 3.0;
  head.slot_weights[4] = 2.0;
  head.features.resize(geometry.features.size());
  use.heads = {head};
  return use;
}

struct Setting {
  explicit Setting(std::size_t size = 220)
      : domain(kVocabulary, {-1, -2, -3, -4, -5, -6}),
        corpus(ThirdOrderSource(8, size, 7)),
        start(BadStart(domain.geometry())),
        moves(start, domain.geometry(), TunedUse::kAr),
        cases(LeftOutCases::Build(domain, corpus, moves.slots(), {}, {}, {},
                                  nullptr)
                  .value()) {}
  [[nodiscard]] Tuned Tune(const TunerOptions& options) const {
    return TuneHeads(*cases, start, moves, options, nullptr).value();
  }
  [[nodiscard]] std::string Written(const Tuned& tuned) const {
    return WriteHead(tuned.settings.heads[0], domain.geometry(), true);
  }

  SightDomain domain;
  std::vector<Document> corpus;
  UseSettings start;
  HeadMoves moves;
  std::unique_ptr<const LeftOutCases> cases;
};

BOOST_AUTO_TEST_SUITE(tuner)

BOOST_AUTO_TEST_CASE(finds_the_slot_that_a_known_source_looks_at) {
  const Setting setting(400);
  const Tuned tuned = setting.Tune({.trials = 200, .seed = 1});
  const auto& weights = tuned.settings.heads[0].slot_weights;
  // The start knows nothing, so the source looks uniform: log2(4) bits.
  BOOST_TEST(tuned.before.mean > 1.9);
  // Three tokens at the beginning of a document are uniform.
  const double reachable = (397 * SourceEntropy() + 3 * 2.0) / 400;
  BOOST_TEST(tuned.after.mean < 1.03 * reachable);
  BOOST_TEST(tuned.after.mean > 0.95 * reachable);
  for (std::size_t s = 0; s < weights.size(); ++s) {
    if (s != 2) BOOST_TEST(weights[s] < 0.2 * weights[2], "slot " << s);
  }
  BOOST_TEST(tuned.difference.mean < 0.0);
  BOOST_TEST(tuned.difference.n == 8u);
  BOOST_TEST(tuned.tokens == 8u * 400u);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_finds_the_same) {
  const Setting setting;
  std::vector<std::string> found;
  for (const int threads : {1, 4}) {
    kernels::SetThreadCount(threads);
    std::string log;
    const Tuned tuned = setting.Tune(
        {.trials = 40,
         .seed = 9,
         .record = [&](std::span<const Trial> trials) -> Result<void> {
           for (const Trial& trial : trials) {
             log += trial.changed;
             for (const auto loss : trial.losses) log += std::to_string(loss);
           }
           return {};
         }});
    found.push_back(setting.Written(tuned) + log +
                    std::to_string(tuned.after.mean));
  }
  kernels::SetThreadCount(0);
  BOOST_TEST(found[0] == found[1]);
}

BOOST_AUTO_TEST_CASE(a_search_taken_up_again_ends_the_same) {
  const Setting setting;
  std::vector<Trial> log;
  const auto record = [&](std::span<const Trial> trials) -> Result<void> {
    log.insert(log.end(), trials.begin(), trials.end());
    return {};
  };
  const Tuned whole = setting.Tune({.trials = 64, .seed = 2, .record = record});
  BOOST_TEST(log.size() == 65u);
  BOOST_TEST(whole.measured == 64u);
  // After 24 trials, and in the middle of a round that is then done anew.
  for (const std::size_t kept : {1u, 25u, 30u, 65u}) {
    const std::vector<Trial> known(log.begin(),
                                   log.begin() + std::ptrdiff_t(kept));
    const Tuned rest = setting.Tune({.trials = 64, .seed = 2, .known = known});
    BOOST_TEST(rest.measured == 64 - (kept - 1) / 8 * 8);
    BOOST_TEST(rest.accepted == whole.accepted);
    BOOST_TEST(setting.Written(rest) == setting.Written(whole));
    BOOST_TEST(rest.after.mean == whole.after.mean);
  }
  // More trials go on from there.
  const Tuned more = setting.Tune({.trials = 80, .seed = 2, .known = log});
  const Tuned at_once = setting.Tune({.trials = 80, .seed = 2});
  BOOST_TEST(more.measured == 16u);
  BOOST_TEST(setting.Written(more) == setting.Written(at_once));
}

BOOST_AUTO_TEST_CASE(a_log_of_another_search_is_refused) {
  const Setting setting;
  std::vector<Trial> log;
  const TunerOptions options{
      .trials = 8,
      .seed = 2,
      .record = [&](std::span<const Trial> trials) -> Result<void> {
        log.insert(log.end(), trials.begin(), trials.end());
        return {};
      }};
  (void)setting.Tune(options);
  for (const std::size_t wrong : {0u, 3u, 8u}) {
    std::vector<Trial> known = log;
    known[wrong].settings_hash ^= 1;
    const auto tuned =
        TuneHeads(*setting.cases, setting.start, setting.moves,
                  {.trials = 8, .seed = 2, .known = known}, nullptr);
    BOOST_REQUIRE(!tuned);
    BOOST_TEST(bool(tuned.error().code == ErrorCode::kInvalidArgument));
  }
}

BOOST_AUTO_TEST_CASE(stops_when_told_and_keeps_the_start_without_trials) {
  const Setting setting;
  const Tuned none = setting.Tune({.trials = 0});
  BOOST_TEST(none.before.mean == none.after.mean);
  const Tuned stopped =
      setting.Tune({.trials = 80, .stop = [] { return true; }});
  BOOST_TEST(stopped.trials == 0u);
  Progress progress;
  progress.cancelled = true;
  const auto cancelled = TuneHeads(*setting.cases, setting.start, setting.moves,
                                   {.trials = 8}, &progress);
  BOOST_REQUIRE(!cancelled);
  BOOST_TEST(bool(cancelled.error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
