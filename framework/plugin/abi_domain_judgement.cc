// The part of AbiDomain that judges documents: constraint, metrics, regions,
// recommended settings.

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "framework/plugin/abi_domain.h"
#include "framework/plugin/raw_view.h"
#include "framework/plugin/read_options.h"

namespace pastiche {
namespace {

// Bits of the last word that stand for tokens.
std::uint64_t LastWordMask(std::size_t vocabulary_size) {
  const std::size_t used = vocabulary_size % 64;
  return used == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << used) - 1;
}

// Sums rounded in another order may pass a bound by an ulp or two; that is no
// breach, but nobody after us should see it.
constexpr double kRounding = 1e-9;

double Slack(double bound) {
  return std::isinf(bound) ? 0 : kRounding * std::max(1.0, std::abs(bound));
}

}  // namespace

Result<void> AbiDomain::Allowed(TokenSpan tokens, std::size_t position,
                                std::span<std::uint64_t> bits) const {
  assert(position <= tokens.size());
  assert(bits.size() == (vocabulary_.size() + 63) / 64);
  const std::uint64_t last = LastWordMask(vocabulary_.size());
  if (tables_.constraint.allowed == nullptr) {
    std::fill(bits.begin(), bits.end(), ~std::uint64_t{0});
    bits.back() = last;
    return {};
  }
  if (Result<void> fine = position == tokens.size() ? CheckGrown(tokens)
                                                    : CheckTokens(tokens, true);
      !fine) {
    return fine;
  }
  std::fill(bits.begin(), bits.end(), 0);
  const Result<void> done = AskAllowed(tokens, position, bits);
  if (!done) return done;
  if ((bits.back() & ~last) == 0) return {};
  return tl::unexpected<Error>(gate_.Breach(
      "allowed",
      fmt::format("set bits beyond its vocabulary of {} tokens at position {}",
                  vocabulary_.size(), position)));
}

Result<void> AbiDomain::AskAllowed(TokenSpan tokens, std::size_t position,
                                   std::span<std::uint64_t> bits) const {
  if (position == tokens.size() && cursors_.has_allowed()) {
    const Result<CursorPool::Loan> cursor = cursors_.At(tokens);
    if (!cursor) return Fail(cursor);
    const Result<bool> done =
        gate_.Ask("cursor allowed", nullptr, Answers::kOk, [&] {
          return cursors_.table().allowed(cursor->raw(), bits.data(),
                                          bits.size());
        });
    if (!done) return Fail(done);
    return {};
  }
  const pst_tokens raw = RawView(tokens);
  const Result<bool> done = gate_.Ask("allowed", nullptr, Answers::kOk, [&] {
    return tables_.constraint.allowed(self_, &raw, position, bits.data(),
                                      bits.size());
  });
  if (!done) return Fail(done);
  return {};
}

template <typename Function>
Result<Verdict> AbiDomain::Judge(const char* name, Function function,
                                 TokenSpan tokens) const {
  if (Result<void> fine = CheckTokens(tokens, true); !fine) return Fail(fine);
  if (function == nullptr) return Verdict{};
  SinkUse use = Use(kSinkDiagnostics);
  use.positions = tokens.size();
  SinkRecorder sink(std::move(use));
  const pst_tokens raw = RawView(tokens);
  const Result<bool> answer = gate_.Ask(name, &sink, Answers::kOkOrNo, [&] {
    return function(self_, &raw, sink.sink());
  });
  if (!answer) return Fail(answer);
  return Verdict{*answer, std::move(sink.diagnostics)};
}

Result<Verdict> AbiDomain::Check(TokenSpan tokens) const {
  Result<Verdict> verdict = Judge("check", tables_.constraint.check, tokens);
  if (!verdict) return verdict;
  const bool has_error = std::any_of(
      verdict->diagnostics.begin(), verdict->diagnostics.end(),
      [](const Diagnostic& d) { return d.severity == Severity::kError; });
  if (verdict->valid != has_error) return verdict;
  return tl::unexpected<Error>(gate_.Breach(
      "check", has_error ? "found errors and called the document valid"
                         : "called the document invalid without an error "
                           "diagnostic"));
}

