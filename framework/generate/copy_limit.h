// How long a piece of the corpus a document may repeat: --max-copy. The copy
// guard makes copies rare; this rules them out.

#ifndef PASTICHE_FRAMEWORK_GENERATE_COPY_LIMIT_H_
#define PASTICHE_FRAMEWORK_GENERATE_COPY_LIMIT_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/core/units.h"
#include "framework/generate/unit_index.h"

namespace pastiche {

// Pieces are whole units of the document that equal as many whole units of one
// corpus document, token by token. The end token belongs to no unit.
// Immutable; shared by threads.
class CopyLimit {
 public:
  // Pieces of `units` units or more are too long. kInvalidArgument if units is
  // 0; errors as CutCorpus. `domain` must outlive the limit.
  [[nodiscard]] static Result<std::unique_ptr<const CopyLimit>> Build(
      const Domain& domain, std::span<const Document> corpus,
      std::size_t units);

  [[nodiscard]] std::size_t units() const { return units_; }

  // A piece that is too long.
  struct Copy {
    std::size_t first = 0;       // Its first unit in the document.
    std::size_t last_begin = 0;  // Token at which its last unit begins.
    UnitMatch place;             // Where the corpus has it.
  };
  // The first one in `tokens`, which may be unknown. `open`: more tokens will
  // follow, so the last unit counts only if its length is fixed and reached.
  [[nodiscard]] Result<std::optional<Copy>> Find(TokenSpan tokens,
                                                 bool open) const;
  // Whether the document ends in one. Cheaper than Find.
  [[nodiscard]] Result<std::optional<Copy>> FindAtEnd(TokenSpan tokens,
                                                      bool open) const;
  // Whether one holds `position`, of a document of fixed length; where units
  // vary in length, whether there is one anywhere.
  [[nodiscard]] Result<bool> Touches(TokenSpan tokens,
                                     std::size_t position) const;

  // What is wrong with text the user gave, called `what`.
  [[nodiscard]] Error Refuse(const std::string& what, const Copy& copy) const;

 private:
  CopyLimit(const Domain& domain, UnitIndex index, std::size_t units)
      : domain_(domain), index_(std::move(index)), units_(units) {}
  [[nodiscard]] Result<UnitDocument> Cut(TokenSpan tokens, bool open) const;
  [[nodiscard]] std::optional<Copy> Among(const UnitDocument& document,
                                          std::size_t first,
                                          std::size_t last) const;

  const Domain& domain_;
  UnitIndex index_;
  std::size_t units_;
  std::vector<std::string> names_;  // Of the documents in index_.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_COPY_LIMIT_H_
