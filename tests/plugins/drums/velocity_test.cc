// Velocity and timing given back by retrieval to real performances, where
// PASTICHE_DATA has them: better than each instrument's mean.

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "framework/generate/payload_retrieval.h"
#include "framework/plugin/registry.h"
#include "plugins/drums/kit.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMidi = 2;  // The format's number.

// Beats in 4/4 of a part of Groove, the first `bars` of each.
std::vector<Document> Beats(const Domain& domain, const char* part,
                            std::size_t bars) {
  const char* data = std::getenv("PASTICHE_DATA");
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator
           it(fs::path(data == nullptr ? "" : data) / "drums/groove" / part,
              error),
       end;
       !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.find("_beat_4-4") != name.npos) paths.push_back(it->path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Document> documents;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const File one = {path.filename().string(),
                      {std::istreambuf_iterator<char>(file), {}}};
    auto imported = domain.ImportFiles(kMidi, std::span(&one, 1), "{}");
    BOOST_REQUIRE(imported.has_value());
    BOOST_REQUIRE(imported->documents.size() == 1);
    Document& document = imported->documents[0];
    const std::size_t most = bars * drums::kTokensPerBar;
    if (document.tokens.size() > most) {
      document.tokens.resize(most);
      document.payload.resize(2 * most);
    }
    document.where.clear();
    documents.push_back(std::move(document));
  }
  return documents;
}

std::unique_ptr<Domain> OpenDrums(const Registry& registry,
                                  const std::string& options) {
  OpenOptions open;
  open.options = options;
  auto domain = registry.Open("drums", open);
  BOOST_REQUIRE(domain.has_value());
  return std::move(*domain);
}

struct Errors {
  double ours = 0.0, mean = 0.0, timing = 0.0, on_grid = 0.0;
  std::size_t hits = 0;
};

// Mean absolute errors over the hits of `heldout`.
Errors Measure(const Domain& domain, const std::vector<Document>& corpus,
               const std::vector<Document>& heldout, const HeadSettings& head) {
  constexpr std::size_t kInstruments = drums::kInstrumentCount;
  std::array<double, kInstruments* 4> sum = {}, count = {};
  for (const Document& document : corpus) {
    for (std::size_t i = 0; i < document.tokens.size(); ++i) {
      const std::size_t kind = i % kInstruments * 4 + document.tokens[i];
      sum[kind] += document.payload[2 * i];
      count[kind] += 1.0;
    }
  }
  const auto retrieval = PayloadRetrieval::Build(domain, corpus, head);
  BOOST_REQUIRE(retrieval.has_value());
  Errors errors;
  for (const Document& document : heldout) {
    const auto values = retrieval->Retrieve(document.tokens);
    BOOST_REQUIRE(values.has_value());
    for (std::size_t i = 0; i < document.tokens.size(); ++i) {
      if (document.tokens[i] == drums::kRest) continue;
      const std::size_t kind = i % kInstruments * 4 + document.tokens[i];
      const double velocity = document.payload[2 * i];
      errors.ours += std::abs((*values)[2 * i] - velocity);
      errors.mean += std::abs(sum[kind] / count[kind] - velocity);
      errors.timing +=
          std::abs((*values)[2 * i + 1] - document.payload[2 * i + 1]);
      errors.on_grid += std::abs(document.payload[2 * i + 1]);
      ++errors.hits;
    }
  }
  const auto hits = static_cast<double>(errors.hits);
  errors.ours /= hits;
  errors.mean /= hits;
  errors.timing /= hits;
  errors.on_grid /= hits;
  return errors;
}

BOOST_AUTO_TEST_SUITE(velocity)

BOOST_AUTO_TEST_CASE(retrieval_beats_the_mean_of_each_instrument) {
  SearchSources sources;
  sources.files = {DRUMS_PLUGIN};
  const Registry registry = Registry::Scan(sources);
  for (const std::string levels : {"2", "4"}) {
    const auto domain = OpenDrums(registry, "{\"levels\":" + levels + "}");
    const auto corpus = Beats(*domain, "train", 8);
    const auto heldout = Beats(*domain, "validation", 8);
    if (corpus.empty() || heldout.empty()) {
      BOOST_TEST_MESSAGE("skipped: PASTICHE_DATA has no drums/groove");
      return;
    }
    const auto recommended = domain->Recommend();
    BOOST_REQUIRE(recommended.has_value());
    const auto settings = ParseRecommendation(*recommended, domain->geometry());
    BOOST_REQUIRE(settings.has_value());
    const Errors errors =
        Measure(*domain, corpus, heldout, settings->fill.heads.front());
    BOOST_TEST_MESSAGE("levels "
                       << levels << ": " << errors.hits << " hits, velocity "
                       << errors.ours << " (mean of the class " << errors.mean
                       << "), timing " << errors.timing << " (on the grid "
                       << errors.on_grid << ")");
    BOOST_TEST(errors.hits > 5000u);
    BOOST_TEST(errors.ours < 0.95 * errors.mean);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
