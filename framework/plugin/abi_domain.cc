// Reading a domain through the ABI once, and asking it through the gate.

#include "framework/plugin/abi_domain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/plugin/array_check.h"
#include "framework/plugin/environment_guard.h"
#include "framework/plugin/read_description.h"
#include "framework/plugin/read_options.h"

namespace pastiche {

AbiDomain::AbiDomain(const PluginDomain& source, std::string path,
                     const OpenOptions& options)
    : source_(source),
      gate_({source.info.id, source.info.vendor, std::move(path)},
            source.info.concurrent),
      limits_(options.limits),
      cancelled_(options.progress == nullptr ? nullptr
                                             : &options.progress->cancelled) {}

AbiDomain::~AbiDomain() {
  if (self_ == nullptr) return;
  cursors_.Close();
  try {
    source_.table.destroy(self_);
  } catch (...) {  // Rule R6 forbids it; there is nobody left to tell.
  }
}

Result<std::unique_ptr<Domain>> AbiDomain::Open(const PluginLibrary& library,
                                                std::size_t index,
                                                const OpenOptions& options) {
  return OpenSource(library.domains()[index], library.host(),
                    library.path().string(), options);
}

Result<std::unique_ptr<Domain>> AbiDomain::OpenSource(
    const PluginDomain& source, const pst_host& host, std::string path,
    const OpenOptions& options) {
  Result<void> fine =
      CheckOptions(options.options, source.options, &OptionInfo::create);
  if (!fine) return Fail(fine);
  const EnvironmentGuard guard;
  std::unique_ptr<AbiDomain> domain(
      new AbiDomain(source, std::move(path), options));
  fine = domain->Create(host, options.options);
  if (fine) fine = domain->ReadAll();
  if (!fine) return Fail(fine);
  return domain;
}

Result<void> AbiDomain::Create(const pst_host& host,
                               const std::string& options) {
  SinkUse use = Use(kSinkDiagnostics);
  use.positions = options.size();
  use.loose_places = true;
  SinkRecorder sink(std::move(use));
  const pst_bytes raw = {options.data(), options.size()};
  const Result<bool> created = gate_.Ask("create", &sink, Answers::kOk, [&] {
    return source_.table.create(&host, &raw, sink.sink(), &self_);
  });
  if (!created) {
    self_ = nullptr;
    return Fail(created);
  }
  if (self_ != nullptr) return {};
  return tl::unexpected<Error>(
      gate_.Breach("create", "returned success without an instance"));
}

Result<void> AbiDomain::ReadAll() {
  BoundaryCheck check;
  const char* function = "extension";
  const Result<bool> read = gate_.Ask(function, nullptr, Answers::kOk, [&] {
    tables_ = ReadTables(source_.table, self_, check);
    if (!check.ok()) return PST_OK;
    cursors_.Bind(gate_, tables_.cursor, self_);
    function = "token_info";
    vocabulary_ = ReadVocabulary(tables_.codec, self_, check);
    function = "context";
    geometry_ = tables_.context.describe == nullptr
                    ? PlainGeometry()
                    : ReadGeometry(tables_.context, self_, check);
    constraint_ = ReadConstraint(tables_.constraint);
    if (check.ok()) function = "metric";
    metrics_ = ReadMetrics(tables_.metrics, self_, check);
    if (check.ok()) function = "format";
    formats_ = tables_.formats.format_count == 0
                   ? PlainFormats()
                   : ReadFormats(tables_.formats, self_, check);
    if (check.ok()) function = "channel";
    channels_ = ReadChannels(tables_.payload, self_, check);
    if (check.ok()) function = "kind";
    region_kinds_ = ReadRegionKinds(tables_.regions, self_, check);
    return PST_OK;
  });
  if (!read) return Fail(read);
  for (const ContextMode mode :
       {ContextMode::kCausal, ContextMode::kFill, ContextMode::kFillWrap}) {
    slot_checks_.emplace_back(geometry_, mode);
  }
  if (check.ok()) return {};
  return tl::unexpected<Error>(
      gate_.Breach(function, "failed the check: " + check.breach()));
}

SinkUse AbiDomain::Use(std::uint32_t parts) const {
  SinkUse use;
  use.parts = parts;
  use.vocabulary_size = tables_.codec.vocab_size;
  use.channels = channels_;
  use.limits = limits_;
  use.cancelled = cancelled_;
  return use;
}

Result<void> AbiDomain::CheckTokens(TokenSpan tokens,
                                    bool unknown_allowed) const {
  const std::uint32_t size = tables_.codec.vocab_size;
  // UNKNOWN + 1 wraps to 0: one branch-free comparison serves both cases.
  const std::uint32_t shift = unknown_allowed ? 1 : 0;
  if (AllBelow(tokens, shift, size + shift)) return {};
  std::size_t at = 0;
  while (tokens[at] + shift < size + shift) ++at;
  return Fail(
      ErrorCode::kInvalidArgument,
      tokens[at] == kUnknownToken
          ? fmt::format("position {} is not filled in yet", at)
          : fmt::format("token {} at position {} is not in the "
                        "vocabulary of {} ({} tokens)",
                        tokens[at], at, info().id, size),
      tokens[at] == kUnknownToken ? "fill it first" : "see pastiche inspect");
}

Result<void> AbiDomain::CheckGrown(TokenSpan tokens) const {
  constexpr std::size_t kMostAtOnce = 64;
  const std::size_t count = std::min(tokens.size(), kMostAtOnce);
  if (AllBelow(tokens.last(count), 1, tables_.codec.vocab_size + 1)) {
    assert(CheckTokens(tokens, true).has_value());
    return {};
  }
  return CheckTokens(tokens, true);
}

const DomainInfo& AbiDomain::info() const { return source_.info; }
const std::vector<TokenInfo>& AbiDomain::vocabulary() const {
  return vocabulary_;
}
const Geometry& AbiDomain::geometry() const { return geometry_; }
const ConstraintInfo& AbiDomain::constraint() const { return constraint_; }
const std::vector<MetricInfo>& AbiDomain::metrics() const { return metrics_; }
const std::vector<FormatInfo>& AbiDomain::formats() const { return formats_; }
const std::vector<ChannelInfo>& AbiDomain::channels() const {
  return channels_;
}
const std::vector<OptionInfo>& AbiDomain::options() const {
  return source_.options;
}
const std::vector<std::string>& AbiDomain::region_kinds() const {
  return region_kinds_;
}

}  // namespace pastiche
