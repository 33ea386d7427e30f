// The back-off chain: attention of each head over the memory, folded coarse to
// sharp. One sink per head, whose value is the coarser head's output; see
// docs/algorithms/memory.md.

#ifndef PASTICHE_FRAMEWORK_MEMORY_CHAIN_H_
#define PASTICHE_FRAMEWORK_MEMORY_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "framework/memory/head_costs.h"
#include "framework/memory/head_memo.h"
#include "framework/memory/memory.h"
#include "framework/memory/own_keys.h"
#include "kernels/match_attention.h"

namespace pastiche {

// One position's query: what it sees, coded.
struct ChainQuery {
  std::span<const std::uint16_t> codes;  // (memory.codes().size())
  std::span<const std::int32_t> features;
  std::span<const std::size_t> hidden = {};  // Corpus positions to leave out.
  std::span<const OwnKeys> own = {};         // One per head, or empty.
  std::size_t own_hidden = OwnKeys::kNoneHidden;  // Leave this one of them out.
  double known_share = 1.0;  // Heads for other shares have no masses.
};

// The heads' costs at one sharpness. Immutable; shared by all threads.
struct ChainCosts {
  // Scores are multiplied by `scores`, every head's c by `c`.
  ChainCosts(const Memory& of, double scores, double c);

  const Memory& memory;
  double score_scale;
  double c_scale;
  std::vector<HeadCosts> heads;
  std::vector<HeadCosts> own;  // For own keys where those differ: filling.
  // Per head: masses that are left out where they are too far to matter, half
  // of them beyond the cutoff and half by blocks, as their weights allow. All
  // of them together weigh less than 1e-4 of the smallest lambda, so no
  // probability changes by more than that part of itself; half as much again
  // for the document's own positions. This is the half.
  std::vector<double> negligible;
  // By head: corpus keys that cost more are left out.
  std::vector<std::uint16_t> cutoffs;

  // The cost from which `count` perfect matches weigh less than negligible.
  [[nodiscard]] std::uint16_t Cutoff(std::size_t head, double count) const;
};

// Scratch for queries, and what the heads gave the latest ones. Used by one
// thread; `costs` must outlive it.
class Chain {
 public:
  explicit Chain(const ChainCosts& costs);

  // masses (heads, vocabulary): n_h(v), the effective count of perfect matches
  // that hold v. Does not allocate once warm.
  void Attend(const ChainQuery& query, std::span<double> masses);
  // The same for several queries, masses (queries, heads, vocabulary): head by
  // head, so that the keys of one stay near the processor.
  void Attend(std::span<const ChainQuery> queries, std::span<double> masses);

  // p (vocabulary): in, p_0; out, p_h(v) = (n_h(v) + lambda_h p_{h-1}(v)) /
  // (sum n_h + lambda_h) for the last head, with lambda_h = c_h (0.2 + e_h
  // sum_v n_h(v) / (n_h(v) + 1)).
  void Fold(std::span<const double> masses, std::span<double> p) const;

  // What Fold makes of one head's counts n (vocabulary): p_h = norm (n + lambda
  // p_{h-1}).
  struct Step {
    double norm = 0.0;
    double lambda = 0.0;
  };
  [[nodiscard]] Step StepOf(std::size_t head, std::span<const double> n) const;

  // For explaining, slower than Attend. gives (corpus positions): the mass of
  // each position under one head, 0 where it is hidden or out of reach.
  void AttendPositions(const ChainQuery& query, std::size_t head,
                       std::vector<double>& gives);
  // masses (vocabulary): what the own keys add to n_h.
  void AttendOwn(const ChainQuery& query, std::size_t head,
                 std::span<double> masses);

 private:
  void AttendHead(const ChainQuery& query, std::size_t head,
                  std::span<double> masses);
  // The head's query of its corpus keys.
  [[nodiscard]] kernels::MatchQuery Prepare(const ChainQuery& query,
                                            std::size_t head);
  void AddOwn(const ChainQuery& query, std::size_t head,
              kernels::MatchQuery view, std::span<double> masses);
  void Overrides(const HeadIndex& index, std::span<const std::size_t> hidden);

  const ChainCosts& costs_;
  std::vector<HeadMemo> memos_;  // By head.
  HeadQuery query_, own_query_;
  std::vector<std::uint16_t> bucket_costs_;
  std::vector<kernels::MatchRun> runs_;
  std::vector<kernels::MatchOverride> overrides_;
  std::vector<std::uint16_t> own_costs_;
};

// Chains between two uses, with what they remember: samples of one model repeat
// each other. Threads may share it; `costs` must outlive it.
class ChainPool {
 public:
  explicit ChainPool(const ChainCosts& costs) : costs_(costs) {}
  [[nodiscard]] std::unique_ptr<Chain> Take() const;
  void GiveBack(std::unique_ptr<Chain> chain) const;

 private:
  const ChainCosts& costs_;
  mutable std::mutex mutex_;  // Guards idle_.
  mutable std::vector<std::unique_ptr<Chain>> idle_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_CHAIN_H_
