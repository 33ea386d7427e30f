// Splitting and running comparisons.

#include "host/comparison_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "framework/core/sha256.h"
#include "host/sample_length.h"
#include "host/session_models.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

// One group in this many is held out when the user names none.
constexpr std::size_t kHoldOutOneIn = 5;

// Moves every fifth group of the corpus to the other side.
Result<void> HoldOut(Split& split) {
  split.by_host = true;
  std::vector<std::string> groups;
  for (const Document& document : split.corpus) {
    if (std::find(groups.begin(), groups.end(), document.group_or_name()) ==
        groups.end()) {
      groups.push_back(document.group_or_name());
    }
  }
  if (groups.size() < 2) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the corpus has {} group of documents, so none can "
                            "be held out",
                            groups.size()),
                "name held-out documents with --heldout, or give more");
  }
  std::set<std::string> out;
  const std::size_t step = std::min(kHoldOutOneIn, groups.size());
  for (std::size_t g = step - 1; g < groups.size(); g += step) {
    out.insert(groups[g]);
  }
  std::vector<Document> kept;
  for (Document& document : split.corpus) {
    (out.contains(document.group_or_name()) ? split.heldout : kept)
        .push_back(std::move(document));
  }
  split.corpus = std::move(kept);
  return {};
}

}  // namespace

Result<Split> SplitCorpus(const Session& session) {
  auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  auto heldout = session.Heldout();
  if (!heldout) return Fail(heldout);
  Split split{.corpus = std::move(*corpus), .heldout = std::move(*heldout)};
  if (split.heldout.empty()) {
    if (const auto done = HoldOut(split); !done) return Fail(done);
  }
  split.corpus_sha256 = CorpusSha256(split.corpus);
  return split;
}

std::string CorpusSha256(const std::vector<Document>& corpus) {
  std::string bytes;
  const auto number = [&](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) {
      bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
    }
  };
  for (const Document& document : corpus) {
    number(document.name.size());
    bytes += document.name;
    number(document.tokens.size());
    for (const Token token : document.tokens) number(token);
  }
  return Sha256Hex(bytes);
}

Result<std::unique_ptr<MethodSet>> BuildMethods(const Session& session,
                                                const Split& split) {
  const Ticker ticker(session.console(), MainProgress(),
                      "preparing " + session.domain().info().id, "steps");
  return BuildMethods(session, split.corpus, split.heldout, &MainProgress());
}

Result<DomainComparison> RunComparison(const Session& session,
                                       const Split& split, const MethodSet& set,
                                       const ComparisonPlan& plan) {
  const Ticker ticker(session.console(), MainProgress(),
                      "comparing " + session.domain().info().id, "steps");
  SampleRequest request{
      .sampling = RecommendedSampling(session.recommendation().sampling),
      .masks = true,  // Part of the pipeline; the checker is not.
      .verify = false};
  const auto length = SampleLength(session);
  if (!length) return Fail(length);
  request.length = *length;
  std::vector<Method> methods;
  for (const std::string& name : plan.methods) {
    auto method = set.Entry(name, request);
    if (!method) return Fail(method);
    methods.push_back(std::move(*method));
  }
  return CompareDomain({.domain = &session.domain(),
                        .corpus = split.corpus,
                        .heldout = split.heldout,
                        .corpus_sha256 = split.corpus_sha256,
                        .methods = methods,
                        .seeds = plan.seeds,
                        .samples = plan.samples,
                        .fill_draws = plan.fill_draws,
                        .leave_one_out = plan.leave_one_out,
                        .task_draws = plan.task_draws,
                        .examples = plan.examples,
                        .finished = plan.finished},
                       &MainProgress());
}

}  // namespace pastiche::host
