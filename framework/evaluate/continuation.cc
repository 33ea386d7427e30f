#include "framework/evaluate/continuation.h"

#include <cmath>

#include "framework/generate/autoregressive.h"

namespace pastiche {
namespace {

using Values = std::map<std::string, double>;

// Positions of the first half that are whole units; 0 if there are none.
Result<std::size_t> HalfOf(const Domain& domain, TokenSpan tokens) {
  std::vector<std::uint8_t> starts(tokens.size());
  const auto asked = domain.UnitStarts(tokens, starts);
  if (!asked) return Fail(asked);
  std::size_t half = tokens.size() / 2;
  while (half > 0 && starts[half] == 0) --half;
  return half;
}

Result<void> Judge(const Domain& domain, const std::string& name,
                   TokenSpan tokens, Values& values) {
  const auto verdict = domain.Check(tokens);
  if (!verdict) return Fail(verdict);
  values[name] = verdict->valid ? 1.0 : 0.0;
  for (std::size_t m = 0; m < domain.metrics().size(); ++m) {
    const MetricInfo& metric = domain.metrics()[m];
    if (!metric.per_sample || metric.direction <= 0) continue;
    const TokenSpan sample[] = {tokens};
    const auto value = domain.Metric(m, sample, {}, {});
    if (!value) return Fail(value);
    if (value->empty() || !std::isfinite(value->front())) continue;
    values[name + "." + domain.info().id + "." + metric.id] = value->front();
  }
  return {};
}

}  // namespace

Result<Values> MeasureContinuation(const Domain& domain,
                                   const SequenceModel& model, TokenSpan tokens,
                                   const ContinuationOptions& options,
                                   Rng& rng) {
  Values values;
  if (tokens.size() < 2 || !domain.constraint().has_check) return values;
  const auto half = HalfOf(domain, tokens);
  if (!half) return Fail(half);
  if (*half == 0) return values;
  AutoregressiveOptions request{
      .prompt = {tokens.begin(),
                 tokens.begin() + static_cast<std::ptrdiff_t>(*half)},
      .length = *half + options.max_tokens,
      .sampling = options.sampling,
      .use = options.use};
  std::vector<Token> checked;
  for (const bool verify : {false, true}) {
    request.verify = verify;
    auto made = GenerateAutoregressive(domain, model, request, rng);
    if (!made) return Fail(made);
    const auto judged =
        Judge(domain, verify ? "completed_checked" : "completed", made->tokens,
              values);
    if (!judged) return Fail(judged);
    checked = std::move(made->tokens);
  }
  if (!domain.constraint().has_complete) return values;
  const auto whole = domain.Complete(checked);
  if (!whole) return Fail(whole);
  const auto judged = Judge(domain, "completed_whole", *whole, values);
  if (!judged) return Fail(judged);
  return values;
}

}  // namespace pastiche
