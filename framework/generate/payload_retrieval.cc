// Plain loops over like tokens: a document has hundreds of hits, not millions.

#include "framework/generate/payload_retrieval.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "framework/memory/head_costs.h"
#include "framework/memory/memory.h"
#include "kernels/executor.h"

namespace pastiche {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
// Keys this far behind their document's best weigh nothing (e^-16).
constexpr double kReach = 16.0;
// What a document loses for a token it has no key for.
constexpr double kMissing = 30.0;
constexpr std::size_t kChunk = 256;  // Positions described at a time.

std::vector<std::size_t> UsedSlots(const HeadSettings& head) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < head.slot_weights.size(); ++i) {
    if (head.slot_weights[i] > 0.0) used.push_back(i);
  }
  return used;
}

FeatureTuple TupleOf(std::span<const std::int32_t> features) {
  FeatureTuple tuple = {};
  std::copy(features.begin(), features.end(), tuple.begin());
  return tuple;
}

// Calls visit(position, slots, features) for every position of `tokens`.
template <typename Visit>
Result<void> DescribeAll(const Domain& domain, TokenSpan tokens,
                         const Visit& visit) {
  const std::size_t slot_count = domain.geometry().slots.size();
  const std::size_t feature_count = domain.geometry().features.size();
  std::vector<std::int64_t> slots(kChunk * slot_count);
  std::vector<std::int32_t> features(kChunk * feature_count);
  for (std::size_t begin = 0; begin < tokens.size(); begin += kChunk) {
    const std::size_t count = std::min(kChunk, tokens.size() - begin);
    const Result<void> described =
        domain.Describe(ContextMode::kFill, tokens, begin, begin + count,
                        std::span(slots).first(count * slot_count),
                        std::span(features).first(count * feature_count));
    if (!described) return described;
    for (std::size_t i = 0; i < count; ++i) {
      visit(begin + i, std::span(slots).subspan(i * slot_count, slot_count),
            std::span(features).subspan(i * feature_count, feature_count));
    }
  }
  return {};
}

}  // namespace

struct PayloadRetrieval::Answers {
  std::size_t documents = 0, channels = 0;
  std::vector<Match> matches;  // (queries, documents)
  std::vector<double> means;   // (queries, documents, channels)
};

PayloadRetrieval::PayloadRetrieval(const Domain& domain,
                                   const HeadSettings& head, SlotCodes codes,
                                   const PayloadSettings& settings)
    : domain_(domain),
      head_(head),
      settings_(settings),
      codes_(std::move(codes)),
      distances_(domain) {
  head_.gate.reset();
  order_ = KeyOrder(head_, codes_);
}

Result<PayloadRetrieval> PayloadRetrieval::Build(
    const Domain& domain, std::span<const Document> documents,
    const HeadSettings& head, const PayloadSettings& settings) {
  auto codes = SlotCodes::Build(domain, UsedSlots(head));
  if (!codes) return Fail(codes);
  PayloadRetrieval retrieval(domain, head, std::move(*codes), settings);
  retrieval.FindConstants(documents);
  for (const Document& document : documents) {
    if (document.payload.empty()) continue;
    if (const auto added = retrieval.AddDocument(document); !added) {
      return Fail(added);
    }
  }
  return retrieval;
}

Result<void> PayloadRetrieval::AddDocument(const Document& document) {
  const std::size_t channels = domain_.channels().size();
  const std::size_t number = document_count_++;
  has_values_ = true;
  std::vector<std::uint16_t> codes(codes_.size());
  return DescribeAll(
      domain_, document.tokens,
      [&](std::size_t at, std::span<const std::int64_t> row,
          std::span<const std::int32_t> features) {
        Store& store = stores_[document.tokens[at]];
        if (store.constant) return;
        const std::size_t key = store.buckets.size();
        if (store.groups.empty() || store.groups.back().document != number) {
          store.groups.push_back({number, key, key});
        }
        store.groups.back().end = key + 1;
        const auto bucket = bucket_ids_.try_emplace(
            TupleOf(features), static_cast<std::uint32_t>(bucket_ids_.size()));
        store.buckets.push_back(bucket.first->second);
        const auto values =
            std::span(document.payload).subspan(at * channels, channels);
        store.values.insert(store.values.end(), values.begin(), values.end());
        codes_.Learn(row, document.tokens, codes);
        for (const std::uint32_t i : order_) {
          store.codes.push_back(codes[i]);
        }
      });
}

