// Checks of constraint, metrics and regions: what the plugin says of documents.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/validate/subject.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr auto kShould = CheckLevel::kShould;

bool Bit(const std::vector<std::uint64_t>& bits, Token token) {
  return (bits[token / 64] >> (token % 64) & 1) != 0;
}

bool IsSame(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

// At most `count`.
std::vector<TokenSpan> FirstDocuments(CheckSubject& subject,
                                      std::size_t count) {
  std::vector<TokenSpan> first;
  for (const Document& document : subject.corpus()) {
    if (first.size() == count) break;
    first.emplace_back(document.tokens);
  }
  return first;
}

void CorpusIsValid(CheckSubject& subject) {
  if (!subject.domain().constraint().has_check) throw Skipped("no check()");
  for (const Document& document : subject.corpus()) {
    const Verdict verdict = MustHave(subject.domain().Check(document.tokens));
    if (!verdict.valid) {
      throw Failed(fmt::format("its own document {} is not valid: {}",
                               document.name,
                               verdict.diagnostics.front().message));
    }
  }
}

void PrefixesAreOk(CheckSubject& subject) {
  if (!subject.domain().constraint().has_prefix_ok) {
    throw Skipped("no prefix_ok()");
  }
  const std::vector<Token> tokens = subject.Sample(1400);
  std::vector<std::uint8_t> starts(tokens.size());
  MustHave(subject.domain().UnitStarts(tokens, starts));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (starts[i] == 0 || subject.rng().NextBelow(8) != 0) continue;
    const auto verdict =
        MustHave(subject.domain().PrefixOk(TokenSpan(tokens).first(i)));
    if (!verdict.valid) {
      throw Failed(fmt::format(
          "prefix_ok() refuses the first {} tokens of its own document {}", i,
          subject.corpus().front().name));
    }
  }
}

void MasksAdmitCorpus(CheckSubject& subject) {
  if (!subject.domain().constraint().has_allowed) throw Skipped("no allowed()");
  const std::vector<Token> tokens = subject.Sample(1400);
  std::vector<std::uint64_t> bits((subject.domain().vocabulary().size() + 63) /
                                  64);
  for (std::size_t i = 0; i < tokens.size(); i += 7) {
    for (const bool whole : {false, true}) {
      // With what follows unknown, as while filling.
      std::vector<Token> given(tokens.begin(),
                               tokens.begin() + static_cast<std::ptrdiff_t>(i));
      if (whole) given.resize(tokens.size(), kUnknownToken);
      MustHave(subject.domain().Allowed(given, i, bits));
      if (!Bit(bits, tokens[i])) {
        throw Failed(
            fmt::format("allowed() forbids token {} at position {} of "
                        "its own document {}",
                        tokens[i], i, subject.corpus().front().name));
      }
    }
  }
}

void AltersAreExplained(CheckSubject& subject) {
  if (!subject.domain().constraint().has_check) throw Skipped("no check()");
  const std::size_t size = subject.domain().vocabulary().size();
  for (int round = 0; round < 40; ++round) {
    std::vector<Token> tokens = subject.Sample(1400);
    for (int i = 0; i < 1 + round % 20; ++i) {
      tokens[subject.rng().NextBelow(tokens.size())] =
          static_cast<Token>(subject.rng().NextBelow(size));
    }
    // That "no" comes with a diagnostic is checked on the way.
    AnswersOrRefuses(subject.domain().Check(tokens));
  }
}

void Completes(CheckSubject& subject) {
  if (!subject.domain().constraint().has_complete)
    throw Skipped("no complete()");
  const auto& document = subject.corpus().front();
  const auto whole = MustHave(subject.domain().Complete(document.tokens));
  if (!MustHave(subject.domain().Check(whole)).valid) {
    throw Failed("a valid document, completed, is not valid");
  }
}

void Metrics(CheckSubject& subject) {
  const auto& metrics = subject.domain().metrics();
  if (metrics.empty()) throw Skipped("it has no metrics");
  const std::vector<TokenSpan> all = FirstDocuments(subject, 4);
  const TokenSet set(all);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto values = MustHave(subject.domain().Metric(i, set, set, set));
    MustHave(subject.domain().Metric(i, set.first(1), set, {}));
    const auto again = MustHave(subject.domain().Metric(i, set, set, set));
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (!IsSame(values[v], again[v])) {
        throw Failed(fmt::format("metric {} gave {}, then {}", metrics[i].id,
                                 values[v], again[v]));
      }
    }
  }
}

void MetricOrder(CheckSubject& subject) {
  const auto& metrics = subject.domain().metrics();
  if (metrics.empty()) throw Skipped("it has no metrics");
  const std::vector<TokenSpan> some = FirstDocuments(subject, 3);
  std::vector<TokenSpan> turned(some.rbegin(), some.rend());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (!metrics[i].per_sample) continue;
    const auto values = MustHave(subject.domain().Metric(i, some, some, some));
    const auto back = MustHave(subject.domain().Metric(i, turned, some, some));
    for (std::size_t v = 0; v < values.size(); ++v) {
      const double other = back[values.size() - 1 - v];
      if (!IsSame(values[v], other)) {
        throw Failed(
            fmt::format("metric {} of a sample depends on its place "
                        "in the set: {} or {}",
                        metrics[i].id, values[v], other));
      }
    }
  }
}

void Regions(CheckSubject& subject) {
  const auto& kinds = subject.domain().region_kinds();
  if (kinds.empty()) throw Skipped("it has no regions");
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    for (const Document& document : subject.corpus()) {
      const auto regions =
          MustHave(subject.domain().Regions(i, document.tokens));
      for (const Region& region : regions) {
        if (!region.runs.empty() &&
            region.runs.back().end > document.tokens.size()) {
          throw Failed(
              fmt::format("region {} ends beyond the document", region.label));
        }
      }
    }
  }
}

void CheckRefused(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  if (raw.t.regions.list == nullptr) throw Skipped("it has no regions");
  const std::vector<Token> tokens = subject.Sample(400);
  const pst_tokens view = {tokens.data(), tokens.size()};
  MustHeedRefusals("list()", [&](pst_sink* sink) {
    return raw.t.regions.list(raw.self, 0, &view, sink);
  });
}

}  // namespace

void AddJudgementChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"constraint.corpus", kMust, "finds its own corpus valid", CorpusIsValid},
      {"constraint.prefix", kMust, "finds beginnings of its corpus possible",
       PrefixesAreOk, true, true},
      {"constraint.allowed", kMust, "its masks admit its corpus",
       MasksAdmitCorpus},
      {"constraint.explains", kMust, "says why a document is not valid",
       AltersAreExplained, true, true},
      {"constraint.complete", kShould, "leaves valid documents valid",
       Completes},
      {"metrics.finite", kMust, "metrics lie in their range and repeat",
       Metrics},
      {"metrics.order", kShould, "a sample's metric is its own", MetricOrder},
      {"regions.list", kMust, "regions lie inside the document", Regions},
      {"regions.refused", kMust, "list() stops when its sink refuses",
       CheckRefused}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche
