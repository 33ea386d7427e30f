// Checks over whole arrays at the boundary, which run once per token generated:
// integers only, so the same answers at any vector width.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_ARRAY_CHECK_H_
#define PASTICHE_FRAMEWORK_PLUGIN_ARRAY_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace pastiche {

// Bytes of the vectors that a check uses. Answers do not depend on it.
enum class VectorBytes : std::uint8_t { k16 = 16, k32 = 32, k64 = 64 };
// The widest that this processor has, of those that checks are compiled for.
[[nodiscard]] VectorBytes WidestVectors();

// Whether all values + shift are below bound, where the sum may wrap.
[[nodiscard]] bool AllBelow(std::span<const std::uint32_t> values,
                            std::uint32_t shift, std::uint32_t bound,
                            VectorBytes vectors = WidestVectors());

// Whether all values are >= -2 and, if `limited`, below limit <= 2^62.
[[nodiscard]] bool AllSlotsWithin(std::span<const std::int64_t> values,
                                  std::uint64_t limit, bool limited,
                                  VectorBytes vectors = WidestVectors());

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_ARRAY_CHECK_H_
