// A small domain that lives in memory, for tests of everything above core/: a
// plain sequence or a grid of columns over the letters a-z, A-Z, 0-9.

#ifndef PASTICHE_TESTS_SUPPORT_MEMORY_DOMAIN_H_
#define PASTICHE_TESTS_SUPPORT_MEMORY_DOMAIN_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/domain.h"

namespace pastiche::test {

struct MemoryDomainOptions {
  std::string id = "memory";
  std::size_t vocabulary = 3;  // 1..62; token 0 is "a".
  // 1: a sequence, slots p1..p8 and n1..n8. More: columns of that many cells,
  // bottom to top, slots within 2 columns and 2 rows, feature "row".
  std::uint32_t unit_length = 1;
  // Units vary in length: each but the last ends with this token. Only with
  // unit_length 1.
  Token unit_end = kUnknownToken;
  // Which token ends a document, or kUnknownToken: none.
  Token end_token = kUnknownToken;
  std::vector<std::string> corpus = {};  // Texts; each becomes "doc-<index>".
  // What Check says; empty = the domain has no constraint.
  std::function<bool(TokenSpan)> valid = {};
  // What PrefixOk says; empty = always.
  std::function<bool(TokenSpan)> prefix_ok = {};
  // What Complete makes of a document; empty = the domain has none.
  std::function<std::vector<Token>(TokenSpan)> complete = {};
  std::vector<std::string> region_kinds = {};
  std::function<std::vector<Region>(std::size_t kind, TokenSpan)> regions = {};
};

// Metrics: "share_a" (per sample: share of token 0; NaN if empty) and
// "distinct" (the set: different samples / samples). Formats: "text".
// Canvas: {"units":n}, 8 by default; kUnsupported if there is an end token.
class MemoryDomain : public Domain {
 public:
  explicit MemoryDomain(MemoryDomainOptions options);

  // Encode, but bad text is a failed test: asserts.
  [[nodiscard]] Document Read(std::string_view text) const;

  [[nodiscard]] const DomainInfo& info() const override { return info_; }
  [[nodiscard]] const std::vector<TokenInfo>& vocabulary() const override {
    return vocabulary_;
  }
  [[nodiscard]] const Geometry& geometry() const override { return geometry_; }
  [[nodiscard]] const ConstraintInfo& constraint() const override {
    return constraint_;
  }
  [[nodiscard]] const std::vector<MetricInfo>& metrics() const override {
    return metrics_;
  }
  [[nodiscard]] const std::vector<FormatInfo>& formats() const override {
    return formats_;
  }
  [[nodiscard]] const std::vector<ChannelInfo>& channels() const override {
    return channels_;
  }
  [[nodiscard]] const std::vector<OptionInfo>& options() const override {
    return option_infos_;
  }
  [[nodiscard]] const std::vector<std::string>& region_kinds() const override {
    return region_kinds_;
  }

  [[nodiscard]] Result<Document> Encode(std::string_view text) const override;
  [[nodiscard]] Result<std::string> Decode(TokenSpan tokens) const override;
  [[nodiscard]] Result<std::vector<Document>> Corpus() const override;
  [[nodiscard]] Result<void> Describe(
      ContextMode mode, TokenSpan tokens, std::size_t begin, std::size_t end,
      std::span<std::int64_t> slots,
      std::span<std::int32_t> features) const override;
  [[nodiscard]] double Mismatch(std::size_t slot, Token a,
                                Token b) const override;
  [[nodiscard]] double FeatureDistance(std::size_t feature, std::int32_t a,
                                       std::int32_t b) const override;
  [[nodiscard]] Result<void> UnitStarts(
      TokenSpan tokens, std::span<std::uint8_t> starts) const override;
  [[nodiscard]] Result<std::vector<Token>> Canvas(
      std::string_view options) const override;
  [[nodiscard]] Result<void> Allowed(
      TokenSpan tokens, std::size_t position,
      std::span<std::uint64_t> bits) const override;
  [[nodiscard]] Result<Verdict> Check(TokenSpan tokens) const override;
  [[nodiscard]] Result<Verdict> PrefixOk(TokenSpan tokens) const override;
  [[nodiscard]] Result<std::vector<Token>> Complete(
      TokenSpan tokens) const override;
  [[nodiscard]] Result<std::vector<double>> Metric(
      std::size_t index, TokenSet samples, TokenSet corpus,
      TokenSet reference) const override;
  [[nodiscard]] Result<std::vector<File>> Render(
      std::size_t index, const Document& document,
      std::string_view options) const override;
  [[nodiscard]] Result<Import> ImportFiles(
      std::size_t index, std::span<const File> files,
      std::string_view options) const override;
  [[nodiscard]] Result<std::vector<Region>> Regions(
      std::size_t kind, TokenSpan tokens) const override;
  [[nodiscard]] Result<std::string> Recommend() const override;

 private:
  MemoryDomainOptions settings_;
  DomainInfo info_;
  std::vector<TokenInfo> vocabulary_;
  Geometry geometry_;
  ConstraintInfo constraint_;
  std::vector<MetricInfo> metrics_;
  std::vector<FormatInfo> formats_;
  std::vector<ChannelInfo> channels_;
  std::vector<OptionInfo> option_infos_;
  std::vector<std::string> region_kinds_;
};

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_SUPPORT_MEMORY_DOMAIN_H_
