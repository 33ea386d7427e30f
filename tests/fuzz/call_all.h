// Every function of a domain once, for targets that feed what it answers.

#ifndef PASTICHE_TESTS_FUZZ_CALL_ALL_H_
#define PASTICHE_TESTS_FUZZ_CALL_ALL_H_

#include <cstdint>
#include <vector>

#include "framework/core/domain.h"
#include "tests/fuzz/require.h"

namespace pastiche::fuzz {

// Each call once; what is answered is within the contract.
inline void CallAll(const Domain& domain) {
  const std::size_t vocabulary = domain.vocabulary().size();
  if (const auto document = domain.Encode("abba")) {
    for (const Token token : document->tokens)
      Require(token < vocabulary, "tokens are in the vocabulary");
  }
  if (const auto corpus = domain.Corpus()) {
    for (const Document& document : *corpus) {
      Require(!document.name.empty() && !document.license.empty(),
              "documents are named and licensed");
    }
  }
  const std::vector<Token> tokens = {0, 1, 0};
  std::vector<std::int64_t> slots(domain.geometry().slots.size());
  std::vector<std::int32_t> features(domain.geometry().features.size());
  static_cast<void>(
      domain.Describe(ContextMode::kFill, tokens, 1, 2, slots, features));
  std::vector<std::uint64_t> bits((vocabulary + 63) / 64);
  static_cast<void>(domain.Allowed(tokens, 1, bits));
  Require(domain.Mismatch(0, 0, 1) >= 0, "distances are not negative");
  const std::vector<TokenSpan> set = {tokens};
  for (std::size_t i = 0; i < domain.metrics().size(); ++i) {
    static_cast<void>(domain.Metric(i, set, set, set));
  }
  Document document;
  document.tokens = tokens;
  for (std::size_t i = 0; i < domain.formats().size(); ++i) {
    if (domain.formats()[i].can_export) {
      static_cast<void>(domain.Render(i, document, "{}"));
    }
  }
  const std::vector<File> files = {{"x.txt", "ab"}};
  for (std::size_t i = 0; i < domain.formats().size(); ++i) {
    if (!domain.formats()[i].can_import) continue;
    static_cast<void>(domain.ImportFiles(i, files, "{}"));
  }
  for (std::size_t i = 0; i < domain.region_kinds().size(); ++i) {
    static_cast<void>(domain.Regions(i, tokens));
  }
  static_cast<void>(domain.Check(tokens));
  static_cast<void>(domain.PrefixOk(tokens));
  static_cast<void>(domain.Complete(tokens));
  static_cast<void>(domain.Recommend());
  std::vector<std::uint8_t> starts(tokens.size());
  static_cast<void>(domain.UnitStarts(tokens, starts));
  static_cast<void>(domain.Canvas("{}"));
  static_cast<void>(domain.Decode(tokens));
  for (std::size_t f = 0; f < domain.geometry().features.size(); ++f) {
    Require(domain.FeatureDistance(f, 0, 1) >= 0, "distances are not negative");
  }
  // A document that grows and is cut: by a cursor, where there is one.
  for (const std::size_t count : {0, 1, 2, 3, 1, 2}) {
    const auto known = TokenSpan(tokens).first(count);
    static_cast<void>(domain.Describe(ContextMode::kCausal, known, count,
                                      count + 1, slots, features));
    static_cast<void>(domain.Allowed(known, count, bits));
  }
}

}  // namespace pastiche::fuzz

#endif  // PASTICHE_TESTS_FUZZ_CALL_ALL_H_
