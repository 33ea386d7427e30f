// Which edits are tried, where, and which is taken.

#include "framework/generate/edit_repair.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "framework/generate/autoregressive.h"
#include "framework/generate/complete_document.h"

namespace pastiche {
namespace {

// Valid edits whose cost is counted to the end of the document.
constexpr std::size_t kFinalists = 6;
// Tokens that may be checked in all: places are fewer in long documents.
constexpr std::size_t kCheckedTokens = 60'000'000;
constexpr std::size_t kEditsPerPlace = 30;

// A valid edit and the document it makes, with what the domain adds.
struct Candidate {
  double cost;
  Edit edit;
  std::vector<Token> standing;
};

// The first error; null without one.
const Diagnostic* FirstError(const Verdict& verdict) {
  const Diagnostic* first = nullptr;
  for (const Diagnostic& finding : verdict.diagnostics) {
    if (finding.severity != Severity::kError) continue;
    if (first == nullptr || finding.begin < first->begin) first = &finding;
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
    const Diagnostic* first = FirstError(*verdict);
    if (verdict->valid || first == nullptr) return std::nullopt;
    code_ = first->code;
    starts_.resize(tokens_.size());
    const auto asked = domain_.UnitStarts(tokens_, starts_);
    if (!asked) return Fail(asked);
    next_unit_ = std::min<std::size_t>(first->begin, tokens_.size()) + 1;
    while (next_unit_ < tokens_.size() && starts_[next_unit_] == 0) {
      ++next_unit_;
    }
    if (const auto walked = WalkAll(); !walked) return Fail(walked);
    for (const std::size_t place : Places(first->begin, first->end)) {
      if (const auto tried = TryAt(place); !tried) return Fail(tried);
    }
    return valid_.empty() ? Result<std::optional<Edit>>(std::move(improved_))
                          : Best();
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
    const std::size_t most = std::max<std::size_t>(
        2 * options_.window,
        kCheckedTokens / kEditsPerPlace / std::max<std::size_t>(1, last_));
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
    for (std::size_t i = 0; i < count && places.size() < most; ++i) {
      places.insert(suspects[i]);
      if (suspects[i] > 0) places.insert(suspects[i] - 1);
    }
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
    if (const auto moved = MoveTo(place); !moved) return moved;
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

  // Keeps the edit if it helps, and more than those so far.
  Result<void> Judge(Edit edit) {
    const std::vector<Token> edited = WithEdit(tokens_, edit);
    const auto verdict = domain_.Check(edited);
    if (!verdict) return Fail(verdict);
    auto standing = Standing(edited, *verdict);
    if (!standing) return Fail(standing);
    edit.valid = standing->has_value();
    if (!edit.valid && (!valid_.empty() || !MovesOn(edit, *verdict))) return {};
    const std::size_t stop =
        edited.size() - (tokens_.size() - edit.end) + options_.after;
    const auto near = CostOf(edit, edited, stop, edit.end + options_.after);
    if (!near) return Fail(near);
    if (!edit.valid) {
      if (improved_ && *near >= improved_cost_) return {};
      improved_ = std::move(edit);
      improved_cost_ = *near;
      return {};
    }
    const double cost =
        *near + options_.edit_bits *
                    static_cast<double>((*standing)->size() - edited.size());
    const auto place =
        std::upper_bound(valid_.begin(), valid_.end(), cost,
                         [](double a, const auto& b) { return a < b.cost; });
    valid_.insert(place, {cost, std::move(edit), *std::move(*standing)});
    if (valid_.size() > kFinalists) valid_.pop_back();
    return {};
  }

  // The edited document if it is valid; with what the domain adds if that is,
  // once the fault itself is gone; absent if it cannot stand.
  Result<std::optional<std::vector<Token>>> Standing(
      const std::vector<Token>& edited, const Verdict& verdict) const {
    if (verdict.valid) return edited;
    for (const Diagnostic& finding : verdict.diagnostics) {
      if (finding.severity == Severity::kError && finding.code == code_) {
        return std::nullopt;
      }
    }
    auto completed = CompleteDocument(domain_, edited);
    if (!completed) return Fail(completed);
    if (!completed->has_value() ||
        (*completed)->tokens.size() < edited.size()) {
      return std::nullopt;
    }
    return std::move((*completed)->tokens);
  }

  // The first error is now behind the edit and in a later unit than it was.
  [[nodiscard]] bool MovesOn(const Edit& edit, const Verdict& verdict) const {
    const Diagnostic* first = FirstError(verdict);
    return first != nullptr && first->begin > edit.begin + edit.tokens.size() &&
           first->begin + edit.end >=
               next_unit_ + edit.begin + edit.tokens.size();
  }

  // Of the finalists the one that makes the whole document likeliest.
  Result<std::optional<Edit>> Best() {
    const Edit* best = nullptr;
    double best_cost = 0.0;
    for (const auto& [near_cost, edit, standing] : valid_) {
      if (const auto moved = MoveTo(edit.begin); !moved) return Fail(moved);
      const auto cost = CostOf(edit, standing, standing.size(), tokens_.size());
      if (!cost) return Fail(cost);
      if (best != nullptr && *cost >= best_cost) continue;
      best = &edit;
      best_cost = *cost;
    }
    return *best;
  }

  Result<void> MoveTo(std::size_t place) {
    if (place < at_) {
      if (const auto back = walk_->Rewind(at_ - place); !back) return back;
      at_ = place;
    }
    for (; at_ < place; ++at_) {
      if (const auto done = walk_->Advance(tokens_[at_]); !done) return done;
    }
    return {};
  }

  // What the edit costs: bits of `standing`, the document with it, up to
  // position `stop` there, less those of the document without it up to
  // `old_stop`. A token taken out counts as one that any hand may have put
  // there, so that taking out what is rare is no gain by itself. The walk
  // stands where the edit begins.
  Result<double> CostOf(const Edit& edit, TokenSpan standing, std::size_t stop,
                        std::size_t old_stop) {
    stop = std::min(stop, standing.size());
    old_stop = std::min(old_stop, tokens_.size());
    const std::size_t out = edit.end - edit.begin;
    const std::size_t most = std::max(edit.tokens.size(), out);
    double cost =
        options_.edit_bits * static_cast<double>(most) +
        std::log2(static_cast<double>(p_.size())) * static_cast<double>(out);
    std::size_t walked = 0;
    for (std::size_t i = edit.begin; i < stop; ++i, ++walked) {
      double bits = 0.0;
      if (const auto done = Step(standing[i], bits); !done) return Fail(done);
      cost += bits;
    }
    if (const auto back = walk_->Rewind(walked); !back) return Fail(back);
    for (std::size_t i = edit.begin; i < old_stop; ++i) cost -= bits_[i];
    return cost;
  }

  const Domain& domain_;
  TokenSpan tokens_;
  const EditOptions& options_;
  std::unique_ptr<Walk> walk_;
  Progress* progress_;
  std::optional<Token> end_token_;
  std::size_t last_ = 0;
  std::int32_t code_ = 0;      // The first error's.
  std::size_t next_unit_ = 0;  // Where the unit after it begins.
  std::size_t at_ = 0;         // Where the walk stands.
  std::vector<double> p_;
  std::vector<double> bits_;          // Of the document's tokens.
  std::vector<std::uint8_t> starts_;  // Of units.
  std::vector<Candidate> valid_;      // The best, best first.
  std::optional<Edit> improved_;      // The best that only moves the error on.
  double improved_cost_ = 0.0;
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
