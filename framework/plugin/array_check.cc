// Each check from the same lines for any processor and for AVX2; AVX-512 has a
// maximum of 64-bit integers, which is shorter.

#include "framework/plugin/array_check.h"

#include <algorithm>

namespace pastiche {
namespace {

[[gnu::always_inline]] inline bool Below(const std::uint32_t* values,
                                         std::size_t count, std::uint32_t shift,
                                         std::uint32_t bound) {
  std::uint32_t bad = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bad |= static_cast<std::uint32_t>(values[i] + shift >= bound);
  }
  return bad == 0;
}

// Without a branch or a 64-bit comparison, which SSE2 does not have: top bits
// show what is wrong. With a limit, those of value + 2 what is below -2 and of
// limit + 1 - (value + 2) what is too large; the latter wraps only where the
// former shows. Without, those of value & (value + 2).
[[gnu::always_inline]] inline bool Within(const std::int64_t* values,
                                          std::size_t count,
                                          std::uint64_t limit, bool limited) {
  std::uint64_t bad = 0;
  if (limited) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t raised = static_cast<std::uint64_t>(values[i]) + 2;
      bad |= raised | (limit + 1 - raised);
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = static_cast<std::uint64_t>(values[i]);
      bad |= value & (value + 2);
    }
  }
  return bad >> 63 == 0;
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] bool BelowAvx2(const std::uint32_t* values,
                                       std::size_t count, std::uint32_t shift,
                                       std::uint32_t bound) {
  return Below(values, count, shift, bound);
}
[[gnu::target("avx2")]] bool WithinAvx2(const std::int64_t* values,
                                        std::size_t count, std::uint64_t limit,
                                        bool limited) {
  return Within(values, count, limit, limited);
}
[[gnu::target("avx512f,prefer-vector-width=512")]] bool WithinAvx512(
    const std::int64_t* values, std::size_t count, std::uint64_t limit,
    bool limited) {
  // Raised by two, what is below -2 wraps to the very greatest.
  std::uint64_t greatest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    greatest = std::max(greatest, static_cast<std::uint64_t>(values[i]) + 2);
  }
  return greatest < (limited ? limit : std::uint64_t{1} << 63) + 2;
}
#endif

}  // namespace

VectorBytes WidestVectors() {
#if defined(__x86_64__)
  static const VectorBytes widest =
      __builtin_cpu_supports("avx512f") != 0 ? VectorBytes::k64
      : __builtin_cpu_supports("avx2") != 0  ? VectorBytes::k32
                                             : VectorBytes::k16;
  return widest;
#else
  return VectorBytes::k16;
#endif
}

bool AllBelow(std::span<const std::uint32_t> values, std::uint32_t shift,
              std::uint32_t bound, [[maybe_unused]] VectorBytes vectors) {
#if defined(__x86_64__)
  if (vectors >= VectorBytes::k32) {
    return BelowAvx2(values.data(), values.size(), shift, bound);
  }
#endif
  return Below(values.data(), values.size(), shift, bound);
}

bool AllSlotsWithin(std::span<const std::int64_t> values, std::uint64_t limit,
                    bool limited, [[maybe_unused]] VectorBytes vectors) {
#if defined(__x86_64__)
  if (vectors == VectorBytes::k64) {
    return WithinAvx512(values.data(), values.size(), limit, limited);
  }
  if (vectors == VectorBytes::k32) {
    return WithinAvx2(values.data(), values.size(), limit, limited);
  }
#endif
  return Within(values.data(), values.size(), limit, limited);
}

}  // namespace pastiche
