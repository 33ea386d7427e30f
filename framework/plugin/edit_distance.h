// "Did you mean": the nearest of the names there are.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_EDIT_DISTANCE_H_
#define PASTICHE_FRAMEWORK_PLUGIN_EDIT_DISTANCE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace pastiche {

// Fewest insertions, deletions, substitutions and swaps of neighbours that
// turn a into b, no place edited twice (optimal string alignment).
// Takes O(a.size() * b.size()).
[[nodiscard]] std::size_t EditDistance(std::string_view a, std::string_view b);

// The candidate nearest to `typed`, the first of equals; empty if none is
// within a third of its length (at least 1) or `typed` is over 64 bytes.
[[nodiscard]] std::string NearestName(std::string_view typed,
                                      std::span<const std::string> candidates);
// The mend for a name that is none: "did you mean NEAREST?", or `otherwise`.
[[nodiscard]] std::string DidYouMean(std::string_view typed,
                                     std::span<const std::string> candidates,
                                     std::string otherwise);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_EDIT_DISTANCE_H_
