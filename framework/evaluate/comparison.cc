#include "framework/evaluate/comparison.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <cmath>
#include <utility>

#include "framework/evaluate/fill_likelihood.h"
#include "framework/evaluate/for_each_index.h"
#include "framework/evaluate/likelihood.h"
#include "framework/evaluate/paired.h"
#include "framework/evaluate/sample_metrics.h"
#include "framework/evaluate/statistics.h"
#include "framework/ngram/row_major.h"

namespace pastiche {
namespace {

struct FillRate {
  const char* id;
  double rate;
};
constexpr std::array<FillRate, 3> kFillRates = {
    {{"fill_bits_15", 0.15}, {"fill_bits_50", 0.50}, {"fill_bits_85", 0.85}}};
// One mask for all comparisons: paired across methods, seeds and runs.
constexpr std::uint64_t kMaskSeed = 2024;
// Progress counts tokens; a sample counts as this many.
constexpr std::uint64_t kSampleWork = 1000;

using Samples = std::vector<std::vector<Token>>;

std::size_t TokenCount(std::span<const Document> documents) {
  std::size_t tokens = 0;
  for (const Document& document : documents) tokens += document.tokens.size();
  return tokens;
}

// Runs the methods of one comparison, one after the other.
class Comparer {
 public:
  Comparer(const CompareInput& input, Progress* progress)
      : input_(input),
        progress_(progress),
        vocabulary_(input.domain->vocabulary().size()) {}

  [[nodiscard]] Result<DomainComparison> Run();

 private:
  [[nodiscard]] std::uint64_t WorkOf(const Method& method) const;
  [[nodiscard]] Result<void> Bits(const Method& method, MethodResult& result);
  [[nodiscard]] Result<void> LeftOutBits(const Method& method,
                                         MethodResult& result);
  [[nodiscard]] Result<void> FillBits(const Method& method,
                                      MethodResult& result);
  [[nodiscard]] Result<void> SampleAll(const Method& method,
                                       const SampleMetrics& metrics,
                                       MethodResult& result);
  [[nodiscard]] Result<void> SampleChecked(const Method& method,
                                           MethodResult& result);
  [[nodiscard]] Result<std::vector<Samples>> Draw(const Method& method,
                                                  MethodResult& result);
  // Adds bits, or a note where they are unsupported or infinite.
  [[nodiscard]] Result<void> Put(const std::string& id,
                                 const Result<std::vector<DocumentBits>>& bits,
                                 MethodResult& result);