// Tokens whose numbers never differ need no keys.
void PayloadRetrieval::FindConstants(std::span<const Document> documents) {
  const std::size_t channels = domain_.channels().size();
  std::map<Token, std::vector<double>> first;
  std::set<Token> varied;
  for (const Document& document : documents) {
    if (document.payload.empty()) continue;
    for (std::size_t i = 0; i < document.tokens.size(); ++i) {
      const auto values =
          std::span(document.payload).subspan(i * channels, channels);
      const auto [at, added] =
          first.try_emplace(document.tokens[i], values.begin(), values.end());
      if (!added &&
          !std::equal(values.begin(), values.end(), at->second.begin())) {
        varied.insert(document.tokens[i]);
      }
    }
  }
  for (auto& [token, values] : first) {
    if (!varied.contains(token)) stores_[token].constant = std::move(values);
  }
}

// For each slot in key order, what a key's code costs: (slots, codes + 2); the
// last two are "any other" and a key that does not know.
std::vector<float> PayloadRetrieval::CostRows(
    std::span<const std::uint16_t> codes) const {
  const std::size_t width = codes_.code_count() + 2;
  std::vector<float> rows(order_.size() * width, 0.0F);
  for (std::size_t s = 0; s < order_.size(); ++s) {
    const std::uint32_t i = order_[s];
    const std::uint16_t code = codes[i];
    if (code == SlotCodes::kUnknown) continue;
    const double weight = settings_.scale * head_.slot_weights[codes_.slot(i)];
    const auto row = std::span(rows).subspan(s * width, width);
    double worst = weight;
    for (std::size_t key = 0; key < codes_.code_count(); ++key) {
      double mismatch = key == code ? 0.0 : 1.0;
      if (codes_.kind(i) == SlotCodes::Kind::kTable &&
          code < codes_.code_count()) {
        mismatch = codes_.Mismatch(i, code, key);
      }
      row[key] = static_cast<float>(weight * mismatch);
      worst = std::max(worst, weight * mismatch);
    }
    row[width - 2] = static_cast<float>(weight);
    row[width - 1] = static_cast<float>(worst / 2);
  }
  return rows;
}

void PayloadRetrieval::Ask(std::span<const std::int64_t> row,
                           std::span<const std::int32_t> features,
                           TokenSpan tokens, std::size_t position,
                           std::size_t query, Answers& answers) const {
  const Store& store = stores_.at(tokens[position]);
  std::vector<std::uint16_t> codes(codes_.size());
  codes_.Encode(row, tokens, codes);
  const std::vector<float> rows = CostRows(codes);
  const std::size_t width = codes_.code_count() + 2;
  const std::size_t slots = order_.size();
  std::vector<double> bucket_costs(bucket_ids_.size());
  for (const auto& [tuple, id] : bucket_ids_) {
    bucket_costs[id] =
        settings_.scale *
        distances_.Cost(head_, features,
                        std::span(tuple).first(distances_.size()));
  }
  std::vector<std::uint16_t> asked;
  for (const std::uint32_t i : order_) asked.push_back(codes[i]);
  const auto cost_of = [&](std::size_t key, double limit) {
    double cost = bucket_costs[store.buckets[key]];
    if (cost == kNever) return cost;
    const std::uint16_t* code = store.codes.data() + key * slots;
    for (std::size_t s = 0; s < slots && cost <= limit; ++s) {
      if (code[s] == asked[s]) continue;
      const std::size_t entry = code[s] == SlotCodes::kUnknown ? width - 1
                                : code[s] < width - 2          ? code[s]
                                                               : width - 2;
      cost += double{rows[s * width + entry]};
    }
    return cost;
  };
  std::vector<double> costs;
  for (const Group& group : store.groups) {
    Match& match = answers.matches[query * answers.documents + group.document];
    costs.clear();
    for (std::size_t key = group.begin; key < group.end; ++key) {
      costs.push_back(cost_of(key, match.best + kReach));
      match.best = std::min(match.best, costs.back());
    }
    if (match.best == kNever) continue;
    double* means =
        answers.means.data() +
        (query * answers.documents + group.document) * answers.channels;
    for (std::size_t i = 0; i < costs.size(); ++i) {
      const double weight = std::exp(match.best - costs[i]);
      match.weight += weight;
      for (std::size_t c = 0; c < answers.channels; ++c) {
        means[c] +=
            weight * store.values[(group.begin + i) * answers.channels + c];
      }
    }
    for (std::size_t c = 0; c < answers.channels; ++c) means[c] /= match.weight;
  }
}

