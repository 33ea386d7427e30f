// Repair on 200 generated Mario levels with a wall or a pit cut in: how many
// are playable again, and how much of them is changed. On the real levels where
// they are, else on the embedded ones.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <random>

#include "framework/generate/autoregressive.h"
#include "framework/generate/repair.h"
#include "framework/memory/attention_suite.h"
#include "framework/plugin/registry.h"
#include "kernels/executor.h"
#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

constexpr std::size_t kRows = 14;
constexpr std::size_t kColumns = 60;
constexpr std::size_t kLevels = 200;

// The Mario domain, with a memory of its own or of the real levels.
struct Mario {
  Mario() : registry(Registry::Scan(PluginFolder())) {
    auto opened = registry.Open("mario");
    BOOST_REQUIRE_MESSAGE(opened.has_value(), opened.error().message);
    domain = std::move(*opened);
    documents = Corpus();
    std::vector<const Document*> pointers;
    for (const Document& document : documents) pointers.push_back(&document);
    const auto json = domain->Recommend();
    const auto settings = ParseRecommendation(*json, domain->geometry());
    BOOST_REQUIRE(settings.has_value());
    suite =
        std::make_unique<AttentionSuite>(*domain, pointers, *settings, nullptr);
  }
  static SearchSources PluginFolder() {
    SearchSources sources;
    sources.plugin_path = BuildFolder() + "/lib/pastiche/plugins";
    return sources;
  }
  [[nodiscard]] std::vector<Document> Corpus() const {
    if (DataFolder().empty()) {
      BOOST_TEST_MESSAGE("no real levels: on the embedded ones");
      return domain->Corpus().value();
    }
    std::vector<Document> read;
    for (const auto& entry :
         std::filesystem::directory_iterator(DataFolder() + "/mario/memory")) {
      if (entry.path().extension() != ".txt") continue;
      read.push_back(domain->Encode(ReadWhole(entry.path())).value());
      read.back().name = entry.path().stem();
    }
    std::sort(read.begin(), read.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return read;
  }

  Registry registry;
  std::unique_ptr<Domain> domain;
  std::vector<Document> documents;
  std::unique_ptr<AttentionSuite> suite;
};

// Cuts a wall (to the top) or a pit of 3 to 6 columns into a level.
void Break(std::vector<Token>& tokens, std::mt19937_64& engine) {
  constexpr Token kGround = 0, kAir = 2;
  const std::size_t width = 3 + engine() % 4;
  const std::size_t first = 8 + engine() % (kColumns - 16 - width);
  const Token tile = engine() % 2 == 0 ? kGround : kAir;
  std::fill_n(tokens.begin() + static_cast<std::ptrdiff_t>(first * kRows),
              width * kRows, tile);
}

struct Trial {
  bool broken = false;  // The check refuses it: only then it counts.
  bool mended = false;
  std::size_t changed_columns = 0;
};

Trial Try(const Mario& mario, std::uint64_t number) {
  Rng rng = Rng::Stream(/*seed=*/5, number);
  std::mt19937_64 engine(number);
  auto tokens =
      GenerateAutoregressive(
          *mario.domain, *mario.suite,
          {.length = kColumns * kRows, .use = mario.suite->SamplingUse()}, rng)
          .value()
          .tokens;
  Break(tokens, engine);
  if (mario.domain->Check(tokens)->valid) return {};
  const Repaired repaired =
      RepairDocument(*mario.domain, *mario.suite, tokens, {}, rng).value();
  Trial trial{.broken = true, .mended = repaired.after.valid};
  for (std::size_t col = 0; col < kColumns; ++col) {
    const auto begin = static_cast<std::ptrdiff_t>(col * kRows);
    trial.changed_columns +=
        !std::equal(tokens.begin() + begin, tokens.begin() + begin + kRows,
                    repaired.tokens.begin() + begin);
  }
  return trial;
}

BOOST_AUTO_TEST_SUITE(repair_levels)

BOOST_AUTO_TEST_CASE(walls_and_pits_are_mended_within_14_columns) {
  const Mario mario;
  std::size_t broken = 0, mended = 0, small = 0, changed = 0;
  for (std::uint64_t first = 0; broken < kLevels; first += 20) {
    BOOST_REQUIRE(first < 10 * kLevels);
    std::vector<Trial> trials(20);
    kernels::ParallelFor(trials.size(), 1,
                         [&](std::size_t begin, std::size_t end) {
                           for (std::size_t i = begin; i < end; ++i) {
                             trials[i] = Try(mario, first + i);
                           }
                         });
    for (const Trial& trial : trials) {
      if (!trial.broken || broken == kLevels) continue;
      ++broken;
      mended += trial.mended;
      small += trial.mended && trial.changed_columns <= 14;
      changed += trial.changed_columns;
    }
  }
  BOOST_TEST_MESSAGE(mended << " of " << broken << " mended, " << small
                            << " within 14 columns, "
                            << double(changed) / double(broken)
                            << " columns changed on average");
  BOOST_TEST(small >= kLevels * 98 / 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
