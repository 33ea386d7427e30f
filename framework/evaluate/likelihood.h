// Bits per token of documents under a model that walks left to right.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_LIKELIHOOD_H_
#define PASTICHE_FRAMEWORK_EVALUATE_LIKELIHOOD_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/evaluate/statistics.h"

namespace pastiche {

struct DocumentBits {
  double bits = 0.0;       // sum{-log2 p(token)}; infinite where p was 0.
  std::size_t tokens = 0;  // How many were predicted.
};

// One entry per document, in order. Documents run in parallel. Adds one to
// progress->done (may be null) per token. The model's errors; kCancelled.
[[nodiscard]] Result<std::vector<DocumentBits>> ScoreDocuments(
    const SequenceModel& model, const ModelUse& use,
    std::span<const Document> documents, std::size_t vocabulary,
    Progress* progress);

// Some documents of a corpus, and which ones of it these are not.
struct Fold {
  std::span<const Document> rest;
  std::span<const std::size_t> left_out = {};  // Indices into the corpus.
};

// Gives a model of `rest`, which outlives it: built anew, or one of the whole
// corpus with `left_out` taken out. Called from several threads.
using ModelFactory =
    std::function<Result<std::unique_ptr<const SequenceModel>>(const Fold&)>;

struct LeaveOneOut {
  std::size_t folds = 12;       // More groups than this are left out together.
  std::size_t tokens = 60'000;  // About as many are scored at most: every
                                // second, third... document.
};

// Documents 0, step, 2 step... are scored.
[[nodiscard]] std::size_t ScoredStep(std::span<const Document> documents,
                                     const LeaveOneOut& options);

// Each document under the model of all documents of other folds: whole groups
// are left out. One result per use, of the same models; in parallel. Documents
// that are not scored have 0 tokens.
[[nodiscard]] Result<std::vector<std::vector<DocumentBits>>> ScoreLeaveOneOut(
    const ModelFactory& build, std::span<const ModelUse> uses,
    std::span<const Document> documents, std::size_t vocabulary,
    const LeaveOneOut& options, Progress* progress);

// All bits over all tokens, with the standard error over the documents that
// have any.
[[nodiscard]] Estimate BitsPerToken(std::span<const DocumentBits> documents);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_LIKELIHOOD_H_
