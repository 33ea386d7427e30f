// Samples drawn side by side do not depend on the number of threads or, on
// x86, on AVX2 or AVX-512: one Rng stream per sample.

#include <boost/test/unit_test.hpp>

#include "framework/generate/autoregressive.h"
#include "framework/generate/diffusion.h"
#include "framework/generate/published.h"
#include "framework/memory/attention_suite.h"
#include "kernels/executor.h"
#include "tests/support/for_each_target.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

constexpr std::size_t kSamples = 12;
constexpr std::uint64_t kSeed = 20;

using Samples = std::vector<std::vector<Token>>;

// A grid, a memory over it and the published system, all shared by threads.
struct Setting {
  Setting()
      : domain({.vocabulary = 4,
                .unit_length = 4,
                .corpus = {Corpus(1), Corpus(2)},
                .valid = Valid,
                .prefix_ok = Valid}),
        documents(domain.Corpus().value()) {
    for (const Document& document : documents) pointers.push_back(&document);
    Recommendation recommendation = DefaultRecommendation(domain.geometry());
    recommendation.sampling.score_scale = 1.5;
    recommendation.sampling.c_scale = 0.1;
    recommendation.sampling.own = 0.0;
    recommendation.sampling.copy_guard = 4;
    suite = std::make_unique<AttentionSuite>(domain, pointers, recommendation,
                                             nullptr);
    published =
        std::make_unique<PublishedMemory>(domain, pointers, PublishedOptions{});
  }
  static std::string Corpus(std::uint64_t seed) {
    Rng rng(seed);
    std::string text;
    for (int i = 0; i < 160; ++i)
      text += static_cast<char>('a' + rng.NextBelow(1 + rng.NextBelow(4)));
    return text;
  }
  // Not more than three d.
  static bool Valid(TokenSpan tokens) {
    return std::count(tokens.begin(), tokens.end(), 3u) <= 3;
  }

  // Each sample by each pipeline, one after the other.
  [[nodiscard]] std::vector<Token> Sample(std::size_t index) const {
    Rng rng = Rng::Stream(kSeed, index);
    std::vector<Token> all =
        GenerateAutoregressive(domain, *suite,
                               {.length = 48, .use = suite->SamplingUse()}, rng)
            ->tokens;
    const auto add = [&](const std::vector<Token>& more) {
      all.insert(all.end(), more.begin(), more.end());
    };
    for (const auto mode : {ContextMode::kFill, ContextMode::kFillWrap}) {
      add(FillByDiffusion(
              domain, *suite,
              {.tokens = std::vector<Token>(32, kUnknownToken), .mode = mode},
              rng)
              ->tokens);
    }
    add(published->GenerateAutoregressive(16, rng).value());
    add(published->FillByDiffusion(std::vector<Token>(16, kUnknownToken), rng)
            .value());
    return all;
  }
  [[nodiscard]] Samples SamplesOn(int threads) const {
    const test::ScopedThreadCount scoped(threads);
    Samples samples(kSamples);
    kernels::ParallelFor(kSamples, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) samples[i] = Sample(i);
    });
    return samples;
  }

  test::MemoryDomain domain;
  std::vector<Document> documents;
  std::vector<const Document*> pointers;
  std::unique_ptr<const AttentionSuite> suite;
  std::unique_ptr<const PublishedMemory> published;
};

BOOST_AUTO_TEST_SUITE(same_samples)

BOOST_AUTO_TEST_CASE(threads_do_not_matter) {
  const Samples one = Setting().SamplesOn(1);
  BOOST_TEST((one[0] != one[1]));
  for (const int threads : {1, 2, 4}) {
    // A new memory: built by whichever thread comes first.
    BOOST_TEST((Setting().SamplesOn(threads) == one), threads << " threads");
  }
}

BOOST_AUTO_TEST_CASE(avx2_and_avx512_draw_the_same_samples) {
  Samples avx2, avx3;
  if (!test::OnTarget("AVX2", [&] { avx2 = Setting().SamplesOn(1); })) return;
  if (!test::OnTarget("AVX3", [&] { avx3 = Setting().SamplesOn(1); })) return;
  BOOST_TEST((avx2 == avx3));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
