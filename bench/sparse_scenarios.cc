// Sparse attention: plan and landmarks inside the time, only attended pairs
// counted as work; beside our own dense attention.

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "bench/scenario.h"
#include "kernels/attend_auto.h"
#include "kernels/attend_sparse.h"
#include "kernels/attention.h"

namespace pastiche::bench {
namespace {

using kernels::ConstMatrix;
using kernels::SparsePattern;

constexpr std::size_t kDim = 64;
constexpr double kBound = 6e-5;

struct SparseData {
  explicit SparseData(std::size_t count, const SparsePattern& wanted,
                      std::uint64_t seed)
      : n(count),
        pattern(wanted),
        queries(RandomFloats(n * kDim, seed)),
        keys(RandomFloats(n * kDim, seed + 1)),
        values(RandomFloats(n * kDim, seed + 2)),
        out(n * kDim),
        dense_out(n * kDim),
        lse(n),
        dense_lse(n) {}

  kernels::Status Sparse() {
    return kernels::AttendSparse({queries, n, kDim}, {keys, n, kDim},
                                 {values, n, kDim}, pattern, {.scale = kScale},
                                 {out, n, kDim}, lse);
  }
  kernels::Status Auto() {
    return kernels::AttendAuto({queries, n, kDim}, {keys, n, kDim},
                               {values, n, kDim}, pattern, {.scale = kScale},
                               {out, n, kDim}, lse);
  }
  // Of the first `rows` queries, against all keys.
  kernels::Status Dense(std::size_t rows) {
    return kernels::Attend(
        {queries, rows, kDim}, {keys, n, kDim}, {values, n, kDim},
        {.scale = kScale, .causal = pattern.causal}, {dense_out, rows, kDim},
        std::span(dense_lse).first(rows));
  }

  static constexpr float kScale = 0.125f;
  std::size_t n;
  SparsePattern pattern;
  std::vector<float> queries, keys, values, out, dense_out, lse, dense_lse;
};

Result<void> Check(SparseData& data, const std::string& name) {
  constexpr std::size_t kRows = 8;
  const std::size_t first = data.n / 2;
  std::vector<float> expected(kRows * kDim), lse(kRows);
  const auto queries = std::span(std::as_const(data.queries))
                           .subspan(first * kDim, kRows * kDim);
  if (!data.Sparse().ok() ||
      !kernels::reference::AttendSparse(
           {queries, kRows, kDim}, {data.keys, data.n, kDim},
           {data.values, data.n, kDim}, data.pattern,
           {.scale = SparseData::kScale}, first, {expected, kRows, kDim}, lse)
           .ok()) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  const auto begin =
      data.out.begin() + static_cast<std::ptrdiff_t>(first * kDim);
  return Verify(name, {begin, begin + kRows * kDim}, expected, kBound);
}

// Our dense attention, beyond 8192 keys on a part of the queries and scaled up:
// its time grows in proportion to them. (Causal: the first queries see few
// keys, so all of them are taken.)
Contestant DenseContestant(const std::shared_ptr<SparseData>& data) {
  const std::size_t n = data->n;
  if (n <= 8192) {
    return {.name = "dense",
            .run = [data] { static_cast<void>(data->Dense(data->n)); }};
  }
  const std::size_t rows = (std::size_t{1} << 26) / n;
  return {.name = "dense", .limit = [data, n, rows, clock = SteadyClock()] {
            const double begin = clock();
            static_cast<void>(data->Dense(rows));
            return (clock() - begin) * static_cast<double>(n) /
                   static_cast<double>(rows);
          }};
}

Result<Trial> PrepareSparse(const Settings& settings, std::size_t n,
                            const SparsePattern& pattern, int threads,
                            const std::string& name) {
  const auto data = std::make_shared<SparseData>(n, pattern, settings.seed);
  if (const auto checked = Check(*data, name); !checked) return Fail(checked);
  const double entries = kernels::EstimateEntries(n, pattern);
  Trial trial{.flops = 4.0 * entries * kDim};
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Sparse()); }},
      FmaLimit(trial.flops, threads)};
  if (!(pattern.causal && n > 8192)) {
    trial.contestants.push_back(DenseContestant(data));
  }
  trial.figures = {{"entries_per_query", entries / static_cast<double>(n)}};
  return trial;
}

Result<Trial> PrepareAuto(const Settings& settings, std::size_t n,
                          const SparsePattern& pattern,
                          const std::string& name) {
  const auto data = std::make_shared<SparseData>(n, pattern, settings.seed);
  if (const auto checked = Check(*data, name); !checked) return Fail(checked);
  Trial trial;
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Auto()); }},
      {.name = "dense",
       .run = [data] { static_cast<void>(data->Dense(data->n)); }},
      {.name = "sparse", .run = [data] { static_cast<void>(data->Sparse()); }}};
  trial.figures = {
      {"takes_sparse",
       kernels::ChoosePath(n, pattern) == kernels::AttendPath::kSparse ? 1.0
                                                                       : 0.0},
      {"crossover",
       static_cast<double>(kernels::SparseCrossover(pattern, 1 << 20))}};
  return trial;
}

}  // namespace

void AddSparseScenarios(const Settings& settings, std::vector<Scenario>& list) {
  std::vector<std::size_t> sizes = {1024, 2048, 4096};
  if (!settings.quick) sizes = {1024, 2048, 8192, 32768};
  for (const std::size_t window : {128u, 256u}) {
    for (const bool causal : {false, true}) {
      for (const std::size_t n : sizes) {
        const SparsePattern pattern{.window = window, .causal = causal};
        for (const int threads : ThreadCounts(settings)) {
          const std::string name =
              fmt::format("sparse/n={}/w={}/causal={}/threads={}", n, window,
                          causal ? 1 : 0, threads);
          list.push_back({name, threads, [=](const Settings& current) {
                            return PrepareSparse(current, n, pattern, threads,
                                                 name);
                          }});
        }
      }
    }
  }
  for (const std::size_t n : {128u, 256u, 512u, 1024u, 2048u}) {
    const std::string name = fmt::format("auto/n={}/w=128/threads=1", n);
    list.push_back({name, 1, [=](const Settings& current) {
                      return PrepareAuto(current, n, {.window = 128}, name);
                    }});
  }
}

}  // namespace pastiche::bench
