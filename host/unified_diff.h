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

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_UNIFIED_DIFF_H_
