// Codes of slots: identity for tokens of small vocabularies, first come first
// served for symbols and large ones.

#include "framework/memory/slot_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include "kernels/match_attention.h"

namespace pastiche {
namespace {

// Codes 0..this are usable; above lie the kernel's "varies", kNoKey, kAbsent
// and kUnknown.
constexpr std::size_t kMaxCode = 0xFFFB;

}  // namespace

Result<SlotCodes> SlotCodes::Build(const Domain& domain,
                                   std::vector<std::size_t> used) {
  const Geometry& geometry = domain.geometry();
  const std::size_t vocabulary = domain.vocabulary().size();
  if (geometry.has_mismatch && vocabulary > kMaxTableVocabulary) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("domain {} has mismatch costs over {} tokens; at "
                            "most {} are supported",
                            domain.info().id, vocabulary, kMaxTableVocabulary),
                "leave pst_context.mismatch NULL");
  }
  SlotCodes codes;
  codes.used_ = std::move(used);
  codes.direct_ = vocabulary < kMaxCode;
  codes.pad_code_ = vocabulary;
  // One entry more than there are codes: for keys that do not know.
  codes.table_width_ = std::max(kernels::kSmallTable, vocabulary + 2);
  codes.learnt_.resize(codes.used_.size());
  codes.mismatch_.resize(codes.used_.size());
  codes.seen_.resize(codes.used_.size());
  for (std::size_t i = 0; i < codes.used_.size(); ++i) {
    const std::size_t slot = codes.used_[i];
    const bool symbol = geometry.slots[slot].symbol;
    codes.symbol_.push_back(symbol);
    if (codes.small(i)) codes.seen_[i].assign(codes.code_count(), 0.5);
    if (symbol || !geometry.has_mismatch) {
      codes.kinds_.push_back(Kind::kEqual);
      continue;
    }
    const std::size_t count = codes.code_count();
    codes.kinds_.push_back(Kind::kTable);
    std::vector<double>& table = codes.mismatch_[i];
    const auto token = [&](std::size_t code) {
      return code == vocabulary ? kPadToken : static_cast<Token>(code);
    };
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        table.push_back(domain.Mismatch(slot, token(a), token(b)));
      }
    }
  }
  return codes;
}

double SlotCodes::Mismatch(std::size_t i, std::size_t a, std::size_t b) const {
  assert(a < code_count() && b < code_count());
  return mismatch_[i][a * code_count() + b];
}

double SlotCodes::Share(std::size_t i, std::size_t code) const {
  assert(small(i) && code < code_count());
  const auto& seen = seen_[i];
  return seen[code] / std::accumulate(seen.begin(), seen.end(), 0.0);
}

template <SlotCodes::Mode kMode, typename Self>
void SlotCodes::Convert(Self& self, std::span<const std::int64_t> row,
                        TokenSpan tokens, std::span<std::uint16_t> codes) {
  assert(codes.size() == self.used_.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::int64_t raw = row[self.used_[i]];
    std::int64_t value;
    if (raw == kSlotUnknown) {
      codes[i] = kUnknown;
      continue;
    }
    if (raw == kSlotOutside) {
      value = kSlotOutside;
    } else if (self.symbol_[i]) {
      value = raw;
    } else {
      const Token token = tokens[static_cast<std::size_t>(raw)];
      if (token == kUnknownToken) {
        codes[i] = kUnknown;
        continue;
      }
      value = token;
    }
    if (self.direct_ && !self.symbol_[i]) {
      codes[i] = static_cast<std::uint16_t>(
          value == kSlotOutside ? self.pad_code_
                                : static_cast<std::size_t>(value));
      if constexpr (kMode != Mode::kEncode) {
        const double step = kMode == Mode::kLearn ? 1.0 : -1.0;
        if (self.small(i)) self.seen_[i][codes[i]] += step;
      }
      continue;
    }
    auto& learnt = self.learnt_[i];
    if constexpr (kMode == Mode::kLearn) {
      // Symbols beyond the last code share kAbsent: they match nothing.
      const std::size_t next = learnt.size();
      if (next <= kMaxCode) {
        auto& symbol =
            learnt
                .try_emplace(value,
                             Symbol{.code = static_cast<std::uint16_t>(next)})
                .first->second;
        ++symbol.rows;
        codes[i] = symbol.code;
        continue;
      }
    }
    const auto found = learnt.find(value);
    const bool shown = found != learnt.end() && found->second.rows > 0;
    codes[i] = shown ? found->second.code : kAbsent;
    if constexpr (kMode != Mode::kEncode) {
      const std::uint32_t step = kMode == Mode::kLearn ? 1 : 0xFFFFFFFFu;
      if (shown) found->second.rows += step;
    }
  }
}

void SlotCodes::Learn(std::span<const std::int64_t> row, TokenSpan tokens,
                      std::span<std::uint16_t> codes) {
  Convert<Mode::kLearn>(*this, row, tokens, codes);
}

void SlotCodes::Encode(std::span<const std::int64_t> row, TokenSpan tokens,
                       std::span<std::uint16_t> codes) const {
  Convert<Mode::kEncode>(*this, row, tokens, codes);
}

void SlotCodes::Save(ImageWriter& image) const {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    image.Array(seen_[i]);
    std::vector<std::int64_t> values(learnt_[i].size());
    std::vector<std::uint32_t> rows(learnt_[i].size());
    for (const auto& [value, symbol] : learnt_[i]) {  // Codes count from 0.
      values[symbol.code] = value;
      rows[symbol.code] = symbol.rows;
    }
    image.Array(values);
    image.Array(rows);
  }
}

bool SlotCodes::Load(ImageReader& image) {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const auto seen = image.Array<double>();
    const auto values = image.Array<std::int64_t>();
    const auto rows = image.Array<std::uint32_t>();
    // Half a row is imagined for each code, see Share.
    const bool counts = std::all_of(seen.begin(), seen.end(), [](double each) {
      return each >= 0.5 && each < 1e15;
    });
    if (!image.ok() || seen.size() != seen_[i].size() || !counts ||
        rows.size() != values.size() || values.size() > kMaxCode + 1) {
      return false;
    }
    seen_[i].assign(seen.begin(), seen.end());
    for (std::size_t code = 0; code < values.size(); ++code) {
      const Symbol symbol{.code = static_cast<std::uint16_t>(code),
                          .rows = rows[code]};
      if (!learnt_[i].try_emplace(values[code], symbol).second) return false;
    }
  }
  return true;
}

void SlotCodes::Forget(std::span<const std::int64_t> row, TokenSpan tokens) {
  std::vector<std::uint16_t> codes(used_.size());
  Convert<Mode::kForget>(*this, row, tokens, codes);
}

}  // namespace pastiche
