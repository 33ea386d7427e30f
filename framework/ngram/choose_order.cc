#include "framework/ngram/choose_order.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "framework/ngram/kneser_ney.h"

namespace pastiche {
namespace {

// By document, the number of its group, in the order in which groups appear.
std::vector<std::size_t> GroupNumbers(std::span<const Document> documents) {
  std::map<std::string, std::size_t> numbers;
  std::vector<std::size_t> groups;
  for (const Document& document : documents) {
    groups.push_back(
        numbers.try_emplace(document.group_or_name(), numbers.size())
            .first->second);
  }
  return groups;
}

// The first halves of all documents as one group, the second as another.
std::vector<Document> Halves(std::span<const Document> documents) {
  std::vector<Document> halves;
  for (const Document& document : documents) {
    const auto middle =
        document.tokens.begin() +
        static_cast<std::ptrdiff_t>((document.tokens.size() + 1) / 2);
    Document half;
    half.name = half.group = "first";
    half.tokens.assign(document.tokens.begin(), middle);
    halves.push_back(half);
    half.name = half.group = "second";
    half.tokens.assign(middle, document.tokens.end());
    halves.push_back(std::move(half));
  }
  return halves;
}

// A corpus of which one part after the other is left out.
class Folds {
 public:
  // All outlive it; `progress` may be null.
  Folds(std::span<const Document> documents,
        std::span<const std::size_t> groups, const ContextArray& contexts,
        Progress* progress)
      : documents_(documents),
        groups_(groups),
        contexts_(contexts),
        progress_(progress) {
    const std::size_t group_count =
        groups.empty() ? 0
                       : *std::max_element(groups.begin(), groups.end()) + 1;
    count_ = std::min(group_count, kMaxFolds);
  }

  // For each fold judge(rest, bits), which adds to the bits of each setting
  // what it needs for what is left out: Judge().
  template <typename JudgeFold>
  Result<std::vector<double>> Bits(std::size_t settings,
                                   const JudgeFold& judge) {
    std::vector<double> bits(settings, 0.0);
    left_out_.resize(documents_.size());
    for (std::size_t fold = 0; fold < count_; ++fold) {
      for (std::size_t d = 0; d < documents_.size(); ++d) {
        left_out_[d] = groups_[d] % count_ == fold ? 1 : 0;
      }
      const Result<void> judged = judge(contexts_.Without(left_out_), bits);
      if (!judged) return Fail(judged);
    }
    return bits;
  }
  // The bits of all that is left out.
  [[nodiscard]] double Judge(const KneserNey& model) const {
    double bits = 0.0;
    for (std::size_t d = 0; d < documents_.size(); ++d) {
      const TokenSpan tokens = documents_[d].tokens;
      for (std::size_t i = 0; left_out_[d] != 0 && i < tokens.size(); ++i) {
        bits -= std::log2(model.Probability(tokens.first(i), tokens[i]));
      }
    }
    return bits;
  }
  void Expect(std::size_t steps) {
    if (progress_ != nullptr) progress_->total += steps * count_;
  }
  Result<void> Done() {
    if (progress_ == nullptr) return {};
    ++progress_->done;
    if (!progress_->cancelled) return {};
    return Fail(ErrorCode::kCancelled, "choosing an order was cancelled");
  }

 private:
  std::span<const Document> documents_;
  std::span<const std::size_t> groups_;
  const ContextArray& contexts_;
  Progress* progress_;
  std::size_t count_ = 0;
  std::vector<std::uint8_t> left_out_;
};

Result<std::vector<double>> BitsOfOrders(Folds& folds,
                                         std::span<const std::size_t> orders) {
  return folds.Bits(
      orders.size(),
      [&](const ContextArray& rest, std::vector<double>& bits) -> Result<void> {
        for (std::size_t k = 0; k < orders.size(); ++k) {
          bits[k] += folds.Judge(KneserNey(rest, {.order = orders[k]}));
          if (const auto done = folds.Done(); !done) return done;
        }
        return {};
      });
}

Result<std::vector<double>> BitsOfScales(Folds& folds, std::size_t order) {
  return folds.Bits(
      kDiscountScales.size(),
      [&](ContextArray rest, std::vector<double>& bits) -> Result<void> {
        KneserNey model(std::move(rest), {.order = order});
        for (std::size_t k = 0; k < kDiscountScales.size(); ++k) {
          model.ScaleDiscounts(kDiscountScales[k]);
          bits[k] += folds.Judge(model);
        }
        return folds.Done();
      });
}

std::size_t Least(std::span<const double> values) {
  return static_cast<std::size_t>(
      std::min_element(values.begin(), values.end()) - values.begin());
}

}  // namespace

Result<OrderChoice> ChooseOrder(std::span<const Document> documents,
                                std::size_t vocabulary,
                                std::span<const std::size_t> orders,
                                Progress* progress) {
  assert(!orders.empty());
  std::vector<Document> halves;
  std::vector<std::size_t> groups = GroupNumbers(documents);
  if (std::all_of(groups.begin(), groups.end(),
                  [](std::size_t group) { return group == 0; })) {
    halves = Halves(documents);
    documents = halves;
    groups = GroupNumbers(documents);
  }
  std::size_t highest = 1;
  for (const std::size_t order : orders) {
    if (order < 1 || order > kMaxNgramOrder) {
      return Fail(ErrorCode::kInvalidArgument,
                  "n-gram order " + std::to_string(order) + " is not in 1.." +
                      std::to_string(kMaxNgramOrder));
    }
    highest = std::max(highest, order);
  }
  const Result<ContextArray> contexts =
      ContextArray::Build(documents, vocabulary, highest - 1);
  if (!contexts) return Fail(contexts);
  Folds folds(documents, groups, *contexts, progress);
  folds.Expect(orders.size() + 1);
  Result<std::vector<double>> bits = BitsOfOrders(folds, orders);
  if (!bits) return Fail(bits);
  OrderChoice choice;
  choice.order = orders[Least(*bits)];
  const Result<std::vector<double>> scaled = BitsOfScales(folds, choice.order);
  if (!scaled) return Fail(scaled);
  choice.discount_scale = kDiscountScales[Least(*scaled)];
  const auto tokens =
      std::max(1.0, static_cast<double>(contexts->places.size()));
  choice.bits_per_token = *std::move(bits);
  for (double& value : choice.bits_per_token) value /= tokens;
  choice.scaled_bits_per_token = (*scaled)[Least(*scaled)] / tokens;
  return choice;
}

}  // namespace pastiche
