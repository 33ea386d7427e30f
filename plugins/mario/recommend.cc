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

// For sampling: A looks further up and down than to the side, so that it copies
// less at the same likeness; C is nearly as sharp as A (docs/domains/mario.md).
constexpr std::string_view kSample = R"({"heads":[
 {"name":"M","c":0.75,"e":4,
  "decay":{"a":29.8,"scale":[1.62,0.46],"minimum":0.043,
           "slots":["c-1r+0","c-1r-1","c-1r+1","c+0r-1"]},
  "features":{"row":{"rho":0.186,"radius":13}}},
 {"name":"A","c":0.0335,"e":7.45,
  "decay":{"a":61.2,"scale":[0.418,1.373],"minimum":0.043},
  "features":{"row":{"rho":1.85,"radius":13}}},
 {"name":"C","c":12.1,"e":4,
  "decay":{"a":5.81,"scale":[1.83,5.8],"minimum":0.043},
  "features":{"row":{"rho":3.89,"radius":2}}}],
 "base":["row"]},)";

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
  // Scoring mixes the chain with the n-grams; sampling takes the chain alone.
  for (const char* use : {"ar", "ar-cache"}) {
    json += std::string("\n\"") + use + "\":";
    json += kLeftToRight;
    json += R"(,"mixture":{"share":0.02,"nested":true}},)";
  }
  json += "\n\"sample\":";
  json += kSample;
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
