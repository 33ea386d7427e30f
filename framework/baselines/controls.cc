#include "framework/baselines/controls.h"

#include <algorithm>
#include <map>
#include <utility>

namespace pastiche {
namespace {

// How many unit starts have `length` tokens after them.
std::size_t WindowCount(const UnitDocument& document, std::size_t length) {
  if (document.tokens.size() < length) return 0;
  const auto last =
      std::upper_bound(document.bounds.begin(), document.bounds.end() - 1,
                       document.tokens.size() - length);
  return static_cast<std::size_t>(last - document.bounds.begin());
}

void Append(TokenSpan tokens, std::vector<Token>& out) {
  out.insert(out.end(), tokens.begin(), tokens.end());
}

}  // namespace

Plagiarist::Plagiarist(std::vector<UnitDocument> documents, bool open_ended)
    : documents_(std::move(documents)), open_ended_(open_ended) {}

Result<Plagiarist> Plagiarist::Build(const Domain& domain,
                                     std::span<const Document> corpus) {
  Result<std::vector<UnitDocument>> documents = CutCorpus(domain, corpus);
  if (!documents) return Fail(documents);
  return Plagiarist(*std::move(documents), IsOpenEnded(domain));
}

Result<std::vector<Token>> Plagiarist::Sample(std::size_t length,
                                              Rng& rng) const {
  std::vector<Token> sample;
  if (open_ended_) {
    const TokenSpan tokens =
        documents_[rng.NextBelow(documents_.size())].tokens;
    Append(tokens.first(std::min(tokens.size(), length)), sample);
    return sample;
  }
  std::size_t windows = 0;
  for (const UnitDocument& document : documents_) {
    windows += WindowCount(document, length);
  }
  if (windows > 0) {
    std::size_t window = rng.NextBelow(windows);
    for (const UnitDocument& document : documents_) {
      const std::size_t count = WindowCount(document, length);
      if (window < count) {
        Append(
            TokenSpan(document.tokens).subspan(document.bounds[window], length),
            sample);
        return sample;
      }
      window -= count;
    }
  }
  while (sample.size() < length) {
    const TokenSpan tokens =
        documents_[rng.NextBelow(documents_.size())].tokens;
    Append(tokens.first(std::min(tokens.size(), length - sample.size())),
           sample);
  }
  return sample;
}

Heldout::Heldout(std::vector<UnitDocument> documents, bool open_ended)
    : documents_(std::move(documents)), open_ended_(open_ended) {}

Result<Heldout> Heldout::Build(const Domain& domain,
                               std::span<const Document> heldout) {
  Result<std::vector<UnitDocument>> documents = CutCorpus(domain, heldout);
  if (!documents) return Fail(documents);
  return Heldout(*std::move(documents), IsOpenEnded(domain));
}

std::vector<TokenSpan> Heldout::Windows(std::size_t length) const {
  std::vector<TokenSpan> windows;
  if (length == 0) return windows;
  for (const UnitDocument& document : documents_) {
    const TokenSpan tokens = document.tokens;
    if (tokens.size() <= length || open_ended_) {
      windows.push_back(tokens.first(std::min(tokens.size(), length)));
      continue;
    }
    std::size_t free = 0;  // Where the last window ended.
    for (const std::size_t start : document.bounds) {
      if (start < free || start + length > tokens.size()) continue;
      windows.push_back(tokens.subspan(start, length));
      free = start + length;
    }
  }
  return windows;
}

Result<std::vector<Token>> Heldout::Sample(std::size_t length, Rng& rng) const {
  std::vector<Token> sample;
  const std::vector<TokenSpan> windows = Windows(length);
  if (!windows.empty()) Append(windows[rng.NextBelow(windows.size())], sample);
  return sample;
}

Degenerate::Degenerate(std::vector<Token> pattern)
    : pattern_(std::move(pattern)) {}

Result<Degenerate> Degenerate::Build(const Domain& domain,
                                     std::span<const Document> corpus,
                                     Kind kind) {
  const Result<std::vector<UnitDocument>> documents = CutCorpus(domain, corpus);
  if (!documents) return Fail(documents);
  std::map<std::vector<Token>, std::size_t> counts;
  for (const UnitDocument& document : *documents) {
    if (kind == Kind::kToken) {
      for (const Token token : document.tokens) ++counts[{token}];
      continue;
    }
    for (std::size_t u = 0; u < document.unit_count(); ++u) {
      const TokenSpan unit = document.Units(u, 1);
      ++counts[std::vector<Token>(unit.begin(), unit.end())];
    }
  }
  const auto most = std::max_element(
      counts.begin(), counts.end(),
      [](const auto& a, const auto& b) { return a.second < b.second; });
  return Degenerate(most->first);
}

Result<std::vector<Token>> Degenerate::Sample(std::size_t length,
                                              Rng& /*rng*/) const {
  std::vector<Token> sample(length);
  for (std::size_t i = 0; i < length; ++i) {
    sample[i] = pattern_[i % pattern_.size()];
  }
  return sample;
}

}  // namespace pastiche
