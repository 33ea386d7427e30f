#include "framework/evaluate/comparison.h"

#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "framework/baselines/controls.h"
#include "framework/baselines/model_source.h"
#include "framework/evaluate/rebuild.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/markov.h"
#include "framework/ngram/row_major.h"
#include "framework/ngram/row_major_fill.h"
#include "framework/ngram/unigram.h"
#include "kernels/executor.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(comparison)

// A grid domain of striped levels, and methods over it.
struct Table {
  Table() {
    for (int d = 0; d < 5; ++d) {
      std::string text;
      for (int c = 0; c < 30; ++c) text += (c + d) % 4 == 0 ? "abb" : "aba";
      documents.push_back(domain.Read(text));
      documents.back().name = std::to_string(d);
    }
    corpus = std::span(documents).first(3);
    heldout = std::span(documents).subspan(3);
    rows = ToRowMajor(corpus, 3);
    markov.emplace(Markov::Build(rows, 3).value());
    turned.emplace(*markov, 3);
    ngram.emplace(KneserNey::Build(corpus, 3, 5).value());
    plagiarist.emplace(Plagiarist::Build(domain, corpus).value());
    methods.push_back(Modelled("uniform", uniform, 0));
    methods.back().fill = &uniform;
    methods.push_back(Modelled("markov-1", *markov, 3));
    methods.back().fill = &*turned;
    methods.push_back(Modelled("ngram-kn", *ngram, 0));
    methods.back().has_cache = true;
    Method copy{.name = "plagiarist", .kind = MethodKind::kControl};
    copy.sample = [this](std::uint64_t seed, std::size_t index) {
      Rng rng = Rng::Stream(seed, index);
      return plagiarist->Sample(48, rng);
    };
    methods.push_back(copy);
  }

  static Method Modelled(std::string name, const SequenceModel& model,
                         std::size_t row_major_unit) {
    Method method{.name = std::move(name), .kind = MethodKind::kBaseline};
    method.model = &model;
    method.row_major_unit = row_major_unit;
    method.sample = [&model, row_major_unit](std::uint64_t seed,
                                             std::size_t index) {
      Rng rng = Rng::Stream(seed, index);
      return ModelSource(model,
                         {.vocabulary = 3, .row_major_unit = row_major_unit})
          .Sample(48, rng);
    };
    return method;
  }

  [[nodiscard]] CompareInput Input() const {
    CompareInput input;
    input.domain = &domain;
    input.corpus = corpus;
    input.heldout = heldout;
    input.corpus_sha256 = "abc";
    input.methods = methods;
    input.seeds = seeds;
    input.samples = 6;
    return input;
  }

  test::MemoryDomain domain{{.id = "toy", .vocabulary = 3, .unit_length = 3}};
  std::vector<Document> documents, rows;
  std::span<const Document> corpus, heldout;
  Unigram uniform = Unigram::Uniform(3);
  std::optional<Markov> markov;
  std::optional<RowMajorFill> turned;
  std::optional<KneserNey> ngram;
  std::optional<Plagiarist> plagiarist;
  std::vector<Method> methods;
  std::array<std::uint64_t, 3> seeds = {1, 2, 3};
};

BOOST_AUTO_TEST_CASE(puts_methods_side_by_side) {
  const Table table;
  Progress progress;
  const auto comparison = CompareDomain(table.Input(), &progress).value();
  BOOST_TEST(progress.done == progress.total);
  BOOST_TEST(comparison.domain == "toy");
  BOOST_TEST(comparison.corpus.documents == 3u);
  BOOST_TEST(comparison.corpus.tokens == 270u);
  BOOST_TEST(comparison.corpus.sha256 == "abc");
  BOOST_TEST(comparison.heldout.tokens == 180u);
  BOOST_REQUIRE_EQUAL(comparison.methods.size(), 4u);
  const auto& uniform = comparison.methods[0].metrics;
  const auto& markov = comparison.methods[1].metrics;
  const auto& ngram = comparison.methods[2].metrics;
  const auto& copies = comparison.methods[3].metrics;
  BOOST_TEST(std::abs(uniform.at("bits_per_token").mean - std::log2(3)) < 1e-9);
  BOOST_TEST(uniform.at("bits_per_token").n == 2u);
  BOOST_TEST(uniform.at("bits_per_token").per_document.size() == 2u);
  BOOST_TEST(std::abs(uniform.at("fill_bits_85").mean - std::log2(3)) < 1e-9);
  // Columns of three cells.
  BOOST_TEST(std::abs(uniform.at("bits_per_unit").mean - 3 * std::log2(3)) <
             1e-9);
  BOOST_TEST(markov.at("bits_per_token").mean < 0.8);
  BOOST_TEST(ngram.at("bits_per_token").mean < 0.8);
  BOOST_TEST(ngram.count("bits_per_token_cached") == 1u);
  BOOST_TEST(ngram.count("fill_bits_15") == 0u);
  BOOST_TEST(markov.count("bits_per_token_cached") == 0u);
  BOOST_TEST(copies.count("bits_per_token") == 0u);
  BOOST_TEST(copies.at("copied_8").mean == 1.0);
  BOOST_TEST(*copies.at("copied_8").standard_error == 0.0);
  BOOST_TEST(copies.at("copied_8").n == 3u);
  BOOST_TEST(uniform.at("copied_8").mean < 0.05);
  BOOST_TEST(copies.at("jsd3").mean < ngram.at("jsd3").mean);
  BOOST_TEST(ngram.at("jsd3").mean < uniform.at("jsd3").mean);
  for (const MethodResult& method : comparison.methods) {
    BOOST_TEST(method.volatile_metrics.count("us_per_token") == 1u);
    BOOST_TEST(method.notes.empty());
    for (const auto& [id, value] : method.metrics) {
      BOOST_TEST(std::isfinite(value.mean), method.name << " " << id);
    }
  }
}

