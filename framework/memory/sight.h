// What one position sees, described by the domain and coded: the query of a
// walk or a fill.

#ifndef PASTICHE_FRAMEWORK_MEMORY_SIGHT_H_
#define PASTICHE_FRAMEWORK_MEMORY_SIGHT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/memory/memory.h"

namespace pastiche {

// Keeps scratch: used by one thread. The memory must outlive it.
class Sight {
 public:
  explicit Sight(const Memory& memory)
      : memory_(memory),
        slots_(memory.domain().geometry().slots.size()),
        features_(memory.domain().geometry().features.size()),
        codes_(memory.codes().size()) {}

  // Errors: the domain's.
  [[nodiscard]] Result<void> Look(TokenSpan tokens, std::size_t position) {
    const Result<void> described = memory_.domain().Describe(
        memory_.mode(), tokens, position, position + 1, slots_, features_);
    if (!described) return described;
    ForgetThemselves(memory_.domain().geometry(), position, slots_);
    memory_.codes().Encode(slots_, tokens, codes_);
    return {};
  }
  // Of the position last looked at.
  [[nodiscard]] std::span<const std::uint16_t> codes() const { return codes_; }
  [[nodiscard]] std::span<const std::int32_t> features() const {
    return features_;
  }

 private:
  const Memory& memory_;
  std::vector<std::int64_t> slots_;
  std::vector<std::int32_t> features_;
  std::vector<std::uint16_t> codes_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_SIGHT_H_
