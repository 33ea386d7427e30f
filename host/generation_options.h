// The options that generate, fill and run share: sampling, seed, pipeline.

#ifndef PASTICHE_HOST_GENERATION_OPTIONS_H_
#define PASTICHE_HOST_GENERATION_OPTIONS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "framework/generate/copy_limit.h"
#include "framework/generate/sampling.h"
#include "host/arguments.h"
#include "host/console.h"

namespace pastiche::host {

void AddSamplingOptions(std::vector<OptionSpec>& options);
void AddSeedOption(std::vector<OptionSpec>& options);
void AddMaxCopyOption(std::vector<OptionSpec>& options);

// The recommended values, or those of --preset published, changed by the
// options given; --density is against the commonest token of `corpus`. kUsage
// if out of range.
[[nodiscard]] Result<SamplingOptions> ReadSamplingOptions(
    const Arguments& arguments, const SamplingSettings& recommended,
    std::span<const Document> corpus);

// --score-scale, --c-scale and --copy-guard in place of what is recommended.
void OverrideSharpening(const Arguments& arguments, SamplingSettings& settings);

// The limit of --max-copy; null without the option.
[[nodiscard]] Result<std::unique_ptr<const CopyLimit>> ReadMaxCopy(
    const Arguments& arguments, const Domain& domain,
    std::span<const Document> corpus);

// --seed, or a random one; says on stderr which when it was random.
[[nodiscard]] std::uint64_t ReadSeed(const Console& console,
                                     const Arguments& arguments);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_GENERATION_OPTIONS_H_
