// The tasks of a plan, and documents completed, under one method that is
// rebuilt without the documents asked about: as metrics.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_TASK_METRICS_H_
#define PASTICHE_FRAMEWORK_EVALUATE_TASK_METRICS_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/evaluate/comparison.h"
#include "framework/evaluate/region_tasks.h"

namespace pastiche {

// `tasks` were planned for `documents`. Walks have the document's own cache,
// whole groups are left out. Ids: "<task>_top1", "<task>_top5", "<task>_exact"
// for masked units, the fault's own for the area under its curve, and those of
// MeasureContinuation. Everything is better when higher. Adds TaskWork() to
// progress->done (may be null). Errors: the model's, kCancelled.
[[nodiscard]] Result<std::map<std::string, MetricValue>> MeasureTasks(
    const Domain& domain, const Method& method,
    std::span<const Document> documents, const RegionTasks& tasks,
    std::uint64_t seed, Progress* progress);

// How much progress the tasks of all documents are.
[[nodiscard]] std::uint64_t TaskWork(std::span<const Document> documents,
                                     const RegionTasks& tasks);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_TASK_METRICS_H_
