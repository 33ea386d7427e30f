#include "plugins/mario/recommend.h"

#include <string>

namespace pastiche::mario {
namespace {

// Scales are {columns, rows}. M is a local Markov head that all rows share, A
// retrieves sharply from about 45 places, C remembers whole columns.
constexpr std::string_view kLeftToRight = R"({"heads":[
 {"name":"M","c":0.296,"e":4,
  "decay":{"a":20.8,"scale":[1.62,0.46],"minimum":0.03,
           "slots":["c-1r+0","c-1r-1","c-1r+1","c+0r-1"]},
  "features":{"row":{"rho":0.13,"radius":13}}},
 {"name":"A","c":0.0757,"e":4.2,
  "decay":{"a":38.7,"scale":[0.90,0.69],"minimum":0.03},
  "features":{"row":{"rho":0.69,"radius":13}}},
 {"name":"C","c":0.45,"e":4,
  "decay":{"a":4.27,"scale":[4.5,2.5],"minimum":0.03},
  "features":{"row":{"rho":3.4,"radius":1}}}],
 "base":["row"])";

// P0 and P1 look all around, P1 closely. One setting serves all mask rates.
constexpr std::string_view kFill = R"({"heads":[
 {"name":"M","c":0.078,"e":6,
  "decay":{"a":11.2,"scale":[2.88,0.56],"minimum":0.03},
  "features":{"row":{"rho":0.10,"radius":13}}},
 {"name":"P0","c":0.057,"e":10,
  "decay":{"a":16.05,"scale":[2.94,1.0],"minimum":0.03},
  "features":{"row":{"rho":0.06,"radius":13}}},
 {"name":"P1","c":0.0056,"e":7,
  "decay":{"a":28.2,"scale":[0.65,0.78],"minimum":0.03},
  "features":{"row":{"rho":0.07,"radius":13}}}],
 "base":["row"]})";

std::string MakeJson() {
  std::string json = R"({"schema":"pastiche.recommend/1",)";
  // Scoring mixes the chain with the n-gram; sampling takes the chain alone,
  // without the cache (pattern divergence .082 against .084 with it).
  for (const char* use : {"ar", "ar-cache", "sample"}) {
    json += std::string("\n\"") + use + "\":";
    json += kLeftToRight;
    json += use == std::string_view("sample") ? "}"
                                              : R"(,"mixture":{"share":0.02}})";
    json += ",";
  }
  json += "\n\"fill\":";
  json += kFill;
  json += R"(,
"sampling":{"score_scale":1.5,"c_scale":0.04,"copy_guard":8}})";
  return json;
}

}  // namespace

const std::string& RecommendJson() {
  static const std::string json = MakeJson();
  return json;
}

}  // namespace pastiche::mario
