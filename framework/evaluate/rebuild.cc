// Factories for leave-one-out.

#include "framework/evaluate/rebuild.h"

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "framework/ngram/choose_order.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/ngram_mix.h"

namespace pastiche {
namespace {

// What is tried for the n-gram; the best by leave-one-out is taken.
constexpr std::array<std::size_t, 14> kOrders = {2,  3,  4,  5,  6,  8,  10,
                                                 12, 14, 15, 16, 17, 18, 20};

using Built = Result<std::unique_ptr<const SequenceModel>>;

// A model and what it stands on.
class Assembly : public SequenceModel {
 public:
  Result<std::unique_ptr<Walk>> StartWalk(const ModelUse& use) const override {
    return top->StartWalk(use);
  }
  std::unique_ptr<const KneserNey> ngram;
  std::unique_ptr<const SequenceModel> nested, orders, top;
};

Result<std::unique_ptr<Assembly>> OverNgram(std::span<const Document> documents,
                                            std::size_t vocabulary,
                                            const KneserNeySettings& ngrams) {
  auto ngram = KneserNey::Build(documents, vocabulary, ngrams);
  if (!ngram) return Fail(ngram);
  auto assembly = std::make_unique<Assembly>();
  assembly->ngram = std::make_unique<KneserNey>(std::move(*ngram));
  return assembly;
}

Built BuildNested(const Domain& domain, const NestedChoice& nested,
                  std::span<const Document> documents) {
  auto settings = nested();
  if (!settings) return Fail(settings);
  auto model = NestedKneserNey::Build(domain, documents, std::move(*settings));
  if (!model) return Fail(model);
  return std::move(*model);
}

}  // namespace

Result<KneserNeySettings> ChooseNgram(std::span<const Document> corpus,
                                      std::size_t vocabulary,
                                      Progress* progress) {
  const auto choice = ChooseOrder(corpus, vocabulary, kOrders, progress);
  if (!choice) return Fail(choice);
  return KneserNeySettings{.order = choice->order,
                           .discount_scale = choice->discount_scale};
}

ModelFactory RebuildKneserNey(std::size_t vocabulary,
                              const KneserNeySettings& ngrams) {
  return [=](const Fold& fold) -> Built {
    auto model = KneserNey::Build(fold.rest, vocabulary, ngrams);
    if (!model) return Fail(model);
    return std::make_unique<KneserNey>(std::move(*model));
  };
}

ModelFactory RebuildNgramMix(std::size_t vocabulary,
                             const KneserNeySettings& ngrams) {
  return [=](const Fold& fold) -> Built {
    auto assembly = OverNgram(fold.rest, vocabulary, ngrams);
    if (!assembly) return Fail(assembly);
    auto mix = NgramMix::Build(fold.rest, *(*assembly)->ngram);
    if (!mix) return Fail(mix);
    (*assembly)->top = std::move(*mix);
    return std::move(*assembly);
  };
}

ModelFactory RebuildNested(const Domain& domain, NestedChoice nested) {
  return [&domain, nested = std::move(nested)](const Fold& fold) -> Built {
    return BuildNested(domain, nested, fold.rest);
  };
}

namespace {

// The n-grams that a mixture of these settings has under its chains.
Result<std::unique_ptr<Assembly>> UnderAttention(
    const Domain& domain, const Recommendation& recommendation,
    const KneserNeySettings& ngrams, const NestedChoice& nested,
    std::span<const Document> documents) {
  auto assembly = OverNgram(documents, domain.vocabulary().size(), ngrams);
  if (!assembly) return Fail(assembly);
  if (recommendation.ar.mixture_nested ||
      recommendation.ar_cache.mixture_nested) {
    auto below = BuildNested(domain, nested, documents);
    if (!below) return Fail(below);
    (*assembly)->nested = std::move(*below);
  }
  if (recommendation.ar.mixture_orders ||
      recommendation.ar_cache.mixture_orders) {
    auto mix = NgramMix::Build(documents, *(*assembly)->ngram);
    if (!mix) return Fail(mix);
    (*assembly)->orders = std::move(*mix);
  }
  return assembly;
}

}  // namespace

ModelFactory RebuildAttention(const Domain& domain,
                              Recommendation recommendation,
                              const KneserNeySettings& ngrams,
                              NestedChoice nested) {
  return [&domain, recommendation = std::move(recommendation), ngrams,
          nested = std::move(nested)](const Fold& fold) -> Built {
    auto assembly =
        UnderAttention(domain, recommendation, ngrams, nested, fold.rest);
    if (!assembly) return Fail(assembly);
    std::vector<const Document*> pointers;
    for (const Document& document : fold.rest) pointers.push_back(&document);
    (*assembly)->top = std::make_unique<AttentionSuite>(
        domain, std::move(pointers), recommendation, (*assembly)->ngram.get(),
        (*assembly)->nested.get(), (*assembly)->orders.get());
    return std::move(*assembly);
  };
}

ModelFactory TakeOutOfAttention(const Domain& domain,
                                const AttentionSuite& whole,
                                const KneserNeySettings& ngrams,
                                NestedChoice nested) {
  return [&domain, &whole, ngrams,
          nested = std::move(nested)](const Fold& fold) -> Built {
    auto assembly = UnderAttention(domain, whole.recommendation(), ngrams,
                                   nested, fold.rest);
    if (!assembly) return Fail(assembly);
    (*assembly)->top = std::make_unique<AttentionSuite>(
        whole,
        std::vector<std::size_t>(fold.left_out.begin(), fold.left_out.end()),
        (*assembly)->ngram.get(), (*assembly)->nested.get(),
        (*assembly)->orders.get());
    return std::move(*assembly);
  };
}

Result<std::vector<ModelFactory>> MixtureBases(const Domain& domain,
                                               std::span<const Document> corpus,
                                               const UseSettings& use,
                                               Progress* progress) {
  std::vector<ModelFactory> bases;
  if (use.mixture_share <= 0.0) return bases;
  const std::size_t vocabulary = domain.vocabulary().size();
  const auto ngrams = ChooseNgram(corpus, vocabulary, progress);
  if (!ngrams) return Fail(ngrams);
  bases.push_back(use.mixture_orders ? RebuildNgramMix(vocabulary, *ngrams)
                                     : RebuildKneserNey(vocabulary, *ngrams));
  if (!use.mixture_nested) return bases;
  auto nested = ChooseNested(domain, corpus, progress);
  if (!nested) return Fail(nested);
  bases.push_back(RebuildNested(
      domain, [settings = std::move(*nested)]() -> Result<NestedSettings> {
        return settings;
      }));
  return bases;
}

}  // namespace pastiche
