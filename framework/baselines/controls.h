// Controls: what a metric says of copies, of real documents and of junk. One
// that a control wins cannot rank methods alone.

#ifndef PASTICHE_FRAMEWORK_BASELINES_CONTROLS_H_
#define PASTICHE_FRAMEWORK_BASELINES_CONTROLS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/baselines/sample_source.h"
#include "framework/core/domain.h"
#include "framework/core/units.h"

namespace pastiche {

// A random window of a corpus document that starts at a unit; every window of
// the wanted length is as likely. Where no document is that long, windows of
// random documents follow each other. Where documents are open-ended, the
// beginning of a random one.
class Plagiarist : public SampleSource {
 public:
  // Errors as CutCorpus.
  [[nodiscard]] static Result<Plagiarist> Build(
      const Domain& domain, std::span<const Document> corpus);
  [[nodiscard]] Result<std::vector<Token>> Sample(std::size_t length,
                                                  Rng& rng) const override;

 private:
  Plagiarist(std::vector<UnitDocument> documents, bool open_ended);
  std::vector<UnitDocument> documents_;
  bool open_ended_;
};

// The held-out documents, cut one window after the other at units; what is
// left at the end of a document is dropped. Where documents are open-ended, the
// beginning of each.
class Heldout : public SampleSource {
 public:
  // Errors as CutCorpus.
  [[nodiscard]] static Result<Heldout> Build(const Domain& domain,
                                             std::span<const Document> heldout);
  // All windows of `length` tokens, in order; a document that is shorter is one
  // (shorter) window. Views of this object's own tokens.
  [[nodiscard]] std::vector<TokenSpan> Windows(std::size_t length) const;
  // One of Windows(length), at random.
  [[nodiscard]] Result<std::vector<Token>> Sample(std::size_t length,
                                                  Rng& rng) const override;

 private:
  Heldout(std::vector<UnitDocument> documents, bool open_ended);
  std::vector<UnitDocument> documents_;
  bool open_ended_;
};

// The same small thing again and again; ignores the Rng.
class Degenerate : public SampleSource {
 public:
  enum class Kind {
    kToken,  // The most frequent token.
    kUnit,   // The most frequent unit: a flat level.
  };
  // Ties: the lower token, the unit whose tokens are lower. Errors as
  // CutCorpus.
  [[nodiscard]] static Result<Degenerate> Build(
      const Domain& domain, std::span<const Document> corpus, Kind kind);
  [[nodiscard]] Result<std::vector<Token>> Sample(std::size_t length,
                                                  Rng& rng) const override;

 private:
  explicit Degenerate(std::vector<Token> pattern);
  std::vector<Token> pattern_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_BASELINES_CONTROLS_H_
