// Surprise: how many bits each token of a document costs the memory, and what
// it would rather have seen; for `score --per-token`.

#ifndef PASTICHE_HOST_TOKEN_BITS_H_
#define PASTICHE_HOST_TOKEN_BITS_H_

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "framework/core/progress.h"
#include "framework/memory/attention_suite.h"
#include "host/session.h"

namespace pastiche::host {

struct TokenBits {
  double bits = 0.0;    // -log2 p(token); infinite where p was 0.
  Token expected = 0;   // The likeliest token there...
  double chance = 0.0;  // ...and its probability.
};

enum class Sides {
  kLeft,  // What came before, as when generating: the bits add up to the score.
  kBoth,  // All other tokens: what does not fit in; no sum of it means
          // anything.
};

// One entry per token. With kLeft the document's own earlier tokens count as
// memory. The model's errors; kCancelled.
[[nodiscard]] Result<std::vector<TokenBits>> BitsOfTokens(
    const Domain& domain, const AttentionSuite& suite, const Document& document,
    Sides sides, Progress& progress);

// Positions of the most surprising tokens, worst first, ties by place: at most
// `count`, of at least one bit that is not what was expected.
[[nodiscard]] std::vector<std::size_t> MostSurprising(
    const Document& document, const std::vector<TokenBits>& bits,
    std::size_t count);

// "level.txt:9:17: 7.3 bits: E; expected - (97 %)"
[[nodiscard]] std::string SurpriseLine(const Domain& domain,
                                       const Document& document,
                                       const std::vector<LoadedFile>& files,
                                       std::size_t position,
                                       const TokenBits& bits);

// The bits of every token, blanks between, for a plugin's render option
// `surprise`; at most 1,000,000 each.
[[nodiscard]] std::string BitsAsText(const std::vector<TokenBits>& bits);

// The files' text with surprising tokens on yellow (from 2 bits), orange (4)
// and red (6). Empty where a file is no text or tokens have no places.
[[nodiscard]] std::string Highlighted(const Document& document,
                                      const std::vector<LoadedFile>& files,
                                      const std::vector<TokenBits>& bits);

// {"bits":[...],"surprising":[{"position","place","bits","token","expected",
// "chance"}]}; an infinite number of bits is null in the list and left out.
[[nodiscard]] boost::json::object SurpriseAsJson(
    const Domain& domain, const Document& document,
    const std::vector<LoadedFile>& files, const std::vector<TokenBits>& bits,
    std::size_t count);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_TOKEN_BITS_H_
