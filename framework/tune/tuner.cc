// Rounds of random steps and successive halving.

#include "framework/tune/tuner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "framework/evaluate/for_each_index.h"
#include "framework/memory/write_head_settings.h"
#include "framework/tune/candidate.h"

namespace pastiche {
namespace {

constexpr std::size_t kRungs = 3;
constexpr std::array<double, kRungs> kShares = {0.25, 0.5, 1.0};
// A candidate may be this much worse than the best on a part of the documents:
// they differ more than settings do.
constexpr double kSlack = 0.003;
constexpr std::uint64_t kOrderStream = ~std::uint64_t{0};

std::uint64_t HashOf(const UseSettings& use, const Geometry& geometry) {
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a
  for (const HeadSettings& head : use.heads) {
    for (const char c : WriteHead(head, geometry, false)) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
  }
  return hash;
}

Error Misfit(std::size_t number) {
  return {
      ErrorCode::kInvalidArgument,
      fmt::format("trial {} of the log is not what this search tries", number),
      "name another log, or remove it"};
}

class Tuner {
 public:
  Tuner(const LeftOutCases& cases, const UseSettings& start, HeadMoves moves,
        const TunerOptions& options, Progress* progress)
      : cases_(cases),
        geometry_(cases.domain().geometry()),
        moves_(std::move(moves)),
        options_(options),
        progress_(progress),
        start_(start),
        best_(start) {
    OrderCases();
  }

  [[nodiscard]] Result<Tuned> Run();

 private:
  struct Runner {  // A candidate of this round.
    HeadMoves::Proposal proposal;
    Trial trial;
    std::optional<Candidate> candidate;  // Absent while replaying.
  };

  void OrderCases();
  [[nodiscard]] std::span<const std::size_t> CasesOf(std::size_t rung) const {
    const std::size_t begin = rung == 0 ? 0 : rung_end_[rung - 1];
    return std::span(order_).subspan(begin, rung_end_[rung] - begin);
  }
  [[nodiscard]] Result<void> Measure(std::span<Candidate* const> candidates,
                                     std::span<const std::size_t> cases) const;
  [[nodiscard]] std::int64_t LossOf(const Candidate& candidate,
                                    std::size_t rung) const;
  [[nodiscard]] Result<void> Start();
  [[nodiscard]] Result<void> EnsureBest();
  [[nodiscard]] Result<void> Round(std::size_t first);
  [[nodiscard]] Result<void> Thin(std::span<Runner> runners, bool replay);
  void Accept(std::span<Runner> runners);
  [[nodiscard]] Result<void> Record(std::span<const Trial> trials) const {
    return options_.record ? options_.record(trials) : Result<void>{};
  }
  [[nodiscard]] Result<Tuned> Summary(std::size_t trials);

