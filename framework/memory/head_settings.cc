// Reads head settings from JSON, with the ranges that pst_recommend states.

#include "framework/memory/head_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <set>

namespace pastiche {
namespace {

namespace json = boost::json;

// Names the JSON path in every message, so that an author finds the place.
struct Problem {
  std::string message;
};

[[noreturn]] void Reject(std::string_view where, std::string_view what) {
  throw Problem{fmt::format("{}: {}", where, what)};
}

const json::object& Object(const json::value& value, std::string_view where) {
  if (!value.is_object()) Reject(where, "must be an object");
  return value.get_object();
}

double Number(const json::value& value, double lo, double hi,
              std::string_view where) {
  if (!value.is_number()) Reject(where, "must be a number");
  const double number = value.to_number<double>();
  if (!std::isfinite(number)) Reject(where, "must be finite");
  return std::clamp(number, lo, hi);
}

double NumberOr(const json::object& object, std::string_view key,
                double otherwise, double lo, double hi,
                const std::string& where) {
  const json::value* value = object.if_contains(key);
  return value == nullptr
             ? otherwise
             : Number(*value, lo, hi, fmt::format("{}.{}", where, key));
}

void OnlyKeys(const json::object& object,
              const std::set<std::string_view>& keys,
              const std::string& where) {
  for (const auto& [key, value] : object) {
    if (!keys.contains(key)) {
      Reject(where, fmt::format("unknown key \"{}\"", std::string(key)));
    }
  }
}

// The slots that a slot id or family names; slots without a family have none.
std::vector<std::size_t> SlotsNamed(const Geometry& geometry,
                                    std::string_view name,
                                    const std::string& where) {
  std::vector<std::size_t> slots;
  for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
    if (geometry.slots[s].id == name ||
        (!name.empty() && geometry.slots[s].family == name)) {
      slots.push_back(s);
    }
  }
  if (slots.empty()) {
    Reject(where, fmt::format("no slot or family \"{}\"", name));
  }
  return slots;
}

std::size_t FeatureNamed(const Geometry& geometry, std::string_view name,
                         const std::string& where) {
  for (std::size_t f = 0; f < geometry.features.size(); ++f) {
    if (geometry.features[f].id == name) return f;
  }
  Reject(where, fmt::format("no feature \"{}\"", name));
}

SlotDecay ReadDecay(const json::value& value, const Geometry& geometry,
                    const std::string& where) {
  const json::object& object = Object(value, where);
  OnlyKeys(object, {"a", "scale", "minimum", "slots"}, where);
  SlotDecay decay;
  decay.a = NumberOr(object, "a", decay.a, 0.0, 1e3, where);
  decay.minimum = NumberOr(object, "minimum", decay.minimum, 0.0, 1e3, where);
  if (const json::value* list = object.if_contains("scale")) {
    if (!list->is_array() || list->get_array().empty()) {
      Reject(where + ".scale", "must be a list of one number per axis");
    }
    for (const json::value& one : list->get_array()) {
      decay.scale.push_back(Number(one, 1e-3, 1e6, where + ".scale"));
    }
  } else {
    decay.scale.push_back(1.0);
  }
  if (const json::value* list = object.if_contains("slots")) {
    if (!list->is_array()) Reject(where + ".slots", "must be a list of names");
    std::set<std::size_t> slots;
    for (const json::value& one : list->get_array()) {
      if (!one.is_string()) Reject(where + ".slots", "must hold names");
      for (const std::size_t s :
           SlotsNamed(geometry, one.get_string(), where + ".slots")) {
        slots.insert(s);
      }
    }
    decay.slots.assign(slots.begin(), slots.end());
  } else {
    for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
      if (!geometry.slots[s].symbol) decay.slots.push_back(s);
    }
  }
  return decay;
}

FeatureWeight ReadFeature(const json::value& value, const std::string& where) {
  const json::object& object = Object(value, where);
  OnlyKeys(object, {"rho", "radius", "stride"}, where);
  FeatureWeight feature;
  feature.rho = NumberOr(object, "rho", 0.0, 0.0, 1e3, where);
  feature.radius =
      NumberOr(object, "radius", feature.radius, 0.0, feature.radius, where);
  feature.stride = static_cast<std::uint32_t>(
      NumberOr(object, "stride", 0.0, 0.0, 1024.0, where));
  return feature;
}

void ReadKnown(const json::value& value, const std::string& where,
               HeadSettings& head) {
  if (!value.is_array() || value.get_array().size() != 2) {
    Reject(where, "must be a list of two numbers, from and to");
  }
  head.known_lo = Number(value.get_array()[0], 0.0, 1.0, where);
  head.known_hi = Number(value.get_array()[1], 0.0, 1.0, where);
}

