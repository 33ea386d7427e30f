#include "framework/ngram/kneser_ney.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/ngram/own_prefix.h"

namespace pastiche {
namespace {

// Keeps some mass for unseen tokens, and some count for seen ones.
constexpr double kLeastDiscount = 0.05;

// Of counts 1, 2 and >= 3.
std::array<double, 4> Clamped(std::array<double, 4> discounts) {
  for (std::size_t i = 1; i <= 3; ++i) {
    discounts[i] = std::clamp(discounts[i], kLeastDiscount,
                              static_cast<double>(i) - kLeastDiscount);
  }
  return discounts;
}

class KneserNeyWalk : public Walk {
 public:
  explicit KneserNeyWalk(const KneserNey& model) : model_(model) {}

  Result<void> Predict(std::span<double> probabilities) override {
    model_.Predict(history_, probabilities);
    return {};
  }
  Result<void> Advance(Token token) override {
    assert(token < model_.vocabulary());
    history_.push_back(token);
    return {};
  }
  Result<void> Rewind(std::size_t count) override {
    assert(count <= history_.size());
    history_.resize(history_.size() - count);
    return {};
  }

 private:
  const KneserNey& model_;
  std::vector<Token> history_;
};

}  // namespace

// D_i = i - (i + 1) Y n_{i+1} / n_i with Y = n_1 / (n_1 + 2 n_2): Chen &
// Goodman 1999, equation 26. Counts too few to tell give 0.5, 1, 1.5.
KneserNey::Discounts KneserNey::DiscountsOf(
    const ContextTree::CountsOfCounts& counts, double scale) {
  Discounts discounts = {0.0, 0.5 * scale, 1.0 * scale, 1.5 * scale};
  const auto n = [&](std::size_t i) {
    return static_cast<double>(counts[i - 1]);
  };
  if (counts[0] == 0) return Clamped(discounts);
  const double y = n(1) / (n(1) + 2 * n(2));
  for (std::size_t i = 1; i <= 3; ++i) {
    // No counts of 2 at all do tell: nothing seen once came again.
    if (counts[i - 1] == 0 || (i > 1 && counts[i] == 0)) break;
    const auto most = static_cast<double>(i);
    discounts[i] = scale * (most - (most + 1) * y * n(i + 1) / n(i));
  }
  return Clamped(discounts);
}

Result<KneserNey> KneserNey::Build(std::span<const Document> documents,
                                   std::size_t vocabulary,
                                   const KneserNeySettings& settings) {
  if (settings.order < 1) {
    return Fail(ErrorCode::kInvalidArgument, "n-gram order 0 is not in 1..20");
  }
  Result<ContextArray> contexts =
      ContextArray::Build(documents, vocabulary, settings.order - 1);
  if (!contexts) return Fail(contexts);
  return KneserNey(*std::move(contexts), settings);
}

KneserNey::KneserNey(ContextArray contexts, const KneserNeySettings& settings)
    : tree_(std::move(contexts), settings.order - 1) {
  ScaleDiscounts(settings.discount_scale);
}

void KneserNey::ScaleDiscounts(double scale) {
  assert(scale > 0.0);
  discount_scale_ = scale;
  discounts_.clear();
  for (std::size_t length = 0; length <= tree_.depth(); ++length) {
    discounts_.push_back(DiscountsOf(tree_.counts_of_counts(length), scale));
  }
  weights_.clear();
  weights_.reserve(tree_.nodes().size());
  for (const ContextNode& node : tree_.nodes()) {
    NodeWeight weight;
    for (const Successor& successor : tree_.SuccessorsOf(node)) {
      weight.total += successor.count;
      weight.discounted += Discount(node.depth, successor.count);
    }
    weights_.push_back(weight);
  }
  const NodeWeight root = weights_.back();
  const auto size = static_cast<double>(vocabulary());
  const bool empty = tree_.root().successor_count == 0;
  unigram_.assign(vocabulary(),
                  (empty ? 1.0 : root.discounted / root.total) / size);
  for (const Successor& successor : tree_.SuccessorsOf(tree_.root())) {
    unigram_[successor.token] +=
        (successor.count - Discount(0, successor.count)) / root.total;
  }
}

KneserNey::Levels KneserNey::Match(TokenSpan history) const {
  Levels levels;
  const auto symbol = [&](std::size_t n) {
    return n < history.size() ? history[history.size() - 1 - n] : tree_.start();
  };
  const ContextNode* node = &tree_.root();
  while (node->child_count > 0) {
    const std::size_t depth = node->depth;
    const ContextNode* child = tree_.ChildOf(*node, symbol(depth));
    if (child == nullptr) break;
    std::size_t matched = depth + 1;
    while (matched < child->depth &&
           tree_.SymbolOf(*child, matched) == symbol(matched)) {
      ++matched;
    }
    const std::size_t on_edge =
        std::min<std::size_t>(matched, child->depth - 1);
    if (on_edge > depth) levels.Add({child, depth + 1, on_edge, false});
    if (matched < child->depth) break;
    levels.Add({child, matched, matched, true});
    node = child;
  }
  return levels;
}

// p_n(w) = (c(w) - D(c(w))) / total + (discounted / total) p_{n-1}(w), unrolled
// from the longest context: `rest` is the mass that goes to shorter ones.
void KneserNey::Predict(TokenSpan history,
                        std::span<double> probabilities) const {
  assert(probabilities.size() == vocabulary());
  const Levels levels = Match(history);
  std::fill(probabilities.begin(), probabilities.end(), 0.0);
  double rest = 1.0;
  for (std::size_t i = levels.size; i-- > 0;) {
    const Level& level = levels.items[i];
    const auto successors = tree_.SuccessorsOf(*level.node);
    if (level.node_counts) {
      const NodeWeight weight = WeightOf(*level.node);
      const double scale = rest / weight.total;
      for (const Successor& s : successors) {
        probabilities[s.token] +=
            scale * (s.count - Discount(level.longest, s.count));
      }
      rest *= weight.discounted / weight.total;
    } else {
      const double before = rest;
      for (std::size_t n = level.shortest; n <= level.longest; ++n) {
        rest *= discounts_[n][1];
      }
      const double each =
          (before - rest) / static_cast<double>(successors.size());
      for (const Successor& s : successors) probabilities[s.token] += each;
    }
  }
  for (std::size_t t = 0; t < probabilities.size(); ++t) {
    probabilities[t] += rest * unigram_[t];
  }
}

double KneserNey::Probability(TokenSpan history, Token token) const {
  assert(token < vocabulary());
  const Levels levels = Match(history);
  double probability = unigram_[token];
  for (std::size_t i = 0; i < levels.size; ++i) {
    const Level& level = levels.items[i];
    const auto successors = tree_.SuccessorsOf(*level.node);
    const auto found = std::partition_point(
        successors.begin(), successors.end(),
        [&](const Successor& s) { return s.token < token; });
    const bool seen = found != successors.end() && found->token == token;
    if (level.node_counts) {
      const NodeWeight weight = WeightOf(*level.node);
      const double kept =
          seen ? found->count - Discount(level.longest, found->count) : 0.0;
      probability = (kept + weight.discounted * probability) / weight.total;
    } else {
      double rest = 1.0;
      for (std::size_t n = level.shortest; n <= level.longest; ++n) {
        rest *= discounts_[n][1];
      }
      const double each = (1.0 - rest) / static_cast<double>(successors.size());
      probability = (seen ? each : 0.0) + rest * probability;
    }
  }
  return probability;
}

Result<std::unique_ptr<Walk>> KneserNey::StartWalk(const ModelUse& use) const {
  auto walk = std::make_unique<KneserNeyWalk>(*this);
  if (!use.own_cache) return walk;
  return std::make_unique<OwnPrefixWalk>(std::move(walk), vocabulary(),
                                         OwnPrefixOptions{.order = order()});
}

}  // namespace pastiche
