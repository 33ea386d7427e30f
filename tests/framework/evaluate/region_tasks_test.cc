#include "framework/evaluate/region_tasks.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "framework/evaluate/rebuild.h"
#include "framework/evaluate/task_metrics.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/unigram.h"
#include "tests/support/settings_text.h"

namespace pastiche {
namespace {

constexpr std::size_t kVocabulary = 26;

struct Setting {
  explicit Setting(std::size_t draws = 0) {
    const char* bodies[] = {
        "name=aab;rate=c;kind=dd;", "name=bba;rate=cc;kind=d;side=e;",
        "kind=d;name=aa;rate=c;", "name=ab;side=e;kind=dd;rate=cc;"};
    for (int d = 0; d < 8; ++d) {
      std::string text;
      for (int i = 0; i < 4; ++i) text += bodies[(d + i * (d % 3 + 1)) % 4];
      text += '.';
      documents.push_back(domain.Read(test::SettingsText(text)));
      documents.back().name = "doc-" + std::to_string(d);
    }
    tasks.emplace(
        RegionTasks::Plan(domain, documents, {.draws = draws, .seed = 5})
            .value());
    known.resize(documents.size());
    std::iota(known.begin(), known.end(), std::size_t{0});
  }

  [[nodiscard]] std::size_t Number(const std::string& id) const {
    const auto& ids = tasks->ids();
    const auto found = std::find(ids.begin(), ids.end(), id);
    BOOST_REQUIRE(found != ids.end());
    return static_cast<std::size_t>(found - ids.begin());
  }

  test::MemoryDomain domain{test::SettingsDomain()};
  std::vector<Document> documents;
  std::optional<RegionTasks> tasks;
  std::vector<std::size_t> known;
};

BOOST_AUTO_TEST_SUITE(region_tasks)

BOOST_AUTO_TEST_CASE(names_are_completed_and_lines_are_masked) {
  const Setting setting;
  std::vector<std::string> ids = setting.tasks->ids();
  std::sort(ids.begin(), ids.end());
  const std::vector<std::string> expected = {
      "complete_name",      "complete_value",  "fault_line_missing",
      "fault_name_swapped", "fault_name_typo", "fault_value_swapped",
      "fault_value_typo",   "masked_line"};
  BOOST_TEST(ids == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_model_that_knows_the_document_completes_everything) {
  const Setting setting;
  std::vector<Document> often;  // So that its discounts take little away.
  for (int i = 0; i < 8; ++i) {
    often.insert(often.end(), setting.documents.begin(),
                 setting.documents.end());
  }
  const auto model = KneserNey::Build(often, kVocabulary, 20);
  const auto score =
      setting.tasks->Measure(*model, {}, 0, setting.known, nullptr).value();
  const auto uniform = setting.tasks
                           ->Measure(Unigram::Uniform(kVocabulary), {}, 0,
                                     setting.known, nullptr)
                           .value();
  for (const char* id : {"complete_name", "complete_value", "masked_line"}) {
    const std::size_t task = setting.Number(id);
    const auto& hits = score.hits[task];
    BOOST_TEST(hits.places > 0u);
    BOOST_TEST(10 * hits.first >= 9 * hits.places, id);
    BOOST_TEST(hits.among_five == hits.places, id);
    BOOST_TEST(uniform.hits[task].first < hits.first, id);
    BOOST_TEST(uniform.hits[task].places == hits.places, id);
  }
  for (const char* id : {"fault_name_typo", "fault_name_swapped",
                         "fault_value_typo", "fault_line_missing"}) {
    const std::size_t task = setting.Number(id);
    BOOST_TEST(score.faulty[task].size() == score.sound[task].size());
    const Estimate area = AreaUnderCurve(std::span(&score.faulty[task], 1),
                                         std::span(&score.sound[task], 1));
    BOOST_TEST(area.mean > 0.9, id);
    if (std::string_view(id) != "fault_line_missing") continue;
    const Estimate blind = AreaUnderCurve(std::span(&uniform.faulty[task], 1),
                                          std::span(&uniform.sound[task], 1));
    BOOST_TEST(blind.mean == 0.5, id);  // Every token costs the same.
  }
}

BOOST_AUTO_TEST_CASE(draws_bound_the_places_of_a_task) {
  const Setting few(3), all;
  for (std::size_t d = 0; d < few.documents.size(); ++d) {
    BOOST_TEST(few.tasks->place_count(d) <= 8 * 3u);
    BOOST_TEST(few.tasks->place_count(d) < all.tasks->place_count(d));
  }
}

BOOST_AUTO_TEST_CASE(a_domain_without_regions_has_no_tasks) {
  const test::MemoryDomain domain({.vocabulary = 3});
  const std::vector<Document> documents = {domain.Read("abc")};
  const auto tasks = RegionTasks::Plan(domain, documents, {}).value();
  BOOST_TEST(tasks.ids().empty());
  BOOST_TEST(TaskWork(documents, tasks) == 3u);
}

BOOST_AUTO_TEST_CASE(the_area_counts_pairs_with_ties_half) {
  const std::vector<std::vector<double>> faulty = {{3.0, 1.0}, {2.0}};
  const std::vector<std::vector<double>> sound = {{1.0}, {0.0, 2.0}};
  // Pairs won: 3 over all three; 1 over 0, half over 1; 2 over 1 and 0, half
  // over 2.
  const Estimate area = AreaUnderCurve(faulty, sound);
  BOOST_TEST(std::abs(area.mean - (3 + 1.5 + 2.5) / 9) < 1e-12);
  BOOST_TEST(area.n == 3u);
  // Left out in turn: 2 against {0, 2}; {3, 1} against {1}.
  const double a = 1.5 / 2, b = 1.5 / 2;
  BOOST_TEST(std::abs(*area.standard_error - std::abs(a - b) / 2) < 1e-12);
  BOOST_TEST(AreaUnderCurve({}, {}).n == 0u);
}

BOOST_AUTO_TEST_CASE(metrics_are_those_of_the_model_rebuilt) {
  const Setting setting(4);
  const Method method{.name = "ngram-kn",
                      .rebuild = RebuildKneserNey(kVocabulary, {.order = 4})};
  Progress progress;
  const auto metrics = MeasureTasks(setting.domain, method, setting.documents,
                                    *setting.tasks, 1, &progress)
                           .value();
  BOOST_TEST(progress.done == TaskWork(setting.documents, *setting.tasks));
  for (const char* id :
       {"complete_name_top1", "complete_name_top5", "complete_value_top1",
        "masked_line_exact", "fault_name_typo", "fault_line_missing"}) {
    BOOST_REQUIRE_MESSAGE(metrics.contains(id), id);
    BOOST_TEST(metrics.at(id).more_is_better);
    BOOST_TEST(metrics.at(id).mean > 0.0);
    BOOST_TEST(metrics.at(id).mean <= 1.0);
    BOOST_TEST(metrics.at(id).standard_error.has_value());
  }
  BOOST_TEST(metrics.at("complete_name_top1").mean <=
             metrics.at("complete_name_top5").mean);
  BOOST_TEST(metrics.at("complete_name_top1").per_document.size() == 8u);
  BOOST_TEST(!metrics.contains("completed"));  // There is no check.
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
