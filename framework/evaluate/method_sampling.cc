// Drawing a document from a method by name.

#include <fmt/format.h>

#include <algorithm>

#include "framework/evaluate/method_set.h"
#include "framework/generate/autoregressive.h"
#include "framework/generate/explain.h"

namespace pastiche {
namespace {

// A corpus may be so uniform that nothing can keep the recommended limit. What
// the user asked for is kept, or is an error.
template <typename Made>
bool WantsTooMuch(const Result<Made>& made, const SampleRequest& request) {
  return !made && made.error().code == ErrorCode::kLimit &&
         request.copy_limit == nullptr;
}

}  // namespace

const CopyLimit* MethodSet::LimitFor(const SampleRequest& request) const {
  if (request.copy_limit != nullptr || !request.prompt.empty()) {
    return request.copy_limit;
  }
  return copy_limit_.get();
}

Result<Sampled> MethodSet::SampleModel(const SequenceModel& model, ModelUse use,
                                       const SampleRequest& request, Rng& rng,
                                       Progress* progress) const {
  const CopyLimit* limit = LimitFor(request);
  if (limit != nullptr) {
    // The guard makes what the limit forbids unlikely beforehand.
    const std::size_t most = limit->units() - 1;
    use.copy_guard =
        use.copy_guard == 0 ? most : std::min(use.copy_guard, most);
  }
  AutoregressiveOptions options{.prompt = request.prompt,
                                .length = request.length,
                                .sampling = request.sampling,
                                .use = use,
                                .masks = request.masks,
                                .verify = request.verify,
                                .copy_limit = limit};
  auto made = GenerateAutoregressive(domain_, model, options, rng, progress);
  if (WantsTooMuch(made, request)) {
    options.copy_limit = nullptr;
    made = GenerateAutoregressive(domain_, model, options, rng, progress);
  }
  if (!made) return Fail(made);
  Sampled sampled{.tokens = std::move(made->tokens)};
  if (request.explain == 0) return sampled;
  auto sources =
      ExplainWalk(model, use, sampled.tokens, domain_.vocabulary().size(),
                  request.prompt.size(), request.explain, progress);
  if (!sources) return Fail(sources);
  sampled.sources = std::move(*sources);
  return sampled;
}

Result<Sampled> MethodSet::SampleDiffusion(const SampleRequest& request,
                                           Rng& rng, Progress* progress) const {
  DiffusionOptions options{.mode = domain_.geometry().wraps_by_default
                                       ? ContextMode::kFillWrap
                                       : ContextMode::kFill,
                           .order = request.order,
                           .steps = request.steps,
                           .sweeps = request.sweeps,
                           .sampling = request.sampling,
                           .masks = request.masks,
                           .copy_limit = LimitFor(request),
                           .explain = request.explain};
  options.tokens = request.prompt;
  options.tokens.resize(request.length, kUnknownToken);
  auto made = FillByDiffusion(domain_, *attention_, options, rng, progress);
  if (WantsTooMuch(made, request)) {
    options.copy_limit = nullptr;
    made = FillByDiffusion(domain_, *attention_, options, rng, progress);
  }
  if (!made) return Fail(made);
  return Sampled{std::move(made->tokens), std::move(made->sources)};
}

Result<Sampled> MethodSet::Draw(std::string_view name,
                                const SampleRequest& request, Rng& rng,
                                Progress* progress) const {
  if (name == "attention-ar") {
    return SampleModel(*attention_, attention_->SamplingUse(), request, rng,
                       progress);
  }
  if (name == "attention-diffusion") {
    return SampleDiffusion(request, rng, progress);
  }
  if (name == "attention-off") {
    return SampleModel(*off_, off_->SamplingUse(), request, rng, progress);
  }
  if (name == "ngram-kn" || name == "ngram-mix" || name == "mdmc-kn") {
    return SampleModel(*Sequence(name), {.sampling = true}, request, rng,
                       progress);
  }
  if (request.explain > 0) return NothingToExplain();
  if (request.copy_limit != nullptr) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} copies as it likes", name),
                "use an attention-, ngram- or mdmc- method");
  }
  auto tokens = SampleOther(name, request, rng, progress);
  if (!tokens) return Fail(tokens);
  return Sampled{.tokens = std::move(*tokens)};
}

Result<std::vector<Token>> MethodSet::Sample(std::string_view name,
                                             const SampleRequest& request,
                                             Rng& rng,
                                             Progress* progress) const {
  auto drawn = Draw(name, request, rng, progress);
  if (!drawn) return Fail(drawn);
  return std::move(drawn->tokens);
}

Result<std::vector<Token>> MethodSet::SampleOther(std::string_view name,
                                                  const SampleRequest& request,
                                                  Rng& rng,
                                                  Progress* progress) const {
  if (!request.prompt.empty()) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} takes no prompt", name),
                "use an attention-, ngram- or mdmc- method");
  }
  if (name == "published-ar") {
    return published_->GenerateAutoregressive(request.length, rng, progress);
  }
  if (name == "published-diffusion") {
    return published_->FillByDiffusion(
        std::vector<Token>(request.length, kUnknownToken), rng, progress);
  }
  const SampleSource* source = Source(name);
  if (source == nullptr) return UnknownMethod(name);
  return source->Sample(request.length, rng);
}

}  // namespace pastiche