void PayloadRetrieval::Combine(std::span<const std::size_t> queries,
                               const Answers& answers,
                               std::vector<double>& values) const {
  const std::size_t documents = answers.documents;
  std::vector<double> scores(documents, 0.0);
  for (std::size_t i = 0; i < answers.matches.size(); ++i) {
    scores[i % documents] -=
        settings_.prior * std::min(answers.matches[i].best, kMissing);
  }
  std::vector<std::size_t> ranking(documents);
  for (std::size_t d = 0; d < documents; ++d) ranking[d] = d;
  std::stable_sort(
      ranking.begin(), ranking.end(),
      [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const Match* matches = answers.matches.data() + q * documents;
    double top = -kNever;
    std::optional<std::size_t> donor;
    for (const std::size_t d : ranking) {
      if (matches[d].best == kNever) continue;
      top = std::max(top, scores[d] - matches[d].best);
      if (!donor) donor = d;
    }
    if (!donor) continue;
    for (std::size_t c = 0; c < answers.channels; ++c) {
      const ChannelInfo& channel = domain_.channels()[c];
      const auto mean = [&](std::size_t d) {
        return answers.means[(q * documents + d) * answers.channels + c];
      };
      double value = mean(*donor);
      if (channel.lo >= 0.0 || channel.hi <= 0.0) {
        double sum = 0.0, total = 0.0;
        for (std::size_t d = 0; d < documents; ++d) {
          if (matches[d].best == kNever) continue;
          const double weight =
              matches[d].weight * std::exp(scores[d] - matches[d].best - top);
          sum += weight * mean(d);
          total += weight;
        }
        value = sum / total;
      }
      values[queries[q] * answers.channels + c] =
          std::clamp(value, channel.lo, channel.hi);
    }
  }
}

// Fills in what needs no retrieval; returns the other positions.
std::vector<std::size_t> PayloadRetrieval::FindQueries(
    TokenSpan tokens, std::vector<double>& values) const {
  const auto& channels = domain_.channels();
  std::vector<std::size_t> queries;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const auto store = stores_.find(tokens[at]);
    const bool known = store != stores_.end();
    const bool constant = known && store->second.constant.has_value();
    if (known && !constant) queries.push_back(at);
    for (std::size_t c = 0; c < channels.size(); ++c) {
      values[at * channels.size() + c] =
          constant ? (*store->second.constant)[c] : channels[c].initial;
    }
  }
  return queries;
}

Result<std::vector<double>> PayloadRetrieval::Retrieve(TokenSpan tokens) const {
  if (!has_values_) return std::vector<double>();
  const std::size_t channels = domain_.channels().size();
  const std::size_t slot_count = domain_.geometry().slots.size();
  const std::size_t feature_count = domain_.geometry().features.size();
  std::vector<double> values(tokens.size() * channels);
  const std::vector<std::size_t> queries = FindQueries(tokens, values);
  Answers answers;
  answers.documents = document_count_;
  answers.channels = channels;
  answers.matches.assign(queries.size() * document_count_, {kNever, 0.0});
  answers.means.assign(answers.matches.size() * channels, 0.0);
  std::vector<Result<void>> described(queries.size());
  kernels::ParallelFor(
      queries.size(), 8, [&](std::size_t begin, std::size_t end) {
        std::vector<std::int64_t> row(slot_count);
        std::vector<std::int32_t> features(feature_count);
        for (std::size_t q = begin; q < end; ++q) {
          described[q] =
              domain_.Describe(ContextMode::kFill, tokens, queries[q],
                               queries[q] + 1, row, features);
          if (!described[q]) continue;
          Ask(row, features, tokens, queries[q], q, answers);
        }
      });
  for (const auto& result : described) {
    if (!result) return Fail(result);
  }
  Combine(queries, answers, values);
  return values;
}

}  // namespace pastiche
