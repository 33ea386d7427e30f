// Decoding from KV caches in every storage type, with groups of heads,
// sparsely, and what an append costs that evicts.

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "bench/scenario.h"
#include "kernels/decode_cache.h"
#include "kernels/decode_sparse.h"
#include "kernels/kv_cache.h"
#include "kernels/storage_type.h"

namespace pastiche::bench {
namespace {

using kernels::StorageType;

constexpr std::size_t kDim = 64;
constexpr float kScale = 0.125f;

struct CacheCase {
  std::size_t n = 0;
  StorageType type = StorageType::kFloat32;
  std::size_t group = 1;  // Query heads on the one key head.
  bool sparse = false;
};

struct CacheData {
  CacheData(const CacheCase& wanted, std::uint64_t seed)
      : n(wanted.n),
        queries(RandomFloats(wanted.group * kDim, seed)),
        keys(RandomFloats(n * kDim, seed + 1)),
        values(RandomFloats(n * kDim, seed + 2)),
        out(wanted.group * kDim),
        lse(wanted.group),
        group(wanted.group) {}

  bool Fill(const kernels::KvCacheOptions& shape) {
    memory.resize(kernels::KvCacheBytes(shape));
    return cache.Init(shape, memory).ok() &&
           cache.AppendAll({keys, n, kDim}, {values, n, kDim}).ok();
  }
  [[nodiscard]] kernels::CacheQueries view() {
    return {.cache = &cache,
            .queries = {queries, group, kDim},
            .out = {out, group, kDim},
            .lse = lse};
  }
  bool Dense() { return kernels::DecodeCache(view(), options).ok(); }
  bool Sparse() { return kernels::DecodeSparse(view(), {}, options).ok(); }
  // Appends token number i of the data, for ever around.
  bool Append(std::size_t i) {
    const auto row = [&](const std::vector<float>& all) {
      return kernels::ConstMatrix(std::span(all).subspan(i % n * kDim, kDim), 1,
                                  kDim);
    };
    return cache.Append(row(keys), row(values)).ok();
  }

  std::size_t n;
  std::vector<float> queries, keys, values, out, lse;
  std::size_t group;
  kernels::CacheDecodeOptions options{.scale = kScale};
  std::vector<std::byte> memory;
  kernels::KvCache cache;
  std::size_t next = 0;
};

// Dense attention in double precision over what the cache holds.
std::vector<float> Expected(const CacheData& data) {
  std::vector<float> expected(data.group * kDim), row(kDim);
  for (std::size_t h = 0; h < data.group; ++h) {
    double sum = 0.0;
    std::vector<double> total(kDim, 0.0);
    for (std::size_t j = 0; j < data.n; ++j) {
      data.cache.ReadKey(0, j, row.data());
      double score = 0.0;
      for (std::size_t c = 0; c < kDim; ++c) {
        score += double{kScale} * double{data.queries[h * kDim + c]} *
                 double{row[c]};
      }
      const double p = std::exp(score);  // |score| <= 8
      data.cache.ReadValue(0, j, row.data());
      sum += p;
      for (std::size_t c = 0; c < kDim; ++c) total[c] += p * double{row[c]};
    }
    for (std::size_t c = 0; c < kDim; ++c) {
      expected[h * kDim + c] = static_cast<float>(total[c] / sum);
    }
  }
  return expected;
}

Result<Trial> PrepareDecode(const Settings& settings, const CacheCase& wanted,
                            int threads, const std::string& name) {
  const auto data = std::make_shared<CacheData>(wanted, settings.seed);
  const kernels::KvCacheOptions options{.capacity = wanted.n,
                                        .key_dim = kDim,
                                        .value_dim = kDim,
                                        .type = wanted.type};
  data->options.query_heads = wanted.group;
  if (!data->Fill(options) || !data->Dense()) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  const auto verified = Verify(name, data->out, Expected(*data), 6e-5);
  if (!verified) return Fail(verified);
  const std::size_t scales =
      wanted.type == StorageType::kInt8 ? 2 * sizeof(float) : 0;
  const std::size_t bytes =
      wanted.n * (2 * kDim * kernels::StorageBytes(wanted.type) + scales);
  Trial trial;
  if (wanted.sparse) {
    trial.contestants = {
        {.name = "ours", .run = [data] { static_cast<void>(data->Sparse()); }},
        {.name = "dense", .run = [data] { static_cast<void>(data->Dense()); }}};
    return trial;
  }
  trial.bytes = static_cast<double>(bytes);
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Dense()); }},
      ReadLimit(bytes)};
  if (wanted.group > 1) {
    trial.flops =
        4.0 * static_cast<double>(wanted.group * wanted.n) * double{kDim};
    trial.contestants.push_back(FmaLimit(trial.flops, threads));
  }
  return trial;
}

Result<Trial> PrepareEvict(const Settings& settings, std::size_t n,
                           kernels::EvictionPolicy policy,
                           const std::string& name) {
  const auto data =
      std::make_shared<CacheData>(CacheCase{.n = n}, settings.seed);
  const kernels::KvCacheOptions options{.capacity = n,
                                        .key_dim = kDim,
                                        .value_dim = kDim,
                                        .eviction = policy,
                                        .sinks = 4};
  if (!data->Fill(options) || !data->Append(0)) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  Trial trial;
  trial.contestants = {{.name = "ours", .run = [data] {
                          static_cast<void>(data->Append(data->next++));
                        }}};
  return trial;
}

std::string NameOf(const CacheCase& each, int threads) {
  return fmt::format(
      "decode{}/n={}/d={}/type={}{}/threads={}", each.sparse ? "-sparse" : "",
      each.n, kDim, kernels::StorageName(each.type),
      each.group > 1 ? fmt::format("/group={}", each.group) : "", threads);
}

}  // namespace

void AddCacheScenarios(const Settings& settings, std::vector<Scenario>& list) {
  std::vector<CacheCase> cases;
  for (const std::size_t n : {1024u, 8192u, 65536u}) {
    for (const auto type : {StorageType::kFloat32, StorageType::kFloat16,
                            StorageType::kBfloat16, StorageType::kInt8}) {
      cases.push_back({.n = n, .type = type});
    }
    cases.push_back({.n = n, .type = StorageType::kFloat16, .group = 4});
    cases.push_back({.n = n, .sparse = true});
  }
  for (const CacheCase& each : cases) {
    for (const int threads : ThreadCounts(settings)) {
      if (threads > 1 && (each.n < 65536 || each.sparse)) continue;
      const std::string name = NameOf(each, threads);
      list.push_back({name, threads, [=](const Settings& current) {
                        return PrepareDecode(current, each, threads, name);
                      }});
    }
  }
  using kernels::EvictionPolicy;
  for (const std::size_t n : {1024u, 8192u, 65536u}) {
    for (const auto policy :
         {EvictionPolicy::kSliding, EvictionPolicy::kHeavyHitter}) {
      const std::string name = fmt::format(
          "evict/n={}/policy={}/threads=1", n,
          policy == EvictionPolicy::kSliding ? "sliding" : "heavy-hitter");
      list.push_back({name, 1, [=](const Settings& current) {
                        return PrepareEvict(current, n, policy, name);
                      }});
    }
  }
}

}  // namespace pastiche::bench
