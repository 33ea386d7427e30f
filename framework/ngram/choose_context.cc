// The greedy choice of a nested context: every candidate refines the contexts
// chosen so far, and left-out tokens tell how much it helps.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "framework/ngram/slot_contexts.h"

namespace pastiche {
namespace {

constexpr std::size_t kFolds = 4;
constexpr double kDiscount = 0.9;
// Sources looked at in every step; more are only tried in the first.
constexpr std::size_t kKept = 40;
constexpr std::size_t kPositionsPerCall = 512;
// Numbers pairs in the order in which they first come.
class PairNumbers {
 public:
  explicit PairNumbers(std::size_t most) {
    std::size_t size = 16;
    while (size < 2 * most) size *= 2;
    keys_.resize(size);
    numbers_.resize(size);
  }
  void Clear() {
    std::fill(numbers_.begin(), numbers_.end(), 0u);
    count_ = 0;
  }
  std::uint32_t Of(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t key = std::uint64_t{a} << 32 | b;
    std::uint64_t hash = (key ^ key >> 29) * 0x9E3779B97F4A7C15u;
    const std::size_t mask = keys_.size() - 1;
    for (std::size_t at = (hash >> 20) & mask;; at = (at + 1) & mask) {
      if (numbers_[at] == 0) {
        keys_[at] = key;
        numbers_[at] = ++count_;
        return count_ - 1;
      }
      if (keys_[at] == key) return numbers_[at] - 1;
    }
  }
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> numbers_;  // + 1; 0 = free.
  std::uint32_t count_ = 0;
};

// All judged positions with the symbols of every candidate source.
struct Positions {
  std::vector<ContextSource> sources;
  std::vector<std::uint32_t> symbols;  // (sources, positions), folded.
  std::vector<Token> tokens;
  std::vector<std::uint8_t> folds;

  [[nodiscard]] std::size_t size() const { return tokens.size(); }
  [[nodiscard]] std::span<const std::uint32_t> SymbolsOf(std::size_t s) const {
    return std::span(symbols).subspan(s * size(), size());
  }
};

// Tokens, PAD and unknown stay apart; long symbols hardly ever meet, which a
// choice can bear.
std::uint32_t Folded(std::int64_t symbol) {
  const auto bits = static_cast<std::uint64_t>(symbol);
  return static_cast<std::uint32_t>(bits * 0x9E3779B97F4A7C15u >> 32);
}

Result<Positions> Look(const Domain& domain,
                       std::span<const Document> documents) {
  Positions positions;
  const Geometry& geometry = domain.geometry();
  for (std::size_t f = 0; f < geometry.features.size(); ++f) {
    positions.sources.push_back({.is_feature = true, .index = f});
  }
  for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
    if (geometry.slots[s].causal) positions.sources.push_back({false, s});
  }
  const std::vector<std::size_t> folds = FoldsOf(documents, kFolds);
  for (std::size_t d = 0; d < documents.size(); ++d) {
    const auto& tokens = documents[d].tokens;
    positions.tokens.insert(positions.tokens.end(), tokens.begin(),
                            tokens.end());
    positions.folds.insert(positions.folds.end(), tokens.size(),
                           static_cast<std::uint8_t>(folds[d]));
  }
  const std::size_t width = positions.sources.size();
  const std::size_t count = positions.size();
  positions.symbols.resize(width * count);
  SlotContexts contexts(domain, positions.sources);
  std::vector<std::int64_t> rows;
  std::size_t place = 0;
  for (const Document& document : documents) {
    const std::size_t size = document.tokens.size();
    for (std::size_t begin = 0; begin < size; begin += kPositionsPerCall) {
      const std::size_t end = std::min(begin + kPositionsPerCall, size);
      rows.resize((end - begin) * width);
      const auto seen = contexts.Describe(document.tokens, begin, end, rows);
      if (!seen) return Fail(seen);
      for (std::size_t i = 0; i < end - begin; ++i, ++place) {
        for (std::size_t s = 0; s < width; ++s) {
          positions.symbols[s * count + place] = Folded(rows[i * width + s]);
        }
      }
    }
  }
  return positions;
}

// Where a search stands: each position's context and (context, token) pair,
// and the left-out probability of its token under the contexts one source
// shorter, with Kneser-Ney's counts.
struct State {
  std::vector<std::uint32_t> contexts, pairs;
  std::vector<double> below;
  double bits = 0.0;  // Left out, under `contexts` with plain counts.
};

// What the other folds hold, by (number, fold).
class FoldCounts {
 public:
  void Clear(std::size_t contexts, std::size_t pairs) {
    totals_.assign(contexts * kFolds, 0);
    types_.assign(contexts * kFolds, 0);
    counts_.assign(pairs * kFolds, 0);
  }
  // True if the pair was new to the fold.
  bool Add(std::uint32_t context, std::uint32_t pair, std::size_t fold) {
    ++totals_[context * kFolds + fold];
    const bool is_new = counts_[pair * kFolds + fold]++ == 0;
    if (is_new) ++types_[context * kFolds + fold];
    return is_new;
  }
  [[nodiscard]] double Interpolate(std::uint32_t context, std::uint32_t pair,
                                   std::size_t fold, double p) const {
    const std::size_t c = context * kFolds + fold;
    if (totals_[c] == 0) return p;
    const double count = counts_[pair * kFolds + fold];
    return (std::max(0.0, count - kDiscount) + kDiscount * types_[c] * p) /
           totals_[c];
  }

 private:
  std::vector<std::uint32_t> totals_, types_, counts_;
};

// Refines contexts by one more symbol each; keeps scratch between calls.
class Refiner {
 public:
  explicit Refiner(const Positions& positions)
      : positions_(positions),
        context_numbers_(positions.size()),
        pair_numbers_(positions.size()) {}

