// Several heads that share a plan, and what the gate costs.

#include <fmt/format.h>

#include <memory>

#include "bench/scenario.h"
#include "kernels/attend_heads.h"
#include "kernels/fast_grnn.h"

namespace pastiche::bench {
namespace {

using kernels::SparsePattern;

constexpr std::size_t kDim = 64;
constexpr float kScale = 0.125f;

// 8 query heads on 2 key heads, causal: the shape of the published figures.
constexpr std::size_t kQueryHeads = 8, kKeyHeads = 2;

struct HeadsData {
  HeadsData(std::size_t count, std::uint64_t seed)
      : n(count),
        queries(RandomFloats(kQueryHeads * n * kDim, seed)),
        keys(RandomFloats(kKeyHeads * n * kDim, seed + 1)),
        values(RandomFloats(kKeyHeads * n * kDim, seed + 2)),
        out(kQueryHeads * n * kDim),
        lse(kQueryHeads * n) {}

  // Plan and workspace are made anew each time, inside what is timed.
  kernels::Status Attend() {
    using kernels::ConstHeads, kernels::MutableHeads;
    const SparsePattern pattern{.window = 128, .causal = true};
    kernels::SparsePlan plan;
    kernels::Status status = plan.Build(n, pattern);
    if (!status.ok()) return status;
    std::vector<float> workspace(
        kKeyHeads * kernels::SparseWorkspaceSize(plan, kDim, kDim));
    return kernels::AttendHeads(
        ConstHeads::Stacked(queries, kQueryHeads, n, kDim),
        ConstHeads::Stacked(keys, kKeyHeads, n, kDim),
        ConstHeads::Stacked(values, kKeyHeads, n, kDim), plan,
        {.scale = kScale}, workspace,
        MutableHeads::Stacked(out, kQueryHeads, n, kDim), lse);
  }

  std::size_t n;
  std::vector<float> queries, keys, values, out, lse;
};

Result<Trial> PrepareHeads(const Settings& settings, std::size_t n, int threads,
                           const std::string& name) {
  const auto data = std::make_shared<HeadsData>(n, settings.seed);
  // The last head by itself, which has its own reference tests.
  std::vector<float> expected(n * kDim), lse(n);
  const SparsePattern pattern{.window = 128, .causal = true};
  const auto last = [&](const std::vector<float>& all, std::size_t heads) {
    return kernels::ConstMatrix(std::span(all).subspan((heads - 1) * n * kDim),
                                n, kDim);
  };
  if (!data->Attend().ok() ||
      !kernels::AttendSparse(last(data->queries, kQueryHeads),
                             last(data->keys, kKeyHeads),
                             last(data->values, kKeyHeads), pattern,
                             {.scale = kScale}, {expected, n, kDim}, lse)
           .ok()) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  const auto from = data->out.end() - static_cast<std::ptrdiff_t>(n * kDim);
  const auto verified = Verify(name, {from, data->out.end()}, expected, 6e-5);
  if (!verified) return Fail(verified);
  const double entries = kernels::EstimateEntries(n, pattern);
  Trial trial{.flops = 4.0 * entries * kDim * double{kQueryHeads}};
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Attend()); }},
      FmaLimit(trial.flops, threads)};
  return trial;
}

struct GateData {
  GateData(std::size_t count, std::uint64_t seed)
      : n(count),
        rows(RandomFloats(n * kDim, seed)),
        flat(RandomFloats(kernels::GrnnFlatSize(2 * kDim, kHidden, 0, 0),
                          seed + 1)),
        salience(n),
        out(n * kDim),
        lse(n),
        keep(n) {
    // The flat layout's header; the rest are weights, tame ones.
    for (float& x : flat) x *= 0.1f;
    flat[0] = 2.0f * kDim;
    flat[1] = kHidden;
    flat[2] = flat[3] = 0.0f;
  }

  bool Score() {
    return kernels::ScoreKv(weights, {rows, n, kDim}, {rows, n, kDim}, salience)
               .ok() &&
           kernels::KeepQuantile(salience, 0.75f, keep).ok();
  }
  bool Attend(bool gated) {
    const SparsePattern pattern{
        .window = 256,
        .keep = gated ? std::span<const std::uint8_t>(keep)
                      : std::span<const std::uint8_t>()};
    return kernels::AttendSparse({rows, n, kDim}, {rows, n, kDim},
                                 {rows, n, kDim}, pattern, {.scale = kScale},
                                 {out, n, kDim}, lse)
        .ok();
  }

  static constexpr std::size_t kHidden = 16;
  std::size_t n;
  std::vector<float> rows, flat, salience, out, lse;
  std::vector<std::uint8_t> keep;
  kernels::GrnnWeights weights;
};

// Scores, keeps a quarter, attends; beside attending without a gate.
Result<Trial> PrepareGate(const Settings& settings, std::size_t n,
                          const std::string& name) {
  const auto data = std::make_shared<GateData>(n, settings.seed);
  if (!kernels::LoadGrnn(data->flat, data->weights).ok() || !data->Score() ||
      !data->Attend(true)) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  Trial trial;
  trial.contestants = {
      {.name = "ours",
       .run =
           [data] { static_cast<void>(data->Score() && data->Attend(true)); }},
      {.name = "ungated",
       .run = [data] { static_cast<void>(data->Attend(false)); }},
      {.name = "scores_only",
       .run = [data] { static_cast<void>(data->Score()); }}};
  return trial;
}

}  // namespace

void AddHeadsScenarios(const Settings& settings, std::vector<Scenario>& list) {
  for (const std::size_t n : {1024u, 4096u, 8192u}) {
    if (settings.quick && n > 4096) continue;
    for (const int threads : ThreadCounts(settings)) {
      const std::string name = fmt::format(
          "heads/q=8/kv=2/n={}/w=128/causal=1/threads={}", n, threads);
      list.push_back({name, threads, [=](const Settings& current) {
                        return PrepareHeads(current, n, threads, name);
                      }});
    }
  }
  for (const std::size_t n : {1024u, 8192u}) {
    const std::string name = fmt::format("gate/n={}/w=256/threads=1", n);
    list.push_back({name, 1, [=](const Settings& current) {
                      return PrepareGate(current, n, name);
                    }});
  }
}

}  // namespace pastiche::bench
