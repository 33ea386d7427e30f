// Which places of which documents are asked about.

#include <algorithm>
#include <utility>

#include "framework/core/random.h"
#include "framework/evaluate/region_tasks.h"

namespace pastiche {
namespace {

// Whether nearly every region is a whole unit.
Result<bool> AreUnits(const Domain& domain, TokenSpan tokens,
                      std::span<const Region> regions) {
  std::vector<std::uint8_t> starts(tokens.size());
  const auto asked = domain.UnitStarts(tokens, starts);
  if (!asked) return Fail(asked);
  std::size_t units = 0;
  for (const Region& region : regions) {
    const auto [begin, end] = region.runs.front();
    bool whole = starts[begin] != 0 && (end == starts.size() || starts[end]);
    for (std::size_t i = begin + 1; i < end; ++i) {
      whole = whole && starts[i] == 0;
    }
    units += whole ? 1 : 0;
  }
  return 10 * units >= 9 * regions.size();
}

}  // namespace

std::size_t RegionTasks::TaskNumber(const std::string& id, What what,
                                    std::size_t kind) {
  const auto found = std::find(ids_.begin(), ids_.end(), id);
  if (found != ids_.end()) {
    return static_cast<std::size_t>(found - ids_.begin());
  }
  ids_.push_back(id);
  whats_.push_back(what);
  kind_of_.push_back(kind);
  return ids_.size() - 1;
}

RegionShape RegionTasks::Kind::ShapeOf(std::span<const std::size_t> known,
                                       std::size_t vocabulary) const {
  RegionShape shape(vocabulary);
  for (const std::size_t d : known) shape.Learn(shapes[d]);
  return shape;
}

Result<bool> RegionTasks::AddKind(const Domain& domain, std::size_t index) {
  Kind kind{.index = index};
  RegionShape all(vocabulary_);
  std::size_t largest = 0;
  for (const Document& document : documents_) {
    auto regions = domain.Regions(index, document.tokens);
    if (!regions) return Fail(regions);
    std::erase_if(*regions, [](const Region& region) {
      return region.runs.size() != 1 ||
             region.runs.front().begin >= region.runs.front().end;
    });
    kind.shapes.emplace_back(vocabulary_).Learn(document.tokens, *regions);
    all.Learn(kind.shapes.back());
    kind.regions.push_back(std::move(*regions));
    if (kind.regions.back().size() > kind.regions[largest].size()) {
      largest = kind.regions.size() - 1;
    }
  }
  kind.end = all.end();
  if (kind.end == RegionShape::End::kUnclear ||
      all.median_length() > kShortRegion) {
    return false;
  }
  const auto units =
      AreUnits(domain, documents_[largest].tokens, kind.regions[largest]);
  if (!units) return Fail(units);
  kind.is_unit = *units;
  // Only regions whose end can be told are asked for.
  for (std::size_t d = 0; d < documents_.size(); ++d) {
    const TokenSpan tokens = documents_[d].tokens;
    std::erase_if(kind.regions[d], [&](const Region& region) {
      const auto [begin, end] = region.runs.front();
      return end >= tokens.size() || end - begin > kShortRegion ||
             !all.IsWhole(tokens.subspan(begin, end - begin), tokens[end],
                          kind.end);
    });
  }
  kinds_.push_back(std::move(kind));
  return true;
}

std::vector<std::size_t> RegionTasks::Draw(const Kind& kind, std::size_t d,
                                           Rng& rng) const {
  std::vector<std::size_t> numbers(kind.regions[d].size());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  if (options_.draws == 0 || numbers.size() <= options_.draws) return numbers;
  for (std::size_t i = 0; i < options_.draws; ++i) {
    std::swap(numbers[i], numbers[i + rng.NextBelow(numbers.size() - i)]);
  }
  numbers.resize(options_.draws);
  return numbers;
}

Result<void> RegionTasks::PlanDocument(const Domain& domain, std::size_t d) {
  const TokenSpan tokens = documents_[d].tokens;
  const auto maker = FaultMaker::Build(domain, tokens);
  if (!maker) return Fail(maker);
  std::vector<Place>& places = places_[d];
  const auto add_fault = [&](const std::string& id, std::size_t kind,
                             Fault fault) {
    const std::size_t task = TaskNumber("fault_" + id, What::kFault, kind);
    places.push_back({.task = task, .fault = std::move(fault)});
  };
  for (std::size_t k = 0; k < kinds_.size(); ++k) {
    const Kind& kind = kinds_[k];
    const std::string& name = domain.region_kinds()[kind.index];
    const std::vector<Region>& regions = kind.regions[d];
    Rng rng = Rng::Stream(options_.seed, d * kinds_.size() + k);
    const auto same = [&](const Region::Run& a, const Region::Run& b) {
      return std::equal(tokens.begin() + a.begin, tokens.begin() + a.end,
                        tokens.begin() + b.begin, tokens.begin() + b.end);
    };
    for (const std::size_t number : Draw(kind, d, rng)) {
      const Region::Run run = regions[number].runs.front();
      const What what = kind.is_unit ? What::kMasked : What::kComplete;
      places.push_back(
          {.task = TaskNumber((kind.is_unit ? "masked_" : "complete_") + name,
                              what, k),
           .begin = run.begin,
           .end = run.end});
      if (kind.is_unit) {
        if (number + 1 == regions.size()) continue;
        const Region::Run next = regions[number + 1].runs.front();
        // Empty units are no loss and tell nothing.
        if (next.begin != run.end || run.end - run.begin < 2 ||
            next.end - next.begin < 2) {
          continue;
        }
        add_fault(name + "_missing", k, maker->Missing(run, next));
        continue;
      }
      auto typo = maker->Typo(run, rng);
      if (!typo) return Fail(typo);
      if (*typo) add_fault(name + "_typo", k, std::move(**typo));
      const Region::Run other =
          regions[rng.NextBelow(regions.size())].runs.front();
      if (!same(run, other)) {
        add_fault(name + "_swapped", k, maker->Replaced(run, other));
      }
    }
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](const Place& a, const Place& b) {
                     return a.at(whats_[a.task]) < b.at(whats_[b.task]);
                   });
  return {};
}

Result<RegionTasks> RegionTasks::Plan(const Domain& domain,
                                      std::span<const Document> documents,
                                      const RegionTaskOptions& options) {
  RegionTasks tasks(documents, options, domain.vocabulary().size());
  for (std::size_t k = 0; k < domain.region_kinds().size(); ++k) {
    const auto added = tasks.AddKind(domain, k);
    if (!added) return Fail(added);
  }
  tasks.places_.resize(documents.size());
  for (std::size_t d = 0; d < documents.size() && !tasks.kinds_.empty(); ++d) {
    const auto planned = tasks.PlanDocument(domain, d);
    if (!planned) return Fail(planned);
  }
  return tasks;
}

}  // namespace pastiche
