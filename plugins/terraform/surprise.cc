#include "plugins/terraform/surprise.h"

#include <algorithm>
#include <string_view>

namespace pastiche::terraform {

int SurpriseLevel(double bits) {
  return static_cast<int>(
      std::count_if(std::begin(kSurpriseBits), std::end(kSurpriseBits),
                    [bits](double from) { return bits >= from; }));
}

std::vector<Surprise> SurprisesOf(const DecodedModule& module,
                                  std::span<const double> bits) {
  std::vector<Surprise> surprises;
  if (bits.size() != module.places.size()) return surprises;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const TokenOrigin& place = module.places[i];
    if (place.begin >= place.end) continue;
    surprises.push_back({place.file, place.begin, place.end, bits[i]});
  }
  return surprises;
}

std::vector<Surprise> JoinSurprises(const DecodedModule& module,
                                    std::span<const Surprise> surprises,
                                    double least) {
  std::vector<Surprise> joined;
  bool line_ended = false;  // By the last one joined.
  for (const Surprise& each : surprises) {
    const std::string_view text = module.files[each.file].text;
    const std::string_view spelled =
        text.substr(each.begin, each.end - each.begin);
    if (each.bits < least ||
        spelled.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      continue;
    }
    const bool neighbours =
        !joined.empty() && joined.back().file == each.file && !line_ended &&
        each.begin >= joined.back().end &&
        text.substr(joined.back().end, each.begin - joined.back().end)
                .find_first_not_of(' ') == std::string_view::npos;
    line_ended = spelled.find('\n') != std::string_view::npos;
    if (neighbours) {
      joined.back().end = each.end;
      joined.back().bits = std::max(joined.back().bits, each.bits);
      continue;
    }
    joined.push_back(each);
  }
  return joined;
}

}  // namespace pastiche::terraform
