// What people use a model for, on left-out documents: completing a region,
// restoring a masked one from both sides, noticing a fault. Region kinds are
// whatever the domain names.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_REGION_TASKS_H_
#define PASTICHE_FRAMEWORK_EVALUATE_REGION_TASKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/evaluate/faults.h"
#include "framework/evaluate/region_search.h"
#include "framework/evaluate/region_shape.h"
#include "framework/evaluate/statistics.h"

namespace pastiche {

struct RegionTaskOptions {
  std::size_t draws = 16;  // Places per document and task; 0 = all.
  std::uint64_t seed = 0;
  RegionSearch search = {};
  std::size_t after = 24;  // Tokens behind a masked unit that are looked at.
};

// The tasks of a set of documents, the same for all models.
class RegionTasks {
 public:
  // Kinds whose regions are short (half of them at most kShortRegion) and whose
  // end can be told. Where a kind's regions are units, one is masked or
  // missing; else regions are completed, misspelt and changed places. The
  // domain's errors.
  [[nodiscard]] static Result<RegionTasks> Plan(
      const Domain& domain, std::span<const Document> documents,
      const RegionTaskOptions& options);

  // "complete_key", "masked_line", "fault_key_typo"...
  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }
  // Places of document number `d`.
  [[nodiscard]] std::size_t place_count(std::size_t d) const;

  // What came of one document's tasks.
  struct Score {
    // By task: places, and at how many of them what stood there came first, or
    // among the first five.
    struct Hits {
      std::size_t places = 0, first = 0, among_five = 0;
    };
    std::vector<Hits> hits;
    // By task: the bits of the tokens looked at.
    std::vector<std::vector<double>> faulty, sound;
  };

  // Document number `d` under a model of the documents `known` (numbers), which
  // tell how regions look. With `use` as given. The model's errors; kCancelled.
  [[nodiscard]] Result<Score> Measure(const SequenceModel& model,
                                      const ModelUse& use, std::size_t d,
                                      std::span<const std::size_t> known,
                                      const Progress* progress) const;

 private:
  enum class What : std::uint8_t { kComplete, kMasked, kFault };
  struct Place {
    std::size_t task = 0;
    std::size_t begin = 0, end = 0;  // kComplete, kMasked.
    Fault fault = {};                // kFault.
    [[nodiscard]] std::size_t at(What what) const {
      return what == What::kFault ? fault.begin : begin;
    }
  };
  struct Kind {
    std::size_t index = 0;  // The domain's.
    RegionShape::End end = RegionShape::End::kUnclear;
    bool is_unit = false;
    std::vector<RegionShape> shapes = {};           // By document.
    std::vector<std::vector<Region>> regions = {};  // By document.
    [[nodiscard]] RegionShape ShapeOf(std::span<const std::size_t> known,
                                      std::size_t vocabulary) const;
  };
  class Walker;

  RegionTasks(std::span<const Document> documents,
              const RegionTaskOptions& options, std::size_t vocabulary)
      : documents_(documents), options_(options), vocabulary_(vocabulary) {}
  Result<bool> AddKind(const Domain& domain, std::size_t index);
  Result<void> PlanDocument(const Domain& domain, std::size_t d);
  [[nodiscard]] std::vector<std::size_t> Draw(const Kind& kind, std::size_t d,
                                              Rng& rng) const;
  std::size_t TaskNumber(const std::string& id, What what, std::size_t kind);

  std::span<const Document> documents_;
  RegionTaskOptions options_;
  std::size_t vocabulary_;
  std::vector<Kind> kinds_;
  std::vector<std::string> ids_;
  std::vector<What> whats_;                 // By task.
  std::vector<std::size_t> kind_of_;        // By task: index into kinds_.
  std::vector<std::vector<Place>> places_;  // By document, in order.
};

// The probability that a faulty place scores higher than a sound one, ties
// half; n is how many faulty ones there are, 0 if either is empty. Standard
// error by leaving one document's places out at a time.
[[nodiscard]] Estimate AreaUnderCurve(
    std::span<const std::vector<double>> faulty,
    std::span<const std::vector<double>> sound);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_REGION_TASKS_H_
