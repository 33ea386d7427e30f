// A domain as the framework sees it: text <-> tokens, the corpus, where each
// position looks, what is valid, what is good. plugin/ implements it over the
// C ABI; tests implement it in memory.

#ifndef PASTICHE_FRAMEWORK_CORE_DOMAIN_H_
#define PASTICHE_FRAMEWORK_CORE_DOMAIN_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain_description.h"
#include "framework/core/result.h"

namespace pastiche {

enum class ContextMode : std::uint8_t { kCausal, kFill, kFillWrap };

// What Describe() puts in a slot without an index or symbol.
inline constexpr std::int64_t kSlotOutside = -1;  // Compared as PAD.
inline constexpr std::int64_t kSlotUnknown = -2;  // Contributes nothing.
inline constexpr Token kPadToken = 0xFFFFFFFEu;   // Only in Mismatch().

// The answer to "is this valid?".
struct Verdict {
  bool valid = true;
  std::vector<Diagnostic> diagnostics;  // Errors if not valid; also warnings.
};

struct Import {
  std::vector<Document> documents;
  std::vector<Diagnostic> diagnostics;  // Notes and warnings.
};

using TokenSet = std::span<const TokenSpan>;

// Everything returned has been checked against the description: ids below the
// vocabulary size, indices in range, finite numbers, UTF-8. A plugin that
// breaks its contract shows as kPluginFailed. Options are JSON objects.
// Threads: functions may be called from several threads at once; the
// implementation serialises where the plugin is not concurrent.
class Domain {
 public:
  virtual ~Domain() = default;

  // Constant for the life of the object.
  [[nodiscard]] virtual const DomainInfo& info() const = 0;
  [[nodiscard]] virtual const std::vector<TokenInfo>& vocabulary() const = 0;
  [[nodiscard]] virtual const Geometry& geometry() const = 0;
  [[nodiscard]] virtual const ConstraintInfo& constraint() const = 0;
  [[nodiscard]] virtual const std::vector<MetricInfo>& metrics() const = 0;
  [[nodiscard]] virtual const std::vector<FormatInfo>& formats() const = 0;
  [[nodiscard]] virtual const std::vector<ChannelInfo>& channels() const = 0;
  [[nodiscard]] virtual const std::vector<OptionInfo>& options() const = 0;
  [[nodiscard]] virtual const std::vector<std::string>& region_kinds()
      const = 0;

  // Text of one document <-> tokens. Encode's name is empty, `where` filled.
  [[nodiscard]] virtual Result<Document> Encode(
      std::string_view text) const = 0;
  [[nodiscard]] virtual Result<std::string> Decode(TokenSpan tokens) const = 0;

  // The embedded examples, each not empty, names unique, licences given.
  [[nodiscard]] virtual Result<std::vector<Document>> Corpus() const = 0;

  // For positions [begin, end): slots (end - begin, slots) and features
  // (end - begin, features), as pst_context::describe says. In kCausal mode
  // end may be tokens.size() + 1 and the indices lie before their position.
  [[nodiscard]] virtual Result<void> Describe(
      ContextMode mode, TokenSpan tokens, std::size_t begin, std::size_t end,
      std::span<std::int64_t> slots,
      std::span<std::int32_t> features) const = 0;
  // >= 0, 0 when equal; a and b are tokens or kPadToken.
  [[nodiscard]] virtual double Mismatch(std::size_t slot, Token a,
                                        Token b) const = 0;
  // >= 0; a and b lie in the feature's [lo, hi].
  [[nodiscard]] virtual double FeatureDistance(std::size_t feature,
                                               std::int32_t a,
                                               std::int32_t b) const = 0;
  // starts[i] = 1 where position i starts a unit; starts.size() == tokens'.
  [[nodiscard]] virtual Result<void> UnitStarts(
      TokenSpan tokens, std::span<std::uint8_t> starts) const = 0;
  // Unknown tokens of the shape that the options say; kUnsupported where
  // documents are open-ended.
  [[nodiscard]] virtual Result<std::vector<Token>> Canvas(
      std::string_view options) const = 0;

  // Bit t of bits[t / 64] = token t may stand at `position` (== tokens.size():
  // the next token). bits.size() == ceil(vocabulary / 64). All ones where the
  // domain has no opinion.
  [[nodiscard]] virtual Result<void> Allowed(
      TokenSpan tokens, std::size_t position,
      std::span<std::uint64_t> bits) const = 0;
  // Valid, without findings, where the domain has no constraint.
  [[nodiscard]] virtual Result<Verdict> Check(TokenSpan tokens) const = 0;
  [[nodiscard]] virtual Result<Verdict> PrefixOk(TokenSpan tokens) const = 0;
  [[nodiscard]] virtual Result<std::vector<Token>> Complete(
      TokenSpan tokens) const = 0;

  // One value per sample, or one in all; NaN = undefined. See MetricInfo.
  [[nodiscard]] virtual Result<std::vector<double>> Metric(
      std::size_t index, TokenSet samples, TokenSet corpus,
      TokenSet reference) const = 0;

  // Files that format number `index` writes for the document; the first
  // file's name is empty unless the plugin named it.
  [[nodiscard]] virtual Result<std::vector<File>> Render(
      std::size_t index, const Document& document,
      std::string_view options) const = 0;
  [[nodiscard]] virtual Result<Import> ImportFiles(
      std::size_t index, std::span<const File> files,
      std::string_view options) const = 0;

  [[nodiscard]] virtual Result<std::vector<Region>> Regions(
      std::size_t kind, TokenSpan tokens) const = 0;

  // JSON as pst_recommend says; "{}" where the domain gives none.
  [[nodiscard]] virtual Result<std::string> Recommend() const = 0;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_DOMAIN_H_
