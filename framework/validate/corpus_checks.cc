// Checks of the corpus, its payload, and the advice of its author.

#include <fmt/format.h>

#include <algorithm>

#include "framework/validate/subject.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr auto kShould = CheckLevel::kShould;

// Names, licences and tokens are checked on the way in.
void Documents(CheckSubject& subject) { static_cast<void>(subject.corpus()); }

void Enough(CheckSubject& subject) {
  if (subject.corpus().size() < 2) {
    throw Failed("one document: nothing can be left out to measure with");
  }
}

void TotalTokens(CheckSubject& subject) {
  std::uint64_t total = 0;
  for (const Document& document : subject.corpus()) {
    total += document.tokens.size();
  }
  const std::uint64_t said = subject.raw().t.corpus.total_tokens;
  if (said != total) {
    throw Failed(fmt::format("total_tokens is {}, there are {}", said, total));
  }
}

void DocumentRange(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  for (const std::uint64_t index : {raw.t.corpus.document_count, UINT64_MAX}) {
    CountingSink sink;
    if (raw.t.corpus.document(raw.self, index, &sink.raw) == PST_OK) {
      throw Failed(fmt::format("document({}) succeeded, but there are {}",
                               index, raw.t.corpus.document_count));
    }
  }
}

void DocumentRefused(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  MustHeedRefusals("document()", [&](pst_sink* sink) {
    return raw.t.corpus.document(raw.self, 0, sink);
  });
}

void Repeats(CheckSubject& subject) {
  const auto again = MustHave(subject.OpenAnother()->Corpus());
  for (std::size_t i = 0; i < again.size(); ++i) {
    if (i >= subject.corpus().size() ||
        again[i].tokens != subject.corpus()[i].tokens ||
        again[i].name != subject.corpus()[i].name) {
      throw Failed(fmt::format("document {} is another the second time", i));
    }
  }
}

void Payload(CheckSubject& subject) {
  const auto& channels = subject.domain().channels();
  if (channels.empty()) throw Skipped("it has no payload");
  bool any = false;
  for (const Document& document : subject.corpus()) {
    any |= !document.payload.empty();
    if (document.payload.empty()) continue;
    if (document.payload.size() != document.tokens.size() * channels.size()) {
      throw Failed(fmt::format("document {} has {} values for {} tokens",
                               document.name, document.payload.size(),
                               document.tokens.size()));
    }
  }
  if (!any) throw Failed("it describes channels, but no document has values");
}

void Recommends(CheckSubject& subject) {
  if (subject.raw().t.recommend.json == nullptr) {
    throw Skipped("it recommends nothing");
  }
  const std::string json = MustHave(subject.domain().Recommend());
  if (json.find("pastiche.recommend/1") == std::string::npos) {
    throw Failed("its advice does not name the schema pastiche.recommend/1");
  }
}

}  // namespace

void AddCorpusChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"corpus.documents", kMust, "gives its documents, named and licensed",
       Documents},
      {"corpus.enough", kShould, "has two documents or more", Enough},
      {"corpus.total", kShould, "total_tokens is right", TotalTokens},
      {"corpus.range", kMust, "document() refuses an index out of range",
       DocumentRange},
      {"corpus.refused", kMust, "document() stops when its sink refuses",
       DocumentRefused},
      {"corpus.repeats", kMust, "gives the same documents every time", Repeats},
      {"corpus.payload", kMust, "gives channel_count numbers per token",
       Payload},
      {"corpus.recommend", kMust, "its advice is JSON of the schema",
       Recommends}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche
