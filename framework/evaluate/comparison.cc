// Measuring the methods side by side, and what each is measured by.

#include "framework/evaluate/comparison.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include "framework/evaluate/bits_metrics.h"
#include "framework/evaluate/for_each_index.h"
#include "framework/evaluate/paired.h"
#include "framework/evaluate/region_tasks.h"
#include "framework/evaluate/sample_metrics.h"
#include "framework/evaluate/statistics.h"
#include "framework/evaluate/task_metrics.h"

namespace pastiche {
namespace {

// The same places for all comparisons, as with masks.
constexpr std::uint64_t kTaskSeed = 2024;
// Progress counts tokens; a sample counts as this many.
constexpr std::uint64_t kSampleWork = 1000;

using Samples = std::vector<std::vector<Token>>;

std::size_t TokenCount(std::span<const Document> documents) {
  std::size_t tokens = 0;
  for (const Document& document : documents) tokens += document.tokens.size();
  return tokens;
}

// Runs the methods of one comparison, side by side.
class Comparer {
 public:
  Comparer(const CompareInput& input, Progress* progress)
      : input_(input), progress_(progress) {}

  [[nodiscard]] Result<DomainComparison> Run();

 private:
  [[nodiscard]] std::uint64_t WorkOf(const Method& method) const;
  [[nodiscard]] Result<void> Measure(const Method& method,
                                     const SampleMetrics& metrics,
                                     const std::optional<RegionTasks>& tasks,
                                     MethodResult& result);
  [[nodiscard]] Result<void> SampleAll(const Method& method,
                                       const SampleMetrics& metrics,
                                       MethodResult& result);
  [[nodiscard]] Result<void> SampleChecked(const Method& method,
                                           MethodResult& result);
  [[nodiscard]] Result<std::vector<Samples>> Draw(const Method& method,
                                                  MethodResult& result);
  [[nodiscard]] Result<std::optional<RegionTasks>> PlanTasks() const;
  [[nodiscard]] Result<void> DoTasks(const Method& method,
                                     const RegionTasks& tasks,
                                     MethodResult& result);

  const CompareInput& input_;
  Progress* progress_;
};

std::uint64_t Comparer::WorkOf(const Method& method) const {
  std::uint64_t work = BitsWork(input_, method);
  for (const bool drawn :
       {method.sample != nullptr, method.sample_checked != nullptr}) {
    if (drawn) work += kSampleWork * input_.seeds.size() * input_.samples;
  }
  return work;
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
  if (!sets.empty()) {
    const Samples& first = sets.front();
    result.examples.assign(first.begin(),
                           first.begin() + static_cast<std::ptrdiff_t>(std::min(
                                               first.size(), input_.examples)));
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
  Samples kept(
      input_.seeds.empty() ? 0 : std::min(input_.samples, input_.examples));
  const Result<void> done =
      ForEachIndex(valid.size(), progress_, [&](std::size_t i) -> Result<void> {
        auto sample = method.sample_checked(input_.seeds[i / input_.samples],
                                            i % input_.samples);
        if (!sample) return Fail(sample);
        const Result<Verdict> verdict = input_.domain->Check(*sample);
        if (!verdict) return Fail(verdict);
        valid[i] = verdict->valid ? 1.0 : 0.0;
        if (i < kept.size()) kept[i] = *std::move(sample);
        if (progress_ != nullptr) progress_->done += kSampleWork;
        return {};
      });
  if (!done) return done;
  result.checked_examples = std::move(kept);
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

Result<void> Comparer::DoTasks(const Method& method, const RegionTasks& tasks,
                               MethodResult& result) {
  if (!method.rebuild || tasks.ids().empty()) return {};
  auto metrics =
      MeasureTasks(*input_.domain, method, input_.corpus, tasks,
                   input_.seeds.empty() ? 0 : input_.seeds.front(), progress_);
  if (!metrics && metrics.error().code == ErrorCode::kUnsupported) {
    result.notes.push_back("tasks: " + metrics.error().message);
    return {};
  }
  if (!metrics) return Fail(metrics);
  result.metrics.merge(*metrics);
  return {};
}

Result<std::optional<RegionTasks>> Comparer::PlanTasks() const {
  if (input_.task_draws == 0 || !HasBytes(*input_.domain)) return std::nullopt;
  auto tasks =
      RegionTasks::Plan(*input_.domain, input_.corpus,
                        {.draws = input_.task_draws, .seed = kTaskSeed});
  if (!tasks) return Fail(tasks);
  return *std::move(tasks);
}

Result<void> Comparer::Measure(const Method& method,
                               const SampleMetrics& metrics,
                               const std::optional<RegionTasks>& tasks,
                               MethodResult& result) {
  result.name = method.name;
  result.kind = method.kind;
  Result<void> done = MeasureBits(input_, method, progress_, result);
  if (done && tasks) done = DoTasks(method, *tasks, result);
  if (done) done = SampleAll(method, metrics, result);
  if (done) done = SampleChecked(method, result);
  return done;
}

Result<DomainComparison> Comparer::Run() {
  const auto tasks = PlanTasks();
  if (!tasks) return Fail(tasks);
  if (progress_ != nullptr) {
    for (const Method& method : input_.methods) {
      progress_->total += WorkOf(method);
      if (!*tasks || !method.rebuild) continue;
      progress_->total += TaskWork(input_.corpus, **tasks);
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
  comparison.methods.resize(input_.methods.size());
  std::mutex mutex;  // Guards what `finished` writes.
  std::atomic<bool> failed = false;
  const auto done = ForEachIndex(
      input_.methods.size(), progress_,
      [&](std::size_t m) -> Result<void> {
        if (failed) return {};
        MethodResult& result = comparison.methods[m];
        Result<void> measured =
            Measure(input_.methods[m], *metrics, *tasks, result);
        if (measured && input_.finished) {
          const std::lock_guard lock(mutex);
          measured = input_.finished(result);
        }
        if (measured) return {};
        failed = true;
        Error error = std::move(measured.error());
        error.message = input_.methods[m].name + ": " + error.message;
        return tl::unexpected<Error>(std::move(error));
      },
      kernels::ParallelForOutermost);
  if (!done) return Fail(done);
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
