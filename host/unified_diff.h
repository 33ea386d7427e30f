// The difference of two texts, as `diff -u` writes it and `patch` reads it.

#ifndef PASTICHE_HOST_UNIFIED_DIFF_H_
#define PASTICHE_HOST_UNIFIED_DIFF_H_

#include <string>
#include <string_view>

namespace pastiche::host {

// Empty where the texts are equal. Three lines of context; a missing line end
// is marked. The shortest edit (Myers, Algorithmica 1986) up to 2,000 changed
// lines, beyond that the changed middle is replaced as a whole.
[[nodiscard]] std::string UnifiedDiff(std::string_view before,
                                      std::string_view after,
                                      std::string_view before_name,
                                      std::string_view after_name);

// `after` with the lines that it shares with `before` as `original` has them,
// whose lines are those of `before` in another layout; with the line ends of
// the original's first line. `after` where they are not as many.
[[nodiscard]] std::string InLayoutOf(std::string_view original,
                                     std::string_view before,
                                     std::string_view after);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_UNIFIED_DIFF_H_
