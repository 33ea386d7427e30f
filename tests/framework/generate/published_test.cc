#include "framework/generate/published.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

using test::MemoryDomain;

// A corpus and the published system over it.
struct Setting {
  Setting(const std::vector<std::string>& corpus, std::size_t vocabulary,
          std::uint32_t unit_length, const PublishedOptions& options)
      : domain({.vocabulary = vocabulary,
                .unit_length = unit_length,
                .corpus = corpus}),
        documents(domain.Corpus().value()) {
    std::vector<const Document*> pointers;
    for (const Document& document : documents) pointers.push_back(&document);
    memory = std::make_unique<PublishedMemory>(domain, pointers, options);
  }
  [[nodiscard]] std::vector<Token> Generate(std::size_t length,
                                            std::uint64_t seed = 1) const {
    Rng rng(seed);
    return memory->GenerateAutoregressive(length, rng).value();
  }
  [[nodiscard]] std::vector<Token> FillIn(const std::vector<Token>& tokens,
                                          std::uint64_t seed = 1) const {
    Rng rng(seed);
    return memory->FillByDiffusion(tokens, rng).value();
  }

  MemoryDomain domain;
  std::vector<Document> documents;
  std::unique_ptr<const PublishedMemory> memory;
};

std::string Repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

ErrorCode Refused(const Result<std::vector<Token>>& result) {
  BOOST_REQUIRE(!result);
  return result.error().code;
}

BOOST_AUTO_TEST_SUITE(published)

BOOST_AUTO_TEST_CASE(short_canvases_do_not_fail) {
  for (const auto& corpus :
       {std::vector<std::string>{}, {"a"}, {"abcab"}, {Repeated("abc", 100)}}) {
    for (const std::uint32_t unit_length : {1u, 3u}) {
      const Setting setting(corpus, 3, unit_length, {});
      for (std::size_t size = 0; size <= 9; ++size) {
        const auto made = setting.Generate(size);
        const auto filled =
            setting.FillIn(std::vector<Token>(size, kUnknownToken));
        BOOST_TEST(made.size() == size);
        BOOST_TEST(filled.size() == size);
        for (const Token token : made) BOOST_TEST(token < 3u);
        for (const Token token : filled) BOOST_TEST(token < 3u);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(pins_are_untouched_and_every_place_is_filled) {
  Rng rng(/*seed=*/1);
  for (const std::uint32_t unit_length : {1u, 4u}) {
    for (const std::size_t steps : {1, 3, 24}) {
      PublishedOptions options;
      options.steps = steps;
      const Setting setting({Repeated("aabc", 40)}, 3, unit_length, options);
      std::vector<Token> tokens(44);
      for (Token& token : tokens)
        token = rng.NextBelow(2) == 0 ? kUnknownToken : Token(rng.NextBelow(3));
      const auto filled = setting.FillIn(tokens);
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        BOOST_TEST(filled[i] < 3u);
        if (tokens[i] != kUnknownToken) BOOST_TEST(filled[i] == tokens[i]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_tokens) {
  const Setting setting({Repeated("aabcbca", 30)}, 3, 1, {});
  BOOST_TEST(setting.Generate(80, 1) == setting.Generate(80, 1));
  BOOST_TEST(setting.Generate(80, 1) != setting.Generate(80, 2));
  const std::vector<Token> open(40, kUnknownToken);
  BOOST_TEST(setting.FillIn(open, 1) == setting.FillIn(open, 1));
  BOOST_TEST(setting.FillIn(open, 1) != setting.FillIn(open, 2));
}

// The fault it is kept for: its own tokens have values of zero, so once they
// fill the window retrieval has no mass and noise is all there is. The corpus
// holds token 0 alone; 60 tokens make no landmark.
BOOST_AUTO_TEST_CASE(deep_in_its_own_output_retrieval_has_no_mass) {
  PublishedOptions options;
  options.sampling = {};
  const Setting setting({std::string(60, 'a')}, 3, 1, options);
  const auto tokens = setting.Generate(1000);
  // While the window still reaches the corpus: what the corpus holds.
  const auto near = std::count(tokens.begin(), tokens.begin() + 250, 0u);
  BOOST_TEST(near >= 249);
  // Past it, and where no power of two reaches back to the corpus: uniform.
  std::vector<double> counts(3);
  for (std::size_t i = 560; i < 960; ++i) ++counts[tokens[i]];
  double statistic = 0.0;
  for (const double count : counts)
    statistic += (count - 400.0 / 3) * (count - 400.0 / 3) / (400.0 / 3);
  BOOST_TEST(statistic < 13.82);  // Chi-square, 2 degrees, .999.
}

// Columns "ab", bottom to top: row by row that is b...ba...a, and goes on with
// a's. Column by column it would be abab...
BOOST_AUTO_TEST_CASE(grids_are_read_row_by_row) {
  PublishedOptions options;
  options.sampling = {.temperature = 0.0};
  const Setting grid({Repeated("ab", 50)}, 3, 2, options);
  BOOST_TEST(grid.Generate(20) == std::vector<Token>(20, 0));
  const Setting sequence({Repeated("ab", 50)}, 3, 1, options);
  BOOST_TEST(sequence.Generate(4) == (std::vector<Token>{0, 1, 0, 1}));
}

BOOST_AUTO_TEST_CASE(what_it_cannot_work_with_is_refused) {
  const Setting good({"abc"}, 3, 1, {});
  Rng rng(/*seed=*/1);
  BOOST_TEST(bool(Refused(good.memory->FillByDiffusion({3}, rng)) ==
                  ErrorCode::kInvalidArgument));
  BOOST_TEST(bool(Refused(good.memory->FillByDiffusion({kPadToken}, rng)) ==
                  ErrorCode::kInvalidArgument));
  Progress progress;
  progress.cancelled = true;
  BOOST_TEST(bool(Refused(good.memory->GenerateAutoregressive(
                      5, rng, &progress)) == ErrorCode::kCancelled));
  BOOST_TEST(bool(
      Refused(good.memory->FillByDiffusion({kUnknownToken}, rng, &progress)) ==
      ErrorCode::kCancelled));

  const auto refused = [&](const PublishedOptions& options) {
    const Setting setting({"abcabc"}, 3, 1, options);
    BOOST_TEST(bool(Refused(setting.memory->GenerateAutoregressive(5, rng)) ==
                    ErrorCode::kInvalidArgument));
    BOOST_TEST(bool(
        Refused(setting.memory->FillByDiffusion({0, kUnknownToken}, rng)) ==
        ErrorCode::kInvalidArgument));
  };
  PublishedOptions options;
  options.sampling.top_p = 0.0;
  refused(options);
  options = {};
  options.head_dim = 0;
  refused(options);
  options.head_dim = 257;
  refused(options);
  options = {};
  options.block = 0;
  refused(options);
  options = {};
  options.steps = 0;
  refused(options);
}

BOOST_AUTO_TEST_CASE(progress_counts_what_was_drawn) {
  const Setting setting({"abcabc"}, 3, 1, {});
  Rng rng(/*seed=*/1);
  Progress progress;
  BOOST_TEST(
      setting.memory->GenerateAutoregressive(12, rng, &progress).has_value());
  BOOST_TEST(progress.done == 12u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
