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

double Bits(const KneserNey& model, TokenSpan tokens) {
  double bits = 0.0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    bits -= std::log2(model.Probability(tokens.first(i), tokens[i]));
  }
  return bits;
}

Result<std::vector<double>> LeftOutBits(std::span<const Document> documents,
                                        std::span<const std::size_t> groups,
                                        std::span<const std::size_t> orders,
                                        const ContextArray& contexts,
                                        Progress* progress) {
  const std::size_t group_count =
      groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1;
  const std::size_t folds = std::min(group_count, kMaxFolds);
  if (progress != nullptr) progress->total += folds * orders.size();
  std::vector<double> bits(orders.size(), 0.0);
  std::vector<std::uint8_t> left_out(documents.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    for (std::size_t d = 0; d < documents.size(); ++d) {
      left_out[d] = groups[d] % folds == fold ? 1 : 0;
    }
    const ContextArray rest = contexts.Without(left_out);
    for (std::size_t k = 0; k < orders.size(); ++k) {
      const KneserNey model(rest, orders[k]);
      for (std::size_t d = 0; d < documents.size(); ++d) {
        if (left_out[d] != 0) bits[k] += Bits(model, documents[d].tokens);
      }
      if (progress == nullptr) continue;
      ++progress->done;
      if (progress->cancelled) {
        return Fail(ErrorCode::kCancelled, "choosing an order was cancelled");
      }
    }
  }
  return bits;
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
  Result<std::vector<double>> bits =
      LeftOutBits(documents, groups, orders, *contexts, progress);
  if (!bits) return Fail(bits);
  OrderChoice choice;
  choice.bits_per_token = *std::move(bits);
  const auto tokens = static_cast<double>(contexts->places.size());
  if (tokens > 0) {
    for (double& value : choice.bits_per_token) value /= tokens;
  }
  const auto best = std::min_element(choice.bits_per_token.begin(),
                                     choice.bits_per_token.end());
  choice.order =
      orders[static_cast<std::size_t>(best - choice.bits_per_token.begin())];
  return choice;
}

}  // namespace pastiche
