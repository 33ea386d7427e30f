#include "framework/baselines/stitch.h"

#include <algorithm>
#include <utility>

namespace pastiche {

Result<Stitch> Stitch::Build(const Domain& domain,
                             std::span<const Document> corpus,
                             std::size_t piece_units) {
  if (piece_units < 1) {
    return Fail(ErrorCode::kInvalidArgument, "pieces of 0 units");
  }
  Result<std::vector<UnitDocument>> documents = CutCorpus(domain, corpus);
  if (!documents) return Fail(documents);
  return Stitch(*std::move(documents), piece_units, IsOpenEnded(domain));
}

Stitch::Stitch(std::vector<UnitDocument> documents, std::size_t piece_units,
               bool open_ended)
    : documents_(std::move(documents)),
      piece_units_(piece_units),
      open_ended_(open_ended) {
  std::size_t pieces = 0;
  for (const UnitDocument& document : documents_) {
    const std::size_t units = document.unit_count();
    pieces += units > piece_units_ ? units - piece_units_ + 1 : 1;
    piece_ends_.push_back(pieces);
  }
}

TokenSpan Stitch::Piece(std::size_t piece) const {
  const auto end =
      std::upper_bound(piece_ends_.begin(), piece_ends_.end(), piece);
  const auto d = static_cast<std::size_t>(end - piece_ends_.begin());
  const std::size_t first = piece - (d == 0 ? 0 : piece_ends_[d - 1]);
  const UnitDocument& document = documents_[d];
  return document.Units(first, std::min(piece_units_, document.unit_count()));
}

TokenSpan Stitch::FirstPiece(std::size_t document) const {
  const UnitDocument& from = documents_[document];
  return from.Units(0, std::min(piece_units_, from.unit_count()));
}

Result<std::vector<Token>> Stitch::Sample(std::size_t length, Rng& rng) const {
  std::vector<Token> sample;
  while (sample.size() < length) {
    const bool begins = open_ended_ && sample.empty();
    const TokenSpan tokens = begins
                                 ? FirstPiece(rng.NextBelow(documents_.size()))
                                 : Piece(rng.NextBelow(piece_ends_.back()));
    const std::size_t fits = std::min(tokens.size(), length - sample.size());
    const TokenSpan kept = tokens.first(fits);
    sample.insert(sample.end(), kept.begin(), kept.end());
  }
  return sample;
}

}  // namespace pastiche