  const LeftOutCases& cases_;
  const Geometry& geometry_;
  HeadMoves moves_;
  const TunerOptions& options_;
  Progress* progress_;
  UseSettings start_, best_;
  std::vector<std::int64_t> best_losses_;  // By rung.
  std::optional<Candidate> measured_;      // The best, once it is needed.
  std::vector<std::size_t> order_;         // Cases, documents shuffled.
  std::array<std::size_t, kRungs> rung_end_{};
  std::size_t accepted_ = 0, new_trials_ = 0;
};

void Tuner::OrderCases() {
  const auto& cases = cases_.cases();
  std::vector<std::vector<std::size_t>> documents;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (i == 0 || cases[i].document != cases[i - 1].document) {
      documents.emplace_back();
    }
    documents.back().push_back(i);
  }
  Rng rng = Rng::Stream(options_.seed, kOrderStream);
  for (std::size_t i = documents.size(); i > 1; --i) {
    std::swap(documents[i - 1], documents[rng.NextBelow(i)]);
  }
  double total = 0.0, sum = 0.0;
  for (const LeftOutCase& each : cases) {
    total += static_cast<double>(each.asked());
  }
  std::size_t rung = 0;
  for (const auto& document : documents) {
    for (const std::size_t i : document) {
      order_.push_back(i);
      sum += static_cast<double>(cases[i].asked());
    }
    while (rung < kRungs && sum >= kShares[rung] * total) {
      rung_end_[rung++] = order_.size();
    }
  }
  rung_end_.back() = order_.size();
}

Result<void> Tuner::Measure(std::span<Candidate* const> candidates,
                            std::span<const std::size_t> cases) const {
  const auto prepared =
      ForEachIndex(candidates.size(), progress_, [&](std::size_t i) {
        candidates[i]->Prepare();
        return Result<void>{};
      });
  if (!prepared) return prepared;
  return ForEachIndex(
      candidates.size() * cases.size(), progress_, [&](std::size_t i) {
        candidates[i / cases.size()]->Measure(cases[i % cases.size()]);
        return Result<void>{};
      });
}

std::int64_t Tuner::LossOf(const Candidate& candidate, std::size_t rung) const {
  double bits = 0.0, tokens = 0.0;
  for (std::size_t k = 0; k < rung_end_[rung]; ++k) {
    const LeftOutCase& each = cases_.cases()[order_[k]];
    bits += each.weight * candidate.bits(order_[k]);
    tokens += each.weight * static_cast<double>(each.asked());
  }
  return std::llround(1e9 * bits / tokens);
}

Result<void> Tuner::EnsureBest() {
  if (measured_) return {};
  measured_.emplace(cases_, best_);
  Candidate* const one = &*measured_;
  const Result<void> done = Measure({&one, 1}, order_);
  if (!done) measured_.reset();
  return done;
}

Result<void> Tuner::Start() {
  Trial trial{.settings_hash = HashOf(start_, geometry_)};
  if (!options_.known.empty()) {
    const Trial& known = options_.known.front();
    if (known.number != 0 || known.settings_hash != trial.settings_hash ||
        known.losses.size() != kRungs) {
      return tl::unexpected<Error>(Misfit(0));
    }
    best_losses_ = known.losses;
    return {};
  }
  if (auto done = EnsureBest(); !done) return done;
  for (std::size_t rung = 0; rung < kRungs; ++rung) {
    trial.losses.push_back(LossOf(*measured_, rung));
  }
  best_losses_ = trial.losses;
  return Record({&trial, 1});
}

Result<void> Tuner::Thin(std::span<Runner> runners, bool replay) {
  std::vector<Runner*> left;
  for (Runner& runner : runners) left.push_back(&runner);
  for (std::size_t rung = 0; rung < kRungs && !left.empty(); ++rung) {
    if (!replay) {
      std::vector<Candidate*> candidates;
      for (Runner* runner : left) candidates.push_back(&*runner->candidate);
      const auto done = Measure(candidates, CasesOf(rung));
      if (!done) return done;
      for (Runner* runner : left) {
        runner->trial.losses.push_back(LossOf(*runner->candidate, rung));
      }
    }
    for (const Runner* runner : left) {
      if (runner->trial.losses.size() <= rung) {
        return tl::unexpected<Error>(Misfit(runner->trial.number));
      }
    }
    std::stable_sort(left.begin(), left.end(), [&](Runner* a, Runner* b) {
      return a->trial.losses[rung] < b->trial.losses[rung];
    });
    left.resize((left.size() + 1) / 2);
    const auto limit = static_cast<std::int64_t>(
        static_cast<double>(best_losses_[rung]) * (1.0 + kSlack));
    std::erase_if(left, [&](Runner* runner) {
      return runner->trial.losses[rung] > limit;
    });
    if (replay) continue;
    for (Runner& runner : runners) {  // Their indexes are large.
      if (std::find(left.begin(), left.end(), &runner) == left.end()) {
        runner.candidate.reset();
      }
    }
  }
  return {};
}

void Tuner::Accept(std::span<Runner> runners) {
  Runner* winner = nullptr;
  for (Runner& runner : runners) {
    const auto& losses = runner.trial.losses;
    if (losses.size() < kRungs) continue;
    if (losses.back() >= (winner == nullptr ? best_losses_.back()
                                            : winner->trial.losses.back())) {
      continue;
    }
    winner = &runner;
  }
  for (Runner& runner : runners) {
    moves_.Learn(runner.proposal.moved, &runner == winner);
  }
  if (winner == nullptr) return;
  ++accepted_;
  winner->trial.accepted = true;
  best_ = winner->proposal.settings;
  best_losses_ = winner->trial.losses;
  if (!winner->candidate) {
    measured_.reset();
    return;
  }
  winner->candidate->TakeFrom(*measured_);
  measured_ = std::move(*winner->candidate);
}

Result<void> Tuner::Round(std::size_t first) {
  const bool replay = options_.known.size() >= first + kTrialsPerRound;
  if (!replay) {
    if (auto done = EnsureBest(); !done) return done;
  }
  std::vector<Runner> runners;
  for (std::size_t number = first; number < first + kTrialsPerRound; ++number) {
    Rng rng = Rng::Stream(options_.seed, number);
    Runner runner{
        .proposal = moves_.Propose(best_, rng), .trial = {}, .candidate = {}};
    runner.trial.number = number;
    runner.trial.settings_hash = HashOf(runner.proposal.settings, geometry_);
    runner.trial.changed = runner.proposal.changed;
    if (replay) {
      const Trial& known = options_.known[number];
      if (known.number != number ||
          known.settings_hash != runner.trial.settings_hash) {
        return tl::unexpected<Error>(Misfit(number));
      }
      runner.trial.losses = known.losses;
    } else {
      runner.candidate.emplace(cases_, runner.proposal.settings, *measured_);
    }
    runners.push_back(std::move(runner));
  }
  if (auto done = Thin(runners, replay); !done) return done;
  Accept(runners);
  if (progress_ != nullptr) progress_->done += kTrialsPerRound;
  if (replay) return {};
  new_trials_ += kTrialsPerRound;
  std::vector<Trial> trials;
  for (Runner& runner : runners) trials.push_back(std::move(runner.trial));
  return Record(trials);
}

Result<Tuned> Tuner::Summary(std::size_t trials) {
  if (auto done = EnsureBest(); !done) return Fail(done);
  Candidate before(cases_, start_);
  Candidate* const one = &before;
  if (auto done = Measure({&one, 1}, order_); !done) return Fail(done);
  Tuned tuned{.settings = best_,
              .trials = trials,
              .measured = new_trials_,
              .accepted = accepted_};
  std::vector<double> tokens, bits[2], means[2];
  const auto& cases = cases_.cases();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (i == 0 || cases[i].document != cases[i - 1].document) {
      tokens.push_back(0.0);
      for (auto& list : bits) list.push_back(0.0);
    }
    tuned.tokens += cases[i].asked();
    tokens.back() += cases[i].weight * static_cast<double>(cases[i].asked());
    bits[0].back() += cases[i].weight * before.bits(i);
    bits[1].back() += cases[i].weight * measured_->bits(i);
  }
  for (std::size_t d = 0; d < tokens.size(); ++d) {
    for (int k = 0; k < 2; ++k) means[k].push_back(bits[k][d] / tokens[d]);
  }
  tuned.documents = tokens.size();
  tuned.before = RatioOf(bits[0], tokens);
  tuned.after = RatioOf(bits[1], tokens);
  tuned.difference = PairedDifference(means[1], means[0]);
  return tuned;
}

Result<Tuned> Tuner::Run() {
  const std::size_t rounds =
      (options_.trials + kTrialsPerRound - 1) / kTrialsPerRound;
  if (progress_ != nullptr) progress_->total += rounds * kTrialsPerRound;
  if (auto done = Start(); !done) return Fail(done);
  std::size_t round = 0;
  for (; round < rounds && !start_.heads.empty(); ++round) {
    if (options_.stop && options_.stop()) break;
    if (auto done = Round(1 + round * kTrialsPerRound); !done) {
      return Fail(done);
    }
  }
  return Summary(round * kTrialsPerRound);
}

}  // namespace

Result<Tuned> TuneHeads(const LeftOutCases& cases, const UseSettings& start,
                        HeadMoves moves, const TunerOptions& options,
                        Progress* progress) {
  return Tuner(cases, start, std::move(moves), options, progress).Run();
}

}  // namespace pastiche
