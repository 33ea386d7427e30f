// Windows of a document that stand in the corpus.

#include "framework/generate/copy_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pastiche {

Result<std::unique_ptr<const CopyLimit>> CopyLimit::Build(
    const Domain& domain, std::span<const Document> corpus, std::size_t units) {
  if (units == 0) {
    return Fail(ErrorCode::kInvalidArgument,
                "at least one unit must be allowed to be a copy's end",
                "give 1 or more; 1 forbids every unit that the corpus has");
  }
  const auto documents = CutCorpus(domain, corpus);
  if (!documents) return Fail(documents);
  std::unique_ptr<CopyLimit> limit(
      new CopyLimit(domain, UnitIndex(*documents), units));
  for (const Document& document : corpus) {
    if (!WithoutEnd(domain, document.tokens).empty()) {
      limit->names_.push_back(document.name);
    }
  }
  return std::unique_ptr<const CopyLimit>(std::move(limit));
}

Result<UnitDocument> CopyLimit::Cut(TokenSpan tokens, bool open) const {
  auto cut = CutIntoUnits(domain_, WithoutEnd(domain_, tokens));
  if (!cut || !open || cut->unit_count() == 0) return cut;
  const std::size_t length = domain_.geometry().unit_length;
  const std::size_t last =
      cut->bounds.back() - cut->bounds[cut->unit_count() - 1];
  if (length == 0 || last < length) cut->bounds.pop_back();
  return cut;
}

std::optional<CopyLimit::Copy> CopyLimit::Among(const UnitDocument& document,
                                                std::size_t first,
                                                std::size_t last) const {
  for (std::size_t u = first; u <= last; ++u) {
    const UnitMatch match = index_.Match(document, u, units_);
    if (match.units < units_) continue;
    return Copy{.first = u,
                .last_begin = document.bounds[u + units_ - 1],
                .place = match};
  }
  return std::nullopt;
}

Result<std::optional<CopyLimit::Copy>> CopyLimit::Find(TokenSpan tokens,
                                                       bool open) const {
  const auto cut = Cut(tokens, open);
  if (!cut) return Fail(cut);
  if (cut->unit_count() < units_) return std::optional<Copy>();
  return Among(*cut, 0, cut->unit_count() - units_);
}

Result<std::optional<CopyLimit::Copy>> CopyLimit::FindAtEnd(TokenSpan tokens,
                                                            bool open) const {
  const std::size_t length = domain_.geometry().unit_length;
  if (open && length > 1 && tokens.size() % length != 0) {
    return std::optional<Copy>();
  }
  const auto cut = Cut(tokens, open);
  if (!cut) return Fail(cut);
  if (cut->unit_count() < units_) return std::optional<Copy>();
  const std::size_t last = cut->unit_count() - units_;
  return Among(*cut, last, last);
}

Result<bool> CopyLimit::Touches(TokenSpan tokens, std::size_t position) const {
  const auto cut = Cut(tokens, false);
  if (!cut) return Fail(cut);
  if (cut->unit_count() < units_ || position >= cut->tokens.size()) {
    return false;
  }
  std::size_t first = 0, last = cut->unit_count() - units_;
  if (domain_.geometry().unit_length != 0) {
    const auto unit = static_cast<std::size_t>(
        std::upper_bound(cut->bounds.begin(), cut->bounds.end(), position) -
        cut->bounds.begin() - 1);
    first = unit + 1 < units_ ? 0 : unit + 1 - units_;
    last = std::min(last, unit);
  }
  return Among(*cut, first, last).has_value();
}

Error CopyLimit::Refuse(const std::string& what, const Copy& copy) const {
  return {.code = ErrorCode::kInvalidArgument,
          .message = fmt::format(
              "{} repeats {} from unit {} on, {} units verbatim from unit {} "
              "of it; fewer than {} may be",
              what, names_[copy.place.document], copy.first + 1,
              copy.place.units, copy.place.unit + 1, units_),
          .mend = "give another, or a greater --max-copy"};
}

}  // namespace pastiche
