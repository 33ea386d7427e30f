// Repair: where the fault is, which units to forget, when a fill is good.

#include "framework/generate/repair.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "framework/generate/autoregressive.h"
#include "framework/generate/complete_document.h"
#include "framework/generate/diffusion.h"
#include "framework/generate/edit_repair.h"

namespace pastiche {
namespace {

// Errors of a verdict, in units and in order.
using Faults = std::vector<UnitRange>;

// Where units begin, with the end of the document as the last entry.
Result<std::vector<std::size_t>> UnitEdges(const Domain& domain,
                                           TokenSpan tokens) {
  std::vector<std::uint8_t> starts(tokens.size());
  const auto asked = domain.UnitStarts(tokens, starts);
  if (!asked) return Fail(asked);
  std::vector<std::size_t> edges;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (i == 0 || starts[i] != 0) edges.push_back(i);
  }
  edges.push_back(tokens.size());
  return edges;
}

class Repairer {
 public:
  Repairer(const Domain& domain, const FillModel& model,
           const RepairOptions& options, Rng& rng, Progress* progress)
      : domain_(domain),
        model_(model),
        options_(options),
        rng_(rng),
        progress_(progress),
        first_width_(
            std::max<std::size_t>(1, domain.constraint().repair_units)),
        max_units_(options.max_units != 0 ? options.max_units
                                          : 2 * first_width_ + 2) {}

  Result<Repaired> Run(TokenSpan tokens) {
    result_.tokens.assign(tokens.begin(), tokens.end());
    if (const auto set = CheckBefore(); !set) return Fail(set);
    if (!result_.after.valid) {
      if (const auto done = TryComplete(); !done) return Fail(done);
    }
    while (!result_.after.valid &&
           result_.refilled.size() + result_.edited.size() <
               options_.max_faults) {
      auto mended = EditFirstFault();
      if (mended && !*mended) mended = MendFirstFault();
      if (!mended) return Fail(mended);
      if (!*mended) break;
    }
    return std::move(result_);
  }

 private:
  Result<void> CheckBefore() {
    auto verdict = domain_.Check(result_.tokens);
    if (!verdict) return Fail(verdict);
    result_.before = *verdict;
    result_.after = std::move(*verdict);
    return {};
  }

  // Takes what Complete() makes of the document if that is valid.
  Result<void> TryComplete() {
    auto completed = CompleteDocument(domain_, result_.tokens);
    if (!completed) return Fail(completed);
    if (!*completed) return {};
    result_.tokens = std::move((*completed)->tokens);
    result_.after = std::move((*completed)->verdict);
    result_.completed = true;
    return {};
  }

  // The edit that helps most; what the document then lacks is added.
  Result<bool> EditFirstFault() {
    if (options_.edits == nullptr || domain_.geometry().unit_length != 0) {
      return false;
    }
    auto found =
        FindEdit(domain_, *options_.edits, result_.tokens, {}, progress_);
    if (!found) return Fail(found);
    if (!*found) return false;
    const Edit edit = std::move(**found);
    auto edges = UnitEdges(domain_, result_.tokens);
    if (!edges) return Fail(edges);
    edges_ = std::move(*edges);
    const std::size_t last = std::max(edit.begin + 1, edit.end) - 1;
    result_.edited.push_back({UnitOf(edit.begin), UnitOf(last) + 1});
    result_.tokens = WithEdit(result_.tokens, edit);
    auto verdict = domain_.Check(result_.tokens);
    if (!verdict) return Fail(verdict);
    result_.after = std::move(*verdict);
    if (!result_.after.valid) {
      if (const auto done = TryComplete(); !done) return Fail(done);
    }
    return true;
  }

  [[nodiscard]] std::size_t UnitOf(std::uint64_t position) const {
    const auto after = std::upper_bound(edges_.begin(), edges_.end(), position);
    return std::min(static_cast<std::size_t>(after - edges_.begin() - 1),
                    edges_.size() - 2);
  }

  [[nodiscard]] Faults FaultsOf(const Verdict& verdict) const {
    Faults faults;
    for (const Diagnostic& finding : verdict.diagnostics) {
      if (finding.severity != Severity::kError) continue;
      const std::size_t begin = UnitOf(finding.begin);
      const std::size_t end =
          finding.end > finding.begin ? UnitOf(finding.end - 1) + 1 : begin + 1;
      faults.push_back({begin, std::max(end, begin + 1)});
    }
    std::sort(faults.begin(), faults.end(),
              [](const UnitRange& a, const UnitRange& b) {
                return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
              });
    return faults;
  }

  // The first fault with those that fit into one neighbourhood with it.
  [[nodiscard]] UnitRange FirstCluster(const Faults& faults) const {
    UnitRange cluster = faults.front();
    cluster.end = std::min(cluster.end, cluster.begin + max_units_);
    for (const UnitRange& fault : faults) {
      if (fault.end > cluster.begin + max_units_) continue;
      if (fault.begin > cluster.end + first_width_) continue;
      cluster.end = std::max(cluster.end, fault.end);
    }
    return cluster;
  }

