// Methods side by side on one domain: what goes in, what comes out. Data only,
// as schema pastiche.compare/1 names it; the host prints it.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_COMPARISON_H_
#define PASTICHE_FRAMEWORK_EVALUATE_COMPARISON_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/evaluate/likelihood.h"
#include "framework/generate/sampling.h"

namespace pastiche {

enum class MethodKind : std::uint8_t {
  kOurs,
  kPublished,
  kAblation,
  kBaseline,
  kControl
};
// "ours", "published", "ablation", "baseline", "control".
[[nodiscard]] std::string_view NameOf(MethodKind kind);

// What is compared. Only what is set is measured.
struct Method {
  std::string name;
  MethodKind kind = MethodKind::kBaseline;
  const SequenceModel* model = nullptr;  // Bits per token.
  bool has_cache = false;                // And with own_cache.
  // Not 0: the model reads documents row by row over units of this length.
  std::size_t row_major_unit = 0;
  const FillModel* fill = nullptr;  // Bits per masked token; generation order.
  // The model with the same settings over other documents, in the order that
  // row_major_unit says: leave-one-out.
  ModelFactory rebuild = {};
  // How a rebuilt model is drawn from: documents are completed with it.
  SamplingOptions sampling = {};
  ModelUse sampling_use = {.sampling = true};
  // Sample number `index` of a seed: a function of both, called from several
  // threads.
  std::function<Result<std::vector<Token>>(std::uint64_t seed,
                                           std::size_t index)>
      sample = {};
  // The same, generated and verified chunk by chunk: valid_checked.
  std::function<Result<std::vector<Token>>(std::uint64_t seed,
                                           std::size_t index)>
      sample_checked = {};
};

// A metric less that of a baseline on the same documents.
struct Versus {
  std::string baseline;     // Empty: there is none.
  double ratio = 1.0;       // Of the pooled means.
  double difference = 0.0;  // Mean over documents.
  std::optional<double> standard_error = {};
  std::size_t n = 0;
};

// Stands in MetricValue::per_document for a document that was not scored.
inline constexpr double kNotScored = std::numeric_limits<double>::quiet_NaN();

struct MetricValue {
  double mean = 0.0;  // Finite.
  std::optional<double> standard_error = {};
  std::size_t n = 0;  // Documents (bits), or seeds (metrics of samples).
  // Bits and tasks; in the order of the documents.
  std::vector<double> per_document = {};
  Versus versus = {};  // Ours only: the best baseline of this comparison.
  bool more_is_better = false;  // Bits: less is.
};

struct MethodResult {
  std::string name;
  MethodKind kind = MethodKind::kBaseline;
  std::map<std::string, MetricValue> metrics = {};      // By id.
  std::map<std::string, double> volatile_metrics = {};  // "us_per_token".
  // Why a metric is missing that the method was to have.
  std::vector<std::string> notes = {};
  // The first samples of the first seed, as many as were asked for; and those
  // with the check, of methods that have such.
  std::vector<std::vector<Token>> examples = {}, checked_examples = {};
};

struct CorpusSummary {
  std::size_t documents = 0;
  std::size_t tokens = 0;
  std::string sha256 = {};  // Empty for the held-out documents.
};

struct DomainComparison {
  std::string domain;
  CorpusSummary corpus, heldout;
  std::vector<MethodResult> methods = {};  // In the order given.
};

struct Comparison {
  std::vector<DomainComparison> domains;
};

// Everything must outlive the call.
struct CompareInput {
  const Domain* domain = nullptr;
  std::span<const Document> corpus;   // What the methods know.
  std::span<const Document> heldout;  // May be empty: no bits, no divergence.
  std::string corpus_sha256 = {};     // Given by the host, passed on.
  std::span<const Method> methods;
  std::span<const std::uint64_t> seeds;
  std::size_t samples = 50;    // Per seed.
  std::size_t fill_draws = 2;  // Masks per held-out document and rate.
  bool leave_one_out = false;  // Also bits of the corpus, by groups left out.
  std::size_t task_draws = 0;  // And RegionTasks, so many places each; 0: none.
  std::size_t examples = 0;    // Samples that each method's result keeps.
  // Called with each method's result when it is there, before it is compared
  // with the others, in no order but never twice at once; an error ends the
  // comparison. May be empty.
  std::function<Result<void>(const MethodResult&)> finished = {};
};

// Bits are pooled over the held-out documents, errors are over documents; the
// metrics of samples are computed per seed, errors are over seeds. Parallel,
// with the same result for any number of threads but for volatile_metrics.
//
// A model that answers kUnsupported, infinite bits and undefined metrics leave
// their metric out, with a note. Other errors end the comparison, with the
// method's name in the message; so does kCancelled. `progress` may be null.
[[nodiscard]] Result<DomainComparison> CompareDomain(const CompareInput& input,
                                                     Progress* progress);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_COMPARISON_H_
