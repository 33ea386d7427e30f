// Checks on text that crosses the plugin boundary: UTF-8, ids, and a collector
// that keeps the first breach a description shows.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_TEXT_CHECK_H_
#define PASTICHE_FRAMEWORK_PLUGIN_TEXT_CHECK_H_

#include <pastiche/plugin.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "framework/plugin/first_sizes.h"

namespace pastiche {

// Longest texts a plugin may give, in bytes.
inline constexpr std::size_t kMaxNameBytes = 4096;
inline constexpr std::size_t kMaxProseBytes = 64 << 10;
// Largest struct_size that is believed.
inline constexpr std::uint64_t kMaxStructBytes = 1 << 20;

// Offset of the first byte that is NUL or not well-formed UTF-8 (RFC 3629: no
// overlong forms, no surrogates, at most U+10FFFF); text.size() if there is
// none.
[[nodiscard]] std::size_t FindInvalidText(std::string_view text);

// [a-z0-9][a-z0-9._+-]{0,63}: tokens of the interface such as "left", "p1".
[[nodiscard]] bool IsId(std::string_view text);
// [a-z][a-z0-9-]{1,31}: what users type to name a domain.
[[nodiscard]] bool IsDomainId(std::string_view text);

// Reads what a plugin gave and remembers the first thing wrong with it, as a
// phrase that follows the name of the function: "metric 2: id is not an id".
// After a breach the answers are empty; reading on is harmless.
class BoundaryCheck {
 public:
  enum class Empty : std::uint8_t { kRefused, kAllowed };

  [[nodiscard]] bool ok() const { return breach_.empty(); }
  [[nodiscard]] const std::string& breach() const { return breach_; }

  // Prefixed to later breaches: "metric 2: ". Cheap to leave unset.
  void SetPlace(std::string place) { place_ = std::move(place); }

  // Records `what` (with the place) unless something is recorded already.
  void Breach(std::string_view what);
  // As Breach, if not `held`. Returns `held`.
  bool Require(bool held, std::string_view what) {
    if (!held) Breach(what);
    return held;
  }

  // `what` names the field in a breach.
  [[nodiscard]] std::string Text(const char* text, std::string_view what,
                                 std::size_t max_bytes,
                                 Empty empty = Empty::kRefused);
  [[nodiscard]] std::string Text(const pst_bytes& text, std::string_view what,
                                 std::size_t max_bytes,
                                 Empty empty = Empty::kRefused);
  [[nodiscard]] std::string Id(const char* text, std::string_view what);

  // Whether a struct that the plugin filled is at least as long as ABI 1.0
  // made it (kFirstSize), and not absurdly long.
  bool StructSize(std::uint64_t given, std::uint64_t minimal,
                  std::string_view what);

  // Copies the fields that both sides know, the others are 0: a plugin of an
  // earlier minor has shorter structs. All 0 after a breach. `from` is not NULL
  // (asserted).
  template <typename Struct>
  [[nodiscard]] Struct CopyStruct(const void* from, std::string_view what) {
    assert(from != nullptr);
    Struct copy = {};
    std::uint64_t size = 0;
    std::memcpy(&size, from, sizeof size);
    if (!StructSize(size, kFirstSize<Struct>, what)) return copy;
    std::memcpy(&copy, from, std::min<std::uint64_t>(size, sizeof(Struct)));
    return copy;
  }

 private:
  std::string place_;
  std::string breach_;
};

// Room for a struct that the plugin fills. The spare bytes keep a plugin that
// was compiled with a longer struct, and assigns it whole, off our stack.
template <typename Struct>
struct OutStruct {
  OutStruct() { value.struct_size = sizeof(Struct); }
  Struct value = {};
  std::byte spare[512] = {};
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_TEXT_CHECK_H_
