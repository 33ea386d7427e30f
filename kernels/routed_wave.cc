#include "kernels/routed_wave.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/decode_partial.h"
#include "kernels/executor.h"
#include "kernels/exp2.h"

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// About 50 us of reading: below it, waking threads costs more.
constexpr double kSerialBytes = 4e6;

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

}  // namespace

RoutedWave::RoutedWave(const ConstMatrix& queries, const KeyBlocks& keys,
                       const ConstMatrix& values,
                       const RouteSummaries& summaries,
                       const RoutedOptions& options, const RoutedResult& result,
                       RoutedWorkspace::Buffers& buffers)
    : queries_(queries),
      keys_(keys),
      values_(values),
      summaries_(summaries),
      options_(options),
      result_(result),
      buffers_(buffers),
      run_chunk_(ActiveDecodeChunk()),
      scores_(ActiveRouteScores()),
      blocks_(keys.count / kKeyBlock),
      per_block_(kKeyBlock / summaries.segment),
      row_(KeyBlocksSize(blocks_ * per_block_, 1)),
      block_row_(KeyBlocksSize(blocks_, 1)),
      spans_((blocks_ + kSpanBlocks - 1) / kSpanBlocks),
      wants_bound_(!result.missed_mass.empty() ||
                   options.max_missed_mass < 1.0f),
      max_norm_(std::max(double{summaries.max_norm}, NormOfRest(keys))),
      weight_range_(WeightRange(summaries.log_weights, summaries.segment)) {
  const std::size_t wave = std::min(kWaveQueries, queries.rows);
  buffers.means.resize(wave * row_);
  buffers.bounds.resize(wave * row_);
  buffers.terms.resize(wave * row_);
  buffers.order.resize(wave * block_row_);
  buffers.opened.resize(wave * block_row_);
  buffers.partials.resize(wave * spans_);
}

// Attends the first `count` keys of a block.
void RoutedWave::AttendKeys(std::size_t query, std::size_t block,
                            std::size_t count, DecodePartial& partial) const {
  const std::size_t key = block * kKeyBlock;
  run_chunk_(
      {.query = queries_.row(query),
       .key_dim = keys_.dim,
       .value_dim = values_.cols,
       .scale = options_.scale,
       .key_blocks = keys_.data.data() + key * keys_.dim,
       .values = values_.row(key),
       .value_stride = values_.stride,
       .bias = options_.key_bias.empty() ? nullptr : &options_.key_bias[key],
       .count = count},
      partial);
}

// Attends the opened blocks of one span for all queries of the wave. The block
// is the outer loop: its second reader finds it in the cache.
void RoutedWave::AttendSpan(std::size_t span) {
  std::array<bool, kWaveQueries> started{};
  DecodePartial partial;
  const std::size_t end = std::min(blocks_, (span + 1) * kSpanBlocks);
  for (std::size_t block = span * kSpanBlocks; block < end; ++block) {
    for (std::size_t slot = 0; slot < count_; ++slot) {
      if (buffers_.opened[slot * block_row_ + block] == 0) continue;
      DecodePartial& sum = buffers_.partials[slot * spans_ + span];
      if (!started[slot]) {
        started[slot] = true;
        AttendKeys(first_ + slot, block, kKeyBlock, sum);
      } else {
        AttendKeys(first_ + slot, block, kKeyBlock, partial);
        AddPartial(partial, values_.cols, sum);
      }
    }
  }
  for (std::size_t slot = 0; slot < count_; ++slot) {
    DecodePartial& sum = buffers_.partials[slot * spans_ + span];
    if (!started[slot]) sum.exponent = -kInfinity;
  }
}

// Adds every landmark of an unopened block.
void RoutedWave::AddLandmarks(std::size_t slot, const Seen& seen,
                              DecodePartial& total) {
  const RouteSummaries& s = summaries_;
  const std::uint8_t* const flags = &buffers_.opened[slot * block_row_];
  const std::size_t segments = seen.blocks * per_block_;
  float* const bias = &buffers_.terms[slot * row_];
  const float common = s.segment == 16   ? 2.77258872f
                       : s.segment == 32 ? 3.46573590f
                                         : 4.15888308f;
  for (std::size_t l = 0; l < segments; ++l) {
    const float weight = s.log_weights.empty() ? common : s.log_weights[l];
    bias[l] = flags[l / per_block_] != 0 ? -kInfinity : weight;
  }
  DecodePartial partial;
  for (std::size_t first = 0; first < segments; first += kDecodeChunk) {
    run_chunk_({.query = queries_.row(first_ + slot),
                .key_dim = keys_.dim,
                .value_dim = values_.cols,
                .scale = options_.scale,
                .key_blocks = s.mean_keys.data.data() + first * keys_.dim,
                .values = s.mean_values.row(first),
                .value_stride = s.mean_values.stride,
                .bias = bias + first,
                .count = std::min(kDecodeChunk, segments - first)},
               partial);
    AddPartial(partial, values_.cols, total);
  }
}

void RoutedWave::Finish(std::size_t slot) {
  const std::size_t query = first_ + slot;
  const Seen seen = SeenBy(query);
  DecodePartial total;
  ClearPartial(values_.cols, total);
  for (std::size_t span = 0; span < spans_; ++span) {
    const DecodePartial& sum = buffers_.partials[slot * spans_ + span];
    if (sum.exponent != -kInfinity) AddPartial(sum, values_.cols, total);
  }
  if (seen.rest > 0) {
    DecodePartial partial;
    AttendKeys(query, seen.blocks, seen.rest, partial);
    AddPartial(partial, values_.cols, total);
  }
  const std::uint8_t* const flags = &buffers_.opened[slot * block_row_];
  std::size_t opened = 0;
  for (std::size_t b = 0; b < seen.blocks; ++b) opened += flags[b];
  if (wants_bound_) {
    const float missed = OpenUntilBound(slot, seen, total, opened);
    if (!result_.missed_mass.empty()) result_.missed_mass[query] = missed;
  }
  if (opened < seen.blocks) AddLandmarks(slot, seen, total);
  const float inverse = total.sum > 0.0f ? 1.0f / total.sum : 0.0f;
  for (std::size_t c = 0; c < values_.cols; ++c) {
    result_.out.row(query)[c] = total.out[c] * inverse;
  }
  if (!result_.lse.empty()) {
    LogOfScaled({&total.exponent, 1}, {&total.sum, 1},
                {&result_.lse[query], 1});
  }
  if (!result_.opened.empty()) {
    std::copy_n(flags, blocks_, &result_.opened[query * blocks_]);
  }
}

void RoutedWave::Run(std::size_t first, std::size_t count) {
  first_ = first;
  count_ = count;
  const double bytes = 4.0 * static_cast<double>(count * keys_.count) *
                       static_cast<double>(keys_.dim + values_.cols) *
                       (double{options_.budget} + 0.1);
  const bool serial = bytes < kSerialBytes;
  ParallelFor(count, serial ? count : 1,
              [this](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) Choose(i);
              });
  ParallelFor(spans_, serial ? spans_ : 1,
              [this](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) AttendSpan(i);
              });
  ParallelFor(count, serial ? count : 1,
              [this](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) Finish(i);
              });
}

}  // namespace pastiche::kernels
