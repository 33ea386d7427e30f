// What every setting of the heads is asked alike: documents of the corpus, each
// to be predicted from the documents of other folds. Described and coded once,
// whatever the settings.

#ifndef PASTICHE_FRAMEWORK_TUNE_LEFT_OUT_CASES_H_
#define PASTICHE_FRAMEWORK_TUNE_LEFT_OUT_CASES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/evaluate/likelihood.h"
#include "framework/memory/base_distribution.h"
#include "framework/memory/feature_buckets.h"
#include "framework/memory/head_index.h"
#include "framework/memory/slot_codes.h"

namespace pastiche {

// Which of a recommendation's settings, and so what is asked of them.
enum class TunedUse : std::uint8_t { kAr, kArCache, kFill };

struct CaseOptions {
  TunedUse use = TunedUse::kAr;
  LeaveOneOut left_out = {};
  std::vector<double> rates = {0.15, 0.5, 0.85};  // Filling: shares masked.
  std::size_t draws = 1;                          // Masks per rate.
  std::uint64_t seed = 1;                         // Of the masks.
};

// A document, or a document under one mask.
struct LeftOutCase {
  std::size_t document = 0;
  std::size_t fold = 0;
  double weight = 1.0;    // One bit counts this much: all rates alike.
  std::size_t given = 0;  // Rows before this one are known and not asked.
  std::vector<std::uint16_t> codes = {};    // (rows, LeftOutCases' slots)
  std::vector<std::int32_t> features = {};  // (rows, features)
  std::vector<Token> tokens = {};           // (rows)
  // (asked rows, 1 + bases): the token's probability under p_0 and the bases.
  std::vector<double> under = {};

  [[nodiscard]] std::size_t asked() const { return tokens.size() - given; }
  // Filling: of the places other than the one that is asked for.
  [[nodiscard]] double known_share() const {
    return tokens.size() < 2 ? 0.0
                             : static_cast<double>(given) /
                                   static_cast<double>(tokens.size() - 1);
  }
};

// What is known of a fold's documents: everything but the fold.
struct LeftOutFold {
  std::vector<std::uint32_t> hidden;  // Corpus positions of the fold.
  std::size_t known = 0;              // Positions that are left.
  SlotCodes shares;                   // Learnt without the fold; filling only.
};

// Immutable; shared by all threads.
class LeftOutCases {
 public:
  // `slots`: those that any setting may weigh or gate by, ascending. `bases`:
  // models under the chain, built anew for each fold; left to right only.
  // kInvalidArgument if the corpus is one document, or has no token; the
  // domain's and the models' errors; kCancelled. `progress` may be null.
  [[nodiscard]] static Result<std::unique_ptr<const LeftOutCases>> Build(
      const Domain& domain, std::span<const Document> corpus,
      std::vector<std::size_t> slots, std::vector<std::size_t> base_features,
      std::span<const ModelFactory> bases, const CaseOptions& options,
      Progress* progress);

  [[nodiscard]] const Domain& domain() const { return domain_; }
  [[nodiscard]] TunedUse use() const { return options_.use; }
  // True where the document's own positions are memory.
  [[nodiscard]] bool own() const { return options_.use != TunedUse::kAr; }
  [[nodiscard]] std::size_t base_count() const { return base_count_; }
  [[nodiscard]] std::size_t vocabulary() const { return vocabulary_; }
  [[nodiscard]] const SlotCodes& codes() const { return codes_; }
  [[nodiscard]] const FeatureDistances& distances() const { return distances_; }
  [[nodiscard]] const FeatureBuckets& buckets() const { return buckets_; }
  // Every position of the corpus, in order.
  [[nodiscard]] PositionTable positions() const {
    return {.width = codes_.size(),
            .codes = table_,
            .buckets = bucket_of_,
            .tokens = tokens_};
  }
  [[nodiscard]] const std::vector<LeftOutFold>& folds() const { return folds_; }
  [[nodiscard]] const std::vector<LeftOutCase>& cases() const { return cases_; }

 private:
  LeftOutCases(const Domain& domain, SlotCodes codes, CaseOptions options);
  [[nodiscard]] Result<void> DescribeCorpus(std::span<const Document> corpus,
                                            Progress* progress);
  [[nodiscard]] Result<void> Split(std::span<const Document> corpus,
                                   std::span<const std::size_t> fold_of);
  void AddDocuments(std::span<const Document> corpus,
                    std::span<const std::size_t> fold_of);
  [[nodiscard]] Result<void> AddMasks(std::span<const Document> corpus,
                                      std::span<const std::size_t> fold_of,
                                      Progress* progress);
  [[nodiscard]] Result<void> DescribeMask(LeftOutCase& each, TokenSpan tokens,
                                          std::span<const std::size_t> mask);
  // Symbols that only the fold's documents show are absent for its cases.
  void DropUnseen();
  void AddBase(const std::vector<std::size_t>& base_features);
  [[nodiscard]] Result<void> AddModels(std::span<const Document> corpus,
                                       std::span<const std::size_t> fold_of,
                                       std::span<const ModelFactory> bases,
                                       Progress* progress);
  [[nodiscard]] ContextMode mode() const;

  const Domain& domain_;
  CaseOptions options_;
  std::size_t vocabulary_;
  std::size_t base_count_ = 0;
  SlotCodes codes_;
  FeatureDistances distances_;
  FeatureBuckets buckets_;
  std::vector<std::uint16_t> table_;
  std::vector<std::uint32_t> bucket_of_;
  std::vector<std::int32_t> features_;  // (positions, features)
  std::vector<Token> tokens_;
  std::vector<std::size_t> starts_;  // By document.
  std::vector<LeftOutFold> folds_;
  std::vector<LeftOutCase> cases_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_TUNE_LEFT_OUT_CASES_H_
