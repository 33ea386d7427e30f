// Which tokens a KvCache gives up, and how it does without moving the others:
// an evicted token's slot is taken over by the next token, or by the last one.

#include <algorithm>
#include <cassert>
#include <utility>

#include "kernels/kv_cache.h"

namespace pastiche::kernels {

Status KvCache::Protect(std::size_t position) {
  const std::size_t slot = tokens_.Find(position);
  if (slot == kNoSlot) {
    return Status::Error("no token at position ", position, " in the cache");
  }
  if (tokens_.is_protected(slot)) return {};
  // Tokens still to come as sinks count, too.
  const std::size_t coming =
      options_.sinks - std::min(options_.sinks, next_position_);
  if (options_.eviction != EvictionPolicy::kNone &&
      tokens_.protected_count() + coming + 1 + options_.keep_recent >=
          options_.capacity) {
    return Status::Error(
        "position ", position,
        " would be one protected token too many: ", tokens_.protected_count(),
        " are, of capacity ", options_.capacity);
  }
  tokens_.Protect(slot);
  return {};
}

bool KvCache::MayEvict(std::size_t slot) const {
  return !tokens_.is_protected(slot) &&
         next_position_ - tokens_.position(slot) > options_.keep_recent;
}

std::size_t KvCache::ChooseVictim() {
  if (options_.eviction == EvictionPolicy::kHeavyHitter) {
    return ChooseLightest();
  }
  const std::size_t slot = tokens_.OldestUnprotected();
  return slot != kNoSlot && MayEvict(slot) ? slot : kNoSlot;
}

// Takes the next victim that still deserves it. Skipping one is paid for by the
// attention that made it heavier; collecting, by the victims collected.
std::size_t KvCache::ChooseLightest() {
  for (int attempt = 0; attempt < 2; ++attempt) {
    while (next_victim_ < victim_count_) {
      const std::size_t slot = tokens_.Find(victims_[next_victim_++]);
      if (slot != kNoSlot && MayEvict(slot) && mass_[slot] <= victim_mass_) {
        return slot;
      }
    }
    CollectVictims();
  }
  return kNoSlot;
}

// The lightest 1/16 of the capacity, in order of mass, earlier positions first
// among equals: for each, 16 tokens looked at and about log2(capacity / 16)
// comparisons.
void KvCache::CollectVictims() {
  next_victim_ = victim_count_ = 0;
  std::size_t count = 0;
  for (std::size_t slot = 0; slot < size(); ++slot) {
    if (MayEvict(slot)) {
      candidates_[count++] = static_cast<std::uint32_t>(slot);
    }
  }
  if (count == 0) return;
  const auto lighter = [this](std::uint32_t a, std::uint32_t b) {
    return std::pair(mass_[a], tokens_.position(a)) <
           std::pair(mass_[b], tokens_.position(b));
  };
  victim_count_ = std::min(count, options_.capacity / 16 + 1);
  std::nth_element(candidates_, candidates_ + victim_count_ - 1,
                   candidates_ + count, lighter);
  std::sort(candidates_, candidates_ + victim_count_, lighter);
  for (std::size_t i = 0; i < victim_count_; ++i) {
    victims_[i] = tokens_.position(candidates_[i]);
  }
  victim_mass_ = mass_[candidates_[victim_count_ - 1]];
}

void KvCache::Remove(std::size_t slot) {
  const std::size_t last = size() - 1;
  store_.Move(last, slot);
  if (mass_ != nullptr) mass_[slot] = mass_[last];
  tokens_.RemoveByMove(slot);
  summaries_.MoveLast(store_, tokens_, slot);
}

std::size_t KvCache::Evict(std::size_t count) {
  std::size_t evicted = 0;
  while (evicted < count) {
    const std::size_t slot = ChooseVictim();
    if (slot == kNoSlot) break;
    Remove(slot);
    ++evicted;
  }
  if (evicted != 0) summaries_.Flush(store_, tokens_);
  return evicted;
}

Status KvCache::AddMass(std::size_t first, std::span<const float> mass) {
  if (mass_ == nullptr) {
    return Status::Error("only a heavy-hitter cache gathers attention mass");
  }
  if (first > size() || mass.size() > size() - first) {
    return Status::Error("mass for ", mass.size(), " slots from ", first,
                         " on, of ", size());
  }
  if (!std::all_of(mass.begin(), mass.end(),
                   [](float m) { return m >= 0.0f; })) {
    return Status::Error("mass holds a number that is negative or NaN");
  }
  for (std::size_t i = 0; i < mass.size(); ++i) mass_[first + i] += mass[i];
  return {};
}

}  // namespace pastiche::kernels
