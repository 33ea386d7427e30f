// What run and compare share: which documents are held out, which methods and
// seeds take part.

#ifndef PASTICHE_HOST_COMPARISON_OPTIONS_H_
#define PASTICHE_HOST_COMPARISON_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/evaluate/comparison.h"
#include "framework/evaluate/method_set.h"
#include "host/session.h"

namespace pastiche::host {

// Documents to learn from and documents to be judged by.
struct Split {
  std::vector<Document> corpus;
  std::vector<Document> heldout;
  bool by_host = false;  // Every fifth group of the corpus was held out.
  std::string corpus_sha256 = {};  // CorpusSha256 of `corpus`.
};

// The corpus and --heldout; without the option every fifth group of documents
// is held out. kInvalidArgument if that leaves nothing on one side.
[[nodiscard]] Result<Split> SplitCorpus(const Session& session);

// SHA-256 over names and tokens: says which corpus a figure belongs to.
[[nodiscard]] std::string CorpusSha256(const std::vector<Document>& corpus);

struct ComparisonPlan {
  std::vector<std::string> methods;
  std::vector<std::uint64_t> seeds;
  std::size_t samples = 0;  // Per seed.
  std::size_t fill_draws = 1;
  bool leave_one_out = false;
  std::size_t task_draws = 0;  // Places per document and task; 0: no tasks.
  std::size_t examples = 0;    // Samples that each result keeps.
  // Called with each method's result; see CompareInput.
  std::function<Result<void>(const MethodResult&)> finished = {};
};

// Every method over the split's corpus, with the memory of --memory.
[[nodiscard]] Result<std::unique_ptr<MethodSet>> BuildMethods(
    const Session& session, const Split& split);

// `methods` as BuildMethods() made them of the same session and split.
[[nodiscard]] Result<DomainComparison> RunComparison(
    const Session& session, const Split& split, const MethodSet& methods,
    const ComparisonPlan& plan);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMPARISON_OPTIONS_H_
