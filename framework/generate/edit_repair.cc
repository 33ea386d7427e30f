// Which edits are tried, where, and which is taken.

#include "framework/generate/edit_repair.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "framework/generate/autoregressive.h"

namespace pastiche {
namespace {

// The first error's positions; absent without one.
std::optional<std::pair<std::size_t, std::size_t>> FirstError(
    const Verdict& verdict) {
  std::optional<std::pair<std::size_t, std::size_t>> first;
  for (const Diagnostic& finding : verdict.diagnostics) {
    if (finding.severity != Severity::kError) continue;
    const std::pair<std::size_t, std::size_t> place(finding.begin, finding.end);
    if (!first || place < *first) first = place;
  }
  return first;
}

class EditFinder {
 public:
  EditFinder(const Domain& domain, TokenSpan tokens, const EditOptions& options,
             std::unique_ptr<Walk> walk, Progress* progress)
      : domain_(domain),
        tokens_(tokens),
        options_(options),
        walk_(std::move(walk)),
        progress_(progress),
        end_token_(EndToken(domain)),
        p_(domain.vocabulary().size()) {
    // The last place: before the end of the document.
    last_ = tokens.size();
    if (!tokens.empty() && end_token_ && tokens.back() == *end_token_) --last_;
  }

  Result<std::optional<Edit>> Run() {
    const auto verdict = domain_.Check(tokens_);
    if (!verdict) return Fail(verdict);
    const auto first = FirstError(*verdict);
    if (verdict->valid || !first) return std::nullopt;
    error_ = first->first;
    starts_.resize(tokens_.size());
    const auto asked = domain_.UnitStarts(tokens_, starts_);
    if (!asked) return Fail(asked);
    if (const auto walked = WalkAll(); !walked) return Fail(walked);
    for (const std::size_t place : Places(first->first, first->second)) {
      if (const auto tried = TryAt(place); !tried) return Fail(tried);
    }
    if (!best_) return std::nullopt;
    return std::move(best_);
  }

 private:
  Result<void> Step(Token token, double& bits) {
    if (progress_ != nullptr && progress_->cancelled) {
      return Fail(ErrorCode::kCancelled, "stopped while repairing");
    }
    if (const auto told = walk_->Predict(p_); !told) return told;
    bits = -std::log2(p_[token]);
    return walk_->Advance(token);
  }

  Result<void> WalkAll() {
    bits_.resize(tokens_.size());
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (const auto done = Step(tokens_[i], bits_[i]); !done) return done;
      if (progress_ != nullptr) ++progress_->done;
    }
    at_ = tokens_.size();
    return {};
  }

  // Last first, so that the walk only goes back.
  [[nodiscard]] std::vector<std::size_t> Places(std::size_t begin,
                                                std::size_t end) const {
    std::set<std::size_t, std::greater<>> places;
    for (const std::size_t edge : {begin, end}) {
      const std::size_t from = edge - std::min(edge, options_.window);
      for (std::size_t i = from; i <= edge + options_.window; ++i) {
        if (i <= last_) places.insert(i);
      }
    }
    std::vector<std::size_t> suspects(last_);
    std::iota(suspects.begin(), suspects.end(), std::size_t{0});
    const std::size_t count = std::min(options_.suspects, suspects.size());
    std::partial_sort(
        suspects.begin(), suspects.begin() + static_cast<std::ptrdiff_t>(count),
        suspects.end(), [&](std::size_t a, std::size_t b) {
          return bits_[a] != bits_[b] ? bits_[a] > bits_[b] : a < b;
        });
    suspects.resize(count);
    places.insert(suspects.begin(), suspects.end());
    return {places.begin(), places.end()};
  }

  // The likeliest tokens here, but for the one that ends documents.
  [[nodiscard]] std::vector<Token> Proposals(std::size_t count) const {
    std::vector<Token> ids(p_.size());
    std::iota(ids.begin(), ids.end(), Token{0});
    std::erase_if(ids, [&](Token id) { return id == end_token_; });
    count = std::min(count, ids.size());
    std::partial_sort(ids.begin(),
                      ids.begin() + static_cast<std::ptrdiff_t>(count),
                      ids.end(), [&](Token a, Token b) {
                        return p_[a] != p_[b] ? p_[a] > p_[b] : a < b;
                      });
    ids.resize(count);
    return ids;
  }

