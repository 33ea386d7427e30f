// Checks of context and cursor: where positions look.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "framework/validate/subject.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr std::size_t kSampleTokens = 1400;

struct Description {
  std::vector<std::int64_t> slots;
  std::vector<std::int32_t> features;
  bool operator==(const Description&) const = default;
};

Result<Description> DescribeRange(const Domain& domain, ContextMode mode,
                                  TokenSpan tokens, std::size_t begin,
                                  std::size_t end) {
  Description d;
  d.slots.resize((end - begin) * domain.geometry().slots.size());
  d.features.resize((end - begin) * domain.geometry().features.size());
  const Result<void> done =
      domain.Describe(mode, tokens, begin, end, d.slots, d.features);
  if (!done) return Fail(done);
  return d;
}

void NeedsContext(CheckSubject& subject) {
  if (subject.raw().t.context.describe == nullptr) {
    throw Skipped("it has no context extension");
  }
}

// describe() through the plain tables, without the host's cursors.
Description RawDescribe(CheckSubject& subject, TokenSpan tokens,
                        std::size_t begin, std::size_t end) {
  const RawInstance& raw = subject.raw();
  const std::size_t rows = end - begin;
  Description d;
  d.slots.resize(rows * raw.t.context.slot_count);
  d.features.resize(rows * raw.t.context.feature_count);
  const pst_tokens view = {tokens.data(), tokens.size()};
  const pst_status status =
      raw.t.context.describe(raw.self, PST_MODE_CAUSAL, &view, begin, end,
                             d.slots.data(), d.features.data());
  if (status != PST_OK) {
    throw Failed(fmt::format("describe() returned {}", status));
  }
  return d;
}

void InEveryMode(CheckSubject& subject) {
  NeedsContext(subject);
  const std::vector<Token> tokens = subject.Sample(kSampleTokens);
  for (const ContextMode mode :
       {ContextMode::kCausal, ContextMode::kFill, ContextMode::kFillWrap}) {
    const std::size_t end =
        tokens.size() + (mode == ContextMode::kCausal ? 1 : 0);
    const auto answer = DescribeRange(subject.domain(), mode, tokens, 0, end);
    if (mode == ContextMode::kFillWrap && !AnswersOrRefuses(answer)) continue;
    MustHave(answer);
  }
}

void Unknown(CheckSubject& subject) {
  NeedsContext(subject);
  std::vector<Token> tokens = subject.Sample(kSampleTokens);
  for (Token& token : tokens) {
    if (subject.rng().NextBelow(3) == 0) token = kUnknownToken;
  }
  MustHave(DescribeRange(subject.domain(), ContextMode::kFill, tokens, 0,
                         tokens.size()));
  std::fill(tokens.begin(), tokens.end(), kUnknownToken);
  MustHave(DescribeRange(subject.domain(), ContextMode::kFill, tokens, 0,
                         tokens.size()));
}

void Causal(CheckSubject& subject) {
  NeedsContext(subject);
  const std::vector<Token> tokens = subject.Sample(kSampleTokens);
  for (std::size_t i = 0; i <= tokens.size(); i += 37) {
    const TokenSpan before = TokenSpan(tokens).first(i);
    if (RawDescribe(subject, tokens, i, i + 1) !=
        RawDescribe(subject, before, i, i + 1)) {
      throw Failed(fmt::format(
          "the answer for position {} depends on what follows it", i));
    }
  }
}

void Pieces(CheckSubject& subject) {
  NeedsContext(subject);
  const std::vector<Token> tokens = subject.Sample(kSampleTokens);
  const std::size_t middle = subject.rng().NextBelow(tokens.size());
  const Description whole = RawDescribe(subject, tokens, 0, tokens.size());
  Description pieces = RawDescribe(subject, tokens, 0, middle);
  const Description rest = RawDescribe(subject, tokens, middle, tokens.size());
  pieces.slots.insert(pieces.slots.end(), rest.slots.begin(), rest.slots.end());
  pieces.features.insert(pieces.features.end(), rest.features.begin(),
                         rest.features.end());
  if (pieces != whole) {
    throw Failed(
        fmt::format("describing [0, {}) and the rest differs from "
                    "describing all at once",
                    middle));
  }
}

void Mismatch(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  if (raw.t.context.mismatch == nullptr) throw Skipped("it has no mismatch()");
  const std::uint32_t size = raw.t.codec.vocab_size;
  for (int round = 0; round < 20000; ++round) {
    const auto slot = static_cast<std::uint32_t>(
        subject.rng().NextBelow(raw.t.context.slot_count));
    if (subject.domain().geometry().slots[slot].symbol) continue;
    const auto pick = [&] {
      const auto id = static_cast<std::uint32_t>(
          subject.rng().NextBelow(std::size_t{size} + 1));
      return id == size ? PST_TOKEN_PAD : id;
    };
    const std::uint32_t a = pick(), b = round % 8 == 0 ? a : pick();
    const double there = raw.t.context.mismatch(raw.self, slot, a, b);
    const double back = raw.t.context.mismatch(raw.self, slot, b, a);
    if (!std::isfinite(there) || there < 0 || (a == b && there != 0)) {
      throw Failed(
          fmt::format("mismatch(slot {}, {}, {}) is {}", slot, a, b, there));
    }
    if (there != back) {
      throw Failed(
          fmt::format("mismatch(slot {}) of {} and {} is {} one way, "
                      "{} the other",
                      slot, a, b, there, back));
    }
  }
}

void FeatureDistance(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  const auto distance = raw.t.context.feature_distance;
  if (distance == nullptr) throw Skipped("it has no feature_distance()");
  const auto& features = subject.domain().geometry().features;
  for (std::uint32_t f = 0; f < features.size(); ++f) {
    for (std::int32_t a = features[f].lo; a <= features[f].hi; ++a) {
      const double there = distance(raw.self, f, a, features[f].lo);
      const double back = distance(raw.self, f, features[f].lo, a);
      if (!std::isfinite(there) || there < 0 || there != back ||
          distance(raw.self, f, a, a) != 0) {
        throw Failed(fmt::format("feature_distance({}, {}, {}) is {} and {}",
                                 features[f].id, a, features[f].lo, there,
                                 back));
      }
    }
  }
}

void Units(CheckSubject& subject) {
  const Domain& domain = subject.domain();
  for (const Document& document : subject.corpus()) {
    std::vector<std::uint8_t> starts(document.tokens.size());
    MustHave(domain.UnitStarts(document.tokens, starts));
    if (starts[0] != 1) throw Failed("position 0 does not start a unit");
    const std::uint32_t unit = domain.geometry().unit_length;
    if (unit > 1 && document.tokens.size() % unit != 0) {
      throw Failed(
          fmt::format("document {} has {} tokens, no multiple of "
                      "unit_length {}",
                      document.name, document.tokens.size(), unit));
    }
  }
}

void Canvas(CheckSubject& subject) {
  const auto canvas = subject.domain().Canvas("{}");
  if (!AnswersOrRefuses(canvas)) throw Skipped("documents are open-ended");
  std::vector<std::uint8_t> starts(canvas->size());
  MustHave(subject.domain().UnitStarts(*canvas, starts));
  MustHave(DescribeRange(subject.domain(), ContextMode::kFill, *canvas, 0,
                         canvas->size()));
}

// One cursor over the sample with random steps back, against describe().
void CursorAgrees(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  const pst_cursor_table& table = raw.t.cursor;
  if (table.open == nullptr) throw Skipped("it has no cursor extension");
  if (table.describe == nullptr) throw Skipped("its cursor has no describe()");
  const std::vector<Token> tokens = subject.Sample(kSampleTokens);
  const Description whole = RawDescribe(subject, tokens, 0, tokens.size() + 1);
  const std::size_t slots = raw.t.context.slot_count;
  const std::size_t features = raw.t.context.feature_count;
  pst_cursor* cursor = nullptr;
  if (table.open(raw.self, &cursor) != PST_OK || cursor == nullptr) {
    throw Failed("open() gave no cursor");
  }
  std::size_t at = 0;
  for (int step = 0; step < 2000; ++step) {
    Description d;
    d.slots.resize(slots);
    d.features.resize(features);
    if (table.describe(cursor, d.slots.data(), d.features.data()) != PST_OK) {
      throw Failed(fmt::format("the cursor's describe() fails at {}", at));
    }
    if (!std::equal(
            d.slots.begin(), d.slots.end(),
            whole.slots.begin() + static_cast<std::ptrdiff_t>(at * slots)) ||
        !std::equal(d.features.begin(), d.features.end(),
                    whole.features.begin() +
                        static_cast<std::ptrdiff_t>(at * features))) {
      throw Failed(
          fmt::format("cursor and describe() differ at position {} of {}", at,
                      subject.corpus().front().name));
    }
    const std::size_t back =
        at == tokens.size() || subject.rng().NextBelow(20) == 0
            ? subject.rng().NextBelow(at + 1)
            : 0;
    if (back > 0) {
      if (table.rewind(cursor, back) != PST_OK) throw Failed("rewind() fails");
      at -= back;
    } else if (at < tokens.size()) {
      if (table.advance(cursor, tokens[at]) != PST_OK) {
        throw Failed(fmt::format("advance() fails at {}", at));
      }
      ++at;
    }
  }
  if (table.rewind(cursor, at + 1) != PST_E_RANGE) {
    throw Failed("rewind() beyond the beginning is not PST_E_RANGE");
  }
  table.close(cursor);
}

}  // namespace

void AddContextChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"context.modes", kMust, "describes the corpus in every mode",
       InEveryMode},
      {"context.unknown", kMust, "describes documents with unknown tokens",
       Unknown, true, true},
      {"context.causal", kMust, "causal answers do not see what follows",
       Causal},
      {"context.pieces", kMust, "describes pieces as the whole", Pieces, true,
       true},
      {"context.mismatch", kMust, "mismatch() is a symmetric distance",
       Mismatch, true, true},
      {"context.feature-distance", kMust,
       "feature_distance() is a symmetric distance", FeatureDistance},
      {"context.units", kMust, "documents are whole units", Units},
      {"context.canvas", kMust, "its canvas can be described", Canvas},
      {"cursor.agrees", kMust, "a cursor agrees with describe()", CursorAgrees,
       true, true}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche
