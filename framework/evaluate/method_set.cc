// Building every method once, and drawing from it by name.

#include "framework/evaluate/method_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>

#include "framework/baselines/controls.h"
#include "framework/baselines/model_source.h"
#include "framework/baselines/stitch.h"
#include "framework/evaluate/for_each_index.h"
#include "framework/generate/autoregressive.h"
#include "framework/generate/published.h"
#include "framework/ngram/nested_kneser_ney.h"
#include "framework/ngram/ngram_mix.h"
#include "framework/ngram/row_major.h"

namespace pastiche {
namespace {

constexpr std::array<std::string_view, 17> kNames = {
    "attention-ar",  "attention-diffusion",
    "published-ar",  "published-diffusion",
    "attention-off", "uniform",
    "unigram",       "markov-1",
    "ngram-kn",      "ngram-mix",
    "mdmc-kn",       "stitch-5",
    "stitch-10",     "plagiarist",
    "heldout",       "degenerate-token",
    "degenerate"};

// Whole documents that a source may draw until the domain's check accepts one.
constexpr std::size_t kMostTries = 16;

MethodKind KindOf(std::string_view name) {
  if (name == "attention-off") return MethodKind::kAblation;
  if (name.starts_with("attention-")) return MethodKind::kOurs;
  if (name.starts_with("published-")) return MethodKind::kPublished;
  if (name == "plagiarist" || name == "heldout" ||
      name.starts_with("degenerate")) {
    return MethodKind::kControl;
  }
  return MethodKind::kBaseline;
}

// Settings that are searched for once, by whoever asks first.
struct Chosen {
  std::mutex mutex;
  std::optional<NestedSettings> settings;
};

// What is left of the pipeline when attention is taken out.
Recommendation WithoutHeads(Recommendation recommendation) {
  for (UseSettings* use : {&recommendation.ar, &recommendation.ar_cache,
                           &recommendation.sample, &recommendation.fill}) {
    use->heads.clear();
  }
  return recommendation;
}

}  // namespace

std::span<const std::string_view> MethodSet::Names() { return kNames; }

tl::unexpected<Error> MethodSet::UnknownMethod(std::string_view name) {
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("no method \"{}\"", name),
              fmt::format("use {}", fmt::join(kNames, ", ")));
}

Result<std::unique_ptr<MethodSet>> MethodSet::Build(
    const Domain& domain, std::span<const Document> corpus,
    std::span<const Document> heldout, const Recommendation& recommendation,
    Progress* progress) {
  std::unique_ptr<MethodSet> set(new MethodSet(domain));
  const auto built = set->BuildBaselines(corpus, heldout, progress);
  if (!built) return Fail(built);
  std::vector<const Document*> documents;
  for (const Document& document : corpus) documents.push_back(&document);
  set->attention_ = std::make_unique<AttentionSuite>(
      domain, documents, recommendation, set->ngram_.get(), set->nested_.get(),
      set->ngram_mix_.get());
  set->off_ = std::make_unique<AttentionSuite>(
      domain, documents, WithoutHeads(recommendation), set->ngram_.get(),
      set->nested_.get(), set->ngram_mix_.get());
  if (recommendation.sampling.max_copy > 0) {
    auto limit =
        CopyLimit::Build(domain, corpus, recommendation.sampling.max_copy);
    if (!limit) return Fail(limit);
    set->copy_limit_ = std::move(*limit);
  }
  set->published_ =
      std::make_unique<PublishedMemory>(domain, documents, PublishedOptions{});
  return set;
}