Result<Verdict> AbiDomain::PrefixOk(TokenSpan tokens) const {
  return Judge("prefix_ok", tables_.constraint.prefix_ok, tokens);
}

Result<std::vector<Token>> AbiDomain::Complete(TokenSpan tokens) const {
  if (Result<void> fine = CheckTokens(tokens, false); !fine) return Fail(fine);
  if (tables_.constraint.complete == nullptr) {
    return std::vector<Token>(tokens.begin(), tokens.end());
  }
  SinkUse use = Use(kSinkTokens | kSinkDiagnostics);
  use.positions = tokens.size();
  use.loose_places = true;
  SinkRecorder sink(std::move(use));
  const pst_tokens raw = RawView(tokens);
  const Result<bool> done = gate_.Ask("complete", &sink, Answers::kOk, [&] {
    return tables_.constraint.complete(self_, &raw, sink.sink());
  });
  if (!done) return Fail(done);
  return std::move(sink.documents.front().tokens);
}

Result<std::vector<double>> AbiDomain::Metric(std::size_t index,
                                              TokenSet samples, TokenSet corpus,
                                              TokenSet reference) const {
  if (index >= metrics_.size()) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("there is no metric {}: there are {}", index,
                            metrics_.size()));
  }
  for (const TokenSet set : {samples, corpus, reference}) {
    for (const TokenSpan tokens : set) {
      Result<void> fine = CheckTokens(tokens, false);
      if (!fine) return Fail(fine);
    }
  }
  const MetricInfo& metric = metrics_[index];
  // Infinity is no answer, so it shows what was not filled.
  std::vector<double> values(metric.per_sample ? samples.size() : 1,
                             std::numeric_limits<double>::infinity());
  if (values.empty()) return values;
  const RawTokenSet raw_samples(samples);
  const RawTokenSet raw_corpus(corpus);
  const RawTokenSet raw_reference(reference);
  const Result<bool> done = gate_.Ask("compute", nullptr, Answers::kOk, [&] {
    return tables_.metrics.compute(
        self_, static_cast<std::uint32_t>(index), raw_samples.get(),
        raw_corpus.get(), raw_reference.get(), values.data(), values.size());
  });
  if (!done) return Fail(done);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& value = values[i];
    if (std::isnan(value)) continue;
    if (!std::isfinite(value) || value < metric.lo - Slack(metric.lo) ||
        value > metric.hi + Slack(metric.hi)) {
      return tl::unexpected<Error>(gate_.Breach(
          "compute", fmt::format("gave {} of sample {} as {}, outside {}..{}",
                                 metric.id, i, value, metric.lo, metric.hi)));
    }
    value = std::clamp(value, metric.lo, metric.hi);
  }
  return values;
}

Result<std::vector<Region>> AbiDomain::Regions(std::size_t kind,
                                               TokenSpan tokens) const {
  if (kind >= region_kinds_.size()) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("there is no kind of region {}: there are {}", kind,
                            region_kinds_.size()));
  }
  if (Result<void> fine = CheckTokens(tokens, true); !fine) return Fail(fine);
  SinkUse use = Use(kSinkRegions);
  use.positions = tokens.size();
  SinkRecorder sink(std::move(use));
  const pst_tokens raw = RawView(tokens);
  const Result<bool> done = gate_.Ask("list", &sink, Answers::kOk, [&] {
    return tables_.regions.list(self_, static_cast<std::uint32_t>(kind), &raw,
                                sink.sink());
  });
  if (!done) return Fail(done);
  return std::move(sink.regions);
}

Result<std::string> AbiDomain::Recommend() const {
  if (tables_.recommend.json == nullptr) return std::string("{}");
  SinkUse use = Use(kSinkBytes);
  use.text = true;
  SinkRecorder sink(std::move(use));
  const Result<bool> done = gate_.Ask("json", &sink, Answers::kOk, [&] {
    return tables_.recommend.json(self_, sink.sink());
  });
  if (!done) return Fail(done);
  std::string json =
      sink.files.empty() ? std::string() : std::move(sink.files[0].content);
  if (Result<void> fine = CheckJsonObject(json, "it"); !fine) {
    return tl::unexpected<Error>(gate_.Breach(
        "json", "recommended something else: " + fine.error().message));
  }
  return json;
}

}  // namespace pastiche
