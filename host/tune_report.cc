// Figures of a search.

#include "host/tune_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/json_output.h"
#include "host/table.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

json::object ToJson(const Estimate& estimate) {
  json::object object;
  SetNumber(object, "mean", estimate.mean);
  if (estimate.standard_error) {
    SetNumber(object, "stderr", *estimate.standard_error);
  }
  object["n"] = estimate.n;
  return object;
}

json::object ToJson(const TunedUseResult& result) {
  const Tuned& tuned = result.tuned;
  return {{"use", result.use},
          {"trials", tuned.trials},
          {"accepted", tuned.accepted},
          {"documents", tuned.documents},
          {"tokens", tuned.tokens},
          {"before", ToJson(tuned.before)},
          {"after", ToJson(tuned.after)},
          {"difference", ToJson(tuned.difference)}};
}

}  // namespace

json::object TuneProvenance(const Session& session, const TuneRequest& request,
                            const std::vector<Document>& corpus,
                            const std::string& sha256,
                            const std::vector<TunedUseResult>& results) {
  std::size_t tokens = 0;
  for (const Document& document : corpus) tokens += document.tokens.size();
  json::array uses, rates;
  for (const TunedUseResult& result : results) uses.push_back(ToJson(result));
  for (const std::uint64_t rate : request.rates) rates.push_back(rate);
  json::object object = {
      {"tool", "pastiche tune"},
      {"version", PASTICHE_VERSION},
      {"domain", session.domain().info().id},
      {"plugin_version", session.domain().info().version},
      {"corpus",
       {{"documents", corpus.size()}, {"tokens", tokens}, {"sha256", sha256}}},
      {"start", session.recommendation().provenance},
      {"seed", request.seed},
      {"scored_tokens", request.tokens},
      {"measure", "bits per token, groups of documents left out"},
      {"uses", std::move(uses)}};
  const bool fills =
      std::any_of(results.begin(), results.end(),
                  [](const auto& result) { return result.use == "fill"; });
  if (fills) object["mask_rates"] = std::move(rates);
  return object;
}

std::string TuneTable(const std::vector<TunedUseResult>& results) {
  const auto cell = [](const Estimate& estimate, const char* sign) {
    std::string text = *sign == '+' ? fmt::format("{:+.4f}", estimate.mean)
                                    : fmt::format("{:.4f}", estimate.mean);
    if (estimate.standard_error) {
      text += fmt::format(" ± {:.4f}", *estimate.standard_error);
    }
    return text;
  };
  Table table({"use", "bits before", "after", "change by document", "trials",
               "accepted"});
  for (const TunedUseResult& result : results) {
    table.Add({result.use, cell(result.tuned.before, ""),
               cell(result.tuned.after, ""), cell(result.tuned.difference, "+"),
               fmt::format("{}", result.tuned.trials),
               fmt::format("{}", result.tuned.accepted)});
  }
  return table.Text();
}

}  // namespace pastiche::host
