#include "kernels/routed_wave.h"

#include <algorithm>
#include <array>
#include <limits>

#include "kernels/decode_partial.h"
#include "kernels/executor.h"
#include "kernels/exp2.h"

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// About 50 us of reading: below it, waking threads costs more.
constexpr double kSerialBytes = 4e6;

}  // namespace

RoutedWave::RoutedWave(const ConstMatrix& queries, const CacheView& view,
                       double rest_norm, const RouteSummaries& summaries,
                       const RoutedOptions& options, const RoutedResult& result,
                       RoutedWorkspace::Buffers& buffers)
    : queries_(queries),
      view_(view),
      summaries_(summaries),
      options_(options),
      result_(result),
      buffers_(buffers),
      kernel_(ActiveCacheKernel()),
      run_chunk_(ActiveDecodeChunk()),
      scores_(ActiveRouteScores()),
      blocks_(view.count / kKeyBlock),
      per_block_(kKeyBlock / summaries.segment),
      row_(KeyBlocksSize(blocks_ * per_block_, 1)),
      block_row_(KeyBlocksSize(blocks_, 1)),
      spans_((blocks_ + kSpanBlocks - 1) / kSpanBlocks),
      wants_bound_(!result.missed_mass.empty() ||
                   options.max_missed_mass < 1.0f),
      max_norm_(std::max(double{summaries.max_norm}, rest_norm)),
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
  CacheTask task;
  task.queries[0] = queries_.row(query);
  task.query_count = 1;
  task.scale = options_.scale;
  task.view = view_;
  task.begin = block * kKeyBlock;
  task.end = task.begin + count;
  if (!options_.key_bias.empty()) task.bias = &options_.key_bias[task.begin];
  kernel_.attend(task, &partial);
}

// Attends a whole block for at most kQueryGroup queries of the wave.
void RoutedWave::AttendBlock(std::size_t block,
                             std::span<const std::size_t> slots,
                             std::span<DecodePartial> partials) const {
  CacheTask task;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    task.queries[i] = queries_.row(first_ + slots[i]);
  }
  task.query_count = slots.size();
  task.scale = options_.scale;
  task.view = view_;
  task.begin = block * kKeyBlock;
  task.end = task.begin + kKeyBlock;
  if (!options_.key_bias.empty()) task.bias = &options_.key_bias[task.begin];
  kernel_.attend(task, partials.data());
}

// Attends the opened blocks of one span for all queries of the wave. The block
// is the outer loop: its second reader finds it in the cache.
void RoutedWave::AttendSpan(std::size_t span) {
  for (std::size_t slot = 0; slot < count_; ++slot) {
    ClearPartial(view_.value_dim, buffers_.partials[slot * spans_ + span]);
  }
  std::array<DecodePartial, kQueryGroup> partials;
  std::array<std::size_t, kWaveQueries> readers;
  const std::size_t end = std::min(blocks_, (span + 1) * kSpanBlocks);
  for (std::size_t block = span * kSpanBlocks; block < end; ++block) {
    std::size_t count = 0;
    for (std::size_t slot = 0; slot < count_; ++slot) {
      if (buffers_.opened[slot * block_row_ + block] != 0) {
        readers[count++] = slot;
      }
    }
    for (std::size_t i = 0; i < count; i += kQueryGroup) {
      const std::span<const std::size_t> group(
          &readers[i], std::min(kQueryGroup, count - i));
      AttendBlock(block, group, partials);
      for (std::size_t g = 0; g < group.size(); ++g) {
        AddPartial(partials[g], view_.value_dim,
                   buffers_.partials[group[g] * spans_ + span]);
      }
    }
  }
}

// Adds every landmark of an unopened block.
void RoutedWave::AddLandmarks(std::size_t slot, const Seen& seen,
                              DecodePartial& total) {
  const RouteSummaries& s = summaries_;
  const std::uint8_t* const flags = buffers_.opened.data() + slot * block_row_;
  const std::size_t segments = seen.blocks * per_block_;
  float* const bias = buffers_.terms.data() + slot * row_;
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
                .key_dim = view_.key_dim,
                .value_dim = view_.value_dim,
                .scale = options_.scale,
                .key_blocks = s.mean_keys.data.data() + first * view_.key_dim,
                .values = s.mean_values.row(first),
                .value_stride = s.mean_values.stride,
                .bias = bias + first,
                .count = std::min(kDecodeChunk, segments - first)},
               partial);
    AddPartial(partial, view_.value_dim, total);
  }
}

void RoutedWave::Finish(std::size_t slot) {
  const std::size_t query = first_ + slot;
  const Seen seen = SeenBy(query);
  DecodePartial total;
  ClearPartial(view_.value_dim, total);
  for (std::size_t span = 0; span < spans_; ++span) {
    const DecodePartial& sum = buffers_.partials[slot * spans_ + span];
    if (sum.exponent != -kInfinity) AddPartial(sum, view_.value_dim, total);
  }
  if (seen.rest > 0) {
    DecodePartial partial;
    AttendKeys(query, seen.blocks, seen.rest, partial);
    AddPartial(partial, view_.value_dim, total);
  }
  const std::uint8_t* const flags = buffers_.opened.data() + slot * block_row_;
  std::size_t opened = 0;
  for (std::size_t b = 0; b < seen.blocks; ++b) opened += flags[b];
  if (wants_bound_) {
    const float missed = OpenUntilBound(slot, seen, total, opened);
    if (!result_.missed_mass.empty()) result_.missed_mass[query] = missed;
  }
  if (opened < seen.blocks) AddLandmarks(slot, seen, total);
  const float inverse = total.sum > 0.0f ? 1.0f / total.sum : 0.0f;
  for (std::size_t c = 0; c < view_.value_dim; ++c) {
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
  const double bytes = 4.0 * static_cast<double>(count * view_.count) *
                       static_cast<double>(view_.key_dim + view_.value_dim) *
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
