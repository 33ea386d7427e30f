// Gives tokens back the numbers that travel with them (velocity, timing): a
// second, two-sided retrieval from the corpus, once the tokens stand.

#ifndef PASTICHE_FRAMEWORK_GENERATE_PAYLOAD_RETRIEVAL_H_
#define PASTICHE_FRAMEWORK_GENERATE_PAYLOAD_RETRIEVAL_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/memory/feature_buckets.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/slot_codes.h"

namespace pastiche {

struct PayloadSettings {
  double scale = 0.25;  // Costs of the head times this, > 0.
  double prior = 0.03;  // Nats for a document per nat of its best matches.
};

// Immutable once built; shared by all threads.
class PayloadRetrieval {
 public:
  // Keeps, of the documents that have a payload, every token whose numbers are
  // not always the same, with what it sees by `head` in ContextMode::kFill.
  // `domain` must outlive it. Fails with what the domain reports.
  [[nodiscard]] static Result<PayloadRetrieval> Build(
      const Domain& domain, std::span<const Document> documents,
      const HeadSettings& head, const PayloadSettings& settings = {});

  // False: the corpus has no numbers; Retrieve gives nothing.
  [[nodiscard]] bool has_values() const { return has_values_; }

  // (tokens, channels) row-major, each within its channel's lo..hi; empty
  // without values. Each token is compared with the same tokens of the corpus:
  // weight e^-cost, times e^(prior x sum of log best matches) of its document.
  // A channel of one sign is predicted (the weighted mean over all documents).
  // One with both signs is a deviation, whose mean over performers would
  // vanish: it comes from one donor, the document that matches best as a whole
  // (the next best where that one has no such token). Tokens that the corpus
  // never showed get the channel's initial value. Cost: like tokens of the
  // corpus x slots, per token.
  [[nodiscard]] Result<std::vector<double>> Retrieve(TokenSpan tokens) const;

 private:
  // Like tokens of one document: keys [begin, end) of their store.
  struct Group {
    std::size_t document = 0;
    std::size_t begin = 0, end = 0;
  };
  // All keys of one token.
  struct Store {
    std::vector<Group> groups;
    std::vector<std::uint16_t> codes;    // (keys, slots)
    std::vector<std::uint32_t> buckets;  // (keys)
    std::vector<double> values;          // (keys, channels)
    // The numbers, where they are the same for every key.
    std::optional<std::vector<double>> constant;
  };
  // What one document says of one token.
  struct Match {
    double best = 0.0;    // Cost of the best key; +infinity: no key.
    double weight = 0.0;  // Sum over keys of e^(best - cost), >= 1.
  };
  struct Answers;

  PayloadRetrieval(const Domain& domain, const HeadSettings& head,
                   SlotCodes codes, const PayloadSettings& settings);
  [[nodiscard]] Result<void> AddDocument(const Document& document);
  void FindConstants(std::span<const Document> documents);
  [[nodiscard]] std::vector<std::size_t> FindQueries(
      TokenSpan tokens, std::vector<double>& values) const;
  void Ask(std::span<const std::int64_t> row,
           std::span<const std::int32_t> features, TokenSpan tokens,
           std::size_t position, std::size_t query, Answers& answers) const;
  void Combine(std::span<const std::size_t> queries, const Answers& answers,
               std::vector<double>& values) const;
  [[nodiscard]] std::vector<float> CostRows(
      std::span<const std::uint16_t> codes) const;

  const Domain& domain_;
  HeadSettings head_;
  PayloadSettings settings_;
  SlotCodes codes_;
  std::vector<std::uint32_t> order_;  // Slots of a key: by falling weight.
  FeatureDistances distances_;
  std::map<FeatureTuple, std::uint32_t> bucket_ids_;
  std::map<Token, Store> stores_;
  std::size_t document_count_ = 0;
  bool has_values_ = false;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_PAYLOAD_RETRIEVAL_H_
