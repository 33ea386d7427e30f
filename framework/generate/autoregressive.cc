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
      const Token token = sampler_.Draw(probabilities_, tokens(), rng_);
      if (const auto done = Push(token); !done) return done;
      if (progress_ != nullptr) ++progress_->done;
    }
    return {};
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
  auto walk = model.StartWalk(options.use);
  if (!walk) return Fail(walk);
  return Generator(domain, options, std::move(*walk), rng, progress).Run();
}

}  // namespace pastiche
