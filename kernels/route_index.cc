#include "kernels/route_index.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "kernels/exp2.h"
#include "kernels/plan.h"

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLargestScore = 0x1.62e42ep127f;  // FLT_MAX ln 2
constexpr float kLog2E = 1.44269504f;

using BlockFloats = std::array<float, kKeyBlock>;

// A float no less than `x` >= 0 although x went through a few hundred roundings
// in double. 0 stays 0; what is above FLT_MAX becomes infinity.
float RoundUp(double x) {
  if (x == 0.0) return 0.0f;
  const double up = x * (1.0 + 0x1p-22);
  if (!(up <= double{std::numeric_limits<float>::max()})) return kInfinity;
  return std::max(static_cast<float>(up), std::numeric_limits<float>::min());
}

// weights[j] = e^(b_j - largest b), more than 0 for every key that counts and 0
// for the others; returns ln of the sum of e^b_j, -infinity if none counts.
float BiasWeights(std::span<const float> bias, std::span<float> weights) {
  float largest = -kInfinity;
  const auto counts = [&](std::size_t j) {
    return bias[j] >= -kLargestScore;  // Not so for NaN.
  };
  for (std::size_t j = 0; j < bias.size(); ++j) {
    if (counts(j))
      largest = std::max(largest, std::min(bias[j], kLargestScore));
  }
  for (std::size_t j = 0; j < bias.size(); ++j) {
    weights[j] = (std::min(bias[j], kLargestScore) - largest) * kLog2E;
  }
  Exp2(weights, weights);
  float sum = 0.0f;
  for (std::size_t j = 0; j < bias.size(); ++j) {
    constexpr float kLeast = std::numeric_limits<float>::min();
    weights[j] = counts(j) ? std::max(weights[j], kLeast) : 0.0f;
    sum += weights[j];
  }
  const float zero = 0.0f;
  float log_sum = 0.0f;
  LogOfScaled({&zero, 1}, {&sum, 1}, {&log_sum, 1});
  return largest + log_sum;
}

}  // namespace

RouteIndex::RouteIndex(std::size_t segment) : segment_(segment) {
  assert(segment == 16 || segment == 32 || segment == kKeyBlock);
}

void RouteIndex::Reset() {
  key_dim_ = value_dim_ = block_count_ = 0;
  max_norm_ = 0.0f;
  for (std::vector<float>* v : {&mean_keys_, &mean_values_, &log_weights_,
                                &radii_, &low_keys_, &high_keys_}) {
    v->clear();
  }
}

Status RouteIndex::Check(std::size_t count, std::size_t key_dim,
                         const ConstMatrix& values,
                         std::span<const float> key_bias) const {
  Status status = CheckMatrix("values", values, kMaxHeadDim);
  if (!status.ok()) return status;
  if (values.rows != count) {
    return Status::Error("values have ", values.rows, " rows for ", count,
                         " keys");
  }
  if (!key_bias.empty() && key_bias.size() != count) {
    return Status::Error("key_bias has ", key_bias.size(), " entries for ",
                         count, " keys");
  }
  if (block_count_ > 0 && (key_dim != key_dim_ || values.cols != value_dim_)) {
    return Status::Error("keys and values of ", key_dim, " and ", values.cols,
                         " columns in an index of ", key_dim_, " and ",
                         value_dim_);
  }
  if (count / kKeyBlock < block_count_) {
    return Status::Error("fewer keys (", count, ") than the index holds (",
                         block_count_ * kKeyBlock, ")");
  }
  return status;
}

void RouteIndex::Grow(std::size_t blocks, std::size_t key_dim,
                      std::size_t value_dim) {
  key_dim_ = key_dim;
  value_dim_ = value_dim;
  const std::size_t segments = blocks * (kKeyBlock / segment_);
  mean_keys_.resize(KeyBlocksSize(segments, key_dim));
  mean_values_.resize(segments * value_dim);
  log_weights_.resize(segments);
  radii_.resize(segments);
  low_keys_.resize(KeyBlocksSize(blocks, key_dim));
  high_keys_.resize(KeyBlocksSize(blocks, key_dim));
}

Status RouteIndex::Extend(const ConstMatrix& keys, const ConstMatrix& values,
                          std::span<const float> key_bias) {
  Status status = CheckMatrix("keys", keys, kMaxHeadDim);
  if (status.ok()) status = Check(keys.rows, keys.cols, values, key_bias);
  if (!status.ok()) return status;
  const std::size_t blocks = keys.rows / kKeyBlock;
  Grow(blocks, keys.cols, values.cols);
  std::array<float, kMaxHeadDim * kKeyBlock> lines;
  for (; block_count_ < blocks; ++block_count_) {
    for (std::size_t j = 0; j < kKeyBlock; ++j) {
      const float* const key = keys.row(block_count_ * kKeyBlock + j);
      for (std::size_t c = 0; c < keys.cols; ++c) {
        lines[c * kKeyBlock + j] = key[c];
      }
    }
    AddBlock(block_count_, lines.data(), values, key_bias);
  }
  return status;
}

