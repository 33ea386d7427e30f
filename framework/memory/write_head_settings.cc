// Writing head settings.

#include "framework/memory/write_head_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <vector>

namespace pastiche {
namespace {

std::string Quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

// Members of an object, in order.
class Members {
 public:
  void Put(std::string_view key, std::string_view json) {
    text_ +=
        fmt::format("{}{}:{}", text_.empty() ? "" : ",", Quoted(key), json);
  }
  void Put(std::string_view key, double value) {
    Put(key, fmt::format("{}", value));
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string Object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string Decay(const SlotDecay& decay, const Geometry& geometry,
                  bool causal) {
  Members members;
  members.Put("a", decay.a);
  members.Put("scale", fmt::format("[{}]", fmt::join(decay.scale, ",")));
  members.Put("minimum", decay.minimum);
  std::vector<std::string> names;
  for (const std::size_t s : decay.slots) {
    names.push_back(Quoted(geometry.slots[s].id));
  }
  std::size_t all = 0;  // What an absent list stands for.
  for (const SlotInfo& slot : geometry.slots) {
    all += !slot.symbol && (slot.causal || !causal) ? 1 : 0;
  }
  if (names.size() != all) {
    members.Put("slots", fmt::format("[{}]", fmt::join(names, ",")));
  }
  return members.Object();
}

// The weights that the decay does not give. If one of them is of a slot whose
// id is also a family's name, it comes first and all others are written too.
std::string Weights(const HeadSettings& head, const Geometry& geometry) {
  std::vector<double> given(geometry.slots.size(), 0.0);
  if (head.decay) ApplyDecay(*head.decay, geometry, given);
  const auto ambiguous = [&](std::size_t s) {
    return std::any_of(geometry.slots.begin(), geometry.slots.end(),
                       [&](const SlotInfo& other) {
                         return other.family == geometry.slots[s].id;
                       });
  };
  bool all = false;
  for (std::size_t s = 0; s < given.size(); ++s) {
    all = all || (head.slot_weights[s] != given[s] && ambiguous(s));
  }
  Members members;
  for (const bool first : {true, false}) {
    for (std::size_t s = 0; s < given.size(); ++s) {
      if (all ? ambiguous(s) != first
              : !first || head.slot_weights[s] == given[s]) {
        continue;
      }
      members.Put(geometry.slots[s].id, head.slot_weights[s]);
    }
  }
  return members.empty() ? "" : members.Object();
}

std::string Features(const HeadSettings& head, const Geometry& geometry) {
  Members members;
  for (std::size_t f = 0; f < head.features.size(); ++f) {
    const FeatureWeight& feature = head.features[f];
    Members one;
    if (feature.rho != 0.0) one.Put("rho", feature.rho);
    if (std::isfinite(feature.radius)) one.Put("radius", feature.radius);
    if (feature.stride != 0) one.Put("stride", feature.stride);
    if (!one.empty()) members.Put(geometry.features[f].id, one.Object());
  }
  return members.empty() ? "" : members.Object();
}

std::string Use(const UseSettings& use, const Geometry& geometry, bool causal) {
  std::string heads;
  for (const HeadSettings& head : use.heads) {
    heads +=
        (heads.empty() ? "\n  " : ",\n  ") + WriteHead(head, geometry, causal);
  }
  std::vector<std::string> base;
  for (const std::size_t f : use.base_features) {
    base.push_back(Quoted(geometry.features[f].id));
  }
  Members members;
  members.Put("heads", "[" + heads + "]");
  members.Put("base", fmt::format("[{}]", fmt::join(base, ",")));
  if (use.mixture_share > 0.0) {
    members.Put(
        "mixture",
        fmt::format("{{\"share\":{},\"nested\":{},\"orders\":{}}}",
                    use.mixture_share, use.mixture_nested, use.mixture_orders));
  }
  return members.Object();
}

std::string Sampling(const SamplingSettings& sampling) {
  Members members;
  members.Put("score_scale", sampling.score_scale);
  members.Put("c_scale", sampling.c_scale);
  if (sampling.own) members.Put("own", *sampling.own);
  members.Put("copy_guard", fmt::format("{}", sampling.copy_guard));
  members.Put("max_copy", fmt::format("{}", sampling.max_copy));
  members.Put("temperature", sampling.temperature);
  members.Put("top_k", fmt::format("{}", sampling.top_k));
  members.Put("top_p", sampling.top_p);
  return members.Object();
}

}  // namespace

std::string WriteHead(const HeadSettings& head, const Geometry& geometry,
                      bool causal) {
  Members members;
  members.Put("name", Quoted(head.name));
  members.Put("c", head.c);
  members.Put("e", head.e);
  if (head.own != 0.0) members.Put("own", head.own);
  if (head.known_lo != 0.0 || head.known_hi != 1.0) {
    members.Put("known", fmt::format("[{},{}]", head.known_lo, head.known_hi));
  }
  if (head.gate) members.Put("gate", Quoted(geometry.slots[*head.gate].id));
  if (head.decay) members.Put("decay", Decay(*head.decay, geometry, causal));
  const std::string weights = Weights(head, geometry);
  if (!weights.empty()) members.Put("weights", weights);
  const std::string features = Features(head, geometry);
  if (!features.empty()) members.Put("features", features);
  return members.Object();
}

std::string WriteRecommendation(const Recommendation& recommendation,
                                const Geometry& geometry,
                                std::string_view provenance) {
  std::string text = "{\"schema\":\"pastiche.recommend/1\"";
  if (!provenance.empty()) {
    text += ",\n\"provenance\":" + std::string(provenance);
  }
  const std::pair<const char*, const UseSettings*> uses[] = {
      {"ar", &recommendation.ar},
      {"ar-cache", &recommendation.ar_cache},
      {"fill", &recommendation.fill},
      {"sample", &recommendation.sample}};
  for (const auto& [name, use] : uses) {
    text += fmt::format(",\n\"{}\":{}", name,
                        Use(*use, geometry, name != std::string_view("fill")));
  }
  return text + ",\n\"sampling\":" + Sampling(recommendation.sampling) + "}\n";
}

}  // namespace pastiche
