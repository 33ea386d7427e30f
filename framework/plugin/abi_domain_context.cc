// The part of AbiDomain that says where positions look: context.

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

#include "framework/plugin/abi_domain.h"
#include "framework/plugin/raw_view.h"
#include "framework/plugin/read_options.h"

namespace pastiche {
namespace {

// What no answer can be: shows what the plugin did not fill.
// Slots of equal bytes, set as fast as memory is; far below kSlotUnknown.
constexpr int kUnfilledByte = 0x80;
constexpr std::int32_t kUnfilledFeature =
    std::numeric_limits<std::int32_t>::min();

std::uint32_t RawMode(ContextMode mode) {
  switch (mode) {
    case ContextMode::kCausal:
      return PST_MODE_CAUSAL;
    case ContextMode::kFill:
      return PST_MODE_FILL;
    case ContextMode::kFillWrap:
      return PST_MODE_FILL_WRAP;
  }
  return PST_MODE_CAUSAL;
}

bool IsDistance(double value) { return std::isfinite(value) && value >= 0; }

}  // namespace

Result<void> AbiDomain::Describe(ContextMode mode, TokenSpan tokens,
                                 std::size_t begin, std::size_t end,
                                 std::span<std::int64_t> slots,
                                 std::span<std::int32_t> features) const {
  const std::size_t last =
      tokens.size() + (mode == ContextMode::kCausal ? 1 : 0);
  assert(begin <= end && end <= last);
  assert(slots.size() == (end - begin) * geometry_.slots.size());
  assert(features.size() == (end - begin) * geometry_.features.size());
  static_cast<void>(last);
  const bool grown = mode == ContextMode::kCausal && begin == tokens.size();
  if (Result<void> fine =
          grown ? CheckGrown(tokens) : CheckTokens(tokens, true);
      !fine) {
    return fine;
  }
  if (begin == end) return {};
  if (tables_.context.describe == nullptr) {
    FillPlainSlots(geometry_, mode, tokens.size(), begin, end, slots);
    return {};
  }
  if (!slots.empty()) {
    std::memset(slots.data(), kUnfilledByte, slots.size_bytes());
  }
  std::fill(features.begin(), features.end(), kUnfilledFeature);
  const Result<void> done =
      mode == ContextMode::kCausal && end == begin + 1 &&
              cursors_.has_describe()
          ? DescribeNext(tokens.first(begin), slots, features)
          : DescribeAll(mode, tokens, begin, end, slots, features);
  if (!done) return done;
  std::string wrong = slot_checks_[static_cast<std::size_t>(mode)].FindBad(
      tokens.size(), begin, slots);
  if (wrong.empty()) wrong = FindBadFeature(geometry_, begin, features);
  if (wrong.empty()) return {};
  return tl::unexpected<Error>(gate_.Breach("describe", wrong));
}

Result<void> AbiDomain::DescribeAll(ContextMode mode, TokenSpan tokens,
                                    std::size_t begin, std::size_t end,
                                    std::span<std::int64_t> slots,
                                    std::span<std::int32_t> features) const {
  const pst_tokens raw = RawView(tokens);
  const Result<bool> done = gate_.Ask("describe", nullptr, Answers::kOk, [&] {
    return tables_.context.describe(self_, RawMode(mode), &raw, begin, end,
                                    slots.data(), features.data());
  });
  if (!done) return Fail(done);
  return {};
}

Result<void> AbiDomain::DescribeNext(TokenSpan before,
                                     std::span<std::int64_t> slots,
                                     std::span<std::int32_t> features) const {
  const Result<CursorPool::Loan> cursor = cursors_.At(before);
  if (!cursor) return Fail(cursor);
  const Result<bool> done =
      gate_.Ask("cursor describe", nullptr, Answers::kOk, [&] {
        return cursors_.table().describe(cursor->raw(), slots.data(),
                                         features.data());
      });
  if (!done) return Fail(done);
  return {};
}

double AbiDomain::Mismatch(std::size_t slot, Token a, Token b) const {
  assert(slot < geometry_.slots.size());
  if (a == b) return 0;
  if (tables_.context.mismatch == nullptr || geometry_.slots[slot].symbol) {
    return 1;
  }
  // Asked in one order, so that it is symmetric whatever the plugin does.
  const auto [low, high] = std::minmax(a, b);
  const double value =
      gate_.AskNumber("mismatch", 1.0, [&, low = low, high = high] {
        return tables_.context.mismatch(self_, static_cast<std::uint32_t>(slot),
                                        low, high);
      });
  if (IsDistance(value)) return value;
  gate_.BreakWith("mismatch",
                  fmt::format("broke its contract: slot {}, tokens {} and {} "
                              "gave {}",
                              geometry_.slots[slot].id, low, high, value));
  return 1;
}

double AbiDomain::FeatureDistance(std::size_t feature, std::int32_t a,
                                  std::int32_t b) const {
  assert(feature < geometry_.features.size());
  if (a == b) return 0;
  const FeatureInfo& described = geometry_.features[feature];
  std::int64_t plain = std::abs(std::int64_t{a} - std::int64_t{b});
  if (described.period != 0) {
    plain %= described.period;
    plain = std::min(plain, std::int64_t{described.period} - plain);
  }
  if (tables_.context.feature_distance == nullptr) {
    return static_cast<double>(plain);
  }
  const double value =
      gate_.AskNumber("feature_distance", static_cast<double>(plain), [&] {
        return tables_.context.feature_distance(
            self_, static_cast<std::uint32_t>(feature), a, b);
      });
  if (IsDistance(value)) return value;
  gate_.BreakWith("feature_distance",
                  fmt::format("broke its contract: feature {}, values {} and "
                              "{} gave {}",
                              described.id, a, b, value));
  return static_cast<double>(plain);
}

Result<void> AbiDomain::UnitStarts(TokenSpan tokens,
                                   std::span<std::uint8_t> starts) const {
  assert(starts.size() == tokens.size());
  if (tokens.empty()) return {};
  if (geometry_.unit_length != 0) {
    for (std::size_t i = 0; i < starts.size(); ++i) {
      starts[i] = i % geometry_.unit_length == 0 ? 1 : 0;
    }
    return {};
  }
  if (Result<void> fine = CheckTokens(tokens, true); !fine) return fine;
  constexpr std::uint8_t kUnfilled = 0xFF;
  std::fill(starts.begin(), starts.end(), kUnfilled);
  const pst_tokens raw = RawView(tokens);
  const Result<bool> done = gate_.Ask("boundary", nullptr, Answers::kOk, [&] {
    return tables_.context.boundary(self_, &raw, 0, tokens.size(),
                                    starts.data());
  });
  if (!done) return Fail(done);
  const auto wrong = std::find_if(starts.begin(), starts.end(),
                                  [](std::uint8_t start) { return start > 1; });
  if (wrong == starts.end()) return {};
  return tl::unexpected<Error>(gate_.Breach(
      "boundary", fmt::format("answered {} for position {}, not 0 or 1", *wrong,
                              wrong - starts.begin())));
}

Result<std::vector<Token>> AbiDomain::Canvas(std::string_view options) const {
  Result<void> fine =
      CheckOptions(options, source_.options, &OptionInfo::canvas);
  if (!fine) return Fail(fine);
  if (tables_.context.canvas == nullptr) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("{} has documents of open length", info().id),
                "give a number of tokens instead of a shape");
  }
  SinkUse use = Use(kSinkTokens | kSinkDiagnostics);
  use.unknown_tokens = true;
  use.positions = options.size();
  use.loose_places = true;
  SinkRecorder sink(std::move(use));
  const pst_bytes raw = RawView(options);
  const Result<bool> done = gate_.Ask("canvas", &sink, Answers::kOk, [&] {
    return tables_.context.canvas(self_, &raw, sink.sink());
  });
  if (!done) return Fail(done);
  if (!sink.documents.front().tokens.empty()) {
    return std::move(sink.documents.front().tokens);
  }
  return tl::unexpected<Error>(
      gate_.Breach("canvas", "emitted a document without positions"));
}

}  // namespace pastiche