Result<void> MethodSet::BuildBaselines(std::span<const Document> corpus,
                                       std::span<const Document> heldout,
                                       Progress* progress) {
  const std::size_t vocabulary = domain_.vocabulary().size();
  uniform_ = std::make_unique<Unigram>(Unigram::Uniform(vocabulary));
  auto unigram = Unigram::Build(corpus, vocabulary);
  if (!unigram) return Fail(unigram);
  unigram_ = std::make_unique<Unigram>(std::move(*unigram));
  const bool grid = IsGrid(domain_.geometry());
  const std::size_t unit = grid ? domain_.geometry().unit_length : 0;
  if (grid) row_major_ = ToRowMajor(corpus, unit);
  auto markov = Markov::Build(
      grid ? std::span<const Document>(row_major_) : corpus, vocabulary);
  if (!markov) return Fail(markov);
  markov_ = std::make_unique<Markov>(std::move(*markov));
  // Fills in generation order, whatever the chain reads.
  markov_fill_ = std::make_unique<RowMajorFill>(*markov_, grid ? unit : 1);
  const auto order = ChooseNgramOrder(corpus, vocabulary, progress);
  if (!order) return Fail(order);
  auto ngram = KneserNey::Build(corpus, vocabulary, *order);
  if (!ngram) return Fail(ngram);
  ngram_ = std::make_unique<KneserNey>(std::move(*ngram));
  using Built = Result<std::unique_ptr<const SequenceModel>>;
  ngram_mix_ = std::make_unique<LazyModel>(
      [this, corpus]() -> Built { return NgramMix::Build(corpus, *ngram_); });
  nested_settings_ = [chosen = std::make_shared<Chosen>(), this,
                      corpus]() -> Result<NestedSettings> {
    const std::lock_guard lock(chosen->mutex);
    if (!chosen->settings) {
      auto settings = ChooseNested(domain_, corpus, nullptr);
      if (!settings) return Fail(settings);
      chosen->settings = std::move(*settings);
    }
    return *chosen->settings;
  };
  nested_ = std::make_unique<LazyModel>([this, corpus]() -> Built {
    return RebuildNested(domain_, nested_settings_)({.rest = corpus});
  });

  const std::optional<Token> end = EndToken(domain_);
  const auto add = [&](std::string_view name, auto source) {
    using Source = decltype(source);
    sources_.push_back({name, std::make_unique<Source>(std::move(source))});
  };
  add("uniform",
      ModelSource(*uniform_, {.vocabulary = vocabulary, .end_token = end}));
  add("unigram",
      ModelSource(*unigram_, {.vocabulary = vocabulary, .end_token = end}));
  add("markov-1",
      ModelSource(*markov_, {.vocabulary = vocabulary,
                             .row_major_unit = unit,
                             .end_token = grid ? std::nullopt : end}));
  for (const auto& [name, pieces] :
       {std::pair{"stitch-5", 5}, {"stitch-10", 10}}) {
    auto stitch =
        Stitch::Build(domain_, corpus, static_cast<std::size_t>(pieces));
    if (!stitch) return Fail(stitch);
    add(name, std::move(*stitch));
  }
  auto plagiarist = Plagiarist::Build(domain_, corpus);
  if (!plagiarist) return Fail(plagiarist);
  add("plagiarist", std::move(*plagiarist));
  if (!heldout.empty()) {
    auto real = Heldout::Build(domain_, heldout);
    if (!real) return Fail(real);
    add("heldout", std::move(*real));
  }
  for (const auto& [name, kind] :
       {std::pair{"degenerate-token", Degenerate::Kind::kToken},
        {"degenerate", Degenerate::Kind::kUnit}}) {
    auto degenerate = Degenerate::Build(domain_, corpus, kind);
    if (!degenerate) return Fail(degenerate);
    add(name, std::move(*degenerate));
  }
  return {};
}

Result<void> MethodSet::Prepare(const Progress* progress) const {
  const auto uses = FirstUsesOf(domain_);
  return ForEachIndex(
      uses.size() + 1, progress,
      [&](std::size_t i) -> Result<void> {
        if (i == 0) {  // It takes longest.
          const auto settings = nested_settings_();
          return settings ? Result<void>() : Fail(settings);
        }
        const auto memory = attention_->MemoryFor(uses[i - 1]);
        return memory ? Result<void>() : Fail(memory);
      },
      kernels::ParallelForOutermost);
}