BOOST_AUTO_TEST_CASE(left_out_bits_are_those_of_the_model_rebuilt) {
  Table table;
  table.methods[2].rebuild = RebuildKneserNey(3, {.order = 5});
  CompareInput input = table.Input();
  BOOST_TEST(!CompareDomain(input, nullptr)
                  .value()
                  .methods[2]
                  .metrics.contains("loo_bits_per_token"));
  input.leave_one_out = true;
  Progress progress;
  const auto comparison = CompareDomain(input, &progress).value();
  BOOST_TEST(progress.done == progress.total);
  const auto& metrics = comparison.methods[2].metrics;
  for (const bool cached : {false, true}) {
    const auto& value =
        metrics.at(cached ? "loo_bits_per_token_cached" : "loo_bits_per_token");
    BOOST_REQUIRE(value.per_document.size() == table.corpus.size());
    for (std::size_t d = 0; d < table.corpus.size(); ++d) {
      std::vector<Document> rest;
      for (std::size_t e = 0; e < table.corpus.size(); ++e) {
        if (e != d) rest.push_back(table.corpus[e]);
      }
      const KneserNey model = KneserNey::Build(rest, 3, 5).value();
      const auto bits = ScoreDocuments(model, {.own_cache = cached},
                                       table.corpus.subspan(d, 1), 3, nullptr)
                            .value();
      BOOST_TEST(std::abs(value.per_document[d] * double(bits[0].tokens) -
                          bits[0].bits) < 1e-9);
    }
  }
  BOOST_TEST(!comparison.methods[0].metrics.contains("loo_bits_per_token"));
}

BOOST_AUTO_TEST_CASE(ours_is_paired_with_the_best_baseline) {
  Table table;
  table.methods.push_back(Table::Modelled("attention-ar", *table.ngram, 0));
  table.methods.back().kind = MethodKind::kOurs;
  const auto comparison = CompareDomain(table.Input(), nullptr).value();
  const auto& ours = comparison.methods.back().metrics.at("bits_per_token");
  const auto& markov = comparison.methods[1].metrics.at("bits_per_token");
  const auto& ngram = comparison.methods[2].metrics.at("bits_per_token");
  const bool same = ngram.mean <= markov.mean;
  BOOST_TEST(ours.versus.baseline == (same ? "ngram-kn" : "markov-1"));
  const auto& best = same ? ngram : markov;
  BOOST_TEST(std::abs(ours.versus.ratio - ours.mean / best.mean) < 1e-12);
  const double expected = (ours.per_document[0] - best.per_document[0] +
                           ours.per_document[1] - best.per_document[1]) /
                          2;
  BOOST_TEST(std::abs(ours.versus.difference - expected) < 1e-12);
  BOOST_TEST(ours.versus.n == 2u);
  BOOST_TEST(ngram.versus.baseline.empty());
}

