// Describing contexts.

#include "framework/ngram/slot_contexts.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <string>
#include <utility>

namespace pastiche {

SlotContexts::SlotContexts(const Domain& domain,
                           std::vector<ContextSource> sources)
    : domain_(domain), sources_(std::move(sources)) {
  for ([[maybe_unused]] const ContextSource& source : sources_) {
    assert(source.index < (source.is_feature ? domain.geometry().features.size()
                                             : domain.geometry().slots.size()));
  }
}

Result<void> SlotContexts::Describe(TokenSpan tokens, std::size_t begin,
                                    std::size_t end,
                                    std::span<std::int64_t> symbols) {
  const std::size_t count = end - begin;
  const std::size_t slot_count = domain_.geometry().slots.size();
  const std::size_t feature_count = domain_.geometry().features.size();
  assert(symbols.size() == count * sources_.size());
  slots_.resize(count * slot_count);
  features_.resize(count * feature_count);
  Result<void> described = domain_.Describe(ContextMode::kCausal, tokens, begin,
                                            end, slots_, features_);
  if (!described) return described;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < sources_.size(); ++k) {
      const ContextSource& source = sources_[k];
      std::int64_t& out = symbols[i * sources_.size() + k];
      if (source.is_feature) {
        out = features_[i * feature_count + source.index];
        continue;
      }
      out = slots_[i * slot_count + source.index];
      if (domain_.geometry().slots[source.index].symbol || out < 0) continue;
      out = tokens[static_cast<std::size_t>(out)];
    }
  }
  return {};
}

std::vector<Document> ThinnedOut(std::span<const Document> documents,
                                 std::size_t positions) {
  std::size_t total = 0;
  for (const Document& document : documents) total += document.tokens.size();
  const std::size_t each = std::max<std::size_t>(
      1, documents.empty() ? positions : positions / documents.size());
  std::vector<Document> kept(documents.begin(), documents.end());
  if (total <= positions) return kept;
  // Short documents leave room that the long ones share.
  std::size_t room = positions;
  std::size_t longer = documents.size();
  for (const Document& document : documents) {
    if (document.tokens.size() > each) continue;
    room -= std::min(room, document.tokens.size());
    --longer;
  }
  const std::size_t most = longer == 0 ? each : std::max(each, room / longer);
  for (Document& document : kept) {
    if (document.tokens.size() > most) document.tokens.resize(most);
    document.where.clear();
    document.payload.clear();
  }
  return kept;
}

std::vector<std::size_t> FoldsOf(std::span<const Document> documents,
                                 std::size_t folds) {
  std::map<std::string, std::size_t> numbers;
  std::vector<std::size_t> result;
  for (const Document& document : documents) {
    result.push_back(
        numbers.try_emplace(document.group_or_name(), numbers.size())
            .first->second);
  }
  for (std::size_t d = 0; d < result.size(); ++d) {
    result[d] = (numbers.size() == 1 ? d : result[d]) % folds;
  }
  return result;
}

}  // namespace pastiche
