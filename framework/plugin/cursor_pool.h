// Cursors of one plugin instance, kept where their documents ended, so that a
// document that grows token by token is described in constant time per token.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_CURSOR_POOL_H_
#define PASTICHE_FRAMEWORK_PLUGIN_CURSOR_POOL_H_

#include <pastiche/plugin.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/plugin/call_gate.h"

namespace pastiche {

// Threads: At() may be called from several at once; each loan belongs to one.
class CursorPool {
  struct Cursor {
    pst_cursor* raw = nullptr;
    std::vector<Token> tokens;  // What it has advanced over.
  };

 public:
  // A cursor that nobody else uses; back in the pool when this goes.
  class Loan {
   public:
    Loan(CursorPool& pool, std::unique_ptr<Cursor> cursor)
        : pool_(&pool), cursor_(std::move(cursor)) {}
    Loan(Loan&&) = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (cursor_ != nullptr) pool_->Return(std::move(cursor_));
    }
    [[nodiscard]] pst_cursor* raw() const { return cursor_->raw; }

   private:
    CursorPool* pool_;
    std::unique_ptr<Cursor> cursor_;
  };

  CursorPool() = default;
  ~CursorPool();
  CursorPool(const CursorPool&) = delete;
  CursorPool& operator=(const CursorPool&) = delete;

  // To be called once, before the others. All three outlive the pool's use;
  // the instance must not be destroyed before Close().
  void Bind(const CallGate& gate, const pst_cursor_table& table,
            const pst_instance* self);
  [[nodiscard]] bool has_describe() const { return table_.describe != nullptr; }
  [[nodiscard]] bool has_allowed() const { return table_.allowed != nullptr; }
  [[nodiscard]] const pst_cursor_table& table() const { return table_; }

  // A cursor that has advanced over exactly `tokens`: the pooled one that needs
  // fewest steps for it, or a new one. Errors: what the plugin's open, advance
  // or rewind answers; the cursor is closed then.
  [[nodiscard]] Result<Loan> At(TokenSpan tokens);

  // Closes all that are in the pool.
  void Close();

 private:
  [[nodiscard]] std::unique_ptr<Cursor> TakeNearest(TokenSpan tokens);
  [[nodiscard]] Result<void> Move(Cursor& cursor, TokenSpan tokens) const;
  void Return(std::unique_ptr<Cursor> cursor);
  void CloseOne(Cursor& cursor) const;

  const CallGate* gate_ = nullptr;
  const pst_instance* self_ = nullptr;
  pst_cursor_table table_ = {};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Cursor>> free_;  // Last used last.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_CURSOR_POOL_H_
