// What `pastiche tune` says of its search: where the numbers come from, as JSON
// and as a table.

#ifndef PASTICHE_HOST_TUNE_REPORT_H_
#define PASTICHE_HOST_TUNE_REPORT_H_

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/document.h"
#include "framework/tune/tuner.h"
#include "host/session.h"

namespace pastiche::host {

// What was asked for.
struct TuneRequest {
  std::vector<std::string> uses;     // "ar", "ar-cache", "fill".
  std::vector<std::uint64_t> rates;  // Percent masked, for "fill".
  std::uint64_t draws = 1, seed = 1, trials = 200;
  std::uint64_t tokens = 30000;  // About as many are scored.
};

struct TunedUseResult {
  std::string use;
  Tuned tuned;
};

// The same bytes for the same search, however often it was stopped.
[[nodiscard]] boost::json::object TuneProvenance(
    const Session& session, const TuneRequest& request,
    const std::vector<Document>& corpus, const std::string& corpus_sha256,
    const std::vector<TunedUseResult>& results);

// A row per use: bits before and after.
[[nodiscard]] std::string TuneTable(const std::vector<TunedUseResult>& results);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_TUNE_REPORT_H_
