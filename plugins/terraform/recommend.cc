#include "plugins/terraform/recommend.h"

namespace pastiche::terraform {
namespace {

// Heads, coarse first: B the bigram and the structure, M soft and local, L
// eight tokens and the sibling before, S the same block in a sibling file. The
// form is that of the study in docs/domains/terraform.md; the numbers were
// tuned by leaving modules of the embedded corpus out.
constexpr const char* kPlain =
    R"({"name":"B","c":1.3,"e":3,"weights":{"key":0.32,"p1":1.87,"p5":0.5,)"
    R"("path":0.98,"sib1":0.93}},)"
    R"({"name":"M","gate":"p1","c":0.082,"e":4,"weights":{"file":0.91,)"
    R"("key":0.85,"key-word":0.76,"p2":3.85,"p3":0.85,"p4":0.37,"p5":0.29,)"
    R"("p6":0.42,"path":0.36,"syntax":1.2}},)"
    R"({"name":"L","gate":"p1","c":0.35,"e":7.2,"weights":{"line-2":2,)"
    R"("p2":2.59,"p3":4.53,"p7":5.47,"p8":6.4,"sib1":4.81,"sib2":0.76}},)"
    R"({"name":"S","gate":"p1","c":1.4,"e":3.6,"weights":{"file":20,)"
    R"("h48":2.17,"header":7.4,"key":1.41,"key-word":2,"line":4,"p4":13.72,)"
    R"("path":6.08,"sib1":4}})";

constexpr const char* kWithCache =
    R"({"name":"B","c":0.18,"e":6.1,"own":2.8,"weights":{"h12":1.78,)"
    R"("h32":1.76,"key":0.5,"p1":4,"path":0.93,"sib1":1,"syntax":1}},)"
    R"({"name":"M","gate":"p1","c":0.072,"e":5.7,"own":2.6,"weights":{)"
    R"("file":0.73,"key":0.36,"p2":4.4,"p3":0.85,"p4":0.85,"p5":0.57,)"
    R"("p6":0.19,"path":0.85,"sib1":0.3,"syntax":1.2,"word2":1}},)"
    R"({"name":"L","gate":"p1","c":0.41,"e":28,"own":3,"weights":{"file":4,)"
    R"("p2":6,"p3":8.7,"p4":7.4,"p5":5.8,"p7":5.31,"p8":6.4,"sib1":5.8,)"
    R"("sib2":2.6}},)"
    R"({"name":"S","gate":"p1","c":0.19,"e":6.8,"own":2.1,"weights":{)"
    R"("file":1.06,"h48":2.6,"h6":4,"header":7.4,"key":1.7,"line":4,)"
    R"("p4":3.63,"path":2.97,"sib2":1}})";

// From both sides; nothing is gated, since the token before may be unknown.
constexpr const char* kFill =
    R"({"name":"B","c":0.42,"e":4.8,"own":3,"weights":{"p1":4.12,)"
    R"("syntax":0.27,"path":0.44,"key":0.29,"sib1":0.95}},)"
    R"({"name":"F","c":0.043,"e":38,"own":3,"weights":{"p1":2.23,"p2":0.45,)"
    R"("n1":20,"n2":1.26,"syntax":0.61,"p8":0.58,"h16":2}},)"
    R"({"name":"G","c":0.018,"e":38,"own":3,"weights":{"p1":6,"p2":3.18,)"
    R"("p3":2.27,"n1":4.15,"n2":3.25,"n3":1.09,"key":1.62}},)"
    R"({"name":"H","c":0.019,"e":29,"own":3,"weights":{"p1":8.94,"p2":5.82,)"
    R"("p4":2.68,"n1":7,"n2":4.42,"n3":1.61,"n4":4.96,"sib1":2.08,)"
    R"("line-1":1.3,"p6":1.47,"h8":2.4}})";

std::string Use(const char* heads) {
  return std::string(
             R"({"base":["place"],"mixture":{"share":0.02},"heads":[)") +
         heads + "]}";
}

}  // namespace

const std::string& RecommendJson() {
  static const std::string json =
      R"({"schema":"pastiche.recommend/1","ar":)" + Use(kPlain) +
      R"(,"ar-cache":)" + Use(kWithCache) + R"(,"fill":)" + Use(kFill) +
      R"(,"sampling":{"score_scale":1.2,"c_scale":0.2,"top_p":0.9,"own":1,)"
      R"("copy_guard":12}})";
  return json;
}

}  // namespace pastiche::terraform
