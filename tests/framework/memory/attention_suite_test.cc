#include "framework/memory/attention_suite.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "framework/ngram/kneser_ney.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

constexpr std::size_t kVocabulary = 5;

struct Setting {
  explicit Setting(std::uint64_t seed) : domain(kVocabulary, {-1, -2, 1}) {
    Rng rng(seed);
    documents = {test::RandomDocument(200, kVocabulary, rng),
                 test::RandomDocument(100, kVocabulary, rng)};
    for (UseSettings* use : {&recommendation.ar, &recommendation.ar_cache,
                             &recommendation.sample}) {
      use->heads = {test::RandomHead(domain.geometry(), true, rng)};
      use->heads[0].slot_weights[0] += 1.0;
    }
    recommendation.fill.heads = {
        test::RandomHead(domain.geometry(), false, rng)};
    recommendation.sampling.score_scale = 1.5;
    recommendation.sampling.c_scale = 0.1;
    recommendation.sampling.own = 0.5;
    recommendation.sampling.copy_guard = 3;
  }
  [[nodiscard]] AttentionSuite Suite() const {
    return AttentionSuite(domain, test::PointersTo(documents), recommendation,
                          nullptr);
  }

  SightDomain domain;
  std::vector<Document> documents;
  Recommendation recommendation;
};

// Every prediction along one document.
std::vector<double> Trace(const SequenceModel& model, const ModelUse& use) {
  auto walk = model.StartWalk(use).value();
  std::vector<double> trace, p(kVocabulary);
  for (Token i = 0; i < 40; ++i) {
    (void)walk->Predict(p);
    trace.insert(trace.end(), p.begin(), p.end());
    (void)walk->Advance(static_cast<Token>(i * i % kVocabulary));
  }
  return trace;
}
std::vector<double> Trace(const FillModel& model, ContextMode mode,
                          const ModelUse& use) {
  std::vector<Token> tokens;
  for (Token i = 0; i < 40; ++i)
    tokens.push_back(i % 3 == 0 ? kUnknownToken
                                : static_cast<Token>(i % kVocabulary));
  auto fill = model.StartFill(tokens, mode, use).value();
  std::vector<double> trace, p(kVocabulary);
  for (std::size_t i = 0; i < 40; ++i) {
    const std::size_t places[] = {i};
    (void)fill->Predict(places, p);
    trace.insert(trace.end(), p.begin(), p.end());
  }
  return trace;
}

BOOST_AUTO_TEST_SUITE(attention_suite)

BOOST_AUTO_TEST_CASE(each_use_has_its_heads) {
  const Setting setting(/*seed=*/1);
  const AttentionSuite suite = setting.Suite();
  const Recommendation& settings = setting.recommendation;
  const struct {
    ModelUse use;
    const UseSettings& heads;
  } kUses[] = {{{}, settings.ar},
               {{.own_cache = true}, settings.ar_cache},
               {{.sampling = true}, settings.sample},
               {{.own_cache = true, .sampling = true}, settings.sample},
               {suite.SamplingUse(), settings.sample}};
  for (const auto& each : kUses) {
    const auto memory =
        Memory::Build(setting.domain, test::PointersTo(setting.documents),
                      each.heads, ContextMode::kCausal)
            .value();
    const AttentionSequenceModel model(*memory, settings.sampling, {});
    const auto expected = Trace(model, each.use);
    BOOST_TEST(Trace(suite, each.use) == expected);
    BOOST_TEST(Trace(suite, each.use) == expected);  // The second time as well.
  }
  for (const auto mode : {ContextMode::kFill, ContextMode::kFillWrap}) {
    const auto memory =
        Memory::Build(setting.domain, test::PointersTo(setting.documents),
                      settings.fill, mode)
            .value();
    const AttentionFillModel model(*memory, settings.sampling);
    for (const bool sampling : {false, true}) {
      BOOST_TEST(Trace(suite, mode, {.sampling = sampling}) ==
                 Trace(model, mode, {.sampling = sampling}));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_mix_of_orders_takes_the_place_of_the_ngram) {
  Setting setting(/*seed=*/4);
  for (UseSettings* use :
       {&setting.recommendation.ar, &setting.recommendation.ar_cache}) {
    use->mixture_share = 0.02;
  }
  const auto ngram = KneserNey::Build(setting.documents, kVocabulary, 2);
  const auto orders = KneserNey::Build(setting.documents, kVocabulary, 4);
  const auto documents = test::PointersTo(setting.documents);
  setting.recommendation.ar_cache.mixture_orders = true;
  const AttentionSuite both(setting.domain, documents, setting.recommendation,
                            &*ngram, nullptr, &*orders);
  const AttentionSuite first(setting.domain, documents, setting.recommendation,
                             &*ngram);
  const AttentionSuite second(setting.domain, documents, setting.recommendation,
                              &*orders);
  const ModelUse cached{.own_cache = true};
  BOOST_TEST(Trace(both, cached) == Trace(second, cached));
  BOOST_TEST(Trace(both, cached) != Trace(first, cached));
  BOOST_TEST(Trace(both, {}) == Trace(first, {}));  // Not asked for.
}

BOOST_AUTO_TEST_CASE(samples_are_drawn_as_recommended) {
  Setting setting(/*seed=*/2);
  const ModelUse with = setting.Suite().SamplingUse();
  BOOST_TEST(with.own_cache);
  BOOST_TEST(with.sampling);
  BOOST_TEST(with.copy_guard == 3u);
  setting.recommendation.sampling = {};
  const ModelUse without = setting.Suite().SamplingUse();
  BOOST_TEST(!without.own_cache);
  BOOST_TEST(without.copy_guard == 0u);
  BOOST_TEST(setting.Suite().token_count() == 300u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_built_fails_each_time) {
  const Setting setting(/*seed=*/3);
  const AttentionSuite suite(setting.domain, {}, setting.recommendation,
                             nullptr);
  BOOST_TEST(suite.token_count() == 0u);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(!suite.StartWalk({}).has_value());
    BOOST_TEST(!suite.StartFill(std::vector<Token>{0}, ContextMode::kFill, {})
                    .has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_fill_from_left_to_right_is_refused_and_spoils_nothing) {
  const Setting setting(/*seed=*/4);
  const AttentionSuite suite = setting.Suite();
  const auto fill =
      suite.StartFill(std::vector<Token>{0}, ContextMode::kCausal, {});
  BOOST_REQUIRE(!fill);
  BOOST_TEST(bool(fill.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(suite.StartFill(std::vector<Token>{0}, ContextMode::kFill, {})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(threads_may_start_at_the_same_time) {
  const Setting setting(/*seed=*/5);
  const AttentionSuite alone = setting.Suite();
  const ModelUse uses[] = {{}, {.own_cache = true}, alone.SamplingUse()};
  std::vector<std::vector<double>> expected;
  for (const ModelUse& use : uses) expected.push_back(Trace(alone, use));
  expected.push_back(Trace(alone, ContextMode::kFill, {}));
  for (int round = 0; round < 20; ++round) {
    const AttentionSuite suite = setting.Suite();
    constexpr std::size_t kThreads = 4;
    std::atomic<std::size_t> ready{0};
    std::vector<std::vector<std::vector<double>>> found(kThreads);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        ++ready;
        while (ready < kThreads) std::this_thread::yield();
        for (const ModelUse& use : uses) found[t].push_back(Trace(suite, use));
        found[t].push_back(Trace(suite, ContextMode::kFill, {}));
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& each : found) BOOST_TEST((each == expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
