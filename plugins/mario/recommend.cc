// The advice of the Mario domain as JSON.

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

// For sampling, chosen on the memory levels: sharper, A narrower to the sides,
// and C nearly as sharp as A, so that loose matches cannot outvote a tight one.
// Roof and floor keep a cave a cave and bridges bridges, which tiles nearby do
// not: without them the one cave of ten levels gave a twentieth of the columns.
constexpr std::string_view kSample = R"({"heads":[
 {"name":"M","c":0.815,"e":4,
  "decay":{"a":58.5,"scale":[1.62,0.46],"minimum":0.0844,
           "slots":["c-1r+0","c-1r-1","c-1r+1","c+0r-1"]},
  "weights":{"roof":1,"floor":4},
  "features":{"row":{"rho":0.366,"radius":13}}},
 {"name":"A","c":0.015,"e":6.04,
  "decay":{"a":96.9,"scale":[0.4705,0.9613],"minimum":0.0844},
  "weights":{"roof":1,"floor":4},
  "features":{"row":{"rho":3.04,"radius":13}}},
 {"name":"C","c":19,"e":4,
  "decay":{"a":11.4,"scale":[1.974,3.116],"minimum":0.0844},
  "weights":{"roof":1,"floor":4},
  "features":{"row":{"rho":11.3,"radius":13}}}],
 "base":["row"]},)";

// Fill looks all around: M close to the sides only, P0 far to the sides but
// hardly trusted, P1 closely. Where less than a third is known the three are
// sharper and M sees some rows more. Chosen on the memory levels with what is
// known of the document as memory.
constexpr std::string_view kFill = R"({"heads":[
 {"name":"M few","known":[0,0.33],"c":0.0068,"e":90,"own":2.38,
  "decay":{"a":26.8,"scale":[1.034,0.2575],"minimum":0.03},
  "weights":{"roof-around":3,"floor-around":3},
  "features":{"row":{"rho":0.0319,"radius":13}}},
 {"name":"P0 few","known":[0,0.33],"c":0.246,"e":820,"own":-0.37,
  "decay":{"a":29.2,"scale":[3.58,1.06],"minimum":0.03},
  "weights":{"roof-around":3,"floor-around":3},
  "features":{"row":{"rho":0.0751,"radius":13}}},
 {"name":"P1 few","known":[0,0.33],"c":0.00397,"e":23,"own":2.9,
  "decay":{"a":25.4,"scale":[1.22,0.974],"minimum":0.03},
  "weights":{"roof-around":3,"floor-around":3},
  "features":{"row":{"rho":0.38,"radius":13}}},
 {"name":"M","known":[0.33,1],"c":0.0098,"e":90,"own":1.53,
  "decay":{"a":15.6,"scale":[1.18,0.116],"minimum":0.03},
  "features":{"row":{"rho":0.10,"radius":13}}},
 {"name":"P0","known":[0.33,1],"c":0.407,"e":820,"own":0.2,
  "decay":{"a":18.7,"scale":[3.58,1.06],"minimum":0.03},
  "features":{"row":{"rho":0.053,"radius":13}}},
 {"name":"P1","known":[0.33,1],"c":0.0055,"e":54.7,"own":2.78,
  "decay":{"a":25.4,"scale":[1.22,0.545],"minimum":0.03},
  "features":{"row":{"rho":0.38,"radius":13}}}],
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
"sampling":{"score_scale":1.5,"c_scale":0.04,"copy_guard":8,"max_copy":12}})";
  return json;
}

}  // namespace

const std::string& RecommendJson() {
  static const std::string json = MakeJson();
  return json;
}

}  // namespace pastiche::mario
