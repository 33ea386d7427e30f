// Interpolated Kneser-Ney n-gram model with three discounts per length (Chen &
// Goodman 1999, "modified"): the n-gram baseline, and a base for the memory.

#ifndef PASTICHE_FRAMEWORK_NGRAM_KNESER_NEY_H_
#define PASTICHE_FRAMEWORK_NGRAM_KNESER_NEY_H_

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/ngram/context_tree.h"

namespace pastiche {

inline constexpr std::size_t kMaxNgramOrder = kMaxContextDepth + 1;

// What suits a corpus; see ChooseOrder.
struct KneserNeySettings {
  std::size_t order = 1;        // 1..kMaxNgramOrder.
  double discount_scale = 1.0;  // > 0: times the estimated discounts.
};

// Every probability is > 0: under the unigram lies the uniform distribution.
// A document's start is part of the context. Immutable but for ScaleDiscounts.
class KneserNey : public SequenceModel {
 public:
  // order in 1..kMaxNgramOrder; no documents give the uniform distribution.
  // Errors as ContextArray::Build.
  [[nodiscard]] static Result<KneserNey> Build(
      std::span<const Document> documents, std::size_t vocabulary,
      const KneserNeySettings& settings);
  [[nodiscard]] static Result<KneserNey> Build(
      std::span<const Document> documents, std::size_t vocabulary,
      std::size_t order) {
    return Build(documents, vocabulary, KneserNeySettings{.order = order});
  }
  // order in 1..contexts.depth + 1 (asserted).
  KneserNey(ContextArray contexts, const KneserNeySettings& settings);
  // The same counts, discounted otherwise. O(nodes).
  void ScaleDiscounts(double scale);

  [[nodiscard]] KneserNeySettings settings() const {
    return {.order = order(), .discount_scale = discount_scale_};
  }
  [[nodiscard]] std::size_t order() const { return tree_.depth() + 1; }
  [[nodiscard]] std::size_t vocabulary() const { return tree_.start(); }

  // probabilities (vocabulary): of the token after `history`, all the
  // document's tokens so far. O(order + successors + vocabulary).
  void Predict(TokenSpan history, std::span<double> probabilities) const;
  // That of one token. O(order log vocabulary).
  [[nodiscard]] double Probability(TokenSpan history, Token token) const;

  // With own_cache the walk is an OwnPrefixWalk of this model's order. The copy
  // guard is ignored: no context is as long as the units that it guards.
  // The model must outlive the walk.
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;

 private:
  // What is taken from counts 1, 2 and >= 3; [0] is unused.
  using Discounts = std::array<double, 4>;
  // Contexts of lengths [shortest, longest] with the same successors: a node
  // (one length) or, `node_counts` false, part of the edge above it.
  struct Level {
    const ContextNode* node;
    std::size_t shortest, longest;
    bool node_counts;
  };
  struct Levels {
    std::array<Level, kMaxContextDepth> items;  // Each at least one length.
    std::size_t size = 0;
    void Add(const Level& level) { items[size++] = level; }
  };
  struct NodeWeight {
    double total = 0;       // Sum of the counts.
    double discounted = 0;  // Sum of what is taken from them.
  };

  static Discounts DiscountsOf(const ContextTree::CountsOfCounts& counts,
                               double scale);
  [[nodiscard]] double Discount(std::size_t length, std::uint32_t count) const {
    return discounts_[length][count < 3 ? count : 3];
  }
  [[nodiscard]] NodeWeight WeightOf(const ContextNode& node) const {
    return weights_[static_cast<std::size_t>(&node - tree_.nodes().data())];
  }
  // The contexts of `history` that the corpus has, shortest first, without the
  // empty one.
  [[nodiscard]] Levels Match(TokenSpan history) const;

  ContextTree tree_;
  double discount_scale_ = 1.0;
  std::vector<Discounts> discounts_;  // By context length.
  std::vector<NodeWeight> weights_;   // By node.
  std::vector<double> unigram_;       // Interpolated with the uniform.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_KNESER_NEY_H_
