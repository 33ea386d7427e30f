// One domain's comparison as the command runs it: what a log already holds is
// not done again, and a shard does its part only.

#ifndef PASTICHE_HOST_COMPARISON_RUN_H_
#define PASTICHE_HOST_COMPARISON_RUN_H_

#include <cstddef>
#include <string_view>

#include "framework/core/result.h"
#include "host/comparison_log.h"
#include "host/comparison_options.h"
#include "host/session.h"

namespace pastiche::host {

// Part `index` of `count`, from 1: every count-th method of all domains.
struct Shard {
  std::size_t index = 1, count = 1;
};

// "2/3". kUsage unless 1 <= index <= count <= 1000.
[[nodiscard]] Result<Shard> ParseShard(std::string_view text);

// Compares the methods of the plan that `log` (may be null) does not hold yet
// and that are this shard's; `first` is the number of methods of the domains
// before this one. Each result goes into the log when it is there. The run
// returned holds what is known then, in any order.
[[nodiscard]] Result<LoggedRun> RunLogged(const Session& session,
                                          ComparisonPlan plan,
                                          const Shard& shard, std::size_t first,
                                          ComparisonLog* log);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMPARISON_RUN_H_
