// Every method by name over one corpus: ours, the published ones, baselines and
// controls. What `generate --pipeline` draws from and `compare` compares.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_METHOD_SET_H_
#define PASTICHE_FRAMEWORK_EVALUATE_METHOD_SET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/baselines/sample_source.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/evaluate/comparison.h"
#include "framework/evaluate/lazy_model.h"
#include "framework/evaluate/rebuild.h"
#include "framework/evaluate/sample_request.h"
#include "framework/generate/published.h"
#include "framework/memory/attention_suite.h"
#include "framework/memory/head_settings.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/markov.h"
#include "framework/ngram/row_major_fill.h"
#include "framework/ngram/unigram.h"

namespace pastiche {

class MethodSet {
 public:
  // Names in the order of the comparison table.
  [[nodiscard]] static std::span<const std::string_view> Names();

  // The n-gram's order is chosen by leave-one-out over the corpus. Everything
  // given must outlive the set. Errors: an empty corpus, what models report.
  [[nodiscard]] static Result<std::unique_ptr<MethodSet>> Build(
      const Domain& domain, std::span<const Document> corpus,
      std::span<const Document> heldout, const Recommendation& recommendation,
      Progress* progress = nullptr);

  // One document of method `name`, a function of the Rng's state.
  // kInvalidArgument for an unknown name (with "use ..."), or a prompt where
  // the method takes none. kUnsupported if it shall explain and has no memory.
  [[nodiscard]] Result<Sampled> Draw(std::string_view name,
                                     const SampleRequest& request, Rng& rng,
                                     Progress* progress = nullptr) const;
  // Its tokens.
  [[nodiscard]] Result<std::vector<Token>> Sample(
      std::string_view name, const SampleRequest& request, Rng& rng,
      Progress* progress = nullptr) const;

  // The method as CompareDomain takes it; samples are drawn as `request` says.
  // Outlived by the set. kInvalidArgument for an unknown name; without held-out
  // documents "heldout" draws nothing.
  [[nodiscard]] Result<Method> Entry(std::string_view name,
                                     const SampleRequest& request) const;

  // What scores left to right, and what fills, under that name; null where the
  // method has no likelihood.
  [[nodiscard]] const SequenceModel* Sequence(std::string_view name) const;
  [[nodiscard]] const FillModel* Filler(std::string_view name) const;
  // Not 0 for a sequence model that reads grids row by row; see row_major.h.
  [[nodiscard]] std::size_t RowMajorUnit(std::string_view name) const;

  // Makes, side by side, the memories and the longest of the choices that
  // methods otherwise make when they are first asked, so that nobody waits for
  // them. Safe beside all else, for callers without locks. kCancelled where
  // `progress` (may be null) says so.
  [[nodiscard]] Result<void> Prepare(const Progress* progress) const;

  [[nodiscard]] const AttentionSuite& attention() const { return *attention_; }
  // For memories that were built before; see AttentionSuite::Adopt.
  [[nodiscard]] AttentionSuite& attention() { return *attention_; }
  [[nodiscard]] std::size_t ngram_order() const { return ngram_->order(); }

 private:
  explicit MethodSet(const Domain& domain) : domain_(domain) {}
  // Whole documents until one is valid; after 16 the last, valid or not.
  [[nodiscard]] Result<std::vector<Token>> SampleUntilValid(
      std::string_view name, const SampleRequest& request, Rng& rng) const;
  [[nodiscard]] static tl::unexpected<Error> UnknownMethod(
      std::string_view name);
  [[nodiscard]] Result<Sampled> SampleModel(const SequenceModel& model,
                                            ModelUse use,
                                            const SampleRequest& request,
                                            Rng& rng, Progress* progress) const;
  [[nodiscard]] Result<Sampled> SampleDiffusion(const SampleRequest& request,
                                                Rng& rng,
                                                Progress* progress) const;
  [[nodiscard]] Result<std::vector<Token>> SampleOther(
      std::string_view name, const SampleRequest& request, Rng& rng,
      Progress* progress) const;
  [[nodiscard]] Result<void> BuildBaselines(std::span<const Document> corpus,
                                            std::span<const Document> heldout,
                                            Progress* progress);
  // The method's model over other documents; empty where it has none.
  [[nodiscard]] ModelFactory Rebuild(std::string_view name) const;
  [[nodiscard]] const SampleSource* Source(std::string_view name) const;

  // The request's, or where nothing is given that may copy already, the
  // recommended one: null without.
  [[nodiscard]] const CopyLimit* LimitFor(const SampleRequest& request) const;

  const Domain& domain_;
  std::unique_ptr<const CopyLimit> copy_limit_;  // Recommended; null without.
  std::vector<Document>
      row_major_;  // The corpus as the published Markov reads.
  std::unique_ptr<Unigram> uniform_, unigram_;
  std::unique_ptr<Markov> markov_;
  std::unique_ptr<RowMajorFill> markov_fill_;
  std::unique_ptr<KneserNey> ngram_;
  std::unique_ptr<LazyModel> ngram_mix_, nested_;
  NestedChoice nested_settings_;
  std::unique_ptr<AttentionSuite> attention_, off_;
  std::unique_ptr<PublishedMemory> published_;
  struct NamedSource {
    std::string_view name;
    std::unique_ptr<SampleSource> source;
  };
  std::vector<NamedSource> sources_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_METHOD_SET_H_
