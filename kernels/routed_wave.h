// The three steps of routed attention for a few queries at a time: choose
// blocks, attend inside them, add landmarks and the bound. Internal.

#ifndef PASTICHE_KERNELS_ROUTED_WAVE_H_
#define PASTICHE_KERNELS_ROUTED_WAVE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/cache_chunk.h"
#include "kernels/decode_chunk.h"
#include "kernels/missed_mass.h"
#include "kernels/route_scores.h"
#include "kernels/routed.h"

namespace pastiche::kernels {

// Queries that share the reading of a block.
inline constexpr std::size_t kWaveQueries = 32;
// Blocks whose results are summed on their own, then merged in order: part of
// the arithmetic, so never tuned per machine.
inline constexpr std::size_t kSpanBlocks = 16;

// Per query of the wave; rows are as long as all blocks or segments need.
struct RoutedWorkspace::Buffers {
  std::vector<float> means;             // Scores of segment means, log2 units.
  std::vector<float> bounds;            // Upper bounds on any score in them.
  std::vector<float> terms;             // MassTerms, then landmark biases.
  std::vector<std::uint64_t> order;     // Blocks, best first once sorted.
  std::vector<std::uint8_t> opened;     // (wave, blocks)
  std::vector<DecodePartial> partials;  // (wave, spans)
};

// One AttendRouted call whose arguments are checked.
class RoutedWave {
 public:
  // `rest_norm`: at least the length of every key past the last complete block.
  RoutedWave(const ConstMatrix& queries, const CacheView& view,
             double rest_norm, const RouteSummaries& summaries,
             const RoutedOptions& options, const RoutedResult& result,
             RoutedWorkspace::Buffers& buffers);

  // Attends queries first ... first + count - 1, count <= kWaveQueries.
  void Run(std::size_t first, std::size_t count);

 private:
  struct Seen {  // What a query sees: complete blocks, then a few keys.
    std::size_t blocks = 0;
    std::size_t rest = 0;
  };
  [[nodiscard]] Seen SeenBy(std::size_t query) const;
  [[nodiscard]] std::size_t Budget(std::size_t blocks) const;
  void ScaleQuery(std::size_t query, float* scaled, double& norm) const;
  void Choose(std::size_t slot);
  void SetPriorities(std::size_t slot, std::size_t blocks);
  void AttendSpan(std::size_t span);
  void AttendKeys(std::size_t query, std::size_t block, std::size_t count,
                  DecodePartial& partial) const;
  void AttendBlock(std::size_t block, std::span<const std::size_t> slots,
                   std::span<DecodePartial> partials) const;
  void Finish(std::size_t slot);
  float OpenUntilBound(std::size_t slot, const Seen& seen, DecodePartial& total,
                       std::size_t& opened);
  void AddLandmarks(std::size_t slot, const Seen& seen, DecodePartial& total);

  const ConstMatrix& queries_;
  const CacheView view_;
  const RouteSummaries& summaries_;
  const RoutedOptions& options_;
  const RoutedResult& result_;
  RoutedWorkspace::Buffers& buffers_;
  CacheKernel kernel_;
  DecodeChunkFunction run_chunk_;  // For landmarks.
  RouteScoreFunctions scores_;
  std::size_t blocks_;     // Complete ones.
  std::size_t per_block_;  // Segments.
  std::size_t row_;        // Floats per query in buffers of segments.
  std::size_t block_row_;  // The same of blocks.
  std::size_t spans_;
  std::size_t first_ = 0;  // Query number of the wave's slot 0.
  std::size_t count_ = 0;
  bool wants_bound_;
  double max_norm_;
  double weight_range_;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ROUTED_WAVE_H_
