// Figures of tasks from what was predicted at places that were left out.

#include "framework/evaluate/task_metrics.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "framework/evaluate/continuation.h"
#include "framework/evaluate/for_each_index.h"
#include "framework/evaluate/likelihood.h"
#include "framework/ngram/slot_contexts.h"

namespace pastiche {
namespace {

using Metrics = std::map<std::string, MetricValue>;

// A place is about as much work as this many tokens.
constexpr std::uint64_t kPlaceWork = 32;

std::uint64_t WorkOf(const Document& document, std::size_t places) {
  return document.tokens.size() + kPlaceWork * places;
}

// What is known of one document.
struct Measured {
  RegionTasks::Score score;
  std::map<std::string, double> continued;
};

void Put(const std::string& id, const Estimate& estimate,
         std::vector<double> per_document, Metrics& metrics) {
  if (estimate.n == 0) return;
  metrics[id] = {.mean = estimate.mean,
                 .standard_error = estimate.standard_error,
                 .n = estimate.n,
                 .per_document = std::move(per_document),
                 .more_is_better = true};
}

// Shares of places, pooled; documents without a place are not counted.
void PutShare(const std::string& id, std::span<const double> hits,
              std::span<const double> places, Metrics& metrics) {
  std::vector<double> some_hits, some_places, shares;
  for (std::size_t d = 0; d < hits.size(); ++d) {
    shares.push_back(places[d] > 0.0 ? hits[d] / places[d] : kNotScored);
    if (places[d] == 0.0) continue;
    some_hits.push_back(hits[d]);
    some_places.push_back(places[d]);
  }
  Put(id, RatioOf(some_hits, some_places), std::move(shares), metrics);
}

void PutHits(const std::string& id, std::size_t task,
             std::span<const Measured> documents, Metrics& metrics) {
  std::vector<double> places, first, among_five;
  for (const Measured& document : documents) {
    const RegionTasks::Score::Hits& hits = document.score.hits[task];
    places.push_back(static_cast<double>(hits.places));
    first.push_back(static_cast<double>(hits.first));
    among_five.push_back(static_cast<double>(hits.among_five));
  }
  if (id.starts_with("masked_")) {
    PutShare(id + "_exact", first, places, metrics);
    return;
  }
  PutShare(id + "_top1", first, places, metrics);
  PutShare(id + "_top5", among_five, places, metrics);
}

void PutArea(const std::string& id, std::size_t task,
             std::span<const Measured> documents, Metrics& metrics) {
  std::vector<std::vector<double>> faulty, sound;
  for (const Measured& document : documents) {
    faulty.push_back(document.score.faulty[task]);
    sound.push_back(document.score.sound[task]);
  }
  Put(id, AreaUnderCurve(faulty, sound), {}, metrics);
}

void PutContinued(std::span<const Measured> documents, Metrics& metrics) {
  std::map<std::string, std::vector<double>> by_id;
  for (const Measured& document : documents) {
    for (const auto& [id, value] : document.continued) {
      by_id[id].push_back(value);
    }
  }
  for (const auto& [id, values] : by_id) {
    Put(id, MeanOf(values), {}, metrics);
  }
}

}  // namespace

std::uint64_t TaskWork(std::span<const Document> documents,
                       const RegionTasks& tasks) {
  std::uint64_t work = 0;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    work += WorkOf(documents[d], tasks.place_count(d));
  }
  return work;
}

Result<Metrics> MeasureTasks(const Domain& domain, const Method& method,
                             std::span<const Document> documents,
                             const RegionTasks& tasks, std::uint64_t seed,
                             Progress* progress) {
  const LeaveOneOut options;
  const std::vector<std::size_t> folds = FoldsOf(documents, options.folds);
  std::vector<Measured> measured(documents.size());
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    std::vector<std::size_t> known, asked;
    std::vector<Document> rest;
    for (std::size_t d = 0; d < documents.size(); ++d) {
      (folds[d] == fold ? asked : known).push_back(d);
      if (folds[d] != fold) rest.push_back(documents[d]);
    }
    if (asked.empty() || known.empty()) continue;
    const auto model = method.rebuild({.rest = rest, .left_out = asked});
    if (!model) return Fail(model);
    const auto body = [&](std::size_t i) -> Result<void> {
      const std::size_t d = asked[i];
      auto score =
          tasks.Measure(**model, {.own_cache = true}, d, known, progress);
      if (!score) return Fail(score);
      Rng rng = Rng::Stream(seed, d);
      auto continued = MeasureContinuation(
          domain, **model, documents[d].tokens,
          {.sampling = method.sampling, .use = method.sampling_use}, rng);
      if (!continued) return Fail(continued);
      measured[d] = {std::move(*score), std::move(*continued)};
      if (progress != nullptr) {
        progress->done += WorkOf(documents[d], tasks.place_count(d));
      }
      return {};
    };
    const auto done = ForEachIndex(asked.size(), progress, body);
    if (!done) return Fail(done);
  }
  // Where nothing can be left out, nothing is asked.
  std::erase_if(measured, [&](const Measured& each) {
    return each.score.hits.size() != tasks.ids().size();
  });
  Metrics metrics;
  for (std::size_t task = 0; task < tasks.ids().size(); ++task) {
    const std::string& id = tasks.ids()[task];
    if (id.starts_with("fault_")) {
      PutArea(id, task, measured, metrics);
    } else {
      PutHits(id, task, measured, metrics);
    }
  }
  PutContinued(measured, metrics);
  return metrics;
}

}  // namespace pastiche
