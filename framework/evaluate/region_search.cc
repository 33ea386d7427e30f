#include "framework/evaluate/region_search.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace pastiche {
namespace {

bool Likelier(const RegionCompletion& a, const RegionCompletion& b) {
  return a.bits != b.bits ? a.bits < b.bits : a.tokens < b.tokens;
}

// Keeps the `count` likeliest, in order.
void Keep(std::vector<RegionCompletion>& completions, std::size_t count) {
  std::sort(completions.begin(), completions.end(), Likelier);
  if (completions.size() > count) completions.resize(count);
}

// One walk moved from completion to completion.
class Searcher {
 public:
  Searcher(Walk& walk, std::size_t vocabulary, const RegionShape& shape,
           RegionShape::End end, const RegionSearch& options)
      : walk_(walk),
        shape_(shape),
        end_(end),
        options_(options),
        p_(vocabulary) {}

  Result<std::vector<RegionCompletion>> Run() {
    open_.push_back({});
    for (std::size_t n = 0; n < options_.max_length && !open_.empty(); ++n) {
      std::vector<RegionCompletion> before;
      before.swap(open_);
      // Neighbours share the most of their tokens.
      std::sort(before.begin(), before.end(), [](const auto& a, const auto& b) {
        return a.tokens < b.tokens;
      });
      for (const RegionCompletion& each : before) {
        if (const auto done = Extend(each); !done) return Fail(done);
      }
      Keep(done_, options_.beam);
      Keep(open_, options_.beam);
      if (done_.size() < options_.beam) continue;
      std::erase_if(open_, [&](const RegionCompletion& each) {
        return each.bits >= done_.back().bits;
      });
    }
    if (const auto back = MoveTo({}); !back) return Fail(back);
    return std::move(done_);
  }

  // Sorts anew by the bits of `after` behind each.
  Result<void> Judge(TokenSpan after,
                     std::vector<RegionCompletion>& completions) {
    for (RegionCompletion& each : completions) {
      std::vector<Token> tokens = each.tokens;
      for (const Token token : after) {
        if (const auto moved = MoveTo(tokens); !moved) return moved;
        if (const auto told = walk_.Predict(p_); !told) return told;
        each.bits -= std::log2(p_[token]);
        tokens.push_back(token);
      }
    }
    Keep(completions, completions.size());
    return MoveTo({});
  }

 private:
  // Goes to `tokens` after where the search began.
  Result<void> MoveTo(TokenSpan tokens) {
    const auto [here, there] =
        std::mismatch(at_.begin(), at_.end(), tokens.begin(), tokens.end());
    const auto back = static_cast<std::size_t>(at_.end() - here);
    if (back > 0) {
      if (const auto done = walk_.Rewind(back); !done) return done;
      at_.resize(at_.size() - back);
    }
    for (auto next = tokens.begin() + static_cast<std::ptrdiff_t>(at_.size());
         next != tokens.end(); ++next) {
      if (const auto done = walk_.Advance(*next); !done) return done;
      at_.push_back(*next);
    }
    return {};
  }

  Result<void> Extend(const RegionCompletion& each) {
    if (const auto moved = MoveTo(each.tokens); !moved) return moved;
    if (const auto told = walk_.Predict(p_); !told) return told;
    candidates_.clear();
    double ending = 0.0;
    for (std::size_t v = 0; v < p_.size(); ++v) {
      const auto token = static_cast<Token>(v);
      const bool ends = shape_.Ends(token, end_);
      if (ends && end_ == RegionShape::End::kBefore) ending += p_[v];
      if (p_[v] > 0.0 && (shape_.Inside(token, end_) ||
                          (ends && end_ == RegionShape::End::kLast))) {
        candidates_.push_back(token);
      }
    }
    if (ending > 0.0 && !each.tokens.empty()) {
      done_.push_back({each.tokens, each.bits - std::log2(ending)});
    }
    const std::size_t count = std::min(options_.beam, candidates_.size());
    std::partial_sort(candidates_.begin(),
                      candidates_.begin() + static_cast<std::ptrdiff_t>(count),
                      candidates_.end(), [&](Token a, Token b) {
                        return p_[a] != p_[b] ? p_[a] > p_[b] : a < b;
                      });
    for (const Token token : std::span(candidates_).first(count)) {
      RegionCompletion next = {each.tokens, each.bits - std::log2(p_[token])};
      next.tokens.push_back(token);
      const bool over =
          end_ == RegionShape::End::kLast && shape_.Ends(token, end_);
      (over ? done_ : open_).push_back(std::move(next));
    }
    return {};
  }

  Walk& walk_;
  const RegionShape& shape_;
  RegionShape::End end_;
  const RegionSearch& options_;
  std::vector<double> p_;
  std::vector<Token> at_;  // Where walk_ stands, from where it was found.
  std::vector<Token> candidates_;
  std::vector<RegionCompletion> open_, done_;
};

}  // namespace

Result<std::vector<RegionCompletion>> CompleteRegion(
    Walk& walk, std::size_t vocabulary, const RegionShape& shape,
    RegionShape::End end, const RegionSearch& options) {
  return Searcher(walk, vocabulary, shape, end, options).Run();
}

Result<std::vector<RegionCompletion>> CompleteBetween(
    Walk& walk, std::size_t vocabulary, const RegionShape& shape,
    RegionShape::End end, TokenSpan after, const RegionSearch& options) {
  Searcher searcher(walk, vocabulary, shape, end, options);
  auto completions = searcher.Run();
  if (!completions) return completions;
  if (const auto judged = searcher.Judge(after, *completions); !judged) {
    return Fail(judged);
  }
  return completions;
}

}  // namespace pastiche
