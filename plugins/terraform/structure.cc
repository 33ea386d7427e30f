// What the cursor tells of a position, from the tracker and what was declared.

#include "plugins/terraform/structure.h"

#include <algorithm>
#include <cassert>

#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// Rolling hashes are polynomials modulo the Mersenne prime 2^61 - 1.
constexpr Hash kPrime = (Hash{1} << 61) - 1;
constexpr Hash kBase = 0x1b873593cc9e2d51u % kPrime;

__extension__ typedef unsigned __int128 Wide;  // NOLINT(modernize-use-using)

Hash MultiplyModulo(Hash a, Hash b) {
  const Wide product = static_cast<Wide>(a) * b;  // Both below 2^61.
  const Hash folded =
      static_cast<Hash>(product & kPrime) + static_cast<Hash>(product >> 61);
  return folded >= kPrime ? folded - kPrime : folded;
}

const std::array<Hash, kWindows.size()>& WindowPowers() {
  static const std::array<Hash, kWindows.size()> powers = [] {
    std::array<Hash, kWindows.size()> values = {};
    for (std::size_t w = 0; w < kWindows.size(); ++w) {
      Hash power = 1;
      for (std::size_t i = 0; i < kWindows[w]; ++i) {
        power = MultiplyModulo(power, kBase);
      }
      values[w] = power;
    }
    return values;
  }();
  return powers;
}

// A symbol: 62 bits, so that it never meets kOutside or kUnknown.
std::int64_t Symbol(Hash hash) {
  if (hash == kUnknownHash) return kUnknown;
  return static_cast<std::int64_t>(hash & ((Hash{1} << 62) - 1));
}

bool IsKnown(std::uint32_t token) {
  return token < Vocabulary::Default().size();
}

constexpr SlotInfo kInfos[kSlotCount] = {
    {"p1", "previous", -1, true, false}, {"p2", "previous", -2, true, false},
    {"p3", "previous", -3, true, false}, {"p4", "previous", -4, true, false},
    {"p5", "previous", -5, true, false}, {"p6", "previous", -6, true, false},
    {"p7", "previous", -7, true, false}, {"p8", "previous", -8, true, false},
    {"n1", "next", 1, false, false},     {"n2", "next", 2, false, false},
    {"n3", "next", 3, false, false},     {"n4", "next", 4, false, false},
    {"n5", "next", 5, false, false},     {"n6", "next", 6, false, false},
    {"n7", "next", 7, false, false},     {"n8", "next", 8, false, false},
    {"h6", "window", 0, true, true},     {"h8", "window", 0, true, true},
    {"h12", "window", 0, true, true},    {"h16", "window", 0, true, true},
    {"h20", "window", 0, true, true},    {"h32", "window", 0, true, true},
    {"h48", "window", 0, true, true},    {"line", nullptr, 0, true, true},
    {"line-1", nullptr, 0, true, true},  {"line-2", nullptr, 0, true, true},
    {"path", nullptr, 0, true, true},    {"key", nullptr, 0, true, true},
    {"sib1", nullptr, 0, true, true},    {"sib2", nullptr, 0, true, true},
    {"syntax", nullptr, 0, true, true},  {"file", nullptr, 0, true, true},
    {"header", nullptr, 0, true, true},  {"word1", nullptr, 0, true, true},
    {"word2", nullptr, 0, true, true},   {"key-word", nullptr, 0, true, true},
};

}  // namespace

const SlotInfo& InfoOf(std::size_t slot) { return kInfos[slot]; }

StructureCursor::StructureCursor() : prefix_{0}, state_{} {}

void StructureCursor::Advance(std::uint32_t token) {
  if (tokens_.size() % kSnapshotEvery == 0) {
    state_.syntax = tracker_.state();
    snapshots_.push_back(state_);
  }
  tokens_.push_back(token);
  const Hash value = IsKnown(token) ? token + 1 : 0;
  prefix_.push_back((MultiplyModulo(prefix_.back(), kBase) + value) % kPrime);
  Step(token);
}

void StructureCursor::Rewind(std::size_t count) {
  assert(count <= tokens_.size());
  if (count == 0) return;
  const std::size_t left = tokens_.size() - count;
  const std::size_t start = left - left % kSnapshotEvery;
  state_ = snapshots_[start / kSnapshotEvery];
  tracker_.Restore(state_.syntax);
  snapshots_.resize((left + kSnapshotEvery - 1) / kSnapshotEvery);
  const std::vector<std::uint32_t> again(
      tokens_.begin() + static_cast<std::ptrdiff_t>(start),
      tokens_.begin() + static_cast<std::ptrdiff_t>(left));
  tokens_.resize(start);
  prefix_.resize(left + 1);
  for (const std::uint32_t token : again) {
    tokens_.push_back(token);
    Step(token);
  }
}

void StructureCursor::StepMark(std::uint32_t token) {
  switch (token) {
    case kFileMark:
      tracker_.Reset();
      state_.file = 0;
      state_.line = state_.line1 = state_.line2 = 0;
      state_.in_name = true;
      break;
    case kTextMark:
    case kVerbatimMark:
      state_.in_name = false;
      state_.line = 0;
      break;
    default:  // kEndMark
      state_.ended = true;
      break;
  }
}

