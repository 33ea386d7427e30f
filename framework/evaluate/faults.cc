#include "framework/evaluate/faults.h"

#include <algorithm>
#include <utility>

namespace pastiche {
namespace {

constexpr int kTries = 8;
// Tokens of a unit that tell whether what stood before it is missing.
constexpr std::size_t kBeginning = 3;

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// `text` with the letter at `at` misspelt; equal to it where that is no change.
std::string Misspelt(const std::string& text, std::size_t at, Rng& rng) {
  std::string changed = text;
  const char letter = text[at];
  switch (rng.NextBelow(4)) {
    case 0:
      changed.erase(at, 1);
      break;
    case 1:
      changed.insert(at, 1, letter);
      break;
    case 2:
      if (at + 1 < text.size() && IsLetter(text[at + 1])) {
        std::swap(changed[at], changed[at + 1]);
      }
      break;
    default: {
      const char first = letter >= 'a' ? 'a' : 'A';
      changed[at] = static_cast<char>(first + rng.NextBelow(26));
    }
  }
  return changed;
}

}  // namespace

Result<FaultMaker> FaultMaker::Build(const Domain& domain, TokenSpan tokens) {
  FaultMaker maker(domain, tokens);
  auto text = domain.Decode(tokens);
  if (!text) return Fail(text);
  auto read = domain.Encode(*text);
  if (read && read->where.size() == tokens.size() &&
      std::equal(tokens.begin(), tokens.end(), read->tokens.begin(),
                 read->tokens.end())) {
    maker.text_ = std::move(*text);
    maker.where_ = std::move(read->where);
  }
  return maker;
}

Result<std::optional<Fault>> FaultMaker::Typo(const Region::Run& run,
                                              Rng& rng) const {
  if (text_.empty()) return std::nullopt;
  std::vector<std::size_t> letters;
  for (std::uint64_t at = where_[run.begin].begin;
       at < std::min<std::uint64_t>(where_[run.end - 1].end, text_.size());
       ++at) {
    if (IsLetter(text_[at])) letters.push_back(at);
  }
  for (int i = 0; i < kTries && !letters.empty(); ++i) {
    const std::string text =
        Misspelt(text_, letters[rng.NextBelow(letters.size())], rng);
    const auto read = domain_.Encode(text);
    if (!read) {
      if (read.error().code == ErrorCode::kInvalidArgument) continue;
      return Fail(read);
    }
    const std::vector<Token>& now = read->tokens;
    const auto [here, there] =
        std::mismatch(tokens_.begin(), tokens_.end(), now.begin(), now.end());
    const auto same_before = static_cast<std::size_t>(here - tokens_.begin());
    const std::size_t after = tokens_.size() - run.end;
    // All that changed must lie in the region.
    if (here == tokens_.end() || there == now.end() ||
        same_before < run.begin || now.size() <= run.begin + after ||
        !std::equal(tokens_.end() - static_cast<std::ptrdiff_t>(after),
                    tokens_.end(),
                    now.end() - static_cast<std::ptrdiff_t>(after))) {
      continue;
    }
    const std::size_t end = now.size() - after + (after > 0 ? 1 : 0);
    return Fault{
        .begin = run.begin,
        .tokens = {now.begin() + static_cast<std::ptrdiff_t>(run.begin),
                   now.begin() + static_cast<std::ptrdiff_t>(end)},
        .sound_begin = run.begin,
        .sound_end = std::min<std::size_t>(run.end + 1, tokens_.size())};
  }
  return std::nullopt;
}

Fault FaultMaker::Replaced(const Region::Run& run,
                           const Region::Run& by) const {
  const TokenSpan other = tokens_.subspan(by.begin, by.end - by.begin);
  Fault fault{.begin = run.begin,
              .tokens = {other.begin(), other.end()},
              .sound_begin = run.begin,
              .sound_end = std::min<std::size_t>(run.end + 1, tokens_.size())};
  if (run.end < tokens_.size()) fault.tokens.push_back(tokens_[run.end]);
  return fault;
}

Fault FaultMaker::Missing(const Region::Run& run,
                          const Region::Run& next) const {
  const TokenSpan seen = tokens_.subspan(
      next.begin, std::min<std::size_t>(next.end - next.begin, kBeginning));
  return {.begin = run.begin,
          .tokens = {seen.begin(), seen.end()},
          .sound_begin = next.begin,
          .sound_end = next.begin + seen.size()};
}

}  // namespace pastiche
