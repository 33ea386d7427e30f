// The table of checks, put together from its parts.

#include "framework/validate/check.h"

namespace pastiche {

const std::vector<Check>& Checks() {
  static const std::vector<Check> checks = [] {
    std::vector<Check> all;
    AddLoadChecks(all);
    AddCodecChecks(all);
    AddCorpusChecks(all);
    AddContextChecks(all);
    AddJudgementChecks(all);
    AddFormatChecks(all);
    AddProcessChecks(all);
    return all;
  }();
  return checks;
}

}  // namespace pastiche
