#include "framework/ngram/ngram_mix.h"

#include <algorithm>
#include <array>
#include <utility>

#include "framework/ngram/own_prefix.h"

namespace pastiche {
namespace {

constexpr double kShare = 0.005;
constexpr std::array<std::size_t, 4> kOrders = {3, 5, 8, 12};
constexpr std::array<std::size_t, 2> kPpmOrders = {6, 20};
// PPM with escape method D: half a count goes to what was not seen.
constexpr double kPpmDiscount = 0.5;

// PPM over the document's own beginning, below it another model.
class OwnPpm : public SequenceModel {
 public:
  OwnPpm(const SequenceModel& below, std::size_t vocabulary, std::size_t order)
      : below_(below), vocabulary_(vocabulary), order_(order) {}
  Result<std::unique_ptr<Walk>> StartWalk(const ModelUse&) const override {
    Result<std::unique_ptr<Walk>> base = below_.StartWalk({});
    if (!base) return Fail(base);
    return std::make_unique<OwnPrefixWalk>(
        *std::move(base), vocabulary_,
        OwnPrefixOptions{
            .order = order_,
            .counting = {.every = true, .discount = kPpmDiscount}});
  }

 private:
  const SequenceModel& below_;
  std::size_t vocabulary_;
  std::size_t order_;
};

}  // namespace

Result<std::unique_ptr<const NgramMix>> NgramMix::Build(
    std::span<const Document> documents, const KneserNey& best) {
  std::unique_ptr<NgramMix> mix(new NgramMix);
  std::vector<const SequenceModel*> plain = {&best};
  for (const std::size_t order : kOrders) {
    if (order == best.order()) continue;
    KneserNeySettings settings = best.settings();
    settings.order = order;
    auto model = KneserNey::Build(documents, best.vocabulary(), settings);
    if (!model) return Fail(model);
    mix->parts_.push_back(std::make_unique<KneserNey>(*std::move(model)));
    plain.push_back(mix->parts_.back().get());
  }
  // With the cache each order has its own; beside them stands PPM.
  std::vector<const SequenceModel*> cached = plain;
  for (const std::size_t order : kPpmOrders) {
    mix->parts_.push_back(
        std::make_unique<OwnPpm>(best, best.vocabulary(), order));
    cached.push_back(mix->parts_.back().get());
  }
  mix->plain_ = std::make_unique<MixtureModel>(std::move(plain),
                                               best.vocabulary(), kShare);
  mix->cached_ = std::make_unique<MixtureModel>(std::move(cached),
                                                best.vocabulary(), kShare);
  return std::unique_ptr<const NgramMix>(std::move(mix));
}

Result<std::unique_ptr<Walk>> NgramMix::StartWalk(const ModelUse& use) const {
  return use.own_cache ? cached_->StartWalk({.own_cache = true})
                       : plain_->StartWalk({});
}

}  // namespace pastiche
