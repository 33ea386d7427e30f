// Domain over the C ABI: one instance of a plugin's domain, everything it
// returns checked at the boundary.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_ABI_DOMAIN_H_
#define PASTICHE_FRAMEWORK_PLUGIN_ABI_DOMAIN_H_

#include <pastiche/plugin.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/plugin/call_gate.h"
#include "framework/plugin/cursor_pool.h"
#include "framework/plugin/extension_tables.h"
#include "framework/plugin/library.h"
#include "framework/plugin/sinks.h"
#include "framework/plugin/slot_check.h"

namespace pastiche {

struct OpenOptions {
  std::string options = "{}";          // JSON object, for create().
  const Progress* progress = nullptr;  // Its `cancelled` stops the plugin at
                                       // its next sink call; outlives Domain.
  SinkLimits limits;
};

class AbiDomain final : public Domain {
 public:
  // Creates an instance of library.domains()[index] and reads all it says of
  // itself. kInvalidArgument if the options do not fit (with the plugin's
  // diagnostics), kPluginFailed if the plugin breaks its contract.
  [[nodiscard]] static Result<std::unique_ptr<Domain>> Open(
      const PluginLibrary& library, std::size_t index,
      const OpenOptions& options);
  // The same of a domain that is not of a library in this process; `host` is
  // what create() is given, `path` the file to name in errors.
  [[nodiscard]] static Result<std::unique_ptr<Domain>> OpenSource(
      const PluginDomain& source, const pst_host& host, std::string path,
      const OpenOptions& options);
  ~AbiDomain() override;
  AbiDomain(const AbiDomain&) = delete;
  AbiDomain& operator=(const AbiDomain&) = delete;

  const DomainInfo& info() const override;
  const std::vector<TokenInfo>& vocabulary() const override;
  const Geometry& geometry() const override;
  const ConstraintInfo& constraint() const override;
  const std::vector<MetricInfo>& metrics() const override;
  const std::vector<FormatInfo>& formats() const override;
  const std::vector<ChannelInfo>& channels() const override;
  const std::vector<OptionInfo>& options() const override;
  const std::vector<std::string>& region_kinds() const override;

  Result<Document> Encode(std::string_view text) const override;
  Result<std::string> Decode(TokenSpan tokens) const override;
  Result<std::vector<Document>> Corpus() const override;
  Result<void> Describe(ContextMode mode, TokenSpan tokens, std::size_t begin,
                        std::size_t end, std::span<std::int64_t> slots,
                        std::span<std::int32_t> features) const override;
  double Mismatch(std::size_t slot, Token a, Token b) const override;
  double FeatureDistance(std::size_t feature, std::int32_t a,
                         std::int32_t b) const override;
  Result<void> UnitStarts(TokenSpan tokens,
                          std::span<std::uint8_t> starts) const override;
  Result<std::vector<Token>> Canvas(std::string_view options) const override;
  Result<void> Allowed(TokenSpan tokens, std::size_t position,
                       std::span<std::uint64_t> bits) const override;
  Result<Verdict> Check(TokenSpan tokens) const override;
  Result<Verdict> PrefixOk(TokenSpan tokens) const override;
  Result<std::vector<Token>> Complete(TokenSpan tokens) const override;
  Result<std::vector<double>> Metric(std::size_t index, TokenSet samples,
                                     TokenSet corpus,
                                     TokenSet reference) const override;
  Result<std::vector<File>> Render(std::size_t index, const Document& document,
                                   std::string_view options) const override;
  Result<Import> ImportFiles(std::size_t index, std::span<const File> files,
                             std::string_view options) const override;
  Result<std::vector<Region>> Regions(std::size_t kind,
                                      TokenSpan tokens) const override;
  Result<std::string> Recommend() const override;

 private:
  AbiDomain(const PluginDomain& source, std::string path,
            const OpenOptions& options);
  Result<void> Create(const pst_host& host, const std::string& options);
  Result<void> ReadAll();

  // A sink's rules, with this domain's vocabulary, channels and limits.
  SinkUse Use(std::uint32_t parts) const;
  // kInvalidArgument naming the first token that is not in the vocabulary.
  Result<void> CheckTokens(TokenSpan tokens, bool unknown_allowed) const;
  // The same of what a growing document may have gained since it was last
  // asked about: earlier tokens were checked then, or when they were read.
  Result<void> CheckGrown(TokenSpan tokens) const;
  template <typename Function>
  Result<Verdict> Judge(const char* name, Function function,
                        TokenSpan tokens) const;
  Result<void> DescribeAll(ContextMode mode, TokenSpan tokens,
                           std::size_t begin, std::size_t end,
                           std::span<std::int64_t> slots,
                           std::span<std::int32_t> features) const;
  // Of the position after `before`, by a cursor.
  Result<void> DescribeNext(TokenSpan before, std::span<std::int64_t> slots,
                            std::span<std::int32_t> features) const;
  // The part of Allowed() that asks the plugin.
  Result<void> AskAllowed(TokenSpan tokens, std::size_t position,
                          std::span<std::uint64_t> bits) const;
  Result<Import> ImportText(std::span<const File> files) const;

  PluginDomain source_;
  CallGate gate_;
  SinkLimits limits_;
  const std::atomic<bool>* cancelled_;
  pst_instance* self_ = nullptr;
  ExtensionTables tables_;
  mutable CursorPool cursors_;  // Where documents grow token by token.
  std::vector<TokenInfo> vocabulary_;
  Geometry geometry_;
  std::vector<SlotCheck> slot_checks_;  // By ContextMode.
  ConstraintInfo constraint_;
  std::vector<MetricInfo> metrics_;
  std::vector<FormatInfo> formats_;
  std::vector<ChannelInfo> channels_;
  std::vector<std::string> region_kinds_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_ABI_DOMAIN_H_
