// The autoregressive pipeline: walk, mask, draw, verify, step back.

#include "framework/generate/autoregressive.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace pastiche {
namespace {

// Failures of one chunk before the chunk before it is taken back as well.
constexpr std::size_t kFailuresBeforeStep = 8;
// Failures per chunk, over the whole document, before verification is given up.
constexpr std::size_t kFailuresPerChunk = 64;
// Tokens per unit where the domain's units vary in length.
constexpr std::size_t kTokensPerVariableUnit = 16;
// Units that end in a copy, in a row, before tokens are ruled out one by one.
constexpr std::size_t kUnitsBeforeTokens = 32;
// Draws that may end in a copy, per token of the document and in all.
constexpr std::size_t kCopiesPerToken = 8, kCopiesAtLeast = 1000;

class Generator {
 public:
  Generator(const Domain& domain, const AutoregressiveOptions& options,
            std::unique_ptr<Walk> walk, Rng& rng, Progress* progress)
      : domain_(domain),
        options_(options),
        walk_(std::move(walk)),
        sampler_(options.sampling),
        rng_(rng),
        progress_(progress),
        end_(EndToken(domain)),
        probabilities_(domain.vocabulary().size()),
        bits_((domain.vocabulary().size() + 63) / 64) {
    if (!end_) canvas_.resize(options.length, kUnknownToken);
  }

  Result<Generated> Run() {
    for (const Token token : options_.prompt) {
      if (const auto done = Push(token); !done) return Fail(done);
    }
    if (progress_ != nullptr) progress_->done += tokens().size();
    const std::size_t chunk = ChunkTokens();
    // A domain without one of the two checks passes it.
    const ConstraintInfo& constraint = domain_.constraint();
    verifying_ =
        options_.verify && (constraint.has_prefix_ok || constraint.has_check);
    budget_ = kFailuresPerChunk * (options_.length / chunk + 1);
    copy_budget_ = kCopiesAtLeast + kCopiesPerToken * options_.length;
    while (!Finished()) {
      const std::size_t begin = tokens().size();
      const std::size_t stop =
          std::min((begin / chunk + 1) * chunk, options_.length);
      if (const auto done = Chunk(stop); !done) return Fail(done);
      if (const auto done = Settle(begin); !done) return Fail(done);
    }
    result_.verified = verifying_ || !domain_.constraint().has_check;
    if (result_.verified && domain_.constraint().has_check) {
      const auto verdict = domain_.Check(tokens());
      if (!verdict) return Fail(verdict);
      result_.verified = verdict->valid;
    }
    return std::move(result_);
  }

 private:
  std::vector<Token>& tokens() { return result_.tokens; }

  [[nodiscard]] bool Finished() {
    const bool ended = end_ && tokens().size() > options_.prompt.size() &&
                       tokens().back() == *end_;
    return ended || tokens().size() >= options_.length;
  }

  [[nodiscard]] std::size_t ChunkTokens() const {
    const std::size_t unit = domain_.geometry().unit_length;
    return std::max<std::size_t>(1, domain_.constraint().chunk_units) *
           (unit == 0 ? kTokensPerVariableUnit : unit);
  }

  Result<void> Push(Token token) {
    if (const auto done = walk_->Advance(token); !done) return done;
    if (end_) {
      canvas_.push_back(token);
    } else {
      canvas_[tokens().size()] = token;
    }
    tokens().push_back(token);
    return {};
  }

  Result<void> TakeBack(std::size_t to) {
    const std::size_t count = tokens().size() - to;
    if (const auto done = walk_->Rewind(count); !done) return done;
    tokens().resize(to);
    canvas_.resize(to);
    if (!end_) canvas_.resize(options_.length, kUnknownToken);
    if (progress_ != nullptr) progress_->done -= count;
    return {};
  }

  // Draws tokens up to `stop` of them, or the end of the document.
  Result<void> Chunk(std::size_t stop) {
    while (tokens().size() < stop && !Finished()) {
      if (progress_ != nullptr && progress_->cancelled) {
        return Fail(ErrorCode::kCancelled, "stopped while generating");
      }
      if (const auto done = walk_->Predict(probabilities_); !done) return done;
      ++result_.queries;
      if (options_.masks && domain_.constraint().has_allowed) {
        const auto done = domain_.Allowed(canvas_, tokens().size(), bits_);
        if (!done) return done;
        // A dead end has no allowed token: the check of the chunk will say so.
        ApplyAllowed(bits_, probabilities_);
      }
      if (options_.copy_limit != nullptr) others_ = probabilities_;
      const Token token = sampler_.Draw(probabilities_, tokens(), rng_);
      if (const auto done = Push(token); !done) return done;
      if (progress_ != nullptr) ++progress_->done;
      if (options_.copy_limit == nullptr) continue;
      if (const auto done = KeepCopyLimit(); !done) return done;
    }
    return {};
  }

