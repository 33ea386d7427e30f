#include "framework/memory/memory.h"

#include <boost/test/unit_test.hpp>

#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

UseSettings OneHead(const Geometry& geometry) {
  UseSettings use;
  use.heads.emplace_back();
  use.heads[0].slot_weights.assign(geometry.slots.size(), 1.0);
  use.heads[0].features.resize(geometry.features.size());
  return use;
}

// Fails to describe from the second document's tokens on.
class FailingDomain : public SightDomain {
 public:
  using SightDomain::SightDomain;
  Result<void> Describe(ContextMode mode, TokenSpan tokens, std::size_t begin,
                        std::size_t end, std::span<std::int64_t> slots,
                        std::span<std::int32_t> features) const override {
    if (tokens[0] == 1) return Fail(ErrorCode::kPluginFailed, "it broke");
    return SightDomain::Describe(mode, tokens, begin, end, slots, features);
  }
};

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(documents_lie_one_after_the_other) {
  SightDomain domain(3, {-1, -2});
  std::vector<Document> documents(4);
  documents[0].tokens = {0, 1};
  documents[2].tokens = {2};  // [1] and [3] are empty.
  const auto built =
      Memory::Build(domain, test::PointersTo(documents),
                    OneHead(domain.geometry()), ContextMode::kCausal);
  const Memory& memory = **built;
  BOOST_TEST(
      std::vector<Token>(memory.tokens().begin(), memory.tokens().end()) ==
      (std::vector<Token>{0, 1, 2}));
  BOOST_TEST(std::vector<std::size_t>(memory.starts().begin(),
                                      memory.starts().end()) ==
             (std::vector<std::size_t>{0, 2, 2, 3, 3}));
  BOOST_TEST(memory.vocabulary() == 3u);
  BOOST_TEST(memory.heads().size() == 1u);
  BOOST_TEST(memory.heads()[0].key_count() == 3u);
}

// Described 1024 positions at a time: the seams do not show.
BOOST_AUTO_TEST_CASE(long_documents_are_described_without_seams) {
  Rng rng(/*seed=*/1);
  SightDomain domain(4, {-1, -2, 1});
  domain.AddFeature(0, 3);
  std::vector<Document> documents = {test::RandomDocument(1023, 4, rng),
                                     test::RandomDocument(1024, 4, rng),
                                     test::RandomDocument(2500, 4, rng)};
  const auto use = OneHead(domain.geometry());
  const auto built = Memory::Build(domain, test::PointersTo(documents), use,
                                   ContextMode::kFill);
  const Memory& memory = **built;
  // Positions share a key exactly if they see the same and hold the same.
  std::map<
      std::tuple<std::vector<std::optional<std::int64_t>>, std::int32_t, Token>,
      std::uint32_t>
      keys;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    for (std::size_t i = 0; i < documents[d].tokens.size(); ++i) {
      const auto view =
          test::ViewOf(domain, ContextMode::kFill, documents[d].tokens, i);
      const std::uint32_t key = memory.heads()[0].KeyOf(memory.starts()[d] + i);
      const auto place = keys.emplace(std::tuple(view.slots, view.features[0],
                                                 documents[d].tokens[i]),
                                      key)
                             .first;
      BOOST_TEST(place->second == key);
    }
  }
  BOOST_TEST(keys.size() == memory.heads()[0].key_count());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_built_says_why) {
  SightDomain domain(3, {-1});
  const auto use = OneHead(domain.geometry());
  std::vector<Document> empty(2);
  for (const auto& documents :
       {std::vector<const Document*>{}, test::PointersTo(empty)}) {
    const auto built =
        Memory::Build(domain, documents, use, ContextMode::kCausal);
    BOOST_REQUIRE(!built);
    BOOST_TEST(bool(built.error().code == ErrorCode::kInvalidArgument));
  }
  std::vector<Document> documents(2);
  documents[0].tokens = {0};
  documents[1].tokens = {1};
  const FailingDomain failing(3, {-1});
  const auto failed = Memory::Build(failing, test::PointersTo(documents), use,
                                    ContextMode::kCausal);
  BOOST_REQUIRE(!failed);
  BOOST_TEST(bool(failed.error().code == ErrorCode::kPluginFailed));
  SightDomain wide(65, {-1});
  wide.Edit().has_mismatch = true;
  const auto unsupported = Memory::Build(wide, test::PointersTo(documents), use,
                                         ContextMode::kCausal);
  BOOST_REQUIRE(!unsupported);
  BOOST_TEST(bool(unsupported.error().code == ErrorCode::kUnsupported));
}

BOOST_AUTO_TEST_CASE(progress_counts_positions_and_stops_the_work) {
  Rng rng(/*seed=*/2);
  SightDomain domain(3, {-1});
  const std::vector<Document> documents = {test::RandomDocument(3000, 3, rng)};
  const auto use = OneHead(domain.geometry());
  Progress progress;
  BOOST_TEST(Memory::Build(domain, test::PointersTo(documents), use,
                           ContextMode::kCausal, &progress)
                 .has_value());
  BOOST_TEST(progress.done == 3000u);
  progress.cancelled = true;
  const auto stopped = Memory::Build(domain, test::PointersTo(documents), use,
                                     ContextMode::kCausal, &progress);
  BOOST_REQUIRE(!stopped);
  BOOST_TEST(bool(stopped.error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
