// Asking a model about the places of a plan, in one walk over each document.

#include "framework/evaluate/region_tasks.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

namespace pastiche {
namespace {

// Answers that count as found.
constexpr std::size_t kAmong = 5;

double Sum(std::span<const double> bits) {
  return std::accumulate(bits.begin(), bits.end(), 0.0);
}

}  // namespace

// One document under one model.
class RegionTasks::Walker {
 public:
  Walker(const RegionTasks& tasks, std::size_t d, std::unique_ptr<Walk> walk,
         std::vector<RegionShape> shapes)
      : tasks_(tasks),
        tokens_(tasks.documents_[d].tokens),
        places_(tasks.places_[d]),
        walk_(std::move(walk)),
        shapes_(std::move(shapes)),
        p_(tasks.vocabulary_),
        bits_(tokens_.size()) {
    score_.hits.resize(tasks.ids_.size());
    score_.faulty.resize(tasks.ids_.size());
    score_.sound.resize(tasks.ids_.size());
  }

  Result<Score> Run(const Progress* progress) {
    auto place = places_.begin();
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (progress != nullptr && progress->cancelled) {
        return Fail(ErrorCode::kCancelled, "evaluation was cancelled");
      }
      for (;
           place != places_.end() && place->at(tasks_.whats_[place->task]) == i;
           ++place) {
        if (const auto done = Ask(*place); !done) return Fail(done);
      }
      if (const auto told = Step(tokens_[i], bits_[i]); !told) {
        return Fail(told);
      }
    }
    for (const Place& each : places_) {
      if (tasks_.whats_[each.task] != What::kFault) continue;
      const Fault& fault = each.fault;
      score_.sound[each.task].push_back(Sum(std::span(bits_).subspan(
          fault.sound_begin, fault.sound_end - fault.sound_begin)));
    }
    return std::move(score_);
  }

 private:
  Result<void> Step(Token token, double& bits) {
    if (const auto told = walk_->Predict(p_); !told) return told;
    bits = -std::log2(p_[token]);
    return walk_->Advance(token);
  }

  Result<void> Ask(const Place& place) {
    if (tasks_.whats_[place.task] == What::kFault) return Misread(place);
    const std::size_t k = tasks_.kind_of_[place.task];
    const RegionShape::End end = tasks_.kinds_[k].end;
    const RegionSearch& search = tasks_.options_.search;
    const std::size_t after =
        std::min(tasks_.options_.after, tokens_.size() - place.end);
    const auto answers =
        tasks_.whats_[place.task] == What::kComplete
            ? CompleteRegion(*walk_, p_.size(), shapes_[k], end, search)
            : CompleteBetween(*walk_, p_.size(), shapes_[k], end,
                              tokens_.subspan(place.end, after), search);
    if (!answers) return Fail(answers);
    const TokenSpan truth =
        tokens_.subspan(place.begin, place.end - place.begin);
    Score::Hits& hits = score_.hits[place.task];
    ++hits.places;
    for (std::size_t i = 0; i < std::min(kAmong, answers->size()); ++i) {
      const std::vector<Token>& answer = (*answers)[i].tokens;
      if (!std::equal(answer.begin(), answer.end(), truth.begin(),
                      truth.end())) {
        continue;
      }
      hits.first += i == 0 ? 1 : 0;
      ++hits.among_five;
    }
    return {};
  }

  Result<void> Misread(const Place& place) {
    std::vector<double> bits(place.fault.tokens.size());
    for (std::size_t i = 0; i < bits.size(); ++i) {
      const auto told = Step(place.fault.tokens[i], bits[i]);
      if (!told) return told;
    }
    score_.faulty[place.task].push_back(Sum(bits));
    return walk_->Rewind(bits.size());
  }

  const RegionTasks& tasks_;
  TokenSpan tokens_;
  const std::vector<Place>& places_;
  std::unique_ptr<Walk> walk_;
  std::vector<RegionShape> shapes_;  // By kind.
  std::vector<double> p_;
  std::vector<double> bits_;  // Of the document's own tokens.
  Score score_;
};

std::size_t RegionTasks::place_count(std::size_t d) const {
  return places_[d].size();
}

Result<RegionTasks::Score> RegionTasks::Measure(
    const SequenceModel& model, const ModelUse& use, std::size_t d,
    std::span<const std::size_t> known, const Progress* progress) const {
  assert(d < documents_.size());
  auto walk = model.StartWalk(use);
  if (!walk) return Fail(walk);
  std::vector<RegionShape> shapes;
  for (const Kind& kind : kinds_) {
    shapes.push_back(kind.ShapeOf(known, vocabulary_));
  }
  return Walker(*this, d, std::move(*walk), std::move(shapes)).Run(progress);
}

namespace {

// Pairs of a faulty and a sound place where the faulty one scores higher.
struct Pairs {
  double won = 0.0, all = 0.0;
};

Pairs Compare(std::span<const double> faulty, std::span<const double> sound) {
  std::vector<double> sorted(sound.begin(), sound.end());
  std::sort(sorted.begin(), sorted.end());
  Pairs pairs{.all = static_cast<double>(faulty.size()) *
                     static_cast<double>(sound.size())};
  for (const double score : faulty) {
    const auto [low, high] =
        std::equal_range(sorted.begin(), sorted.end(), score);
    pairs.won += static_cast<double>(low - sorted.begin()) +
                 0.5 * static_cast<double>(high - low);
  }
  return pairs;
}

std::vector<double> Join(std::span<const std::vector<double>> parts,
                         std::size_t without) {
  std::vector<double> all;
  for (std::size_t d = 0; d < parts.size(); ++d) {
    if (d != without) all.insert(all.end(), parts[d].begin(), parts[d].end());
  }
  return all;
}

}  // namespace

Estimate AreaUnderCurve(std::span<const std::vector<double>> faulty,
                        std::span<const std::vector<double>> sound) {
  assert(faulty.size() == sound.size());
  const auto all = Join(faulty, faulty.size());
  const Pairs pairs = Compare(all, Join(sound, sound.size()));
  Estimate estimate;
  if (pairs.all == 0.0) return estimate;
  estimate.mean = pairs.won / pairs.all;
  estimate.n = all.size();
  std::vector<double> without;
  for (std::size_t d = 0; d < faulty.size(); ++d) {
    if (faulty[d].empty()) continue;
    const Pairs rest = Compare(Join(faulty, d), Join(sound, d));
    if (rest.all > 0.0) without.push_back(rest.won / rest.all);
  }
  if (without.size() < 2) return estimate;
  // The jackknife (Efron & Stein 1981).
  const auto n = static_cast<double>(without.size());
  const double mean = std::accumulate(without.begin(), without.end(), 0.0) / n;
  double squares = 0.0;
  for (const double each : without) squares += (each - mean) * (each - mean);
  estimate.standard_error = std::sqrt((n - 1) / n * squares);
  return estimate;
}

}  // namespace pastiche