BOOST_AUTO_TEST_CASE(checked_samples_are_judged_apart) {
  Table table;
  const test::MemoryDomain strict(
      {.id = "strict",
       .vocabulary = 3,
       .unit_length = 3,
       .valid = [](TokenSpan tokens) { return tokens[0] == 0; }});
  table.methods[0].sample_checked = [](std::uint64_t, std::size_t index) {
    return Result<std::vector<Token>>(
        std::vector<Token>(12, index % 3 == 0 ? 2u : 0u));
  };
  CompareInput input = table.Input();
  input.domain = &strict;
  const auto comparison = CompareDomain(input, nullptr).value();
  const auto& checked = comparison.methods[0].metrics.at("valid_checked");
  BOOST_TEST(std::abs(checked.mean - 4.0 / 6.0) < 1e-12);
  BOOST_TEST(checked.n == 3u);
  BOOST_TEST(!comparison.methods[1].metrics.contains("valid_checked"));
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_values) {
  const Table table;
  kernels::SetThreadCount(1);
  const auto one = CompareDomain(table.Input(), nullptr).value();
  kernels::SetThreadCount(4);
  const auto four = CompareDomain(table.Input(), nullptr).value();
  kernels::SetThreadCount(0);
  for (std::size_t m = 0; m < one.methods.size(); ++m) {
    BOOST_REQUIRE_EQUAL(one.methods[m].metrics.size(),
                        four.methods[m].metrics.size());
    for (const auto& [id, value] : one.methods[m].metrics) {
      const MetricValue& other = four.methods[m].metrics.at(id);
      BOOST_TEST(value.mean == other.mean, id);
      BOOST_TEST((value.standard_error == other.standard_error), id);
      BOOST_TEST((value.per_document == other.per_document), id);
    }
  }
}

BOOST_AUTO_TEST_CASE(asks_for_each_sample_of_each_seed_once) {
  Table table;
  std::array<std::array<std::atomic<int>, 6>, 4> asked{};
  Method method{.name = "counted", .kind = MethodKind::kBaseline};
  method.sample = [&](std::uint64_t seed,
                      std::size_t index) -> Result<std::vector<Token>> {
    ++asked[seed][index];
    return std::vector<Token>(30, static_cast<Token>(seed % 3));
  };
  table.methods = {method};
  const auto comparison = CompareDomain(table.Input(), nullptr).value();
  for (std::size_t index = 0; index < 6; ++index) {
    BOOST_TEST(asked[0][index] == 0);
    for (std::size_t seed = 1; seed <= 3; ++seed) {
      BOOST_TEST(asked[seed][index] == 1);
    }
  }
  // One seed of three gives all-a samples: mean 1/3, s.e. 1/3.
  const MetricValue& share = comparison.methods[0].metrics.at("toy.share_a");
  BOOST_TEST(std::abs(share.mean - 1.0 / 3) < 1e-12);
  BOOST_TEST(std::abs(*share.standard_error - 1.0 / 3) < 1e-12);
}

// Answers nothing.
class Unable : public SequenceModel, public FillModel {
 public:
  explicit Unable(ErrorCode code) : code_(code) {}
  Result<std::unique_ptr<Walk>> StartWalk(const ModelUse&) const override {
    return Fail(code_, "cannot walk");
  }
  Result<std::unique_ptr<Fill>> StartFill(TokenSpan, ContextMode,
                                          const ModelUse&) const override {
    return Fail(code_, "cannot fill");
  }

 private:
  ErrorCode code_;
};

BOOST_AUTO_TEST_CASE(unsupported_is_noted_and_other_errors_name_the_method) {
  Table table;
  const Unable unsupported(ErrorCode::kUnsupported);
  Method method{.name = "able-to-nothing", .kind = MethodKind::kOurs};
  method.model = &unsupported;
  method.fill = &unsupported;
  table.methods = {method};
  const auto noted = CompareDomain(table.Input(), nullptr).value();
  BOOST_TEST(noted.methods[0].metrics.empty());
  BOOST_TEST(noted.methods[0].notes.size() == 4u);
  const Unable broken(ErrorCode::kPluginFailed);
  table.methods[0].model = &broken;
  const auto failed = CompareDomain(table.Input(), nullptr);
  BOOST_TEST((failed.error().code == ErrorCode::kPluginFailed));
  BOOST_TEST(failed.error().message == "able-to-nothing: cannot walk");
}

BOOST_AUTO_TEST_CASE(cancelling_stops_and_nothing_held_out_gives_no_bits) {
  Table table;
  Progress progress;
  progress.cancelled = true;
  const auto stopped = CompareDomain(table.Input(), &progress);
  BOOST_TEST((stopped.error().code == ErrorCode::kCancelled));
  table.heldout = {};
  const auto alone = CompareDomain(table.Input(), nullptr).value();
  BOOST_TEST(alone.methods[1].metrics.count("bits_per_token") == 0u);
  BOOST_TEST(alone.methods[1].metrics.count("jsd3") == 0u);
  BOOST_TEST(alone.methods[1].metrics.count("diversity") == 1u);
}

BOOST_AUTO_TEST_CASE(kinds_have_the_names_of_the_schema) {
  BOOST_TEST(NameOf(MethodKind::kOurs) == "ours");
  BOOST_TEST(NameOf(MethodKind::kPublished) == "published");
  BOOST_TEST(NameOf(MethodKind::kAblation) == "ablation");
  BOOST_TEST(NameOf(MethodKind::kBaseline) == "baseline");
  BOOST_TEST(NameOf(MethodKind::kControl) == "control");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
