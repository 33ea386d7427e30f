#include "plugins/terraform/position_tracker.h"

#include <algorithm>

#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {

Position PositionTracker::At(std::size_t offset) {
  offset = std::min(offset, text_.size());
  if (offset < last_) {
    last_ = 0;
    position_ = {1, 1};
  }
  const std::string_view passed = text_.substr(last_, offset - last_);
  last_ = offset;
  const std::size_t newline = passed.rfind('\n');
  if (newline == std::string_view::npos) {
    position_.column += CountGraphemes(passed);
    return position_;
  }
  position_.line +=
      static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
  position_.column = 1 + CountGraphemes(passed.substr(newline + 1));
  return position_;
}

}  // namespace pastiche::terraform
