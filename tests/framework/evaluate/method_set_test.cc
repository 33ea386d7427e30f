// The recommended copy limit holds all models, and is let go where it must.

#include "framework/evaluate/method_set.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(method_set)

constexpr const char* kModels[] = {"attention-ar",  "attention-diffusion",
                                   "attention-off", "ngram-kn",
                                   "ngram-mix",     "mdmc-kn"};

std::string Varied(std::uint64_t seed) {
  Rng rng(seed);
  std::string text;
  for (int i = 0; i < 160; ++i)
    text += static_cast<char>('a' + rng.NextBelow(1 + rng.NextBelow(4)));
  return text;
}

// Methods over documents whose recommendation says so.
struct Setting {
  Setting(std::vector<std::string> texts, std::size_t max_copy,
          std::size_t vocabulary = 4)
      : domain({.vocabulary = vocabulary,
                .unit_length = 4,
                .corpus = std::move(texts)}),
        corpus(domain.Corpus().value()) {
    Recommendation recommendation = DefaultRecommendation(domain.geometry());
    recommendation.sampling.max_copy = max_copy;
    set = MethodSet::Build(domain, corpus, {}, recommendation).value();
  }
  [[nodiscard]] std::vector<Token> Draw(const char* name,
                                        const SampleRequest& request,
                                        std::uint64_t sample) const {
    Rng rng = Rng::Stream(5, sample);
    return set->Sample(name, request, rng).value();
  }
  test::MemoryDomain domain;
  std::vector<Document> corpus;
  std::unique_ptr<MethodSet> set;
};

BOOST_AUTO_TEST_CASE(all_models_keep_the_recommended_copy_limit) {
  const Setting setting({Varied(1), Varied(2)}, 3);
  const auto limit =
      CopyLimit::Build(setting.domain, setting.corpus, 3).value();
  for (const char* name : kModels) {
    for (std::uint64_t i = 0; i < 4; ++i) {
      const auto tokens = setting.Draw(name, {.length = 48}, i);
      BOOST_TEST(tokens.size() == 48u);
      BOOST_TEST(!limit->Find(tokens, false).value().has_value(), name);
    }
  }
  // Controls copy as they are meant to.
  const auto copied = setting.Draw("plagiarist", {.length = 40}, 0);
  BOOST_TEST(limit->Find(copied, false).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_prompt_may_copy_where_the_user_set_no_limit) {
  const Setting setting({Varied(1), Varied(2)}, 3);
  SampleRequest request{.length = 48};
  request.prompt.assign(setting.corpus[0].tokens.begin(),
                        setting.corpus[0].tokens.begin() + 16);
  BOOST_TEST(setting.Draw("attention-ar", request, 0).size() == 48u);
  const auto limit =
      CopyLimit::Build(setting.domain, setting.corpus, 3).value();
  request.copy_limit = limit.get();
  Rng rng(1);
  BOOST_TEST(!setting.set->Sample("attention-ar", request, rng).has_value());
}

BOOST_AUTO_TEST_CASE(a_limit_that_nothing_can_keep_is_let_go) {
  // Every unit there is stands in the corpus.
  const Setting setting({std::string(80, 'a'), std::string(40, 'a')}, 1, 1);
  const auto limit =
      CopyLimit::Build(setting.domain, setting.corpus, 1).value();
  for (const char* name : {"attention-ar", "attention-diffusion", "ngram-kn"}) {
    BOOST_TEST(setting.Draw(name, {.length = 40}, 0).size() == 40u, name);
    Rng rng(1);
    const SampleRequest request{.length = 40, .copy_limit = limit.get()};
    const auto refused = setting.set->Sample(name, request, rng);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == ErrorCode::kLimit), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
