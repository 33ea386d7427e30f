// What a model found surprising, as parts of the text: the bits that each token
// cost, given by the host.

#ifndef PASTICHE_PLUGINS_TERRAFORM_SURPRISE_H_
#define PASTICHE_PLUGINS_TERRAFORM_SURPRISE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {

// Bits from which a token is marked a little, clearly, strongly. Guessing among
// all tokens costs 10; more means that another one was expected.
inline constexpr double kSurpriseBits[] = {4, 7, 10};
inline constexpr int kSurpriseLevels = 3;
// How many of kSurpriseBits are reached: 0..kSurpriseLevels.
[[nodiscard]] int SurpriseLevel(double bits);

struct Surprise {
  std::size_t file;
  std::uint32_t begin, end;  // Bytes of that file's text, not empty.
  double bits;               // Of the token; of several, the most.
};

// Those of the tokens that spell text, in order. Without bits for every token,
// none.
[[nodiscard]] std::vector<Surprise> SurprisesOf(const DecodedModule& module,
                                                std::span<const double> bits);

// Rows of neighbouring tokens on one line of which each reaches `least` bits,
// as one each.
[[nodiscard]] std::vector<Surprise> JoinSurprises(
    const DecodedModule& module, std::span<const Surprise> surprises,
    double least);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_SURPRISE_H_
