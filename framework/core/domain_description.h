// What a domain says of itself, in plain structs: identity, vocabulary,
// geometry, metrics, formats, options. Checked by plugin/ before anyone sees
// it.

#ifndef PASTICHE_FRAMEWORK_CORE_DOMAIN_DESCRIPTION_H_
#define PASTICHE_FRAMEWORK_CORE_DOMAIN_DESCRIPTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pastiche {

struct DomainInfo {
  std::string id;  // What users type: [a-z][a-z0-9-]{1,31}.
  std::string name, version, vendor, license, description;
  std::uint64_t content_hash = 0;
  bool concurrent = false;  // Its [c] functions may run at the same time.
};

struct TokenInfo {
  std::string text;  // How a person writes it; not empty.
  std::uint32_t category = 0;
  bool ends_document = false;  // At most one token of a vocabulary.
};

struct SlotInfo {
  std::string id;
  std::string family;                   // Empty = none.
  std::array<std::int32_t, 4> delta{};  // Along the domain's axes.
  bool causal = false;                  // Only ever looks at earlier positions.
  bool symbol = false;                  // Gives a symbol, not a position.
};

struct FeatureInfo {
  std::string id;
  std::int32_t lo = 0, hi = 0;  // Inclusive; hi - lo < 1024.
  std::uint32_t period = 0;     // 0 = none.
  bool hard = false;            // Positions that differ are never compared.
};

// Where positions look. Without a context extension: slots p1..p8, n1..n8.
struct Geometry {
  std::uint32_t axis_count = 0;
  std::uint32_t unit_length = 1;  // Tokens per unit; 0 = varies; 1 = no units.
  bool key_per_unit = false;
  bool wraps_by_default = false;
  bool has_mismatch = false;  // Else 1 wherever tokens differ.
  std::vector<SlotInfo> slots;
  std::vector<FeatureInfo> features;
};

struct MetricInfo {
  std::string id, name, unit, description;
  int direction = 0;       // -1 lower is better, +1 higher, 0 near reference.
  bool per_sample = true;  // Else one number for the set.
  bool gameable = false;   // A degenerate sample wins it: never used to rank.
  double lo = 0, hi = 0;
};

struct FormatInfo {
  std::string id, name, media_type, extension;
  bool can_export = false, can_import = false, preview = false;
  bool text = false, ansi = false, project = false;
};

struct ChannelInfo {
  std::string id, unit;
  double lo = 0, hi = 0, initial = 0;
};

struct OptionInfo {
  enum class Type : std::uint8_t { kInteger, kNumber, kBoolean, kString };
  std::string id, description;
  std::string initial;    // JSON of the default.
  double lo = 1, hi = 0;  // For numbers; lo > hi = no limit.
  Type type = Type::kString;
  bool create = false, canvas = false, render = false, import = false;
};

// How the constraint wants to be used; counts are in units.
struct ConstraintInfo {
  bool has_check = false, has_prefix_ok = false, has_allowed = false;
  bool has_complete = false;
  std::uint32_t chunk_units = 1;
  std::uint32_t repair_units = 1;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_DOMAIN_DESCRIPTION_H_
