// Models with settings that stay, over documents that change: what is scored
// when groups of the corpus are left out.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_REBUILD_H_
#define PASTICHE_FRAMEWORK_EVALUATE_REBUILD_H_

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/evaluate/likelihood.h"
#include "framework/memory/attention_suite.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/nested_kneser_ney.h"

namespace pastiche {

// Gives the nested n-gram's settings, chosen once; asked only when needed.
using NestedChoice = std::function<Result<NestedSettings>()>;

// The n-gram's order and discounts for a corpus: of those that are tried, the
// best by leave-one-out. Errors and `progress` as ChooseOrder.
[[nodiscard]] Result<KneserNeySettings> ChooseNgram(
    std::span<const Document> corpus, std::size_t vocabulary,
    Progress* progress);

// The domain must outlive the factories and their models.
[[nodiscard]] ModelFactory RebuildKneserNey(std::size_t vocabulary,
                                            const KneserNeySettings& ngrams);
[[nodiscard]] ModelFactory RebuildNgramMix(std::size_t vocabulary,
                                           const KneserNeySettings& ngrams);
[[nodiscard]] ModelFactory RebuildNested(const Domain& domain,
                                         NestedChoice nested);
// The memory, and the n-grams of these settings and choice in its mixture.
[[nodiscard]] ModelFactory RebuildAttention(const Domain& domain,
                                            Recommendation recommendation,
                                            const KneserNeySettings& ngrams,
                                            NestedChoice nested);
// The same from the memories of `whole`, which must outlive the factory and its
// models, with what is left out taken out of them; the n-grams are built anew.
[[nodiscard]] ModelFactory TakeOutOfAttention(const Domain& domain,
                                              const AttentionSuite& whole,
                                              const KneserNeySettings& ngrams,
                                              NestedChoice nested);

// What a mixture with these settings has under its chain, in order: nothing
// without one, the n-gram, and perhaps the nested one; order, contexts and
// discounts are chosen on the whole corpus.
[[nodiscard]] Result<std::vector<ModelFactory>> MixtureBases(
    const Domain& domain, std::span<const Document> corpus,
    const UseSettings& use, Progress* progress);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_REBUILD_H_
