// The plugins we ship, through the boundary: each answers every call on its own
// corpus without a breach, and says the same twice.

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

// Calls test(domain) for every plugin of ours; PASTICHE_PRODUCTS, of the build,
// is their paths, separated by ":".
template <typename Test>
void ForEachProduct(const Test& test) {
  std::istringstream paths(PASTICHE_PRODUCTS);
  for (std::string path; std::getline(paths, path, ':');) {
    BOOST_TEST_CONTEXT(path) {
      const Result<std::unique_ptr<Domain>> domain =
          Registry::Scan({}).Open(path);
      BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
      test(**domain);
    }
  }
}

// The value, or a failed test that says why there is none.
template <typename T>
T Must(Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return std::move(*result);
}

void Must(const Result<void>& result) {
  BOOST_REQUIRE_MESSAGE(result.has_value(), result.error().message);
}

// As much of the first document as keeps a slow describe() quick.
std::vector<Token> FirstTokens(const Domain& domain) {
  std::vector<Token> tokens = Must(domain.Corpus()).front().tokens;
  tokens.resize(std::min<std::size_t>(tokens.size(), 1400));
  return tokens;
}

BOOST_AUTO_TEST_SUITE(products)

BOOST_AUTO_TEST_CASE(corpora_round_trip_and_satisfy_their_checks) {
  ForEachProduct([](const Domain& domain) {
    for (const Document& document : Must(domain.Corpus())) {
      BOOST_TEST_CONTEXT(document.name) {
        const std::string text = Must(domain.Decode(document.tokens));
        const Document again = Must(domain.Encode(text));
        BOOST_TEST((again.tokens == document.tokens));
        BOOST_TEST(Must(domain.Decode(again.tokens)) == text);
        BOOST_TEST(Must(domain.Check(document.tokens)).valid);
        BOOST_TEST(Must(domain.PrefixOk(document.tokens)).valid);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(describe_keeps_its_contract_in_every_mode) {
  ForEachProduct([](const Domain& domain) {
    const std::vector<Token> tokens = FirstTokens(domain);
    for (const ContextMode mode :
         {ContextMode::kCausal, ContextMode::kFill, ContextMode::kFillWrap}) {
      const std::size_t end =
          tokens.size() + (mode == ContextMode::kCausal ? 1 : 0);
      std::vector<std::int64_t> slots(end * domain.geometry().slots.size());
      std::vector<std::int32_t> features(end *
                                         domain.geometry().features.size());
      const Result<void> answer =
          domain.Describe(mode, tokens, 0, end, slots, features);
      // Not every document can be a loop.
      if (mode == ContextMode::kFillWrap && !answer &&
          answer.error().code == ErrorCode::kUnsupported) {
        continue;
      }
      Must(answer);
      const std::vector<std::int64_t> first = slots;
      Must(domain.Describe(mode, tokens, 0, end, slots, features));
      BOOST_TEST((slots == first));
    }
  });
}

// PST_MODE_CAUSAL: the answer for i depends on tokens[0, i) only.
BOOST_AUTO_TEST_CASE(causal_answers_do_not_see_what_follows) {
  ForEachProduct([](const Domain& domain) {
    const std::vector<Token> tokens = FirstTokens(domain);
    const std::size_t slot_count = domain.geometry().slots.size();
    const std::size_t feature_count = domain.geometry().features.size();
    for (std::size_t i = 0; i < tokens.size(); i += 97) {
      std::vector<std::int64_t> whole(slot_count), cut(slot_count);
      std::vector<std::int32_t> whole_features(feature_count),
          cut_features(feature_count);
      Must(domain.Describe(ContextMode::kCausal, tokens, i, i + 1, whole,
                           whole_features));
      Must(domain.Describe(ContextMode::kCausal,
                           TokenSpan(tokens).subspan(0, i), i, i + 1, cut,
                           cut_features));
      BOOST_TEST((whole == cut), "position " << i);
      BOOST_TEST((whole_features == cut_features), "position " << i);
    }
  });
}

// Cursors, which answer for single positions, agree with describe and allowed
// for whole documents, also where documents jump back and take turns.
BOOST_AUTO_TEST_CASE(growing_documents_are_described_as_whole_ones) {
  ForEachProduct([](const Domain& domain) {
    const std::vector<Token> tokens = FirstTokens(domain);
    const std::size_t slot_count = domain.geometry().slots.size();
    const std::size_t feature_count = domain.geometry().features.size();
    const std::size_t rows = tokens.size() + 1;
    std::vector<std::int64_t> all(rows * slot_count), slots(slot_count);
    std::vector<std::int32_t> all_features(rows * feature_count),
        features(feature_count);
    Must(domain.Describe(ContextMode::kCausal, tokens, 0, rows, all,
                         all_features));
    const std::size_t words = (domain.vocabulary().size() + 63) / 64;
    std::vector<std::uint64_t> next(words), inside(words);
    Rng rng(3);
    std::size_t at = 0;
    for (int step = 0; step < 600; ++step) {
      at = rng.NextBelow(40) == 0 ? rng.NextBelow(rows) : (at + 1) % rows;
      const TokenSpan before = TokenSpan(tokens).first(at);
      Must(domain.Describe(ContextMode::kCausal, before, at, at + 1, slots,
                           features));
      BOOST_TEST(std::equal(slots.begin(), slots.end(),
                            all.begin() +
                                static_cast<std::ptrdiff_t>(at * slot_count)),
                 "position " << at);
      BOOST_TEST(std::equal(features.begin(), features.end(),
                            all_features.begin() + static_cast<std::ptrdiff_t>(
                                                       at * feature_count)),
                 "position " << at);
      if (step % 8 != 0 || domain.geometry().unit_length != 0) continue;
      Must(domain.Allowed(before, at, next));
      Must(domain.Allowed(tokens, at, inside));
      BOOST_TEST((next == inside), "position " << at);
    }
  });
}

BOOST_AUTO_TEST_CASE(masks_admit_what_the_corpus_has) {
  ForEachProduct([](const Domain& domain) {
    const std::vector<Token> tokens = FirstTokens(domain);
    std::vector<std::uint64_t> bits((domain.vocabulary().size() + 63) / 64);
    for (std::size_t i = 0; i < tokens.size(); i += 13) {
      Must(domain.Allowed(TokenSpan(tokens).subspan(0, i), i, bits));
      BOOST_TEST((bits[tokens[i] / 64] >> tokens[i] % 64 & 1) == 1u,
                 "position " << i);
    }
  });
}

BOOST_AUTO_TEST_CASE(metrics_formats_regions_and_advice_keep_their_contract) {
  ForEachProduct([](const Domain& domain) {
    const std::vector<Document> corpus = Must(domain.Corpus());
    std::vector<TokenSpan> all;
    for (const Document& document : corpus) all.push_back(document.tokens);
    const TokenSet samples = TokenSet(all).subspan(0, 1);
    for (std::size_t i = 0; i < domain.metrics().size(); ++i) {
      BOOST_TEST_CONTEXT(domain.metrics()[i].id) {
        Must(domain.Metric(i, samples, all, all));
        Must(domain.Metric(i, samples, all, {}));
      }
    }
    for (std::size_t i = 0; i < domain.formats().size(); ++i) {
      BOOST_TEST_CONTEXT(domain.formats()[i].id) {
        if (!domain.formats()[i].can_export) continue;
        const std::vector<File> files = Must(domain.Render(i, corpus[0], "{}"));
        BOOST_TEST(!files[0].content.empty());
        if (!domain.formats()[i].can_import) continue;
        std::vector<File> named = files;
        for (std::size_t f = 0; f < named.size(); ++f) {
          if (named[f].name.empty()) {
            named[f].name = "file." + domain.formats()[i].extension;
          }
        }
        BOOST_TEST(Must(domain.ImportFiles(i, named, "{}")).documents.size() ==
                   1u);
      }
    }
    for (std::size_t i = 0; i < domain.region_kinds().size(); ++i) {
      Must(domain.Regions(i, corpus[0].tokens));
    }
    Must(domain.Recommend());
    std::vector<std::uint8_t> starts(corpus[0].tokens.size());
    Must(domain.UnitStarts(corpus[0].tokens, starts));
    BOOST_TEST(starts[0] == 1);
  });
}

// Any bytes in: an answer or an error of the input, never one of the plugin.
BOOST_AUTO_TEST_CASE(damaged_text_is_the_inputs_fault) {
  ForEachProduct([](const Domain& domain) {
    const std::string text = Must(domain.Decode(FirstTokens(domain)));
    Rng rng(/*seed=*/17);
    for (int round = 0; round < 300; ++round) {
      std::string damaged = text.substr(0, rng.NextBelow(text.size()));
      for (int i = 0; i < round % 4 && !damaged.empty(); ++i) {
        damaged[rng.NextBelow(damaged.size())] =
            static_cast<char>(rng.NextBits() & 0x7F);
      }
      const Result<Document> document = domain.Encode(damaged);
      if (document) continue;
      BOOST_TEST((document.error().code == ErrorCode::kInvalidArgument),
                 document.error().message);
      BOOST_TEST(!document.error().diagnostics.empty());
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
