// The stitcher: random pieces of the corpus, one after the other. Has no
// likelihood, and beats every Markov model on pattern divergence.

#ifndef PASTICHE_FRAMEWORK_BASELINES_STITCH_H_
#define PASTICHE_FRAMEWORK_BASELINES_STITCH_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/baselines/sample_source.h"
#include "framework/core/domain.h"
#include "framework/core/units.h"

namespace pastiche {

class Stitch : public SampleSource {
 public:
  // Pieces of `piece_units` units (5 and 10 in the comparison), each drawn with
  // equal probability from all that the corpus has; a shorter document is one
  // piece. Where documents are open-ended, the first piece of a sample is that
  // of a document. kInvalidArgument: piece_units is 0, or CutCorpus.
  [[nodiscard]] static Result<Stitch> Build(const Domain& domain,
                                            std::span<const Document> corpus,
                                            std::size_t piece_units);

  // The last piece is cut to fit `length`.
  [[nodiscard]] Result<std::vector<Token>> Sample(std::size_t length,
                                                  Rng& rng) const override;

 private:
  Stitch(std::vector<UnitDocument> documents, std::size_t piece_units,
         bool open_ended);
  // A piece by its number; one that begins a document.
  [[nodiscard]] TokenSpan Piece(std::size_t piece) const;
  [[nodiscard]] TokenSpan FirstPiece(std::size_t document) const;

  std::vector<UnitDocument> documents_;
  std::size_t piece_units_;
  bool open_ended_;
  std::vector<std::size_t> piece_ends_;  // By document: pieces up to its last.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_BASELINES_STITCH_H_
