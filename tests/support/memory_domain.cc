#include "tests/support/memory_domain.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cassert>
#include <cstdlib>
#include <limits>
#include <set>
#include <utility>

namespace pastiche::test {
namespace {

constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::int32_t kGridReach = 2;      // Columns and rows.
constexpr std::int32_t kSequenceReach = 8;  // Positions.
constexpr std::int64_t kDefaultUnits = 8;
constexpr std::int64_t kMaxUnits = 100000;

std::string Offset(std::string_view axis, std::int32_t delta) {
  return std::string(axis) + (delta < 0 ? "-" : "+") +
         std::to_string(std::abs(delta));
}

std::vector<SlotInfo> SequenceSlots() {
  std::vector<SlotInfo> slots;
  for (std::int32_t sign : {-1, 1}) {
    for (std::int32_t d = 1; d <= kSequenceReach; ++d) {
      SlotInfo slot;
      slot.id = (sign < 0 ? "p" : "n") + std::to_string(d);
      slot.delta[0] = sign * d;
      slot.causal = sign < 0;
      slots.push_back(std::move(slot));
    }
  }
  return slots;
}

std::vector<SlotInfo> GridSlots() {
  std::vector<SlotInfo> slots;
  for (std::int32_t column = -kGridReach; column <= kGridReach; ++column) {
    for (std::int32_t row = -kGridReach; row <= kGridReach; ++row) {
      if (column == 0 && row == 0) continue;
      SlotInfo slot;
      slot.id = Offset("c", column) + Offset("r", row);
      slot.delta = {column, row, 0, 0};
      slot.causal = column < 0 || (column == 0 && row < 0);
      slots.push_back(std::move(slot));
    }
  }
  return slots;
}

// Where `slot` of position i points, in a document of `size` tokens.
std::int64_t Target(const Geometry& geometry, const SlotInfo& slot,
                    ContextMode mode, std::int64_t i, std::int64_t size) {
  const auto unit = static_cast<std::int64_t>(geometry.unit_length);
  const bool causal = mode == ContextMode::kCausal;
  if (causal && !slot.causal) return kSlotUnknown;
  std::int64_t target = i + slot.delta[0] * unit;
  if (geometry.axis_count == 2) {
    const std::int64_t row = i % unit + slot.delta[1];
    if (row < 0 || row >= unit) return kSlotOutside;
    target += slot.delta[1];
  }
  if (mode == ContextMode::kFillWrap && size > 0) {
    return ((target % size) + size) % size;
  }
  return target < 0 || target >= size ? kSlotOutside : target;
}

Verdict VerdictOf(bool valid) {
  Verdict verdict;
  verdict.valid = valid;
  if (!valid) verdict.diagnostics.emplace_back().message = "not valid";
  return verdict;
}

}  // namespace

MemoryDomain::MemoryDomain(MemoryDomainOptions options)
    : settings_(std::move(options)) {
  assert(settings_.vocabulary >= 1 && settings_.vocabulary <= kLetters.size());
  assert(settings_.unit_length >= 1);
  info_ = {.id = settings_.id,
           .name = settings_.id,
           .version = "1",
           .vendor = "tests",
           .license = "MIT",
           .description = "A test domain.",
           .content_hash = 0,
           .concurrent = true};
  for (std::size_t t = 0; t < settings_.vocabulary; ++t) {
    vocabulary_.push_back({.text = std::string(1, kLetters[t]),
                           .category = static_cast<std::uint32_t>(t),
                           .ends_document = t == settings_.end_token});
  }
  const bool grid = settings_.unit_length > 1;
  geometry_.axis_count = grid ? 2 : 1;
  geometry_.unit_length =
      settings_.unit_end == kUnknownToken ? settings_.unit_length : 0;
  region_kinds_ = settings_.region_kinds;
  geometry_.slots = grid ? GridSlots() : SequenceSlots();
  if (grid) {
    FeatureInfo row;
    row.id = "row";
    row.hi = static_cast<std::int32_t>(settings_.unit_length) - 1;
    geometry_.features.push_back(std::move(row));
  }
  constraint_.has_check = static_cast<bool>(settings_.valid);
  constraint_.has_prefix_ok = static_cast<bool>(settings_.prefix_ok);
  constraint_.has_complete = static_cast<bool>(settings_.complete);
  MetricInfo share;
  share.id = "share_a";
  share.hi = 1;
  MetricInfo distinct = share;
  distinct.id = "distinct";
  distinct.direction = 1;
  distinct.per_sample = false;
  metrics_ = {share, distinct};
  FormatInfo text;
  text.id = text.name = "text";
  text.extension = "txt";
  text.can_export = text.can_import = text.preview = text.text = true;
  formats_ = {text};
}

Document MemoryDomain::Read(std::string_view text) const {
  Result<Document> document = Encode(text);
  assert(document.has_value());
  return *std::move(document);
}

Result<Document> MemoryDomain::Encode(std::string_view text) const {
  Document document;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t token = kLetters.find(text[i]);
    if (token >= settings_.vocabulary) {
      return Fail(ErrorCode::kInvalidArgument,
                  "letter " + std::to_string(i) + " is not in the vocabulary");
    }
    document.tokens.push_back(static_cast<Token>(token));
    document.where.push_back({.begin = i, .end = i + 1});
  }
  return document;
}

Result<std::string> MemoryDomain::Decode(TokenSpan tokens) const {
  std::string text;
  for (const Token token : tokens) {
    assert(token < settings_.vocabulary);
    text += kLetters[token];
  }
  return text;
}

