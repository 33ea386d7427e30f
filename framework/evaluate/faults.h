// Small faults put into a document on purpose: does a model find them unlike
// the corpus?

#ifndef PASTICHE_FRAMEWORK_EVALUATE_FAULTS_H_
#define PASTICHE_FRAMEWORK_EVALUATE_FAULTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/random.h"
#include "framework/core/result.h"

namespace pastiche {

// `tokens` in the place of what follows position `begin`; without the fault,
// tokens [sound_begin, sound_end) of the document are what a reader looks at.
struct Fault {
  std::size_t begin = 0;
  std::vector<Token> tokens;
  std::size_t sound_begin = 0, sound_end = 0;
};

// Makes faults of one document, which must outlive it. In each, one token after
// the place is looked at, too, if there is one.
class FaultMaker {
 public:
  // Errors: the domain's, when it writes the document.
  [[nodiscard]] static Result<FaultMaker> Build(const Domain& domain,
                                                TokenSpan tokens);

  // One letter of the region changed: left out, doubled, changed places with
  // the next, or another one. Absent where no try of a few is a document of the
  // domain, or if the domain's text does not give the document's tokens.
  [[nodiscard]] Result<std::optional<Fault>> Typo(const Region::Run& run,
                                                  Rng& rng) const;
  // The tokens of another region in the place of `run`.
  [[nodiscard]] Fault Replaced(const Region::Run& run,
                               const Region::Run& by) const;
  // Without `run`; looked at is how `next`, which follows it, begins.
  [[nodiscard]] Fault Missing(const Region::Run& run,
                              const Region::Run& next) const;

 private:
  FaultMaker(const Domain& domain, TokenSpan tokens)
      : domain_(domain), tokens_(tokens) {}

  const Domain& domain_;
  TokenSpan tokens_;
  std::string text_;               // Empty: does not give the tokens.
  std::vector<SourceSpan> where_;  // Of each token in text_.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_FAULTS_H_