  // `width` units around `core`, inside the document; `lean` moves it to the
  // right (or left).
  [[nodiscard]] UnitRange Around(UnitRange core, std::size_t width,
                                 std::ptrdiff_t lean) const {
    const std::size_t units = edges_.size() - 1;
    width = std::min(std::max(width, core.end - core.begin), units);
    const auto spare =
        static_cast<std::ptrdiff_t>(width - (core.end - core.begin));
    const auto limit = static_cast<std::ptrdiff_t>(units - width);
    const std::ptrdiff_t begin =
        static_cast<std::ptrdiff_t>(core.begin) - spare / 2 + lean;
    const auto first =
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(begin, 0, limit));
    return {first, first + width};
  }

  // The neighbourhoods to try, narrow ones first; the widest also to one side.
  [[nodiscard]] std::vector<UnitRange> Neighbourhoods(UnitRange core) const {
    std::vector<UnitRange> ranges;
    const std::size_t least = core.end - core.begin;
    const std::size_t step = std::max<std::size_t>(1, first_width_ / 3);
    for (std::size_t width =
             std::min(std::max(first_width_, least + 2), max_units_);
         ; width = std::min(width + step, max_units_)) {
      ranges.push_back(Around(core, width, 0));
      if (width == max_units_) break;
    }
    const auto lean = static_cast<std::ptrdiff_t>(
        (max_units_ - std::min(max_units_, least)) / 2);
    ranges.push_back(Around(core, max_units_, lean));
    ranges.push_back(Around(core, max_units_, -lean));
    return ranges;
  }

  Result<bool> MendFirstFault() {
    auto edges = UnitEdges(domain_, result_.tokens);
    if (!edges) return Fail(edges);
    edges_ = std::move(*edges);
    const Faults faults = FaultsOf(result_.after);
    if (faults.empty()) return false;  // Refused, but nowhere.
    const UnitRange core = FirstCluster(faults);
    for (const UnitRange& range : Neighbourhoods(core)) {
      for (std::size_t i = 0; i < options_.attempts; ++i) {
        const auto mended = TryFill(range, faults);
        if (!mended) return mended;
        if (*mended) return true;
      }
    }
    return false;
  }

  // Refills the range; keeps the fill if it is good.
  Result<bool> TryFill(const UnitRange& range, const Faults& faults) {
    DiffusionOptions fill{.tokens = result_.tokens,
                          .mode = options_.mode,
                          .sweeps = options_.sweeps,
                          .sampling = options_.sampling,
                          .use = options_.use};
    const std::optional<Token> end = EndToken(domain_);
    for (std::size_t i = edges_[range.begin]; i < edges_[range.end]; ++i) {
      if (fill.tokens[i] != end) fill.tokens[i] = kUnknownToken;
    }
    auto filled = FillByDiffusion(domain_, model_, fill, rng_, progress_);
    if (!filled) return Fail(filled);
    result_.queries += filled->queries;
    const auto ends = [&](TokenSpan tokens) {
      return end ? std::count(tokens.begin(), tokens.end(), *end) : 0;
    };
    if (ends(filled->tokens) != ends(result_.tokens)) return false;
    auto verdict = domain_.Check(filled->tokens);
    if (!verdict) return Fail(verdict);
    if (!verdict->valid && !IsBetter(FaultsOf(*verdict), faults, range)) {
      return false;
    }
    result_.tokens = std::move(filled->tokens);
    result_.after = std::move(*verdict);
    result_.refilled.push_back(range);
    return true;
  }

  // No error is left in the range, and those before it are old ones.
  [[nodiscard]] static bool IsBetter(const Faults& now, const Faults& before,
                                     const UnitRange& range) {
    return std::all_of(now.begin(), now.end(), [&](const UnitRange& fault) {
      if (fault.begin >= range.end) return true;
      if (fault.end > range.begin) return false;
      return std::any_of(before.begin(), before.end(), [&](const auto& old) {
        return old.begin == fault.begin && old.end == fault.end;
      });
    });
  }

  const Domain& domain_;
  const FillModel& model_;
  const RepairOptions& options_;
  Rng& rng_;
  Progress* progress_;
  std::size_t first_width_, max_units_;
  std::vector<std::size_t> edges_;  // Of result_.tokens.
  Repaired result_;
};

}  // namespace

Result<Repaired> RepairDocument(const Domain& domain, const FillModel& model,
                                TokenSpan tokens, const RepairOptions& options,
                                Rng& rng, Progress* progress) {
  if (tokens.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "there is nothing to repair");
  }
  if (options.attempts == 0 || options.max_faults == 0) {
    return Fail(ErrorCode::kInvalidArgument,
                "attempts and max_faults must be at least 1");
  }
  return Repairer(domain, model, options, rng, progress).Run(tokens);
}

}  // namespace pastiche