HeadSettings ReadHead(const json::value& value, const Geometry& geometry,
                      const std::string& where) {
  const json::object& object = Object(value, where);
  OnlyKeys(object,
           {"name", "c", "e", "decay", "weights", "features", "gate", "own",
            "known"},
           where);
  HeadSettings head;
  if (const json::value* name = object.if_contains("name")) {
    if (!name->is_string()) Reject(where + ".name", "must be a string");
    head.name = std::string(name->get_string());
  }
  head.c = NumberOr(object, "c", head.c, 1e-6, 1e6, where);
  head.e = NumberOr(object, "e", head.e, 0.0, 1e3, where);
  head.own = NumberOr(object, "own", 0.0, -10.0, 10.0, where);
  if (const json::value* known = object.if_contains("known")) {
    ReadKnown(*known, where + ".known", head);
  }
  head.slot_weights.assign(geometry.slots.size(), 0.0);
  if (const json::value* decay = object.if_contains("decay")) {
    head.decay = ReadDecay(*decay, geometry, where + ".decay");
    ApplyDecay(*head.decay, geometry, head.slot_weights);
  }
  if (const json::value* weights = object.if_contains("weights")) {
    const std::string at = where + ".weights";
    for (const auto& [key, weight] : Object(*weights, at)) {
      for (const std::size_t s : SlotsNamed(geometry, key, at)) {
        head.slot_weights[s] = Number(weight, 0.0, 1e3, at);
      }
    }
  }
  head.features.resize(geometry.features.size());
  if (const json::value* features = object.if_contains("features")) {
    const std::string at = where + ".features";
    for (const auto& [key, feature] : Object(*features, at)) {
      head.features[FeatureNamed(geometry, key, at)] =
          ReadFeature(feature, at + "." + std::string(key));
    }
  }
  if (const json::value* gate = object.if_contains("gate")) {
    const std::string at = where + ".gate";
    if (!gate->is_string()) Reject(at, "must be a slot id");
    head.gate = SlotsNamed(geometry, gate->get_string(), at).front();
  }
  return head;
}

std::vector<std::size_t> AllFeatures(const Geometry& geometry) {
  std::vector<std::size_t> all(geometry.features.size());
  for (std::size_t f = 0; f < all.size(); ++f) all[f] = f;
  return all;
}

// Left to right, later places are never known: their weights would only slow.
UseSettings CausalOnly(UseSettings use, const Geometry& geometry) {
  for (HeadSettings& head : use.heads) {
    for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
      if (!geometry.slots[s].causal) head.slot_weights[s] = 0.0;
    }
    if (!head.decay) continue;
    std::erase_if(head.decay->slots,
                  [&](std::size_t s) { return !geometry.slots[s].causal; });
  }
  return use;
}

UseSettings ReadUse(const json::value& value, const Geometry& geometry,
                    const std::string& where) {
  const json::object& object = Object(value, where);
  OnlyKeys(object, {"heads", "base", "mixture"}, where);
  UseSettings use;
  const json::value* heads = object.if_contains("heads");
  if (heads == nullptr || !heads->is_array() || heads->get_array().empty() ||
      heads->get_array().size() > 8) {
    Reject(where + ".heads", "must be a list of 1 to 8 heads");
  }
  for (std::size_t h = 0; h < heads->get_array().size(); ++h) {
    use.heads.push_back(ReadHead(heads->get_array()[h], geometry,
                                 fmt::format("{}.heads[{}]", where, h)));
  }
  use.base_features = AllFeatures(geometry);
  if (const json::value* base = object.if_contains("base")) {
    if (!base->is_array())
      Reject(where + ".base", "must be a list of features");
    use.base_features.clear();
    for (const json::value& one : base->get_array()) {
      if (!one.is_string()) Reject(where + ".base", "must hold feature ids");
      const std::size_t feature =
          FeatureNamed(geometry, one.get_string(), where + ".base");
      if (std::find(use.base_features.begin(), use.base_features.end(),
                    feature) != use.base_features.end()) {
        Reject(where + ".base", fmt::format("\"{}\" is there twice",
                                            geometry.features[feature].id));
      }
      use.base_features.push_back(feature);
    }
  }
  if (const json::value* mixture = object.if_contains("mixture")) {
    const std::string at = where + ".mixture";
    OnlyKeys(Object(*mixture, at), {"share", "nested", "orders"}, at);
    use.mixture_share =
        NumberOr(mixture->get_object(), "share", 0.02, 0.0, 0.5, at);
    for (const auto& [key, flag] : {std::pair{"nested", &use.mixture_nested},
                                    std::pair{"orders", &use.mixture_orders}}) {
      const json::value* given = mixture->get_object().if_contains(key);
      if (given == nullptr) continue;
      if (!given->is_bool()) {
        Reject(fmt::format("{}.{}", at, key), "must be true or false");
      }
      *flag = given->get_bool();
    }
  }
  return use;
}

