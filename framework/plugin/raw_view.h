// Our spans as the ABI's structs, for the length of a call.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_RAW_VIEW_H_
#define PASTICHE_FRAMEWORK_PLUGIN_RAW_VIEW_H_

#include <pastiche/plugin.h>

#include <string_view>
#include <vector>

#include "framework/core/document.h"

namespace pastiche {

[[nodiscard]] inline pst_bytes RawView(std::string_view text) {
  return {text.data(), text.size()};
}

// ids is never NULL, even of an empty span.
[[nodiscard]] inline pst_tokens RawView(TokenSpan tokens) {
  static constexpr Token kNone = 0;
  return {tokens.empty() ? &kNone : tokens.data(), tokens.size()};
}

// Owns the array that the pst_token_set points to.
class RawTokenSet {
 public:
  explicit RawTokenSet(std::span<const TokenSpan> sequences) {
    items_.reserve(sequences.size() + 1);  // Never NULL, even of an empty set.
    for (const TokenSpan tokens : sequences) items_.push_back(RawView(tokens));
    set_ = {items_.data(), items_.size()};
  }
  RawTokenSet(const RawTokenSet&) = delete;
  RawTokenSet& operator=(const RawTokenSet&) = delete;
  [[nodiscard]] const pst_token_set* get() const { return &set_; }

 private:
  std::vector<pst_tokens> items_;
  pst_token_set set_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_RAW_VIEW_H_
