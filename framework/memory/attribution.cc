// The chain's fold, run backwards for one token.

#include "framework/memory/attribution.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace pastiche {
namespace {

// Index of the document that holds `position`.
std::size_t DocumentOf(std::span<const std::size_t> starts,
                       std::size_t position) {
  return static_cast<std::size_t>(
      std::upper_bound(starts.begin(), starts.end(), position) -
      starts.begin() - 1);
}

// Numbers the documents that are not left out from 0; how many stands at the
// end.
std::vector<std::size_t> Numbers(const Memory& memory) {
  std::vector<std::size_t> numbers = {0};
  for (std::size_t d = 0; d + 1 < memory.starts().size(); ++d) {
    numbers.push_back(numbers.back() + (memory.left_out(d) ? 0 : 1));
  }
  return numbers;
}

// `numbers`: of the documents, see Numbers().
void KeepTop(const Memory& memory, const std::vector<std::size_t>& numbers,
             const std::vector<double>& gives, std::size_t top,
             Attribution& result) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < gives.size(); ++i) {
    if (gives[i] > 0.0) order.push_back(i);
  }
  const std::size_t kept = std::min(top, order.size());
  std::partial_sort(order.begin(),
                    order.begin() + static_cast<std::ptrdiff_t>(kept),
                    order.end(), [&](std::size_t a, std::size_t b) {
                      return gives[a] != gives[b] ? gives[a] > gives[b] : a < b;
                    });
  for (std::size_t i = 0; i < kept; ++i) {
    const std::size_t document = DocumentOf(memory.starts(), order[i]);
    result.places.push_back({.document = numbers[document],
                             .position = order[i] - memory.starts()[document],
                             .share = gives[order[i]]});
  }
}

// Parts of the probability to parts of 1.
void Normalise(Attribution& result) {
  const double sum =
      std::accumulate(result.documents.begin(), result.documents.end(),
                      result.own + result.ngram + result.unigram);
  result.probability = sum;
  const auto scale = [&](double& part) { part /= sum; };
  std::for_each(result.documents.begin(), result.documents.end(), scale);
  std::for_each(result.heads.begin(), result.heads.end(), scale);
  for (Attribution::Place& place : result.places) scale(place.share);
  for (double* part : {&result.own, &result.ngram, &result.unigram}) {
    scale(*part);
  }
}

}  // namespace

Attribution Attribute(const Memory& memory, Chain& chain,
                      const ChainQuery& query, std::span<const double> masses,
                      Token token, const ChainBases& bases, std::size_t top) {
  const std::size_t vocabulary = memory.vocabulary();
  const TokenSpan tokens = memory.tokens();
  Attribution result;
  const std::vector<std::size_t> numbers = Numbers(memory);
  result.documents.assign(numbers.back(), 0.0);
  result.heads.assign(memory.heads().size(), 0.0);
  std::vector<double> gives(tokens.size()), head_gives, own(vocabulary);
  double reach = bases.chains;  // What the heads above leave to this one.
  double rest = 1.0;            // The same, as a part of the chains.
  for (std::size_t h = memory.heads().size(); h-- > 0;) {
    // A head for other shares of known places leaves all to the coarser ones.
    if (!memory.settings().heads[h].IsAsked(query.known_share)) continue;
    const Chain::Step step =
        chain.StepOf(h, masses.subspan(h * vocabulary, vocabulary));
    chain.AttendPositions(query, h, head_gives);
    for (std::size_t d = 0; d + 1 < numbers.size(); ++d) {
      if (memory.left_out(d)) continue;
      for (std::size_t i = memory.starts()[d]; i < memory.starts()[d + 1];
           ++i) {
        if (tokens[i] != token) continue;
        const double part = reach * step.norm * head_gives[i];
        gives[i] += part;
        result.documents[numbers[d]] += part;
        result.heads[h] += part;
      }
    }
    chain.AttendOwn(query, h, own);
    const double part = reach * step.norm * own[token];
    result.own += part;
    result.heads[h] += part;
    reach *= step.norm * step.lambda;
    rest *= step.norm * step.lambda;
  }
  result.unigram = rest * bases.unigram;
  result.ngram = rest * bases.ngram + bases.beside;
  KeepTop(memory, numbers, gives, top, result);
  Normalise(result);
  return result;
}

}  // namespace pastiche
