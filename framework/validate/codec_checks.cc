// Checks of the codec: text <-> tokens.

#include <fmt/format.h>

#include <set>

#include "framework/plugin/text_check.h"
#include "framework/validate/subject.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr auto kShould = CheckLevel::kShould;

void RoundTrip(CheckSubject& subject) {
  for (const Document& document : subject.corpus()) {
    const std::string text = MustHave(subject.domain().Decode(document.tokens));
    if (MustHave(subject.domain().Encode(text)).tokens != document.tokens) {
      throw Failed(fmt::format("encode(decode(x)) is not x for document {}",
                               document.name));
    }
  }
}

void Canonical(CheckSubject& subject) {
  const std::string text = subject.Text();
  const auto tokens = MustHave(subject.domain().Encode(text)).tokens;
  if (MustHave(subject.domain().Decode(tokens)) != text) {
    throw Failed("decode(encode(x)) is not x for a text that decode() made");
  }
}

void DistinctTokens(CheckSubject& subject) {
  std::set<std::string> texts;
  for (const TokenInfo& token : subject.domain().vocabulary()) {
    if (!texts.insert(token.text).second) {
      throw Failed(fmt::format("two tokens are written \"{}\"", token.text));
    }
  }
}

void TokenRange(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  for (const std::uint32_t id : {raw.t.codec.vocab_size, UINT32_MAX}) {
    OutStruct<pst_token_info> out;
    const pst_status status = raw.t.codec.token_info(raw.self, id, &out.value);
    if (status != PST_E_RANGE) {
      throw Failed(fmt::format("token_info({}) returned {}, not PST_E_RANGE",
                               id, status));
    }
  }
}

void Spans(CheckSubject& subject) {
  const auto document = MustHave(subject.domain().Encode(subject.Text()));
  if (document.where.size() != document.tokens.size()) {
    throw Failed("encode() gives no source spans, so errors have no place");
  }
  std::size_t empty = 0;
  for (const SourceSpan& span : document.where) empty += span.begin == span.end;
  if (empty * 2 > document.where.size()) {
    throw Failed(fmt::format("{} of {} tokens stand nowhere in the text", empty,
                             document.where.size()));
  }
}

void EmptyText(CheckSubject& subject) {
  AnswersOrRefuses(subject.domain().Encode(""));
  AnswersOrRefuses(subject.domain().Decode({}));
}

// A megabyte of UTF-8: mostly of the characters that the corpus has.
void RandomText(CheckSubject& subject) {
  const std::string known = subject.Text();
  for (int round = 0; round < 3; ++round) {
    std::string text;
    while (text.size() < (1u << 20)) {
      if (round == 0) {
        text += static_cast<char>(1 + subject.rng().NextBelow(127));
      } else if (round == 1) {
        text += known[subject.rng().NextBelow(known.size())];
      } else {
        const std::size_t at = subject.rng().NextBelow(known.size());
        text += known.substr(at, 1 + subject.rng().NextBelow(40));
      }
    }
    if (FindInvalidText(text) != text.size()) continue;  // Cut a character.
    AnswersOrRefuses(subject.domain().Encode(text));
  }
}

void DamagedText(CheckSubject& subject) {
  const std::string known = subject.Text().substr(0, 4096);
  Rng& rng = subject.rng();
  for (int round = 0; round < 300; ++round) {
    std::string text = known.substr(0, rng.NextBelow(known.size() + 1));
    for (int i = 0; i < round % 5 && !text.empty(); ++i) {
      text[rng.NextBelow(text.size())] =
          static_cast<char>(1 + rng.NextBelow(127));
    }
    AnswersOrRefuses(subject.domain().Encode(text));
  }
}

void RandomTokens(CheckSubject& subject) {
  const std::size_t size = subject.domain().vocabulary().size();
  for (int round = 0; round < 50; ++round) {
    std::vector<Token> tokens(subject.rng().NextBelow(400));
    for (Token& token : tokens) {
      token = static_cast<Token>(subject.rng().NextBelow(size));
    }
    AnswersOrRefuses(subject.domain().Decode(tokens));
    AnswersOrRefuses(subject.domain().Check(tokens));
    AnswersOrRefuses(subject.domain().PrefixOk(tokens));
  }
}

void EncodeRefused(CheckSubject& subject) {
  const std::string text = subject.Text().substr(0, 4096);
  if (!subject.domain().Encode(text)) throw Skipped("no short text to encode");
  const pst_bytes raw = {text.data(), text.size()};
  MustHeedRefusals("encode()", [&](pst_sink* sink) {
    return subject.raw().t.codec.encode(subject.raw().self, &raw, sink);
  });
}

void DecodeRefused(CheckSubject& subject) {
  const std::vector<Token> tokens = subject.Sample(1000);
  const pst_tokens raw = {tokens.data(), tokens.size()};
  MustHeedRefusals("decode()", [&](pst_sink* sink) {
    return subject.raw().t.codec.decode(subject.raw().self, &raw, sink);
  });
}

void Deterministic(CheckSubject& subject) {
  const std::string text = subject.Text();
  const auto first = MustHave(subject.domain().Encode(text)).tokens;
  for (int i = 0; i < 3; ++i) {
    if (MustHave(subject.domain().Encode(text)).tokens != first ||
        MustHave(subject.domain().Decode(first)) != text) {
      throw Failed("equal arguments gave different answers");
    }
  }
}

}  // namespace

void AddCodecChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"codec.round-trip", kMust, "encode(decode(x)) == x on the corpus",
       RoundTrip},
      {"codec.canonical", kMust, "decode(encode(x)) == x for what it decoded",
       Canonical},
      {"codec.distinct", kShould, "no two tokens are written alike",
       DistinctTokens},
      {"codec.range", kMust, "token_info() refuses ids out of range",
       TokenRange},
      {"codec.spans", kShould, "says where in the text tokens stand", Spans},
      {"codec.empty", kMust, "answers or refuses empty documents", EmptyText},
      {"codec.random-text", kMust, "survives 3 x 1 MB of random text",
       RandomText, true, true},
      {"codec.damaged-text", kMust, "survives cut and altered texts",
       DamagedText, true, true},
      {"codec.random-tokens", kMust, "survives any sequence of its tokens",
       RandomTokens, true, true},
      {"codec.encode-refused", kMust, "encode() stops when its sink refuses",
       EncodeRefused},
      {"codec.decode-refused", kMust, "decode() stops when its sink refuses",
       DecodeRefused},
      {"codec.deterministic", kMust, "equal arguments give equal answers",
       Deterministic}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche
