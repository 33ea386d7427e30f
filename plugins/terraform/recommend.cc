#include "plugins/terraform/recommend.h"

namespace pastiche::terraform {
namespace {

// M is soft and local, L remembers eight tokens and the sibling before, S the
// same block in a sibling file. Weights in nats, tuned on public modules split
// by module; see docs/domains/terraform.md.
constexpr const char* kMedium =
    R"("name":"M","gate":"p1","weights":{"p2":4.4,"p3":0.85,"p4":0.85,)"
    R"("p5":0.6,"p6":0.5,"p7":0.4,"p8":0.3,"path":0.85,"key":0.85,)"
    R"("syntax":1.2,"file":0.75,"key-word":0.85})";
constexpr const char* kLong =
    R"("name":"L","gate":"p1","weights":{"p3":8.7,"p4":7.4,"p5":5.8,"p7":2.2,)"
    R"("p8":6.4,"sib1":5.8,"sib2":2.6})";
constexpr const char* kSibling =
    R"("name":"S","gate":"p1","weights":{"header":7.4,"file":5.8,"path":5.8,)"
    R"("p4":2.6,"h48":2.6,"key":1.7})";
// Both sides; nothing is gated, since the token before may be unknown.
constexpr const char* kFill =
    R"("name":"F","weights":{"p1":6,"p2":3,"p3":1,"p4":0.6,"n1":6,"n2":3,)"
    R"("n3":1,"n4":0.6,"path":0.85,"key":0.85,"syntax":0.6,"line-1":1})";

std::string Head(const char* fields, const char* scale) {
  return std::string("{") + fields + "," + scale + "}";
}

std::string Use(const std::string& heads) {
  return R"({"base":["place"],"mixture":{"share":0.02},"heads":[)" + heads +
         "]}";
}

}  // namespace

const std::string& RecommendJson() {
  static const std::string json =
      R"({"schema":"pastiche.recommend/1","ar":)" +
      Use(Head(kMedium, R"("c":0.06,"e":2.9)") + "," +
          Head(kLong, R"("c":0.31,"e":10)") + "," +
          Head(kSibling, R"("c":0.32,"e":3.2)")) +
      R"(,"ar-cache":)" +
      Use(Head(kMedium, R"("c":0.06,"e":2.9,"own":3)") + "," +
          Head(kLong, R"("c":0.31,"e":10,"own":3)") + "," +
          Head(kSibling, R"("c":0.32,"e":3.2,"own":3)")) +
      R"(,"fill":)" + Use(Head(kFill, R"("c":0.1,"e":3,"own":3)")) +
      R"(,"sampling":{"score_scale":1.2,"c_scale":0.2,"own":1,)"
      R"("copy_guard":12}})";
  return json;
}

}  // namespace pastiche::terraform