  const CompareInput& input_;
  Progress* progress_;
  std::size_t vocabulary_;
};

std::uint64_t Comparer::WorkOf(const Method& method) const {
  const std::uint64_t tokens = TokenCount(input_.heldout);
  std::uint64_t work = 0;
  if (method.model != nullptr) work += tokens * (method.has_cache ? 2 : 1);
  if (input_.leave_one_out && method.rebuild) {
    const std::uint64_t most = LeaveOneOut().tokens;
    work += std::min<std::uint64_t>(TokenCount(input_.corpus), most) *
            (method.has_cache ? 2 : 1);
  }
  if (method.fill != nullptr) {
    work += tokens * input_.fill_draws * kFillRates.size();
  }
  for (const bool drawn :
       {method.sample != nullptr, method.sample_checked != nullptr}) {
    if (drawn) work += kSampleWork * input_.seeds.size() * input_.samples;
  }
  return work;
}

Result<void> Comparer::Put(const std::string& id,
                           const Result<std::vector<DocumentBits>>& bits,
                           MethodResult& result) {
  if (!bits && bits.error().code == ErrorCode::kUnsupported) {
    result.notes.push_back(id + ": " + bits.error().message);
    return {};
  }
  if (!bits) return Fail(bits);
  const Estimate estimate = BitsPerToken(*bits);
  if (estimate.n == 0) return {};
  if (!std::isfinite(estimate.mean)) {
    result.notes.push_back(id + ": a token that occurs has probability 0");
    return {};
  }
  MetricValue value{.mean = estimate.mean,
                    .standard_error = estimate.standard_error,
                    .n = estimate.n};
  for (const DocumentBits& document : *bits) {
    value.per_document.push_back(
        document.tokens == 0
            ? 0.0
            : document.bits / static_cast<double>(document.tokens));
  }
  result.metrics[id] = std::move(value);
  return {};
}

Result<void> Comparer::Bits(const Method& method, MethodResult& result) {
  if (method.model == nullptr || input_.heldout.empty()) return {};
  std::vector<Document> turned;
  std::span<const Document> documents = input_.heldout;
  if (method.row_major_unit != 0) {
    turned = ToRowMajor(documents, method.row_major_unit);
    documents = turned;
  }
  const Result<void> plain =
      Put("bits_per_token",
          ScoreDocuments(*method.model, {}, documents, vocabulary_, progress_),
          result);
  if (!plain || !method.has_cache) return plain;
  return Put("bits_per_token_cached",
             ScoreDocuments(*method.model, {.own_cache = true}, documents,
                            vocabulary_, progress_),
             result);
}

Result<void> Comparer::LeftOutBits(const Method& method, MethodResult& result) {
  if (!input_.leave_one_out || !method.rebuild) return {};
  std::vector<Document> turned;
  std::span<const Document> documents = input_.corpus;
  if (method.row_major_unit != 0) {
    turned = ToRowMajor(documents, method.row_major_unit);
    documents = turned;
  }
  for (const bool cached : {false, true}) {
    if (cached && !method.has_cache) continue;
    Result<void> put =
        Put(cached ? "loo_bits_per_token_cached" : "loo_bits_per_token",
            ScoreLeaveOneOut(method.rebuild, {.own_cache = cached}, documents,
                             vocabulary_, {}, progress_),
            result);
    if (!put) return put;
  }
  return {};
}

Result<void> Comparer::FillBits(const Method& method, MethodResult& result) {
  if (method.fill == nullptr || input_.heldout.empty()) return {};
  // What is known of the document is memory, as it is when it is filled.
  FillScoring scoring{.draws = input_.fill_draws,
                      .seed = kMaskSeed,
                      .use = {.own_cache = true}};
  if (input_.domain->geometry().wraps_by_default) {
    scoring.mode = ContextMode::kFillWrap;
  }
  for (const FillRate& each : kFillRates) {
    scoring.rate = each.rate;
    Result<void> put = Put(each.id,
                           ScoreFill(*method.fill, scoring, input_.heldout,
                                     vocabulary_, progress_),
                           result);
    if (!put) return put;
  }
  return {};
}

Result<std::vector<Samples>> Comparer::Draw(const Method& method,
                                            MethodResult& result) {
  const std::size_t per_seed = input_.samples;
  std::vector<Samples> sets(input_.seeds.size(), Samples(per_seed));
  std::vector<double> micros(sets.size() * per_seed, 0.0);
  const Result<void> done = ForEachIndex(
      micros.size(), progress_, [&](std::size_t i) -> Result<void> {
        const auto begin = std::chrono::steady_clock::now();
        Result<std::vector<Token>> sample =
            method.sample(input_.seeds[i / per_seed], i % per_seed);
        if (!sample) return Fail(sample);
        micros[i] = std::chrono::duration<double, std::micro>(
                        std::chrono::steady_clock::now() - begin)
                        .count();
        sets[i / per_seed][i % per_seed] = *std::move(sample);
        if (progress_ != nullptr) progress_->done += kSampleWork;
        return {};
      });
  if (!done) return Fail(done);
  std::vector<double> tokens;
  for (const Samples& set : sets) {
    for (const auto& sample : set) {
      tokens.push_back(static_cast<double>(sample.size()));
    }
  }
  const Estimate cost = RatioOf(micros, tokens);
  if (cost.n > 0) result.volatile_metrics["us_per_token"] = cost.mean;
  return sets;
}

Result<void> Comparer::SampleAll(const Method& method,
                                 const SampleMetrics& metrics,
                                 MethodResult& result) {
  if (!method.sample) return {};
  const Result<std::vector<Samples>> sets = Draw(method, result);
  if (!sets && sets.error().code == ErrorCode::kUnsupported) {
    result.notes.push_back("samples: " + sets.error().message);
    return {};
  }
  if (!sets) return Fail(sets);
  std::map<std::string, std::vector<double>> by_id;
  for (const Samples& set : *sets) {
    const auto measured = metrics.Measure(set, progress_);
    if (!measured) return Fail(measured);
    for (const auto& [id, value] : *measured) by_id[id].push_back(value);
  }
  for (const auto& [id, values] : by_id) {
    const Estimate estimate = MeanOf(values);
    result.metrics[id] = {.mean = estimate.mean,
                          .standard_error = estimate.standard_error,
                          .n = estimate.n};
  }
  return {};
}

Result<void> Comparer::SampleChecked(const Method& method,
                                     MethodResult& result) {
  if (!method.sample_checked || !input_.domain->constraint().has_check) {
    return {};
  }
  std::vector<double> valid(input_.seeds.size() * input_.samples, 0.0);
  const Result<void> done =
      ForEachIndex(valid.size(), progress_, [&](std::size_t i) -> Result<void> {
        const auto sample = method.sample_checked(
            input_.seeds[i / input_.samples], i % input_.samples);
        if (!sample) return Fail(sample);
        const Result<Verdict> verdict = input_.domain->Check(*sample);
        if (!verdict) return Fail(verdict);
        valid[i] = verdict->valid ? 1.0 : 0.0;
        if (progress_ != nullptr) progress_->done += kSampleWork;
        return {};
      });
  if (!done) return done;
  std::vector<double> shares;
  for (std::size_t s = 0; s < input_.seeds.size(); ++s) {
    shares.push_back(
        MeanOf(std::span(valid).subspan(s * input_.samples, input_.samples))
            .mean);
  }
  const Estimate estimate = MeanOf(shares);
  if (estimate.n == 0) return {};
  result.metrics["valid_checked"] = {.mean = estimate.mean,
                                     .standard_error = estimate.standard_error,
                                     .n = estimate.n};
  return {};
}

Result<DomainComparison> Comparer::Run() {
  if (progress_ != nullptr) {
    for (const Method& method : input_.methods) {
      progress_->total += WorkOf(method);
    }
  }
  const Result<SampleMetrics> metrics =
      SampleMetrics::Build(*input_.domain, input_.corpus, input_.heldout);
  if (!metrics) return Fail(metrics);
  DomainComparison comparison{
      .domain = input_.domain->info().id,
      .corpus = {.documents = input_.corpus.size(),
                 .tokens = TokenCount(input_.corpus),
                 .sha256 = input_.corpus_sha256},
      .heldout = {.documents = input_.heldout.size(),
                  .tokens = TokenCount(input_.heldout)}};
  for (const Method& method : input_.methods) {
    MethodResult result{.name = method.name, .kind = method.kind};
    Result<void> done = Bits(method, result);
    if (done) done = LeftOutBits(method, result);
    if (done) done = FillBits(method, result);
    if (done) done = SampleAll(method, *metrics, result);
    if (done) done = SampleChecked(method, result);
    if (!done) {
      Error error = std::move(done.error());
      error.message = method.name + ": " + error.message;
      return tl::unexpected<Error>(std::move(error));
    }
    comparison.methods.push_back(std::move(result));
  }
  CompareWithBestBaseline(comparison.methods);
  return comparison;
}

}  // namespace

std::string_view NameOf(MethodKind kind) {
  switch (kind) {
    case MethodKind::kOurs:
      return "ours";
    case MethodKind::kPublished:
      return "published";
    case MethodKind::kAblation:
      return "ablation";
    case MethodKind::kBaseline:
      return "baseline";
    case MethodKind::kControl:
      return "control";
  }
  return "";
}

Result<DomainComparison> CompareDomain(const CompareInput& input,
                                       Progress* progress) {
  assert(input.domain != nullptr);
  return Comparer(input, progress).Run();
}

}  // namespace pastiche
