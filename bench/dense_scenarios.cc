// Dense attention beside the multiply-add peak and the peers.

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <span>

#include "bench/peers/peer.h"
#include "bench/scenario.h"
#include "kernels/attention.h"
#include "kernels/reference.h"

namespace pastiche::bench {
namespace {

using kernels::ConstMatrix;
using kernels::MutableMatrix;

struct DenseData {
  std::size_t n = 0, dim = 0;
  bool causal = false;
  std::vector<float> queries, keys, values, out, lse;

  [[nodiscard]] kernels::AttendOptions options() const {
    return {.scale = 1.0f / std::sqrt(static_cast<float>(dim)),
            .causal = causal};
  }
  kernels::Status Attend() {
    return kernels::Attend({queries, n, dim}, {keys, n, dim}, {values, n, dim},
                           options(), {out, n, dim}, lse);
  }
  // What the first `rows` rows should be.
  [[nodiscard]] std::vector<float> Expected(std::size_t rows) const {
    std::vector<float> expected(rows * dim), expected_lse(rows);
    const bool ok = kernels::reference::Attend(
                        {queries, rows, dim}, {keys, n, dim}, {values, n, dim},
                        options(), {expected, rows, dim}, expected_lse)
                        .ok();
    if (!ok) expected.clear();
    return expected;
  }
};

std::shared_ptr<DenseData> MakeData(std::size_t n, std::size_t dim, bool causal,
                                    std::uint64_t seed) {
  auto data = std::make_shared<DenseData>();
  data->n = n;
  data->dim = dim;
  data->causal = causal;
  data->queries = RandomFloats(n * dim, seed);
  data->keys = RandomFloats(n * dim, seed + 1);
  data->values = RandomFloats(n * dim, seed + 2);
  data->out.resize(n * dim);
  data->lse.resize(n);
  return data;
}

constexpr std::size_t kCheckedRows = 40;
constexpr double kBound = 6e-5;  // 1000 roundings.

std::vector<float> Head(const std::vector<float>& all, std::size_t count) {
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

// Checks each peer on this problem, finds its best block shape and adds it.
Result<void> AddPeers(const std::shared_ptr<DenseData>& data,
                      const std::vector<float>& expected, Trial& trial) {
  for (const auto& peer : Peers()) {
    auto out = std::make_shared<std::vector<float>>(data->out.size());
    const PeerProblem problem{.queries = data->queries.data(),
                              .keys = data->keys.data(),
                              .values = data->values.data(),
                              .n = data->n,
                              .dim = data->dim,
                              .scale = data->options().scale,
                              .out = out->data()};
    const PeerShape shape = TunePeer(*peer, problem);
    peer->Attend(problem, shape);
    const auto verified =
        Verify(peer->name(), Head(*out, expected.size()), expected, kBound);
    if (!verified) return Fail(verified);
    trial.contestants.push_back(
        {.name = peer->name(), .run = [peer, problem, shape, data, out] {
           peer->Attend(problem, shape);
         }});
    trial.details.emplace_back(peer->name() + "_rows", shape.query_rows);
    trial.details.emplace_back(peer->name() + "_cols", shape.key_rows);
  }
  return {};
}

struct DenseCase {
  std::size_t n, dim;
  bool causal = false;
  bool peers = false;
};

Result<Trial> Prepare(const Settings& settings, const DenseCase& wanted,
                      int threads, const std::string& name) {
  const auto data =
      MakeData(wanted.n, wanted.dim, wanted.causal, settings.seed);
  const std::size_t rows = std::min(kCheckedRows, wanted.n);
  const std::vector<float> expected = data->Expected(rows);
  if (const auto status = data->Attend(); !status.ok()) {
    return Fail(ErrorCode::kInvalidArgument, std::string(status.message()));
  }
  const auto verified =
      Verify(name, Head(data->out, rows * wanted.dim), expected, kBound);
  if (!verified) return Fail(verified);
  const double n = static_cast<double>(wanted.n);
  const double pairs = wanted.causal ? n * (n + 1.0) / 2.0 : n * n;
  Trial trial{.flops = 4.0 * pairs * static_cast<double>(wanted.dim)};
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Attend()); }},
      FmaLimit(trial.flops, threads)};
  if (settings.peers && wanted.peers) {
    const auto added = AddPeers(data, expected, trial);
    if (!added) return Fail(added);
  }
  return trial;
}

}  // namespace

void AddDenseScenarios(const Settings& settings, std::vector<Scenario>& list) {
  std::vector<DenseCase> cases = {{256, 64, false, true},
                                  {1024, 64, false, true},
                                  {2048, 64, false, true},
                                  {4096, 64, false, true}};
  if (!settings.quick) {
    cases.push_back({8192, 64, false, true});
    cases.push_back({1024, 48});
    cases.push_back({1024, 128, false, true});
    cases.push_back({1024, 256});
    cases.push_back({4096, 64, true});
  }
  for (const DenseCase& each : cases) {
    for (const int threads : ThreadCounts(settings)) {
      const std::string name =
          fmt::format("dense/n={}/d={}{}/threads={}", each.n, each.dim,
                      each.causal ? "/causal=1" : "", threads);
      list.push_back({name, threads, [=](const Settings& current) {
                        return Prepare(current, each, threads, name);
                      }});
    }
  }
}

}  // namespace pastiche::bench
