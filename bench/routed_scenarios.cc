// Routed attention at decoding, and the quality of sparse and routed outputs.

#include <fmt/format.h>

#include <memory>

#include "bench/quality.h"
#include "bench/scenario.h"
#include "kernels/decode.h"
#include "kernels/decode_cache.h"
#include "kernels/owned_kv_cache.h"
#include "kernels/routed.h"

namespace pastiche::bench {
namespace {

struct RoutedData {
  QualityProblem problem;
  std::vector<float> blocks, out, exact, lse;
  kernels::RouteIndex index;
  kernels::RoutedWorkspace workspace;
  kernels::RoutedOptions options;
  kernels::OwnedKvCache cache;  // For batches of more than one.

  [[nodiscard]] kernels::KeyBlocks keys() const {
    return {.data = blocks, .count = problem.key_count, .dim = problem.dim};
  }
  [[nodiscard]] kernels::ConstMatrix values() const {
    return {problem.values, problem.key_count, problem.dim};
  }
  bool Routed() {
    return kernels::AttendRouted(
               {problem.queries, problem.query_count, problem.dim}, keys(),
               values(), index.summaries(), options,
               {.out = {out, problem.query_count, problem.dim},
                .lse = lse,
                .missed_mass = {},
                .opened = {}},
               workspace)
        .ok();
  }
  // The same queries over everything, one after the other.
  bool Dense() {
    bool ok = true;
    for (std::size_t i = 0; i < problem.query_count; ++i) {
      const std::size_t at = i * problem.dim;
      ok = ok &&
           kernels::Decode(std::span(std::as_const(problem.queries))
                               .subspan(at, problem.dim),
                           keys(), values(), {.scale = problem.scale},
                           std::span(exact).subspan(at, problem.dim), &lse[i])
               .ok();
    }
    return ok;
  }
  // The same queries over everything, sharing what they read.
  bool FillCache() {
    return cache
               .Allocate({.capacity = problem.key_count,
                          .key_dim = problem.dim,
                          .value_dim = problem.dim})
               .ok() &&
           cache
               ->AppendAll({problem.keys, problem.key_count, problem.dim},
                           values())
               .ok();
  }
  bool DenseBatch() {
    return kernels::DecodeCache(
               {.cache = &*cache,
                .queries = {problem.queries, problem.query_count, problem.dim},
                .out = {exact, problem.query_count, problem.dim},
                .lse = lse},
               {.scale = problem.scale})
        .ok();
  }
};

Result<Trial> PrepareRouted(const Settings& settings, std::size_t n,
                            std::size_t batch, const std::string& name) {
  auto data = std::make_shared<RoutedData>();
  data->problem = MakeQualityProblem(QualityData::kSmooth, n, batch,
                                     static_cast<std::uint32_t>(settings.seed));
  const QualityProblem& problem = data->problem;
  data->blocks.resize(kernels::KeyBlocksSize(n, problem.dim));
  data->out.resize(batch * problem.dim);
  data->exact.resize(batch * problem.dim);
  data->lse.resize(batch);
  data->options.scale = problem.scale;
  const kernels::ConstMatrix rows(problem.keys, n, problem.dim);
  if (!kernels::PackKeys(rows, 0, data->blocks).ok() ||
      !data->index.Extend(rows, data->values()).ok() || !data->Routed() ||
      !data->Dense()) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  QualityRow quality;
  CompareRows(data->out, data->exact, problem.dim, quality);
  if (!(quality.relative_l2 < 0.2)) {
    return Fail(ErrorCode::kPluginFailed,
                fmt::format("{}: outputs are {} from dense; not timed", name,
                            quality.relative_l2));
  }
  Trial trial;
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Routed()); }},
      {.name = "dense", .run = [data] { static_cast<void>(data->Dense()); }}};
  if (batch > 1) {
    if (!data->FillCache() || !data->DenseBatch()) {
      return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
    }
    trial.contestants.push_back({.name = "dense_batch", .run = [data] {
                                   static_cast<void>(data->DenseBatch());
                                 }});
  }
  trial.figures = {{"rel_l2", quality.relative_l2},
                   {"cosine_p1", quality.cosine_p1}};
  return trial;
}

Result<Trial> PrepareQuality(const Settings& settings, QualityData data) {
  const std::size_t n = settings.quick ? 4096 : 16384;
  const QualityProblem problem = MakeQualityProblem(
      data, n, 256, static_cast<std::uint32_t>(settings.seed));
  Trial trial;
  for (const QualityRow& each : MeasureQuality(problem, data)) {
    Row row{.name = fmt::format("quality/{}/{}", each.data, each.method)};
    row.figures = {{"rel_l2", each.relative_l2},
                   {"cosine_p1", each.cosine_p1},
                   {"keys_read", each.keys_read}};
    if (each.missed_bound > 0.0) {
      row.figures.emplace_back("missed_bound", each.missed_bound);
      row.figures.emplace_back("missed_mass", each.missed_mass);
    }
    trial.rows.push_back(std::move(row));
  }
  return trial;
}

}  // namespace

void AddRoutedScenarios(const Settings& settings, std::vector<Scenario>& list) {
  for (const std::size_t n : {8192u, 32768u}) {
    for (const std::size_t batch : {1u, 4u}) {
      for (const int threads : ThreadCounts(settings)) {
        const std::string name = fmt::format(
            "routed/n={}/d=64/c=0.15/batch={}/threads={}", n, batch, threads);
        list.push_back({name, threads, [=](const Settings& current) {
                          return PrepareRouted(current, n, batch, name);
                        }});
      }
    }
  }
  for (const QualityData data : kAllQualityData) {
    list.push_back({fmt::format("quality/{}", NameOf(data)), 1,
                    [=](const Settings& current) {
                      return PrepareQuality(current, data);
                    }});
  }
}

}  // namespace pastiche::bench