SamplingSettings ReadSampling(const json::value& value) {
  const std::string where = "sampling";
  const json::object& object = Object(value, where);
  OnlyKeys(object,
           {"score_scale", "c_scale", "own", "copy_guard", "max_copy",
            "temperature", "top_k", "top_p"},
           where);
  SamplingSettings sampling;
  sampling.score_scale = NumberOr(object, "score_scale", 1.0, 0.1, 10.0, where);
  sampling.c_scale = NumberOr(object, "c_scale", 1.0, 1e-4, 10.0, where);
  sampling.copy_guard = static_cast<std::size_t>(
      NumberOr(object, "copy_guard", 0.0, 0.0, 1e6, where));
  sampling.max_copy = static_cast<std::size_t>(
      NumberOr(object, "max_copy", 0.0, 0.0, 1e6, where));
  sampling.temperature =
      NumberOr(object, "temperature", 1.0, 0.0, 100.0, where);
  sampling.top_k = static_cast<std::size_t>(
      NumberOr(object, "top_k", 0.0, 0.0, 1048576.0, where));
  sampling.top_p = NumberOr(object, "top_p", 1.0, 1e-6, 1.0, where);
  if (const json::value* own = object.if_contains("own")) {
    sampling.own = Number(*own, -10.0, 10.0, where + ".own");
  }
  return sampling;
}

Recommendation Read(const json::object& object, const Geometry& geometry) {
  OnlyKeys(
      object,
      {"schema", "ar", "ar-cache", "fill", "sample", "sampling", "provenance"},
      "recommendation");
  const json::value* schema = object.if_contains("schema");
  if (schema == nullptr || *schema != "pastiche.recommend/1") {
    Reject("schema", "must be \"pastiche.recommend/1\"");
  }
  if (const json::value* origin = object.if_contains("provenance")) {
    static_cast<void>(Object(*origin, "provenance"));  // For people.
  }
  Recommendation result = DefaultRecommendation(geometry);
  result.provenance = "plugin";
  if (const json::value* use = object.if_contains("ar")) {
    result.ar = CausalOnly(ReadUse(*use, geometry, "ar"), geometry);
    result.ar_cache = result.sample = result.ar;
  }
  if (const json::value* use = object.if_contains("ar-cache")) {
    result.ar_cache = CausalOnly(ReadUse(*use, geometry, "ar-cache"), geometry);
  }
  if (const json::value* use = object.if_contains("sample")) {
    result.sample = CausalOnly(ReadUse(*use, geometry, "sample"), geometry);
  }
  if (const json::value* use = object.if_contains("fill")) {
    result.fill = ReadUse(*use, geometry, "fill");
  }
  if (const json::value* sampling = object.if_contains("sampling")) {
    result.sampling = ReadSampling(*sampling);
  }
  return result;
}

}  // namespace

void ApplyDecay(const SlotDecay& decay, const Geometry& geometry,
                std::vector<double>& weights) {
  for (const std::size_t s : decay.slots) {
    const double weight = DecayWeight(geometry.slots[s], geometry.axis_count,
                                      decay.a, decay.scale);
    weights[s] = weight >= decay.minimum ? weight : 0.0;
  }
}

double DecayWeight(const SlotInfo& slot, std::size_t axis_count, double a,
                   const std::vector<double>& scale) {
  double squares = 0.0;
  for (std::size_t i = 0; i < std::min<std::size_t>(axis_count, 4); ++i) {
    const double step = slot.delta[i] / scale[i % scale.size()];
    squares += step * step;
  }
  return a * std::exp(-std::sqrt(squares));
}

Recommendation DefaultRecommendation(const Geometry& geometry) {
  struct Start {
    const char* name;
    double a, scale, c;
  };
  // Coarse first. Chosen to be sane anywhere, not tuned: `tune` does that.
  static constexpr Start kStarts[] = {{"near", 12.0, 0.7, 0.3},
                                      {"middle", 10.0, 1.5, 0.1},
                                      {"far", 5.0, 4.0, 0.1}};
  const auto use = [&](bool causal_only) {
    UseSettings settings;
    settings.base_features = AllFeatures(geometry);
    for (const Start& decay : kStarts) {
      HeadSettings head;
      head.name = decay.name;
      head.c = decay.c;
      head.slot_weights.assign(geometry.slots.size(), 0.0);
      head.features.resize(geometry.features.size());
      for (FeatureWeight& feature : head.features) feature.rho = 0.3;
      head.decay = SlotDecay{.a = decay.a, .scale = {decay.scale}, .slots = {}};
      for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
        const SlotInfo& slot = geometry.slots[s];
        if (slot.symbol || (causal_only && !slot.causal)) continue;
        head.decay->slots.push_back(s);
      }
      ApplyDecay(*head.decay, geometry, head.slot_weights);
      settings.heads.push_back(std::move(head));
    }
    return settings;
  };
  Recommendation result;
  result.ar = result.ar_cache = result.sample = use(true);
  result.fill = use(false);
  result.provenance = "defaults";
  return result;
}

Result<Recommendation> ParseRecommendation(std::string_view text,
                                           const Geometry& geometry) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 32;
  const json::value value =
      json::parse({text.data(), text.size()}, error, {}, options);
  if (error) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("head settings are not JSON: {}", error.message()));
  }
  if (!value.is_object()) {
    return Fail(ErrorCode::kInvalidArgument,
                "head settings must be a JSON object");
  }
  if (value.get_object().empty()) return DefaultRecommendation(geometry);
  try {
    return Read(value.get_object(), geometry);
  } catch (const Problem& problem) {
    return Fail(ErrorCode::kInvalidArgument,
                "head settings: " + problem.message,
                "see pst_recommend in <pastiche/plugin.h>");
  }
}

}  // namespace pastiche