  // Takes back what makes the document end in a copy that is too long: its last
  // unit, or after many of those only the token, for another one.
  Result<void> KeepCopyLimit() {
    const std::size_t first = options_.prompt.size();
    while (true) {
      // The whole is looked at once more when it is done.
      const auto copy = Finished()
                            ? options_.copy_limit->Find(tokens(), false)
                            : options_.copy_limit->FindAtEnd(tokens(), true);
      if (!copy) return Fail(copy);
      if (!*copy) {
        if (tokens().size() > furthest_) copied_units_ = 0;
        furthest_ = std::max(furthest_, tokens().size());
        return {};
      }
      ++result_.copies;
      if (--copy_budget_ == 0) {
        return Fail(
            ErrorCode::kLimit,
            fmt::format("no way on from token {} was found that repeats "
                        "fewer than {} units of the corpus",
                        tokens().size(), options_.copy_limit->units()),
            "try another --seed, or a greater --max-copy");
      }
      if (copied_units_ < kUnitsBeforeTokens) {
        ++copied_units_;
        return TakeBack(std::max(first, (*copy)->last_begin));
      }
      const Token token = tokens().back();
      if (const auto done = TakeBack(tokens().size() - 1); !done) return done;
      others_[token] = 0.0;
      if (std::all_of(others_.begin(), others_.end(),
                      [](double p) { return p <= 0.0; })) {
        // A dead end. Units before this one must change as well.
        const std::size_t back =
            std::min(tokens().size() - first, dead_ends_ * ChunkTokens() + 1);
        ++dead_ends_;
        copied_units_ = 0;
        return TakeBack(tokens().size() - back);
      }
      std::vector<double> p = others_;
      const Token other = sampler_.Draw(p, tokens(), rng_);
      if (const auto done = Push(other); !done) return done;
      if (progress_ != nullptr) ++progress_->done;
    }
  }

  // Keeps the chunk that began at `begin`, or takes it back.
  Result<void> Settle(std::size_t begin) {
    if (!verifying_) return {};
    const bool whole = Finished() && domain_.constraint().has_check;
    const auto verdict =
        whole ? domain_.Check(tokens()) : domain_.PrefixOk(tokens());
    if (!verdict) return Fail(verdict);
    if (verdict->valid) {
      kept_.push_back(begin);
      failures_ = 0;
      return {};
    }
    ++result_.retries;
    if (--budget_ == 0) {
      verifying_ = false;
      return {};
    }
    if (++failures_ % kFailuresBeforeStep == 0 && !kept_.empty()) {
      begin = kept_.back();
      kept_.pop_back();
    }
    return TakeBack(begin);
  }

  const Domain& domain_;
  const AutoregressiveOptions& options_;
  std::unique_ptr<Walk> walk_;
  Sampler sampler_;
  Rng& rng_;
  Progress* progress_;
  std::optional<Token> end_;
  std::vector<double> probabilities_;
  std::vector<std::uint64_t> bits_;
  std::vector<Token> canvas_;      // The tokens so far; where the length is
                                   // fixed, unknown ones up to it.
  std::vector<std::size_t> kept_;  // Where the verified chunks begin.
  bool verifying_ = false;
  std::size_t failures_ = 0;  // In a row, since a chunk was last kept.
  std::size_t budget_ = 0;
  std::vector<double> others_;    // The last distribution, less what copied.
  std::size_t copied_units_ = 0;  // In a row.
  std::size_t dead_ends_ = 0;     // Where no token was left.
  std::size_t copy_budget_ = 0;
  std::size_t furthest_ = 0;  // Tokens, when last a unit was no copy.
  Generated result_;
};

Result<void> ValidatePrompt(const Domain& domain,
                            const AutoregressiveOptions& options) {
  if (options.length == 0) {
    return Fail(ErrorCode::kInvalidArgument, "length must be at least 1 token");
  }
  if (options.prompt.size() > options.length) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the prompt has {} tokens, more than the {} to be "
                            "generated in all",
                            options.prompt.size(), options.length),
                "ask for a greater length or shorten the prompt");
  }
  for (const Token token : options.prompt) {
    if (token >= domain.vocabulary().size()) {
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("the prompt holds {}, which is no token id", token));
    }
  }
  return {};
}

}  // namespace

std::optional<Token> EndToken(const Domain& domain) {
  for (std::size_t id = 0; id < domain.vocabulary().size(); ++id) {
    if (domain.vocabulary()[id].ends_document) return static_cast<Token>(id);
  }
  return std::nullopt;
}

Result<Generated> GenerateAutoregressive(const Domain& domain,
                                         const SequenceModel& model,
                                         const AutoregressiveOptions& options,
                                         Rng& rng, Progress* progress) {
  if (const auto valid = Validate(options.sampling); !valid) return Fail(valid);
  if (const auto valid = ValidatePrompt(domain, options); !valid) {
    return Fail(valid);
  }
  if (options.copy_limit != nullptr) {
    const auto copy = options.copy_limit->Find(options.prompt, true);
    if (!copy) return Fail(copy);
    if (*copy) {
      return tl::unexpected<Error>(
          options.copy_limit->Refuse("the prompt", **copy));
    }
  }
  auto walk = model.StartWalk(options.use);
  if (!walk) return Fail(walk);
  return Generator(domain, options, std::move(*walk), rng, progress).Run();
}

}  // namespace pastiche
