// Sampling options and seeds.

#include "host/generation_options.h"

#include <fmt/format.h>

#include <random>

namespace pastiche::host {

using Kind = OptionSpec::Kind;

void AddSamplingOptions(std::vector<OptionSpec>& options) {
  options.push_back({.name = "temperature",
                     .kind = Kind::kNumber,
                     .value = "T",
                     .help = "of the output distribution; 1 = as it is",
                     .hi = 100.0});
  options.push_back({.name = "top-k",
                     .kind = Kind::kInteger,
                     .value = "K",
                     .help = "keep the K likeliest tokens; 0 = all",
                     .hi = 1048576});
  options.push_back({.name = "top-p",
                     .kind = Kind::kNumber,
                     .value = "P",
                     .help = "keep the likeliest tokens that reach P",
                     .hi = 1.0});
  options.push_back({.name = "density",
                     .kind = Kind::kNumber,
                     .value = "D",
                     .help = "D times the odds of all but the commonest token "
                             "(rest, air)",
                     .lo = 0.001,
                     .hi = 1000.0});
  options.push_back({.name = "repetition-penalty",
                     .kind = Kind::kNumber,
                     .value = "R",
                     .help = "1 = off; needs --repetition-window",
                     .lo = 1.0,
                     .hi = 100.0});
  options.push_back({.name = "repetition-window",
                     .kind = Kind::kInteger,
                     .value = "N",
                     .help = "how many tokens back the penalty looks",
                     .hi = 1048576});
  options.push_back({.name = "score-scale",
                     .kind = Kind::kNumber,
                     .value = "X",
                     .help = "sharpens the memory: match costs times X",
                     .lo = 0.1,
                     .hi = 10.0});
  options.push_back({.name = "c-scale",
                     .kind = Kind::kNumber,
                     .value = "X",
                     .help = "sharpens the memory: back-off (c) times X",
                     .lo = 1e-4,
                     .hi = 10.0});
  options.push_back({.name = "copy-guard",
                     .kind = Kind::kInteger,
                     .value = "N",
                     .help = "left to right: hide what would prolong a copy of "
                             "N units; 0 = off",
                     .hi = 1000000});
  options.push_back(
      {.name = "preset",
       .kind = Kind::kChoice,
       .value = "NAME",
       .help = "published: top-k 5, top-p .90, penalty 1.7 over 24",
       .choices = {"published"}});
}

void AddSeedOption(std::vector<OptionSpec>& options) {
  options.push_back({.name = "seed",
                     .kind = Kind::kInteger,
                     .value = "N",
                     .help = "same seed, same result; random when not given"});
}

void OverrideSharpening(const Arguments& arguments,
                        SamplingSettings& settings) {
  settings.score_scale = arguments.Number("score-scale", settings.score_scale);
  settings.c_scale = arguments.Number("c-scale", settings.c_scale);
  settings.copy_guard = arguments.Integer("copy-guard", settings.copy_guard);
  settings.max_copy = arguments.Integer("max-copy", settings.max_copy);
}

void AddMaxCopyOption(std::vector<OptionSpec>& options) {
  options.push_back({.name = "max-copy",
                     .kind = Kind::kInteger,
                     .value = "N",
                     .help =
                         "no N units (columns, steps, lines) in a row as one "
                         "document of the corpus has them; 0 = any",
                     .hi = 1000000});
}

Result<std::unique_ptr<const CopyLimit>> ReadMaxCopy(
    const Arguments& arguments, const Domain& domain,
    std::span<const Document> corpus) {
  const auto units = arguments.Integer("max-copy");
  if (!units || *units == 0) return std::unique_ptr<const CopyLimit>();
  return CopyLimit::Build(domain, corpus, *units);
}

Result<SamplingOptions> ReadSamplingOptions(const Arguments& arguments,
                                            const SamplingSettings& recommended,
                                            std::span<const Document> corpus) {
  SamplingOptions options = RecommendedSampling(recommended);
  if (arguments.Has("preset")) options = PublishedQualityPreset();
  options.temperature = arguments.Number("temperature", options.temperature);
  options.top_k = arguments.Integer("top-k", options.top_k);
  options.top_p = arguments.Number("top-p", options.top_p);
  options.repetition_penalty =
      arguments.Number("repetition-penalty", options.repetition_penalty);
  options.repetition_window =
      arguments.Integer("repetition-window", options.repetition_window);
  if (arguments.Has("density")) {
    options.density = arguments.Number("density", 1.0);
    options.background = CommonestToken(corpus);
  }
  if (auto valid = Validate(options); !valid) {
    return Fail(ErrorCode::kUsage, "--" + valid.error().message);
  }
  return options;
}

std::uint64_t ReadSeed(const Console& console, const Arguments& arguments) {
  if (const auto seed = arguments.Integer("seed")) return *seed;
  std::random_device device;
  // Small enough to retype.
  const std::uint64_t seed = device() % 1000000;
  console.Note(
      fmt::format("random seed {}; --seed {} repeats this", seed, seed));
  return seed;
}

}  // namespace pastiche::host
