// Windows of whole units, hashed; verified before anything is hidden.

#include "framework/memory/copy_guard.h"

#include <algorithm>

namespace pastiche {
namespace {

std::uint64_t HashOf(TokenSpan window) {
  std::uint64_t hash = 0xCBF29CE484222325u + window.size();
  for (const Token token : window) {
    hash = (hash ^ token) * 0x100000001B3u;
    hash ^= hash >> 29;
  }
  return hash;
}

// Unit starts of `tokens` in ascending order.
Result<std::vector<std::size_t>> UnitStarts(const Domain& domain,
                                            TokenSpan tokens) {
  std::vector<std::uint8_t> flags(tokens.size());
  const Result<void> asked = domain.UnitStarts(tokens, flags);
  if (!asked) return Fail(asked);
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != 0) starts.push_back(i);
  }
  return starts;
}

}  // namespace

Result<std::unique_ptr<const CopyWindows>> CopyWindows::Build(
    const Memory& memory, std::size_t units) {
  std::unique_ptr<CopyWindows> windows(new CopyWindows(memory, units));
  const TokenSpan all = memory.tokens();
  for (std::size_t d = 0; d + 1 < memory.starts().size(); ++d) {
    if (memory.left_out(d)) continue;
    const std::size_t begin = memory.starts()[d];
    const TokenSpan document =
        all.subspan(begin, memory.starts()[d + 1] - begin);
    const auto starts = UnitStarts(memory.domain(), document);
    if (!starts) return Fail(starts);
    for (std::size_t u = units; u < starts->size(); ++u) {
      const std::size_t from = (*starts)[u - units], to = (*starts)[u];
      windows->after_.emplace(HashOf(document.subspan(from, to - from)),
                              begin + to);
    }
  }
  return std::unique_ptr<const CopyWindows>(std::move(windows));
}

void CopyWindows::Find(TokenSpan window,
                       std::vector<std::size_t>& places) const {
  const TokenSpan all = memory_.tokens();
  const auto [first, last] = after_.equal_range(HashOf(window));
  for (auto found = first; found != last; ++found) {
    const std::size_t place = found->second;
    if (place < window.size()) continue;
    const TokenSpan there = all.subspan(place - window.size(), window.size());
    if (std::equal(window.begin(), window.end(), there.begin())) {
      places.push_back(place);
    }
  }
  std::sort(places.begin(), places.end());
}

Result<void> CopyGuard::FindUnitStarts(TokenSpan tokens) {
  const Domain& domain = windows_.memory().domain();
  unit_starts_.clear();
  if (const std::size_t length = domain.geometry().unit_length; length != 0) {
    for (std::size_t i = 0; i <= tokens.size(); i += length) {
      unit_starts_.push_back(i);
    }
    return {};
  }
  starts_.resize(tokens.size());
  const Result<void> asked = domain.UnitStarts(tokens, starts_);
  if (!asked) return asked;
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    if (starts_[i] != 0) unit_starts_.push_back(i);
  }
  return {};
}

Result<std::span<const std::size_t>> CopyGuard::Hidden(TokenSpan tokens) {
  hidden_.clear();
  const Result<void> found = FindUnitStarts(tokens);
  if (!found) return Fail(found);
  const std::size_t units = windows_.units();
  if (unit_starts_.size() <= units) return std::span<const std::size_t>();
  const std::size_t unit = unit_starts_.back();
  const std::size_t from = unit_starts_[unit_starts_.size() - 1 - units];
  if (candidates_for_ != unit) {
    candidates_.clear();
    windows_.Find(tokens.subspan(from, unit - from), candidates_);
    candidates_for_ = unit;
  }
  const TokenSpan since = tokens.subspan(unit);
  const std::span<const std::size_t> ends = windows_.memory().starts();
  const TokenSpan all = windows_.memory().tokens();
  for (const std::size_t place : candidates_) {
    const auto end = *std::upper_bound(ends.begin(), ends.end(), place);
    if (place + since.size() >= end) continue;
    if (std::equal(since.begin(), since.end(), all.subspan(place).begin())) {
      hidden_.push_back(place + since.size());
    }
  }
  return std::span<const std::size_t>(hidden_);
}

}  // namespace pastiche
