// The masked-diffusion pipeline: an order, one draw per place, Gibbs sweeps.

#include "framework/generate/diffusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>

namespace pastiche {
namespace {

// Fills that may end where every token completes a copy.
constexpr int kAttempts = 16;

void Shuffle(std::vector<std::size_t>& places, Rng& rng) {
  for (std::size_t i = places.size(); i > 1; --i) {
    std::swap(places[i - 1], places[rng.NextBelow(i)]);
  }
}

// The places in the order of their van der Corput numbers: 0, 1/2, 1/4, 3/4...
std::vector<std::size_t> HaltonOrder(const std::vector<std::size_t>& places) {
  std::size_t size = 1;
  while (size < places.size()) size *= 2;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t reversed = 0;
    for (std::size_t bit = 1; bit < size; bit *= 2) {
      reversed = reversed * 2 + ((i & bit) != 0 ? 1 : 0);
    }
    if (reversed < places.size()) order.push_back(places[reversed]);
  }
  return order;
}

class Filler {
 public:
  Filler(const Domain& domain, const DiffusionOptions& options,
         std::unique_ptr<Fill> fill, Rng& rng, Progress* progress)
      : domain_(domain),
        options_(options),
        fill_(std::move(fill)),
        sampler_(options.sampling),
        rng_(rng),
        progress_(progress),
        vocabulary_(domain.vocabulary().size()),
        probabilities_(vocabulary_),
        bits_((vocabulary_ + 63) / 64) {
    result_.tokens = options.tokens;
    if (options.explain > 0) result_.sources.resize(options.tokens.size());
    for (std::size_t i = 0; i < options.tokens.size(); ++i) {
      if (options.tokens[i] == kUnknownToken) places_.push_back(i);
    }
  }

  Result<Filled> Run() {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      stuck_ = false;
      for (const std::size_t place : places_) Set(place, kUnknownToken);
      if (const auto done = Once(); !done) return Fail(done);
      if (!stuck_) return std::move(result_);
    }
    return Fail(
        ErrorCode::kLimit,
        fmt::format("no filling was found that repeats fewer than {} units of "
                    "the corpus",
                    options_.copy_limit->units()),
        "try another --seed, mask more, or give a greater --max-copy");
  }

 private:
  Result<void> Once() {
    if (options_.order == FillOrder::kConfidence) {
      if (const auto done = ByConfidence(); !done) return done;
    } else {
      std::vector<std::size_t> order = places_;
      if (options_.order == FillOrder::kRandom) Shuffle(order, rng_);
      if (options_.order == FillOrder::kHalton) order = HaltonOrder(order);
      const auto done = OneByOne(order, options_.sweeps == 0);
      if (!done) return done;
    }
    for (std::size_t sweep = 0; sweep < options_.sweeps && !stuck_; ++sweep) {
      std::vector<std::size_t> order = places_;
      Shuffle(order, rng_);
      const auto done = OneByOne(order, sweep + 1 == options_.sweeps);
      if (!done) return done;
    }
    return {};
  }

  void Set(std::size_t place, Token token) {
    result_.tokens[place] = token;
    fill_->Set(place, token);
  }

  // The distribution of one unknown place, masked by the domain.
  Result<void> Ask(std::size_t place, std::span<double> p) {
    if (progress_ != nullptr && progress_->cancelled) {
      return Fail(ErrorCode::kCancelled, "stopped while filling");
    }
    const std::size_t position[] = {place};
    if (const auto done = fill_->Predict(position, p); !done) return done;
    ++result_.queries;
    if (progress_ != nullptr) ++progress_->done;
    if (options_.masks && domain_.constraint().has_allowed) {
      const auto done = domain_.Allowed(result_.tokens, place, bits_);
      if (!done) return done;
      ApplyAllowed(bits_, p);
    }
    return {};
  }

  // Where the token just asked for came from, if that is wanted.
  Result<void> Explain(Token token, Attribution& source) {
    if (options_.explain == 0) return {};
    auto explained = fill_->Explain(token, options_.explain);
    if (!explained) return Fail(explained);
    source = std::move(*explained);
    return {};
  }

  // Whether the token at `place`, were it this one, would complete a copy.
  Result<bool> Copies(std::size_t place, Token token) {
    if (options_.copy_limit == nullptr) return false;
    const Token before = result_.tokens[place];
    result_.tokens[place] = token;
    auto copies = options_.copy_limit->Touches(result_.tokens, place);
    result_.tokens[place] = before;
    return copies;
  }

  // Draws from probabilities_ what completes no copy; nullopt if nothing is
  // left.
  Result<std::optional<Token>> DrawFor(std::size_t place) {
    if (options_.copy_limit != nullptr) others_ = probabilities_;
    Token token = sampler_.Draw(probabilities_, {}, rng_);
    while (true) {
      const auto copies = Copies(place, token);
      if (!copies) return Fail(copies);
      if (!*copies) return std::optional(token);
      others_[token] = 0.0;
      if (std::all_of(others_.begin(), others_.end(),
                      [](double p) { return p <= 0.0; })) {
        return std::optional<Token>();
      }
      probabilities_ = others_;
      token = sampler_.Draw(probabilities_, {}, rng_);
    }
  }