Result<std::vector<Document>> MemoryDomain::Corpus() const {
  std::vector<Document> documents;
  for (const std::string& text : settings_.corpus) {
    Document document = Read(text);
    document.name = "doc-" + std::to_string(documents.size());
    document.license = "MIT";
    documents.push_back(std::move(document));
  }
  return documents;
}

Result<void> MemoryDomain::Describe(ContextMode mode, TokenSpan tokens,
                                    std::size_t begin, std::size_t end,
                                    std::span<std::int64_t> slots,
                                    std::span<std::int32_t> features) const {
  const std::size_t slot_count = geometry_.slots.size();
  assert(slots.size() == (end - begin) * slot_count);
  assert(features.size() == (end - begin) * geometry_.features.size());
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t s = 0; s < slot_count; ++s) {
      slots[(i - begin) * slot_count + s] = Target(
          geometry_, geometry_.slots[s], mode, static_cast<std::int64_t>(i),
          static_cast<std::int64_t>(tokens.size()));
    }
    if (!geometry_.features.empty()) {
      features[i - begin] =
          static_cast<std::int32_t>(i % settings_.unit_length);
    }
  }
  return {};
}

double MemoryDomain::Mismatch(std::size_t /*slot*/, Token a, Token b) const {
  return a == b ? 0.0 : 1.0;
}

double MemoryDomain::FeatureDistance(std::size_t /*feature*/, std::int32_t a,
                                     std::int32_t b) const {
  return std::abs(a - b);
}

Result<void> MemoryDomain::UnitStarts(TokenSpan tokens,
                                      std::span<std::uint8_t> starts) const {
  assert(starts.size() == tokens.size());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    starts[i] = i % settings_.unit_length == 0 ? 1 : 0;
    if (settings_.unit_end != kUnknownToken) {
      starts[i] = i == 0 || tokens[i - 1] == settings_.unit_end ? 1 : 0;
    }
  }
  return {};
}

Result<std::vector<Token>> MemoryDomain::Canvas(
    std::string_view options) const {
  if (settings_.end_token != kUnknownToken) {
    return Fail(ErrorCode::kUnsupported, "documents are open-ended");
  }
  std::int64_t units = kDefaultUnits;
  boost::system::error_code failed;
  const boost::json::value json = boost::json::parse(options, failed);
  if (failed || !json.is_object()) {
    return Fail(ErrorCode::kInvalidArgument, "options are not a JSON object");
  }
  if (const auto* given = json.as_object().if_contains("units")) {
    const std::int64_t* number = given->if_int64();
    if (number == nullptr || *number < 1 || *number > kMaxUnits) {
      return Fail(ErrorCode::kInvalidArgument, "units is out of range");
    }
    units = *number;
  }
  return std::vector<Token>(
      static_cast<std::size_t>(units) * settings_.unit_length, kUnknownToken);
}

Result<void> MemoryDomain::Allowed(TokenSpan /*tokens*/,
                                   std::size_t /*position*/,
                                   std::span<std::uint64_t> bits) const {
  std::fill(bits.begin(), bits.end(), ~std::uint64_t{0});
  return {};
}

Result<Verdict> MemoryDomain::Check(TokenSpan tokens) const {
  return VerdictOf(!settings_.valid || settings_.valid(tokens));
}

Result<Verdict> MemoryDomain::PrefixOk(TokenSpan tokens) const {
  return VerdictOf(!settings_.prefix_ok || settings_.prefix_ok(tokens));
}

Result<std::vector<Token>> MemoryDomain::Complete(TokenSpan tokens) const {
  if (settings_.complete) return settings_.complete(tokens);
  return std::vector<Token>(tokens.begin(), tokens.end());
}

Result<std::vector<double>> MemoryDomain::Metric(std::size_t index,
                                                 TokenSet samples,
                                                 TokenSet /*corpus*/,
                                                 TokenSet /*reference*/) const {
  assert(index < metrics_.size());
  if (index == 0) {
    std::vector<double> shares;
    for (const TokenSpan sample : samples) {
      const auto hits = std::count(sample.begin(), sample.end(), Token{0});
      shares.push_back(sample.empty() ? std::numeric_limits<double>::quiet_NaN()
                                      : static_cast<double>(hits) /
                                            static_cast<double>(sample.size()));
    }
    return shares;
  }
  std::set<std::vector<Token>> distinct;
  for (const TokenSpan sample : samples) {
    distinct.emplace(sample.begin(), sample.end());
  }
  return std::vector<double>{samples.empty()
                                 ? std::numeric_limits<double>::quiet_NaN()
                                 : static_cast<double>(distinct.size()) /
                                       static_cast<double>(samples.size())};
}

Result<std::vector<File>> MemoryDomain::Render(
    std::size_t /*index*/, const Document& document,
    std::string_view /*options*/) const {
  Result<std::string> text = Decode(document.tokens);
  if (!text) return Fail(text);
  return std::vector<File>{{.name = "", .content = *std::move(text)}};
}

Result<Import> MemoryDomain::ImportFiles(std::size_t /*index*/,
                                         std::span<const File> files,
                                         std::string_view /*options*/) const {
  Import import;
  for (const File& file : files) {
    Result<Document> document = Encode(file.content);
    if (!document) return Fail(document);
    document->name = file.name;
    import.documents.push_back(*std::move(document));
  }
  return import;
}

Result<std::vector<Region>> MemoryDomain::Regions(std::size_t kind,
                                                  TokenSpan tokens) const {
  if (settings_.regions) return settings_.regions(kind, tokens);
  return Fail(ErrorCode::kUnsupported, "this domain has no regions");
}

Result<std::string> MemoryDomain::Recommend() const { return "{}"; }

}  // namespace pastiche::test
