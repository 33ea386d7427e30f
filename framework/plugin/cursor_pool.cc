// Lending cursors, and moving them to where they are asked.

#include "framework/plugin/cursor_pool.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace pastiche {
namespace {

// More documents than are generated at once on most machines; a further one
// takes over the cursor that was not used for longest.
constexpr std::size_t kMostFree = 32;
// This many steps cost less than a look at the other cursors.
constexpr std::size_t kNear = 64;

std::size_t CommonPrefix(TokenSpan a, TokenSpan b) {
  constexpr std::size_t kStride = 64;  // memcmp() is much faster than a loop.
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at + kStride <= shorter && std::memcmp(a.data() + at, b.data() + at,
                                                kStride * sizeof(Token)) == 0) {
    at += kStride;
  }
  while (at < shorter && a[at] == b[at]) ++at;
  return at;
}

}  // namespace

CursorPool::~CursorPool() { Close(); }

void CursorPool::Bind(const CallGate& gate, const pst_cursor_table& table,
                      const pst_instance* self) {
  gate_ = &gate;
  self_ = self;
  table_ = table;
}

Result<CursorPool::Loan> CursorPool::At(TokenSpan tokens) {
  std::unique_ptr<Cursor> cursor = TakeNearest(tokens);
  if (cursor == nullptr) {
    cursor = std::make_unique<Cursor>();
    const Result<bool> opened =
        gate_->Ask("cursor open", nullptr, Answers::kOk,
                   [&] { return table_.open(self_, &cursor->raw); });
    if (!opened) return Fail(opened);
    if (cursor->raw == nullptr) {
      return tl::unexpected<Error>(
          gate_->Breach("cursor open", "returned success without a cursor"));
    }
  }
  if (const Result<void> moved = Move(*cursor, tokens); !moved) {
    CloseOne(*cursor);
    return Fail(moved);
  }
  return Loan(*this, std::move(cursor));
}

std::unique_ptr<CursorPool::Cursor> CursorPool::TakeNearest(TokenSpan tokens) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::size_t nearest = free_.size();
  std::size_t fewest = tokens.size();  // What a new cursor takes.
  for (std::size_t i = free_.size(); i-- > 0;) {
    const TokenSpan there = free_[i]->tokens;
    const std::size_t common = CommonPrefix(there, tokens);
    const std::size_t steps = there.size() - common + tokens.size() - common;
    // An empty cursor is as good as a new one.
    if (steps > fewest || (steps == fewest && !there.empty())) continue;
    nearest = i;
    fewest = steps;
    if (steps <= kNear) break;
  }
  if (nearest == free_.size()) {
    if (free_.size() < kMostFree) return nullptr;
    nearest = 0;
  }
  std::unique_ptr<Cursor> cursor = std::move(free_[nearest]);
  free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(nearest));
  return cursor;
}

Result<void> CursorPool::Move(Cursor& cursor, TokenSpan tokens) const {
  const std::size_t common = CommonPrefix(cursor.tokens, tokens);
  if (const std::size_t back = cursor.tokens.size() - common; back > 0) {
    const Result<bool> done =
        gate_->Ask("cursor rewind", nullptr, Answers::kOk,
                   [&] { return table_.rewind(cursor.raw, back); });
    if (!done) return Fail(done);
  }
  cursor.tokens.assign(tokens.begin(), tokens.end());
  if (common == tokens.size()) return {};
  const Result<bool> done =
      gate_->Ask("cursor advance", nullptr, Answers::kOk, [&] {
        for (const Token token : tokens.subspan(common)) {
          const pst_status status = table_.advance(cursor.raw, token);
          if (status != PST_OK) return status;
        }
        return PST_OK;
      });
  if (!done) return Fail(done);
  return {};
}

void CursorPool::Return(std::unique_ptr<Cursor> cursor) {
  const std::lock_guard<std::mutex> lock(mutex_);
  try {
    free_.push_back(std::move(cursor));
  } catch (const std::bad_alloc&) {
    CloseOne(*cursor);  // Called by a destructor; the pool has no room.
  }
}

void CursorPool::CloseOne(Cursor& cursor) const {
  static_cast<void>(gate_->AskNumber("cursor close", 0, [&] {
    table_.close(cursor.raw);
    return 0;
  }));
}

void CursorPool::Close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& cursor : free_) CloseOne(*cursor);
  free_.clear();
}

}  // namespace pastiche
