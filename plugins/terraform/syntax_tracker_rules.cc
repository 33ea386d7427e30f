// What cannot come next, told from the tracker's state alone: not all that the
// parser would refuse, and nothing that it would take.

#include <string_view>

#include "plugins/terraform/syntax_tracker.h"
#include "plugins/terraform/syntax_tracker_bytes.h"

namespace pastiche::terraform {

using namespace tracking;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view kEscaped = "nrt\"\\uU";
constexpr std::string_view kUnused = ";'`@^$\\";

bool In(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

}  // namespace

bool SyntaxTracker::HasHalfHeader() const {
  const FrameKind around = kind();
  if (around != FrameKind::kRoot && around != FrameKind::kBlock) return false;
  if (state_.comment != CommentKind::kNone) return false;
  const Item& item = state_.item;
  if (item.key != 0) return state_.previous == '=';
  return state_.in_word || (item.first != 0 && state_.previous == '"');
}

bool SyntaxTracker::CodeCanGoOnWith(char c) const {
  const FrameKind around = kind();
  if (c == '\n') {
    return !HasHalfHeader() && state_.heredoc_start != kTwoLess &&
           state_.heredoc_start != kMinus;
  }
  if (c == '}') {
    return !HasHalfHeader() &&
           (around == FrameKind::kBlock || around == FrameKind::kObject ||
            around == FrameKind::kSequence);
  }
  if (c == ']') return around == FrameKind::kBracket;
  if (c == ')') return around == FrameKind::kParen;
  if (In(c, kUnused)) return false;
  if (around != FrameKind::kRoot && around != FrameKind::kBlock) return true;
  // The beginning of an argument or a block, up to its "=" or "{".
  const Item& item = state_.item;
  if (item.key != 0) return true;
  const bool begun = item.first != 0 || state_.in_word;
  if (state_.previous == '/') return c == '/' || c == '*';
  if (IsWordByte(c) || IsSpace(c) || In(c, "#/")) return true;
  return begun && In(c, "-\"{=");
}

bool SyntaxTracker::CanGoOnWith(char c) const {
  if (!state_.certain || state_.lost) return true;
  if (state_.comment != CommentKind::kNone) return true;
  switch (kind()) {
    case FrameKind::kQuoted:
      return state_.escape ? In(c, kEscaped) : c != '\n';
    case FrameKind::kHeredoc:
      return true;
    default:
      return CodeCanGoOnWith(c);
  }
}

bool SyntaxTracker::CanGoOnWith(std::string_view bytes, Hash header) {
  const State before = state_;
  bool can = true;
  for (std::size_t i = 0; i < bytes.size() && can; ++i) {
    can = CanGoOnWith(bytes[i]);
    if (can) Advance(bytes.substr(i, 1), header);
  }
  Restore(before);
  return can;
}

}  // namespace pastiche::terraform