Status RouteIndex::Extend(const KeyBlocks& keys, const ConstMatrix& values,
                          std::span<const float> key_bias) {
  if (keys.dim > kMaxHeadDim) {
    return Status::Error("keys have ", keys.dim, " columns; the most is ",
                         kMaxHeadDim);
  }
  if (keys.data.size() < KeyBlocksSize(keys.count, keys.dim)) {
    return Status::Error("blocks of ", keys.count, " keys need more than ",
                         keys.data.size(), " floats");
  }
  Status status = Check(keys.count, keys.dim, values, key_bias);
  if (!status.ok()) return status;
  const std::size_t blocks = keys.count / kKeyBlock;
  Grow(blocks, keys.dim, values.cols);
  for (; block_count_ < blocks; ++block_count_) {
    AddBlock(block_count_,
             keys.data.data() + block_count_ * kKeyBlock * keys.dim, values,
             key_bias);
  }
  return status;
}

// `lines` are the block's keys, column by column.
void RouteIndex::AddBlock(std::size_t block, const float* lines,
                          const ConstMatrix& values,
                          std::span<const float> key_bias) {
  BlockFloats weights;
  weights.fill(1.0f);
  const std::size_t first_key = block * kKeyBlock;
  for (std::size_t at = 0; at < kKeyBlock; at += segment_) {
    const std::size_t s = (first_key + at) / segment_;
    if (key_bias.empty()) {  // ln 16, 32, 64 are 4, 5, 6 ln 2.
      log_weights_[s] = 0.693147181f * (segment_ == 16   ? 4.0f
                                        : segment_ == 32 ? 5.0f
                                                         : 6.0f);
    } else {
      log_weights_[s] = BiasWeights(key_bias.subspan(first_key + at, segment_),
                                    std::span(weights).subspan(at, segment_));
    }
    AddSegment(first_key + at, lines + at, values, weights.data() + at);
  }

  const std::size_t segments = kKeyBlock / segment_;
  const float* const radii = &radii_[block * segments];
  const bool bounded = std::all_of(radii, radii + segments,
                                   [](float r) { return r < kInfinity; });
  for (std::size_t c = 0; c < key_dim_; ++c) {
    float low = bounded ? kInfinity : -kInfinity;
    float high = -low;
    for (std::size_t j = 0; bounded && j < kKeyBlock; ++j) {
      if (weights[j] == 0.0f) continue;
      low = std::min(low, lines[c * kKeyBlock + j]);
      high = std::max(high, lines[c * kKeyBlock + j]);
    }
    const bool empty = low > high;
    const std::size_t to =
        (block / kKeyBlock * key_dim_ + c) * kKeyBlock + block % kKeyBlock;
    low_keys_[to] = empty ? 0.0f : low;
    high_keys_[to] = empty ? 0.0f : high;
  }
}

// Mean, radius and lengths of one segment, whose weight is known.
void RouteIndex::AddSegment(std::size_t first_key, const float* lines,
                            const ConstMatrix& values, const float* weights) {
  const std::size_t s = first_key / segment_;
  double total = 0.0;
  for (std::size_t j = 0; j < segment_; ++j) total += double{weights[j]};
  const double inverse = total > 0.0 ? 1.0 / total : 0.0;

  std::array<double, kKeyBlock> distance{};
  std::array<double, kKeyBlock> length{};
  const std::size_t to = s / kKeyBlock * key_dim_ * kKeyBlock + s % kKeyBlock;
  for (std::size_t c = 0; c < key_dim_; ++c) {
    const float* const line = lines + c * kKeyBlock;
    double sum = 0.0;
    for (std::size_t j = 0; j < segment_; ++j) {
      if (weights[j] > 0.0f) sum += double{weights[j]} * double{line[j]};
    }
    const auto mean = static_cast<float>(sum * inverse);
    mean_keys_[to + c * kKeyBlock] = mean;
    for (std::size_t j = 0; j < segment_; ++j) {
      const double key = double{line[j]};
      distance[j] += (key - double{mean}) * (key - double{mean});
      length[j] += key * key;
    }
  }
  float radius = 0.0f;
  for (std::size_t j = 0; j < segment_; ++j) {
    if (!(weights[j] > 0.0f)) continue;
    const float r = RoundUp(std::sqrt(distance[j]));  // NaN: infinity.
    radius = std::max(radius, r);
    if (r < kInfinity) {
      max_norm_ = std::max(max_norm_, RoundUp(std::sqrt(length[j])));
    }
  }
  radii_[s] = radius;
  if (radius == kInfinity) {
    log_weights_[s] = -kInfinity;
    for (std::size_t c = 0; c < key_dim_; ++c)
      mean_keys_[to + c * kKeyBlock] = 0;
  }

  float* const mean_value = mean_values_.data() + s * value_dim_;
  for (std::size_t c = 0; c < value_dim_; ++c) {
    double sum = 0.0;
    for (std::size_t j = 0; j < segment_; ++j) {
      sum += double{weights[j]} * double{values.row(first_key + j)[c]};
    }
    mean_value[c] = static_cast<float>(sum * inverse);
  }
}

RouteSummaries RouteIndex::summaries() const {
  const std::size_t segments = block_count_ * (kKeyBlock / segment_);
  return {.block_count = block_count_,
          .segment = segment_,
          .mean_keys = {mean_keys_, segments, key_dim_},
          .mean_values = ConstMatrix(mean_values_, segments, value_dim_),
          .log_weights = log_weights_,
          .radii = radii_,
          .low_keys = {low_keys_, block_count_, key_dim_},
          .high_keys = {high_keys_, block_count_, key_dim_},
          .max_norm = max_norm_};
}

}  // namespace pastiche::kernels