  void Refine(const State& from, std::span<const std::uint32_t> symbols,
              State& to) {
    const std::size_t count = positions_.size();
    context_numbers_.Clear();
    pair_numbers_.Clear();
    to.contexts.resize(count);
    to.pairs.resize(count);
    to.below.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      to.contexts[i] = context_numbers_.Of(from.contexts[i], symbols[i]);
      to.pairs[i] = pair_numbers_.Of(to.contexts[i], positions_.tokens[i]);
    }
    Count(from, to);
    to.bits = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t fold = positions_.folds[i];
      to.below[i] = shorter_.Interpolate(from.contexts[i], from.pairs[i], fold,
                                         from.below[i]);
      to.bits -= std::log2(
          longer_.Interpolate(to.contexts[i], to.pairs[i], fold, to.below[i]));
    }
  }

 private:
  // The longer contexts count every occurrence; the shorter ones, as
  // ContextCounts does, how many longer ones have the token.
  void Count(const State& from, const State& to) {
    const std::size_t count = positions_.size();
    longer_.Clear(context_numbers_.count(), pair_numbers_.count());
    shorter_.Clear(count, count);  // Numbers lie below the positions'.
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t fold = 0; fold < kFolds; ++fold) {
        if (fold == positions_.folds[i]) continue;
        if (longer_.Add(to.contexts[i], to.pairs[i], fold)) {
          shorter_.Add(from.contexts[i], from.pairs[i], fold);
        }
      }
    }
  }

  const Positions& positions_;
  PairNumbers context_numbers_, pair_numbers_;
  FoldCounts longer_, shorter_;
};

// The sources that help most beside all features, those first.
std::vector<std::size_t> Screen(const Positions& positions, const State& start,
                                Refiner& refiner, Progress* progress) {
  State beside = start, next;
  std::vector<std::size_t> kept;
  for (std::size_t s = 0; s < positions.sources.size(); ++s) {
    if (!positions.sources[s].is_feature) continue;
    refiner.Refine(beside, positions.SymbolsOf(s), next);
    std::swap(beside, next);
    kept.push_back(s);
  }
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t s = kept.size(); s < positions.sources.size(); ++s) {
    if (progress != nullptr && progress->cancelled) break;
    refiner.Refine(beside, positions.SymbolsOf(s), next);
    ranked.emplace_back(next.bits, s);
    if (progress != nullptr) ++progress->done;
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), kKept));
  for (const auto& [bits, s] : ranked) kept.push_back(s);
  return kept;
}

// One context for all, over equally likely tokens.
State Start(const Positions& positions) {
  State start;
  const std::size_t count = positions.size();
  start.contexts.assign(count, 0);
  PairNumbers numbers(count);
  for (const Token token : positions.tokens) {
    start.pairs.push_back(numbers.Of(0, token));
  }
  start.below.assign(count, 1.0 / std::max(1u, numbers.count()));
  start.bits = std::numeric_limits<double>::infinity();
  return start;
}

}  // namespace

std::vector<ContextSource> NearestContext(const Geometry& geometry,
                                          std::size_t depth) {
  std::vector<std::pair<std::int64_t, std::size_t>> ranked;
  for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
    const SlotInfo& slot = geometry.slots[s];
    if (!slot.causal || slot.symbol) continue;
    std::int64_t squares = 0;
    for (const std::int32_t step : slot.delta) {
      squares += std::int64_t{step} * step;
    }
    ranked.emplace_back(squares, s);
  }
  const auto later_first = [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return geometry.slots[a.second].delta > geometry.slots[b.second].delta;
  };
  std::stable_sort(ranked.begin(), ranked.end(), later_first);
  ranked.resize(std::min(ranked.size(), depth));
  std::vector<ContextSource> sources;
  for (const auto& [squares, s] : ranked) sources.push_back({false, s});
  for (std::size_t f = 0; f < geometry.features.size(); ++f) {
    sources.push_back({.is_feature = true, .index = f});
  }
  return sources;
}

Result<std::vector<ContextSource>> ChooseContext(
    const Domain& domain, std::span<const Document> documents,
    const ContextChoiceOptions& options, Progress* progress) {
  const std::vector<Document> judged = ThinnedOut(documents, options.positions);
  const Result<Positions> positions = Look(domain, judged);
  if (!positions) return Fail(positions);
  std::vector<ContextSource> chosen;
  if (positions->size() == 0) return chosen;
  if (progress != nullptr) {
    progress->total += positions->sources.size() + options.depth * kKept;
  }
  Refiner refiner(*positions);
  State state = Start(*positions), next, best;
  std::vector<std::size_t> candidates =
      Screen(*positions, state, refiner, progress);
  if (progress != nullptr && progress->cancelled) {
    return Fail(ErrorCode::kCancelled, "choosing a context was cancelled");
  }
  while (chosen.size() < options.depth && !candidates.empty()) {
    best.bits = std::numeric_limits<double>::infinity();
    std::size_t winner = 0;
    for (const std::size_t s : candidates) {
      if (progress != nullptr && progress->cancelled) {
        return Fail(ErrorCode::kCancelled, "choosing a context was cancelled");
      }
      refiner.Refine(state, positions->SymbolsOf(s), next);
      if (next.bits < best.bits) {
        std::swap(best, next);
        winner = s;
      }
      if (progress != nullptr) ++progress->done;
    }
    if (best.bits >= state.bits) break;
    std::swap(state, best);
    chosen.push_back(positions->sources[winner]);
    std::erase(candidates, winner);
  }
  return chosen;
}

}  // namespace pastiche
