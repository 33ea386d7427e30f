#include "kernels/routed.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/plan.h"
#include "kernels/routed_wave.h"

namespace pastiche::kernels {
namespace {

constexpr std::size_t kMaxKeys = std::size_t{1} << 37;  // 2^31 blocks.

// At least the length of every key past the last complete block.
double NormOfRest(const KeyBlocks& keys) {
  const std::size_t rest = keys.count % kKeyBlock;
  if (rest == 0) return 0.0;
  std::array<double, kKeyBlock> squares{};
  const float* const lines =
      keys.data.data() + keys.count / kKeyBlock * kKeyBlock * keys.dim;
  for (std::size_t c = 0; c < keys.dim; ++c) {
    for (std::size_t j = 0; j < rest; ++j) {
      const double key = double{lines[c * kKeyBlock + j]};
      squares[j] += key * key;
    }
  }
  double largest = 0.0;  // Keys that are not finite have no rounding to count.
  for (std::size_t j = 0; j < rest; ++j) {
    if (std::isfinite(squares[j])) largest = std::max(largest, squares[j]);
  }
  return std::sqrt(largest) * (1.0 + 0x1p-40);
}

Status CheckInputs(const ConstMatrix& queries, const KeyBlocks& keys,
                   const ConstMatrix& values) {
  Status status = CheckMatrix("queries", queries, kMaxHeadDim);
  if (status.ok()) status = CheckMatrix("values", values, kMaxHeadDim);
  if (!status.ok()) return status;
  if (keys.dim != queries.cols) {
    return Status::Error("keys have ", keys.dim, " columns but queries have ",
                         queries.cols);
  }
  if (keys.count > kMaxKeys) {
    return Status::Error("more keys (", keys.count, ") than ", kMaxKeys);
  }
  if (keys.data.size() < KeyBlocksSize(keys.count, keys.dim)) {
    return Status::Error("blocks of ", keys.count, " keys need more than ",
                         keys.data.size(), " floats");
  }
  if (values.rows != keys.count) {
    return Status::Error("values have ", values.rows, " rows for ", keys.count,
                         " keys");
  }
  return status;
}

Status CheckSummaries(const RouteSummaries& s, const KeyBlocks& keys,
                      const ConstMatrix& values) {
  if (s.segment != 16 && s.segment != 32 && s.segment != kKeyBlock) {
    return Status::Error("summaries have segments of ", s.segment,
                         " keys; allowed are 16, 32 and 64");
  }
  if (s.block_count != keys.count / kKeyBlock) {
    return Status::Error("summaries of ", s.block_count, " blocks for ",
                         keys.count, " keys");
  }
  const std::size_t segments = s.segments();
  if (s.radii.size() < segments ||
      (!s.log_weights.empty() && s.log_weights.size() < segments) ||
      s.mean_keys.dim != keys.dim ||
      s.mean_keys.data.size() < KeyBlocksSize(segments, keys.dim)) {
    return Status::Error("summaries lack mean keys, radii or weights of ",
                         segments, " segments");
  }
  Status status = CheckMatrix("mean_values", s.mean_values, kMaxHeadDim);
  if (!status.ok()) return status;
  if (s.mean_values.rows < segments || s.mean_values.cols != values.cols) {
    return Status::Error("mean_values are ", s.mean_values.rows, " by ",
                         s.mean_values.cols, "; needed are ", segments, " by ",
                         values.cols);
  }
  const std::size_t box = KeyBlocksSize(s.block_count, keys.dim);
  const bool unboxed = s.low_keys.data.empty() && s.high_keys.data.empty();
  if (!unboxed &&
      (s.low_keys.data.size() < box || s.high_keys.data.size() < box)) {
    return Status::Error("summaries have boxes of fewer than ", s.block_count,
                         " blocks");
  }
  return status;
}

Status CheckOptions(const RoutedOptions& options, std::size_t queries,
                    std::size_t keys) {
  if (!options.key_bias.empty() && options.key_bias.size() != keys) {
    return Status::Error("key_bias has ", options.key_bias.size(),
                         " entries for ", keys, " keys");
  }
  if (!std::isfinite(options.scale)) {
    return Status::Error("scale is not finite");
  }
  if (!(options.budget >= 0.0f && options.budget <= 1.0f)) {
    return Status::Error("budget is not in [0, 1]");
  }
  if (!(options.max_missed_mass >= 0.0f && options.max_missed_mass <= 1.0f)) {
    return Status::Error("max_missed_mass is not in [0, 1]");
  }
  if (options.group == 0) return Status::Error("group is 0");
  if (options.query_position > kMaxKeys || queries > kMaxKeys) {
    return Status::Error("query_position ", options.query_position,
                         " is too large");
  }
  return {};
}

}  // namespace

RoutedWorkspace::RoutedWorkspace() : buffers_(std::make_unique<Buffers>()) {}
RoutedWorkspace::~RoutedWorkspace() = default;
RoutedWorkspace::RoutedWorkspace(RoutedWorkspace&&) noexcept = default;
RoutedWorkspace& RoutedWorkspace::operator=(RoutedWorkspace&&) noexcept =
    default;

Status CheckRouted(const ConstMatrix& queries, const KeyBlocks& keys,
                   const ConstMatrix& values, const RouteSummaries& summaries,
                   const RoutedOptions& options, const RoutedResult& result) {
  Status status = CheckInputs(queries, keys, values);
  if (status.ok()) status = CheckSummaries(summaries, keys, values);
  if (status.ok()) status = CheckOptions(options, queries.rows, keys.count);
  if (status.ok()) status = CheckMatrix("out", result.out, kMaxHeadDim);
  if (!status.ok()) return status;
  if (result.out.rows != queries.rows || result.out.cols != values.cols) {
    return Status::Error("out is ", result.out.rows, " by ", result.out.cols,
                         "; needed is ", queries.rows, " by ", values.cols);
  }
  if (!result.lse.empty() && result.lse.size() != queries.rows) {
    return Status::Error("lse has ", result.lse.size(), " entries for ",
                         queries.rows, " queries");
  }
  if (!result.missed_mass.empty() &&
      result.missed_mass.size() != queries.rows) {
    return Status::Error("missed_mass has ", result.missed_mass.size(),
                         " entries for ", queries.rows, " queries");
  }
  const std::size_t blocks = keys.count / kKeyBlock;
  if (!result.opened.empty() &&
      (blocks == 0 || result.opened.size() / blocks != queries.rows ||
       result.opened.size() % blocks != 0)) {
    return Status::Error("opened has ", result.opened.size(), " entries for ",
                         queries.rows, " queries and ", blocks, " blocks");
  }
  return status;
}

Status AttendRouted(const ConstMatrix& queries, const KeyBlocks& keys,
                    const ConstMatrix& values, const RouteSummaries& summaries,
                    const RoutedOptions& options, const RoutedResult& result,
                    RoutedWorkspace& workspace) {
  Status status =
      CheckRouted(queries, keys, values, summaries, options, result);
  if (!status.ok() || queries.rows == 0) return status;
  const CacheView view{.type = StorageType::kFloat32,
                       .count = keys.count,
                       .key_dim = keys.dim,
                       .value_dim = values.cols,
                       .keys = keys.data.data(),
                       .values = values.data.data(),
                       .value_stride = values.stride};
  RoutedWave wave(queries, view, NormOfRest(keys), summaries, options, result,
                  workspace.buffers());
  for (std::size_t first = 0; first < queries.rows; first += kWaveQueries) {
    wave.Run(first, std::min(kWaveQueries, queries.rows - first));
  }
  return status;
}

}  // namespace pastiche::kernels
