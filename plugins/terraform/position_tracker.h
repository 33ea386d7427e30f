// Places of many bytes of one text, in one pass.

#ifndef PASTICHE_PLUGINS_TERRAFORM_POSITION_TRACKER_H_
#define PASTICHE_PLUGINS_TERRAFORM_POSITION_TRACKER_H_

#include <cstddef>
#include <string_view>

#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

// Answers as PositionOf() does where lexemes begin and end; between characters
// of one cluster the column may be one more.
class PositionTracker {
 public:
  // Keeps a view of `text`.
  explicit PositionTracker(std::string_view text) : text_(text) {}

  // The place of byte `offset` (at most text.size()). Costs the bytes since the
  // last offset asked for, or since the start if this one is before it.
  [[nodiscard]] Position At(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t last_ = 0;
  Position position_ = {1, 1};
};

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_POSITION_TRACKER_H_