  Result<void> TryAt(std::size_t place) {
    if (const auto back = walk_->Rewind(at_ - place); !back) return back;
    at_ = place;
    if (const auto told = walk_->Predict(p_); !told) return told;
    const std::vector<Token> ids = Proposals(options_.proposals);
    std::vector<Edit> edits;
    const auto take_out = [&](std::size_t end, std::vector<Token> tokens) {
      if (end <= last_) edits.push_back({place, end, std::move(tokens)});
    };
    take_out(place + 1, {});
    take_out(place + 2, {});
    if (place + 2 <= last_) {
      take_out(place + 2, {tokens_[place + 1], tokens_[place]});
    }
    if (place < last_ && starts_[place] != 0) {
      std::size_t end = place + 1;
      while (end < last_ && starts_[end] == 0) ++end;
      take_out(end, {});
    }
    for (const Token id : ids) {
      take_out(place, {id});
      if (place < last_ && id != tokens_[place]) take_out(place + 1, {id});
    }
    for (const Token id : ids) {  // Pairs: each with what goes on best.
      if (const auto done = walk_->Advance(id); !done) return done;
      if (const auto told = walk_->Predict(p_); !told) return told;
      for (const Token next : Proposals(2)) take_out(place, {id, next});
      if (const auto done = walk_->Rewind(1); !done) return done;
    }
    for (Edit& edit : edits) {
      if (const auto done = Judge(std::move(edit)); !done) return done;
    }
    return {};
  }

  // Keeps the edit if it helps, and more than the best so far.
  Result<void> Judge(Edit edit) {
    const auto verdict = domain_.Check(WithEdit(tokens_, edit));
    if (!verdict) return Fail(verdict);
    edit.valid = verdict->valid;
    if (!edit.valid) {
      const auto first = FirstError(*verdict);
      // Behind the edit and farther than it was.
      const std::size_t moved =
          edit.tokens.size() + tokens_.size() - (edit.end - edit.begin);
      if (!first || (best_ && best_->valid) ||
          first->first <= edit.begin + edit.tokens.size() ||
          first->first + tokens_.size() <= error_ + moved) {
        return {};
      }
    }
    const auto cost = CostOf(edit);
    if (!cost) return Fail(cost);
    const bool better =
        !best_ || (edit.valid && !best_->valid) || *cost < best_cost_;
    if (!better) return {};
    best_ = std::move(edit);
    best_cost_ = *cost;
    return {};
  }

  // Bits of the document with the edit less those without it, as far as
  // `after` tokens behind it tell.
  Result<double> CostOf(const Edit& edit) {
    const std::size_t stop =
        std::min(edit.end + options_.after, tokens_.size());
    std::vector<Token> put = edit.tokens;
    put.insert(put.end(),
               tokens_.begin() + static_cast<std::ptrdiff_t>(edit.end),
               tokens_.begin() + static_cast<std::ptrdiff_t>(stop));
    double cost =
        options_.edit_bits * static_cast<double>(std::max(
                                 edit.tokens.size(), edit.end - edit.begin));
    for (const Token token : put) {
      double bits = 0.0;
      if (const auto done = Step(token, bits); !done) return Fail(done);
      cost += bits;
    }
    if (const auto back = walk_->Rewind(put.size()); !back) return Fail(back);
    for (std::size_t i = edit.begin; i < stop; ++i) cost -= bits_[i];
    return cost;
  }

  const Domain& domain_;
  TokenSpan tokens_;
  const EditOptions& options_;
  std::unique_ptr<Walk> walk_;
  Progress* progress_;
  std::optional<Token> end_token_;
  std::size_t last_ = 0;
  std::size_t error_ = 0;  // Position of the first error.
  std::size_t at_ = 0;     // Where the walk stands.
  std::vector<double> p_;
  std::vector<double> bits_;          // Of the document's tokens.
  std::vector<std::uint8_t> starts_;  // Of units.
  std::optional<Edit> best_;
  double best_cost_ = 0.0;
};

}  // namespace

std::vector<Token> WithEdit(TokenSpan tokens, const Edit& edit) {
  std::vector<Token> edited(
      tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(edit.begin));
  edited.insert(edited.end(), edit.tokens.begin(), edit.tokens.end());
  edited.insert(edited.end(),
                tokens.begin() + static_cast<std::ptrdiff_t>(edit.end),
                tokens.end());
  return edited;
}

Result<std::optional<Edit>> FindEdit(const Domain& domain,
                                     const SequenceModel& model,
                                     TokenSpan tokens,
                                     const EditOptions& options,
                                     Progress* progress) {
  auto walk = model.StartWalk({.own_cache = true});
  if (!walk) return Fail(walk);
  return EditFinder(domain, tokens, options, std::move(*walk), progress).Run();
}

}  // namespace pastiche