const SampleSource* MethodSet::Source(std::string_view name) const {
  for (const NamedSource& each : sources_) {
    if (each.name == name) return each.source.get();
  }
  return nullptr;
}

Result<Method> MethodSet::Entry(std::string_view name,
                                const SampleRequest& request) const {
  if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) {
    return UnknownMethod(name);
  }
  Method method{.name = std::string(name), .kind = KindOf(name)};
  method.model = Sequence(name);
  // The cache that ours has, the baselines have too.
  method.has_cache =
      method.model != nullptr && name != "uniform" && name != "unigram";
  method.row_major_unit = RowMajorUnit(name);
  method.rebuild = Rebuild(name);
  method.sampling = request.sampling;
  // Baselines complete documents with the cache that ours has.
  method.sampling_use = attention_->SamplingUse();
  if (name == "attention-off") method.sampling_use = off_->SamplingUse();
  method.fill = Filler(name);
  if (name == "heldout" && Source(name) == nullptr) return method;
  method.sample = [this, id = std::string(name), request](std::uint64_t seed,
                                                          std::size_t index) {
    Rng rng = Rng::Stream(seed, index);
    return Sample(id, request, rng);
  };
  if (method.model != nullptr && Source(name) == nullptr) {
    method.sample_checked = [this, id = std::string(name), request](
                                std::uint64_t seed, std::size_t index) {
      SampleRequest checked = request;
      checked.masks = checked.verify = true;
      Rng rng = Rng::Stream(seed, index);
      return Sample(id, checked, rng);
    };
  } else if (method.kind == MethodKind::kBaseline) {
    // The same checker for what has no chunks to take back.
    method.sample_checked = [this, id = std::string(name), request](
                                std::uint64_t seed, std::size_t index) {
      Rng rng = Rng::Stream(seed, index);
      return SampleUntilValid(id, request, rng);
    };
  }
  return method;
}

Result<std::vector<Token>> MethodSet::SampleUntilValid(
    std::string_view name, const SampleRequest& request, Rng& rng) const {
  for (std::size_t tries = 1;; ++tries) {
    auto sample = Sample(name, request, rng);
    if (!sample || tries == kMostTries) return sample;
    const Result<Verdict> verdict = domain_.Check(*sample);
    if (!verdict) return Fail(verdict);
    if (verdict->valid) return sample;
  }
}

const SequenceModel* MethodSet::Sequence(std::string_view name) const {
  if (name == "attention-ar") return attention_.get();
  if (name == "uniform") return uniform_.get();
  if (name == "unigram") return unigram_.get();
  if (name == "markov-1") return markov_.get();
  if (name == "ngram-kn") return ngram_.get();
  if (name == "ngram-mix") return ngram_mix_.get();
  if (name == "mdmc-kn") return nested_.get();
  if (name == "attention-off") return off_.get();
  return nullptr;
}

ModelFactory MethodSet::Rebuild(std::string_view name) const {
  const std::size_t vocabulary = domain_.vocabulary().size();
  const std::size_t order = ngram_->order();
  if (name == "ngram-kn") return RebuildKneserNey(vocabulary, order);
  if (name == "ngram-mix") return RebuildNgramMix(vocabulary, order);
  if (name == "mdmc-kn") return RebuildNested(domain_, nested_settings_);
  if (name == "attention-ar") {
    return TakeOutOfAttention(domain_, *attention_, order, nested_settings_);
  }
  if (name == "attention-off") {
    return TakeOutOfAttention(domain_, *off_, order, nested_settings_);
  }
  return {};
}

const FillModel* MethodSet::Filler(std::string_view name) const {
  if (name == "attention-diffusion") return attention_.get();
  if (name == "attention-off") return off_.get();
  if (name == "uniform") return uniform_.get();
  if (name == "unigram") return unigram_.get();
  if (name == "markov-1") return markov_fill_.get();
  return nullptr;
}

std::size_t MethodSet::RowMajorUnit(std::string_view name) const {
  return name == "markov-1" && !row_major_.empty()
             ? domain_.geometry().unit_length
             : 0;
}

}  // namespace pastiche
