// Bits left to right, while filling and left out, document by document.

#include "framework/evaluate/bits_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "framework/evaluate/fill_likelihood.h"
#include "framework/evaluate/likelihood.h"
#include "framework/ngram/row_major.h"

namespace pastiche {
namespace {

struct FillRate {
  const char* id;
  double rate;
};
constexpr std::array<FillRate, 3> kFillRates = {
    {{"fill_bits_15", 0.15}, {"fill_bits_50", 0.50}, {"fill_bits_85", 0.85}}};
// One mask for all comparisons: paired across methods, seeds and runs.
constexpr std::uint64_t kMaskSeed = 2024;

using Scored = Result<std::vector<DocumentBits>>;

std::uint64_t TokenCount(std::span<const Document> documents) {
  std::uint64_t tokens = 0;
  for (const Document& document : documents) tokens += document.tokens.size();
  return tokens;
}

class BitsMeasurer {
 public:
  BitsMeasurer(const CompareInput& input, const Method& method,
               Progress* progress, MethodResult& result)
      : input_(input),
        method_(method),
        progress_(progress),
        result_(result),
        vocabulary_(input.domain->vocabulary().size()) {}

  Result<void> HeldOut() {
    if (method_.model == nullptr || input_.heldout.empty()) return {};
    const auto score = [&](std::span<const ModelUse> uses,
                           std::span<const Document> documents) {
      std::vector<Scored> bits;
      for (const ModelUse& use : uses) {
        bits.push_back(ScoreDocuments(*method_.model, use, documents,
                                      vocabulary_, progress_));
      }
      return bits;
    };
    return Both("", input_.heldout, score);
  }

  Result<void> LeftOut() {
    if (!input_.leave_one_out || !method_.rebuild) return {};
    const auto score = [&](std::span<const ModelUse> uses,
                           std::span<const Document> documents) {
      auto scored = ScoreLeaveOneOut(method_.rebuild, uses, documents,
                                     vocabulary_, {}, progress_);
      if (!scored) return std::vector<Scored>(uses.size(), Fail(scored));
      return std::vector<Scored>(scored->begin(), scored->end());
    };
    return Both("loo_", input_.corpus, score);
  }

  Result<void> Filled() {
    if (method_.fill == nullptr || input_.heldout.empty()) return {};
    // What is known of the document is memory, as it is when it is filled.
    FillScoring scoring{.draws = input_.fill_draws,
                        .seed = kMaskSeed,
                        .use = {.own_cache = true}};
    if (input_.domain->geometry().wraps_by_default) {
      scoring.mode = ContextMode::kFillWrap;
    }
    for (const FillRate& each : kFillRates) {
      scoring.rate = each.rate;
      const auto put =
          Put(each.id, ScoreFill(*method_.fill, scoring, input_.heldout,
                                 vocabulary_, progress_));
      if (!put) return put;
    }
    return {};
  }

 private:
  // Without the cache and, where the method has one, with it.
  template <typename Score>
  Result<void> Both(const std::string& prefix,
                    std::span<const Document> documents, const Score& score) {
    std::vector<Document> turned;
    std::span<const Document> read = documents;
    if (method_.row_major_unit != 0) {
      turned = ToRowMajor(documents, method_.row_major_unit);
      read = turned;
    }
    std::vector<ModelUse> uses = {{.own_cache = false}};
    if (method_.has_cache) uses.push_back({.own_cache = true});
    std::vector<Scored> scored = score(uses, read);
    for (std::size_t u = 0; u < uses.size(); ++u) {
      const std::string suffix = uses[u].own_cache ? "_cached" : "";
      Scored& bits = scored[u];
      auto put = Put(prefix + "bits_per_token" + suffix, bits);
      if (put && bits && input_.domain->geometry().unit_length != 1) {
        put = PutPerUnit(prefix + "bits_per_unit" + suffix, documents, *bits);
      }
      if (put && bits && HasBytes(*input_.domain)) {
        put = PutPerByte(prefix + "bits_per_byte" + suffix, documents, *bits);
      }
      if (!put) return put;
    }
    return {};
  }

  Result<void> PutPerUnit(const std::string& id,
                          std::span<const Document> documents,
                          std::vector<DocumentBits> bits) {
    for (std::size_t d = 0; d < documents.size(); ++d) {
      if (bits[d].tokens == 0) continue;  // Not scored.
      std::vector<std::uint8_t> starts(documents[d].tokens.size());
      const Result<void> told =
          input_.domain->UnitStarts(documents[d].tokens, starts);
      if (!told) return told;
      bits[d].tokens = static_cast<std::size_t>(
          std::count_if(starts.begin(), starts.end(),
                        [](std::uint8_t start) { return start != 0; }));
    }
    return Put(id, std::move(bits));
  }

  Result<void> PutPerByte(const std::string& id,
                          std::span<const Document> documents,
                          std::vector<DocumentBits> bits) {
    for (std::size_t d = 0; d < documents.size(); ++d) {
      if (bits[d].tokens == 0) continue;  // Not scored.
      const auto text = input_.domain->Decode(documents[d].tokens);
      if (!text) return Fail(text);
      bits[d].tokens = text->size();
    }
    return Put(id, std::move(bits));
  }

  Result<void> Put(const std::string& id, const Scored& bits) {
    if (!bits && bits.error().code == ErrorCode::kUnsupported) {
      result_.notes.push_back(id + ": " + bits.error().message);
      return {};
    }
    if (!bits) return Fail(bits);
    const Estimate estimate = BitsPerToken(*bits);
    if (estimate.n == 0) return {};
    if (!std::isfinite(estimate.mean)) {
      result_.notes.push_back(id + ": a token that occurs has probability 0");
      return {};
    }
    MetricValue value{.mean = estimate.mean,
                      .standard_error = estimate.standard_error,
                      .n = estimate.n};
    for (const DocumentBits& document : *bits) {
      value.per_document.push_back(
          document.tokens == 0
              ? kNotScored
              : document.bits / static_cast<double>(document.tokens));
    }
    result_.metrics[id] = std::move(value);
    return {};
  }

  const CompareInput& input_;
  const Method& method_;
  Progress* progress_;
  MethodResult& result_;
  std::size_t vocabulary_;
};

}  // namespace

bool HasBytes(const Domain& domain) {
  return domain.geometry().unit_length == 0;
}

std::uint64_t BitsWork(const CompareInput& input, const Method& method) {
  const std::uint64_t tokens = TokenCount(input.heldout);
  const std::uint64_t times = method.has_cache ? 2 : 1;
  std::uint64_t work = 0;
  if (method.model != nullptr) work += tokens * times;
  if (input.leave_one_out && method.rebuild) {
    const std::uint64_t most = LeaveOneOut().tokens;
    work += std::min(TokenCount(input.corpus), most) * times;
  }
  if (method.fill != nullptr) {
    work += tokens * input.fill_draws * kFillRates.size();
  }
  return work;
}

Result<void> MeasureBits(const CompareInput& input, const Method& method,
                         Progress* progress, MethodResult& result) {
  BitsMeasurer measurer(input, method, progress, result);
  auto done = measurer.HeldOut();
  if (done) done = measurer.LeftOut();
  if (done) done = measurer.Filled();
  return done;
}

}  // namespace pastiche
