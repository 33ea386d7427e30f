// Settings of the memory's heads: which slots they weigh and how, and how the
// memory is sharpened for sampling. Read from the JSON of pst_recommend.

#ifndef PASTICHE_FRAMEWORK_MEMORY_HEAD_SETTINGS_H_
#define PASTICHE_FRAMEWORK_MEMORY_HEAD_SETTINGS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/domain_description.h"
#include "framework/core/result.h"

namespace pastiche {

// How a head treats one feature of the geometry.
struct FeatureWeight {
  double rho = 0.0;  // Nats per unit of feature distance, >= 0.
  double radius = std::numeric_limits<double>::infinity();  // Never beyond.
  std::uint32_t stride = 0;  // Compared only if equal modulo it; 0 = no gate.

  bool operator==(const FeatureWeight&) const = default;
};

// Slot weights that fall with distance, see DecayWeight.
struct SlotDecay {
  double a = 1.0;                  // Nats.
  std::vector<double> scale;       // By axis, used cyclically; not empty.
  double minimum = 0.03;           // Weights below it are 0.
  std::vector<std::size_t> slots;  // Ascending: the slots it gives weight to.

  bool operator==(const SlotDecay&) const = default;
};

struct HeadSettings {
  std::string name;
  double c = 0.1;  // Sink: lambda = c (0.2 + e sum_v n(v)/(n(v)+1)).
  double e = 4.0;
  std::vector<double> slot_weights;  // (slots) nats, >= 0; 0 = not looked at.
  std::optional<SlotDecay> decay;    // Where slot_weights come from, if known;
                                     // some may have been given apart.
  std::vector<FeatureWeight> features;  // (features)
  std::optional<std::size_t> gate;      // Slot that must be equal.
  double own = 0.0;  // Nats added for the document's own positions.
  // While filling: the head is asked only while this share of the document's
  // other places is known, known_lo <= share < known_hi (or known_hi = 1).
  double known_lo = 0.0;
  double known_hi = 1.0;

  [[nodiscard]] bool IsAsked(double known_share) const {
    return known_share >= known_lo &&
           (known_share < known_hi || known_hi >= 1.0);
  }
  bool operator==(const HeadSettings&) const = default;
};

// Heads for one use, coarse first, and what lies under them.
struct UseSettings {
  std::vector<HeadSettings> heads;
  std::vector<std::size_t> base_features;  // Condition the unigram.
  double mixture_share = 0.0;   // Fixed share of the Bayes mixture with the
                                // n-gram; 0 = the chain alone.
  bool mixture_nested = false;  // And with the n-gram over nearest slots.
  bool mixture_orders = false;  // The n-gram is a mix of several orders.

  bool operator==(const UseSettings&) const = default;
};

// Sharpens the memory, not the output distribution.
struct SamplingSettings {
  double score_scale = 1.0;    // Scores times this.
  double c_scale = 1.0;        // c times this.
  std::optional<double> own;   // Cache with this bonus while sampling.
  std::size_t copy_guard = 0;  // Units; 0 = off.
  std::size_t max_copy = 0;    // Units of the shortest copy that must not be,
                               // see CopyLimit; 0 = any may.
  // Of the output distribution, see SamplingOptions; off by default.
  double temperature = 1.0;
  std::size_t top_k = 0;
  double top_p = 1.0;
};

struct Recommendation {
  UseSettings ar, ar_cache, fill, sample;
  SamplingSettings sampling;
  std::string provenance;  // "plugin", "defaults", or a file name.
};

// Settings for a domain that recommends none: three heads whose slot weights
// decay with distance, coarse to sharp.
[[nodiscard]] Recommendation DefaultRecommendation(const Geometry& geometry);

// Reads `json` ("{}" = defaults; absent uses fall back on "ar", then on the
// defaults). Numbers out of range are clamped to what pst_recommend states;
// unknown slots, families, features and keys are kInvalidArgument by name.
[[nodiscard]] Result<Recommendation> ParseRecommendation(
    std::string_view json, const Geometry& geometry);

// weights (slots): those of decay.slots are set to DecayWeight, or 0 below the
// minimum.
void ApplyDecay(const SlotDecay& decay, const Geometry& geometry,
                std::vector<double>& weights);

// a exp(-|delta / scale|) over the geometry's axes; scale is used cyclically.
[[nodiscard]] double DecayWeight(const SlotInfo& slot, std::size_t axis_count,
                                 double a, const std::vector<double>& scale);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_HEAD_SETTINGS_H_