void StructureCursor::Step(std::uint32_t token) {
  state_.started = true;
  if (!IsKnown(token)) {
    state_.last_unknown = tokens_.size();
    state_.line = kUnknownHash;
    if (state_.in_name) state_.file = kUnknownHash;
    tracker_.AdvanceUnknown();
    return;
  }
  const Hash value = token + 1;
  if (token < kFirstByte) {
    StepMark(token);
    return;
  }
  if (state_.in_name) {
    state_.file = MixHash(state_.file, value);
    state_.line = MixHash(state_.line, value);
    return;
  }
  const std::string_view bytes = Vocabulary::Default().BytesOf(token);
  tracker_.Advance(bytes, state_.line);
  if (bytes.find('\n') == std::string_view::npos) {
    state_.line = MixHash(state_.line, value);
  } else {
    state_.line2 = state_.line1;
    state_.line1 = state_.line;
    state_.line = 0;
  }
}

// Root, block and object apart by whether a key stands; strings by what they
// are: labels or values.
std::int32_t StructureCursor::Place() const {
  const SyntaxTracker::State& syntax = tracker_.state();
  if (state_.in_name || !state_.started) return 0;
  if (syntax.comment != CommentKind::kNone) return 1;
  switch (tracker_.kind()) {
    case FrameKind::kRoot:
      return syntax.item.key == 0 ? 2 : 3;
    case FrameKind::kBlock:
      return syntax.item.key == 0 ? 4 : 5;
    case FrameKind::kObject:
      return syntax.item.key == 0 ? 6 : 7;
    case FrameKind::kBracket:
      return 8;
    case FrameKind::kParen:
      return 9;
    case FrameKind::kSequence:
      return 10;
    case FrameKind::kQuoted:
      return syntax.depth == 1 ? 11 : 12;
    case FrameKind::kHeredoc:
      return 13;
  }
  return 0;
}

void StructureCursor::Describe(std::span<std::int64_t> slots,
                               std::int32_t& place) const {
  assert(slots.size() == kSlotCount);
  const std::size_t at = tokens_.size();
  for (std::size_t k = 1; k <= kNeighbours; ++k) {
    slots[kSlotPrevious + k - 1] =
        at >= k ? static_cast<std::int64_t>(at - k) : kOutside;
    slots[kSlotNext + k - 1] = kUnknown;
  }
  for (std::size_t w = 0; w < kWindows.size(); ++w) {
    const std::size_t length = kWindows[w];
    std::int64_t& slot = slots[kSlotWindow + w];
    if (at < length) {
      slot = kOutside;
    } else if (state_.last_unknown + length > at) {
      slot = kUnknown;
    } else {
      const Hash before =
          MultiplyModulo(prefix_[at - length], WindowPowers()[w]);
      slot = Symbol((prefix_[at] + kPrime - before) % kPrime);
    }
  }
  const SyntaxTracker::State& syntax = tracker_.state();
  const Item& item = syntax.item;
  place = Place();
  // Where part of the line is unknown, so is what it opens or closes.
  const bool vague = state_.line == kUnknownHash;
  slots[kSlotLine] = Symbol(state_.line);
  slots[kSlotLine1] = Symbol(state_.line1);
  slots[kSlotLine2] = Symbol(MixHash(state_.line1, state_.line2));
  slots[kSlotPath] = vague ? kUnknown : Symbol(tracker_.path());
  slots[kSlotKey] = Symbol(item.key);
  slots[kSlotSibling1] = Symbol(item.sibling1);
  slots[kSlotSibling2] = Symbol(item.sibling2);
  slots[kSlotSyntax] =
      vague ? kUnknown : place + kPlaceCount * std::min(syntax.depth, 63u);
  slots[kSlotFile] = Symbol(state_.file);
  slots[kSlotHeader] = vague ? kUnknown : Symbol(tracker_.header());
  slots[kSlotWord1] = Symbol(syntax.word1);
  slots[kSlotWord2] = Symbol(syntax.word2);
  slots[kSlotKeyWord] = Symbol(MixHash(item.key, syntax.word1));
}

void DescribeRange(std::span<const std::uint32_t> tokens, bool fill,
                   std::size_t begin, std::size_t end,
                   std::span<std::int64_t> slots,
                   std::span<std::int32_t> places) {
  StructureCursor cursor;
  for (std::size_t i = 0; i < end; ++i) {
    if (i > 0) cursor.Advance(tokens[i - 1]);
    if (i < begin) continue;
    const auto row = slots.subspan((i - begin) * kSlotCount, kSlotCount);
    cursor.Describe(row, places[i - begin]);
    if (!fill) continue;
    for (std::size_t k = 1; k <= kNeighbours; ++k) {
      row[kSlotNext + k - 1] =
          i + k < tokens.size() ? static_cast<std::int64_t>(i + k) : kOutside;
    }
  }
}

bool StartsUnit(std::span<const std::uint32_t> tokens, std::size_t i) {
  if (i == 0) return true;
  const std::uint32_t before = tokens[i - 1];
  if (before == kTextMark || before == kVerbatimMark) return true;
  if (i < tokens.size() && tokens[i] == kFileMark) return true;
  return IsKnown(before) && Vocabulary::Default().BytesOf(before).find('\n') !=
                                std::string_view::npos;
}

}  // namespace pastiche::terraform
