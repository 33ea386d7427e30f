// The published pipelines (sparse-mario, retrieval_diffusion), rebuilt from
// their description as options to compare with: row-major sequence, random
// codes, a sparse window around the tail. Not recommended; see
// docs/algorithms/published.md for why they fail.

#ifndef PASTICHE_FRAMEWORK_GENERATE_PUBLISHED_H_
#define PASTICHE_FRAMEWORK_GENERATE_PUBLISHED_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/random.h"
#include "framework/generate/sampling.h"

namespace pastiche {

struct PublishedCodes;
struct PublishedCorpus;

struct PublishedOptions {
  std::size_t head_dim = 64;    // Of the random token codes, 1..256.
  std::size_t window = 256;     // Entries before (diffusion: around) a query.
  std::size_t block = 64;       // Keys per landmark, >= 1.
  double position_scale = 0.1;  // Of the sinusoidal position code.
  std::size_t steps = 24;       // Diffusion: cosine schedule, >= 1.
  double near_weight = 0.5;     // Diffusion: of the neighbours at +-1...
  double far_weight = 0.1;      // ...and at +-2.
  SamplingOptions sampling = PublishedQualityPreset();
};

// The corpus as the published system lays it out: documents row by row, one
// after the other, then the canvas. Immutable; threads may share it.
class PublishedMemory {
 public:
  PublishedMemory(const Domain& domain,
                  std::span<const Document* const> documents,
                  const PublishedOptions& options, std::uint64_t code_seed = 1);
  ~PublishedMemory();

  // `length` tokens in the domain's order. kInvalidArgument: an option out of
  // range; kCancelled; what a kernel reports.
  [[nodiscard]] Result<std::vector<Token>> GenerateAutoregressive(
      std::size_t length, Rng& rng, Progress* progress = nullptr) const;
  // Fills the unknown places of `tokens`. kInvalidArgument also for a token id
  // out of range.
  [[nodiscard]] Result<std::vector<Token>> FillByDiffusion(
      std::vector<Token> tokens, Rng& rng, Progress* progress = nullptr) const;

 private:
  // Laid out when it is first needed.
  [[nodiscard]] const PublishedCorpus& Corpus(bool around) const;

  PublishedOptions options_;
  std::unique_ptr<const PublishedCodes> codes_;
  mutable std::mutex mutex_;  // Guards the two layouts.
  mutable std::unique_ptr<const PublishedCorpus> back_, around_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_PUBLISHED_H_
