// A memory in a saved one: what was learnt, and the heads' keys in place.

#include <algorithm>
#include <cassert>
#include <utility>

#include "framework/memory/memory.h"

namespace pastiche {

std::string Memory::Save() const {
  assert(std::find(left_out_.begin(), left_out_.end(), true) ==
         left_out_.end());
  ImageWriter image;
  image.Number(tokens_.size());
  codes_.Save(image);
  buckets_.Save(image);
  base_.Save(image);
  image.Number(heads_.size());
  for (const HeadIndex& head : heads_) head.Save(image);
  return image.bytes();
}

Result<std::unique_ptr<const Memory>> Memory::Load(
    const Domain& domain, std::span<const Document* const> documents,
    const UseSettings& settings, ContextMode mode,
    std::span<const std::byte> image) {
  auto made = Empty(domain, settings, mode);
  if (!made) return Fail(made);
  Memory& memory = **made;
  for (const Document* document : documents) {
    memory.tokens_.insert(memory.tokens_.end(), document->tokens.begin(),
                          document->tokens.end());
    memory.starts_.push_back(memory.tokens_.size());
    memory.left_out_.push_back(false);
  }
  memory.position_count_ = memory.tokens_.size();
  const bool known =
      std::all_of(memory.tokens_.begin(), memory.tokens_.end(),
                  [&](Token token) { return token < memory.vocabulary_; });
  ImageReader reader(image);
  bool fits =
      known && memory.position_count_ > 0 &&
      reader.Number() == memory.tokens_.size() && memory.codes_.Load(reader) &&
      memory.buckets_.Load(domain.geometry().features, reader) &&
      memory.base_.Load(reader) && reader.Number() == settings.heads.size();
  for (const HeadSettings& head : settings.heads) {
    if (!fits) break;
    auto index = HeadIndex::Load(head, memory.codes_, memory.tokens_,
                                 memory.buckets_.size(), reader);
    fits = index.has_value();
    if (fits) memory.heads_.push_back(std::move(*index));
  }
  if (!fits || !reader.done()) {
    return Fail(ErrorCode::kInvalidArgument,
                "a saved memory does not fit its documents and heads",
                "save it anew");
  }
  return std::unique_ptr<const Memory>(std::move(*made));
}

}  // namespace pastiche
