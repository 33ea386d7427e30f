// Where a generated document came from, for people and for programs: sources by
// unit and token, and the copy meter.

#ifndef PASTICHE_HOST_EXPLANATION_H_
#define PASTICHE_HOST_EXPLANATION_H_

#include <boost/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "framework/core/attribution.h"
#include "framework/core/domain.h"
#include "framework/core/units.h"
#include "framework/evaluate/copying.h"
#include "host/arguments.h"

namespace pastiche::host {

// Places asked of the pipelines per token; the text shows the first three.
inline constexpr std::size_t kExplainPlaces = 5;

void AddExplainOption(std::vector<OptionSpec>& options);

class Explainer {
 public:
  // `corpus` must be what the memory was built from, and outlive this with
  // `domain`.
  [[nodiscard]] static Result<Explainer> Build(
      const Domain& domain, std::span<const Document> corpus);

  // `sources`: one per token of `sample`; see ExplainWalk. Lines for a
  // terminal; places are DOCUMENT:UNIT.TOKEN, counted from 1.
  [[nodiscard]] Result<std::string> Text(
      const Document& sample, std::span<const Attribution> sources) const;
  // {"schema":"pastiche.explain/1",...}; positions count from 0, units from 1.
  [[nodiscard]] Result<boost::json::object> Json(
      const Document& sample, std::span<const Attribution> sources) const;

 private:
  Explainer(const Domain& domain, std::span<const Document> corpus,
            Copying copying)
      : domain_(domain), corpus_(corpus), copying_(std::move(copying)) {}
  [[nodiscard]] boost::json::object Shares(const Attribution& source) const;
  [[nodiscard]] boost::json::object TokenJson(const Attribution& source) const;
  [[nodiscard]] std::string UnitText(const Attribution& mean) const;
  [[nodiscard]] std::string TokenText(const Attribution& source) const;
  [[nodiscard]] std::string CopyText(const CopyMeter& meter) const;

  const Domain& domain_;
  std::span<const Document> corpus_;
  Copying copying_;
  std::vector<UnitDocument> units_;  // Of each corpus document.
};

// With --explain; absent without.
[[nodiscard]] Result<std::optional<Explainer>> ReadExplain(
    const Arguments& arguments, const Domain& domain,
    std::span<const Document> corpus);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_EXPLANATION_H_
