#include "plugins/drums/checks.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_text.h"
#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

std::vector<Token> Cells(std::string_view text) {
  Findings findings;
  const auto pattern = ReadGridText(text, findings);
  BOOST_REQUIRE(pattern.has_value());
  return pattern->cells;
}

bool IsValid(TokenSpan tokens) {
  Findings findings;
  const bool valid = Check(tokens, findings);
  BOOST_TEST(valid == findings.empty());
  return valid;
}

bool CanBecome(TokenSpan tokens) {
  Findings findings;
  const bool possible = CanBecomeValid(tokens, findings);
  BOOST_TEST(possible == findings.empty());
  return possible;
}

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(plain_beats_and_the_corpus_are_valid) {
  BOOST_TEST(IsValid(Cells("K X...x...X...x...")));
  for (const CorpusDocument& document : Corpus()) {
    BOOST_TEST_CONTEXT(document.name) {
      BOOST_TEST(IsValid(document.pattern.cells));
    }
  }
  BOOST_TEST(IsValid({}));
}

BOOST_AUTO_TEST_CASE(each_rule_is_reported_with_its_place) {
  Findings findings;
  BOOST_TEST(!Check(Cells("K X...x...X.......|................\n"
                          "H X...x...X.......|x.x.x.x.x.x.x.x."),
                    findings));
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].code == FindingCode::kNoBackbone));
  BOOST_TEST(findings[0].begin == kTokensPerBar);
  BOOST_TEST(findings[0].end == 2 * kTokensPerBar);

  findings.clear();
  BOOST_TEST(!Check(Cells("K X...x..........."), findings));
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].code == FindingCode::kSparse));

  findings.clear();
  BOOST_TEST(!Check(Cells("K X...x...x.......\nS ....x...........\n"
                          "C ....x...........\nR ....x..........."),
                    findings));
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].code == FindingCode::kHands));
  BOOST_TEST(findings[0].begin == 4 * kInstrumentCount);
  BOOST_TEST(findings[0].end == 5 * kInstrumentCount);

  findings.clear();
  auto cut = Cells("K X...x...X...x...");
  cut.resize(cut.size() - 1);
  BOOST_TEST(!Check(cut, findings));
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].code == FindingCode::kLength));
}

// Kick by foot, closed hat by the other one.
BOOST_AUTO_TEST_CASE(feet_leave_both_hands_free) {
  BOOST_TEST(
      IsValid(Cells("K X...x...x.......\nS ....x...........\n"
                    "H ....x...........\nR ....x...........")));
  BOOST_TEST(
      !IsValid(Cells("K X...x...x.......\nS ....x...........\n"
                     "O ....x...........\nR ....x...........")));
}

BOOST_AUTO_TEST_CASE(beginnings_of_valid_documents_can_become_valid) {
  for (const CorpusDocument& document : Corpus()) {
    const TokenSpan cells = document.pattern.cells;
    for (std::size_t size = 0; size <= cells.size(); ++size) {
      BOOST_REQUIRE(CanBecome(cells.first(size)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_finished_bar_without_backbone_cannot_become_valid) {
  auto cells = Cells("H x.x.x.x.x.x.x.x.");
  BOOST_TEST(!CanBecome(cells));
  // Its last snare cell decides.
  const std::size_t last_snare = 15 * kInstrumentCount + kSnare;
  BOOST_TEST(!CanBecome(TokenSpan(cells).first(last_snare + 1)));
  BOOST_TEST(CanBecome(TokenSpan(cells).first(last_snare)));
  cells[last_snare] = kUnknown;
  BOOST_TEST(CanBecome(cells));
}

BOOST_AUTO_TEST_CASE(the_third_hand_is_not_allowed) {
  const auto cells = Cells(
      "K x...x...x.......\nS x...............\n"
      "L x...............");
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    const bool free = !TakesHand(i) || i == kSnare || i == kLowTom;
    BOOST_TEST(AllowedTokens(cells, i, Levels::kVelocity) == (free ? 15u : 1u));
    BOOST_TEST(AllowedTokens(cells, i, Levels::kOnOff) == (free ? 3u : 1u));
  }
}

BOOST_AUTO_TEST_CASE(the_last_chance_must_be_taken) {
  const auto cells = Cells("H x.x.x.x.x.x.x.x.");
  const std::size_t last_snare = 15 * kInstrumentCount + kSnare;
  const TokenSpan before = TokenSpan(cells).first(last_snare);
  BOOST_TEST(AllowedTokens(before, last_snare, Levels::kVelocity) == 14u);
  // With one sounding step, of the last two steps both must sound.
  const auto sparse = Cells("K x...............");
  const std::size_t ride14 = 14 * kInstrumentCount + kRide;
  BOOST_TEST(AllowedTokens(TokenSpan(sparse).first(ride14), ride14,
                           Levels::kOnOff) == 2u);
}

// Against trying every completion of a bar in which few cells are open.
BOOST_AUTO_TEST_CASE(allowed_tokens_are_sound_and_reject_the_hopeless) {
  test::Engine engine(77);
  int forbidden = 0;
  for (int round = 0; round < 300; ++round) {
    auto cells = test::RandomCells(engine, kTokensPerBar,
                                   20 + test::Below(engine, 60), 2);
    std::vector<std::size_t> open;
    for (int n = 0; n < 6; ++n) {
      open.push_back(test::Below(engine, kTokensPerBar));
      cells[open.back()] = kUnknown;
    }
    const std::size_t at = open[0];
    const auto allowed = AllowedTokens(cells, at, Levels::kOnOff);
    forbidden += allowed != 3 ? 1 : 0;
    bool possible = false;
    for (unsigned choice = 0; choice < 64; ++choice) {
      auto completed = cells;
      for (std::size_t n = 0; n < open.size(); ++n) {
        completed[open[n]] = choice >> n & 1u;
      }
      Findings findings;
      if (!Check(completed, findings)) continue;
      possible = true;
      BOOST_TEST((allowed >> completed[at] & 1u) == 1u);
    }
    if (possible) BOOST_TEST(CanBecome(cells));
  }
  BOOST_TEST(forbidden > 10);
}

// Left to right under the mask, whatever is chosen, the bar comes out valid.
BOOST_AUTO_TEST_CASE(following_the_mask_always_ends_valid) {
  test::Engine engine(13);
  for (int round = 0; round < 100; ++round) {
    std::vector<Token> cells;
    const std::size_t rarity = 2 + test::Below(engine, 200);
    while (cells.size() < 2 * kTokensPerBar) {
      const auto allowed =
          AllowedTokens(cells, cells.size(), Levels::kVelocity);
      Token token = test::Below(engine, rarity) == 0 ? kNormal : kRest;
      if ((allowed >> token & 1) == 0) token = token == kRest ? kNormal : kRest;
      BOOST_REQUIRE((allowed >> token & 1) == 1);
      cells.push_back(token);
    }
    BOOST_TEST(IsValid(cells));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