  // `places` need not be unknown: a known one is forgotten and drawn again.
  // `last`: nobody draws them again afterwards.
  Result<void> OneByOne(const std::vector<std::size_t>& places, bool last) {
    for (const std::size_t place : places) {
      Set(place, kUnknownToken);
      if (const auto done = Ask(place, probabilities_); !done) return done;
      const auto token = DrawFor(place);
      if (!token) return Fail(token);
      if (!*token) {
        stuck_ = true;
        return {};
      }
      if (last && options_.explain > 0) {
        const auto done = Explain(**token, result_.sources[place]);
        if (!done) return done;
      }
      Set(place, **token);
    }
    return {};
  }

  Result<void> ByConfidence() {
    struct Draft {
      std::size_t place;
      Token token;
      double confidence;
      Attribution source;
    };
    std::vector<std::size_t> unknown = places_;
    for (std::size_t step = 1; step <= options_.steps && !unknown.empty();
         ++step) {
      std::vector<Draft> drafts;
      for (const std::size_t place : unknown) {
        if (const auto done = Ask(place, probabilities_); !done) return done;
        std::vector<double> p = probabilities_;
        double total = 0.0;
        for (const double each : p) total += each;
        const Token token = sampler_.Draw(p, {}, rng_);
        drafts.push_back({place, token, probabilities_[token] / total, {}});
        const auto done = Explain(token, drafts.back().source);
        if (!done) return done;
      }
      const double remain =
          step == options_.steps
              ? 0.0
              : std::cos(0.5 * std::numbers::pi * static_cast<double>(step) /
                         static_cast<double>(options_.steps));
      const auto keep = static_cast<std::size_t>(
          std::floor(remain * static_cast<double>(places_.size())));
      std::stable_sort(drafts.begin(), drafts.end(),
                       [](const Draft& a, const Draft& b) {
                         return a.confidence > b.confidence;
                       });
      const std::size_t commit =
          drafts.size() > keep ? drafts.size() - keep : std::size_t{1};
      unknown.clear();
      for (std::size_t i = 0; i < drafts.size(); ++i) {
        const auto copies = Copies(drafts[i].place, drafts[i].token);
        if (!copies) return Fail(copies);
        if (i < commit && !*copies) {
          Set(drafts[i].place, drafts[i].token);
          if (options_.explain > 0) {
            result_.sources[drafts[i].place] = std::move(drafts[i].source);
          }
        } else {
          unknown.push_back(drafts[i].place);
        }
      }
      std::sort(unknown.begin(), unknown.end());
    }
    return OneByOne(unknown, options_.sweeps == 0);  // Those that copied.
  }

  const Domain& domain_;
  const DiffusionOptions& options_;
  std::unique_ptr<Fill> fill_;
  Sampler sampler_;
  Rng& rng_;
  Progress* progress_;
  std::size_t vocabulary_;
  std::vector<double> probabilities_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::size_t> places_;  // Unknown at the start, ascending.
  std::vector<double> others_;       // The distribution, less what copied.
  bool stuck_ = false;               // No token was left.
  Filled result_;
};

}  // namespace

Result<FillOrder> ParseFillOrder(std::string_view name) {
  if (name == "random") return FillOrder::kRandom;
  if (name == "domain") return FillOrder::kDomain;
  if (name == "halton") return FillOrder::kHalton;
  if (name == "confidence") return FillOrder::kConfidence;
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("no fill order \"{}\"", name),
              "use random, domain, halton or confidence");
}

Result<Filled> FillByDiffusion(const Domain& domain, const FillModel& model,
                               const DiffusionOptions& options, Rng& rng,
                               Progress* progress) {
  if (const auto valid = Validate(options.sampling); !valid) return Fail(valid);
  if (options.steps == 0) {
    return Fail(ErrorCode::kInvalidArgument, "steps must be at least 1");
  }
  for (std::size_t i = 0; i < options.tokens.size(); ++i) {
    const Token token = options.tokens[i];
    if (token != kUnknownToken && token >= domain.vocabulary().size()) {
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("position {} holds {}, which is no token id", i, token));
    }
  }
  if (options.copy_limit != nullptr) {
    const auto copy = options.copy_limit->Find(options.tokens, false);
    if (!copy) return Fail(copy);
    if (*copy) {
      return tl::unexpected<Error>(
          options.copy_limit->Refuse("what is known of the document", **copy));
    }
  }
  auto fill = model.StartFill(options.tokens, options.mode, options.use);
  if (!fill) return Fail(fill);
  return Filler(domain, options, std::move(*fill), rng, progress).Run();
}

}  // namespace pastiche
