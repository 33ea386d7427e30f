// The inside of quoted strings and heredocs.

#include "plugins/terraform/hcl_scanner.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {

void Scanner::BeginSequence() {
  const TokenType type =
      Peek() == '$' ? TokenType::kTemplateInterp : TokenType::kTemplateControl;
  if (!modes_.empty() && modes_.back().kind == Mode::kHeredoc) {
    modes_.back().start_of_line = false;
  }
  Emit(type, Peek(2) == '~' ? 3 : 2);
  modes_.push_back({Mode::kSequence});
}

void Scanner::LexQuoted() {
  std::size_t length = 0;
  const auto flush = [&] {
    if (length > 0) Emit(TokenType::kQuotedLit, length);
    length = 0;
  };
  while (at_ + length < source_.size()) {
    const char c = Peek(length);
    if (c == '"') {
      flush();
      Emit(TokenType::kCQuote, 1);
      modes_.pop_back();
      return;
    }
    if (c == '\n' || c == '\r') {
      flush();
      std::size_t breaks = 0;
      while (Peek(breaks) == '\n' || Peek(breaks) == '\r') ++breaks;
      Emit(TokenType::kQuotedNewline, breaks);
      return;
    }
    if (c == '$' || c == '%') {
      if (Peek(length + 1) == c && Peek(length + 2) == '{') {
        length += 3;  // $${ and %%{ stand for themselves.
        continue;
      }
      if (Peek(length + 1) == '{') {
        flush();
        BeginSequence();
        return;
      }
    }
    std::size_t step = 1;
    if (c == '\\') {
      const char next = Peek(length + 1);
      if (at_ + length + 1 >= source_.size() || next == '\n' || next == '\r') {
        flush();
        Emit(TokenType::kUnsupported, 1);
        return;
      }
      step = 1 + LooseUtf8Length(length + 1);
    } else {
      step = LooseUtf8Length(length);
    }
    if (step == 0) {
      flush();
      Emit(TokenType::kBadUtf8, 1);
      return;
    }
    length += step;
  }
  flush();
}

void Scanner::LexHeredoc() {
  std::size_t length = 0;
  Mode& mode = modes_.back();
  while (at_ + length < source_.size()) {
    const char c = Peek(length);
    if (c == '\n') {
      const std::string_view line = source_.substr(at_, length + 1);
      if (mode.start_of_line && TrimUnicodeSpace(line) == mode.marker) {
        const std::size_t ending = line.ends_with("\r\n") ? 2 : 1;
        modes_.pop_back();
        Emit(TokenType::kCHeredoc, length + 1 - ending);
        Emit(TokenType::kNewline, ending);
        return;
      }
      mode.start_of_line = true;
      Emit(TokenType::kStringLit, length + 1);
      return;
    }
    if (c == '$' || c == '%') {
      if (Peek(length + 1) == c && Peek(length + 2) == '{') {
        length += 3;
        continue;
      }
      if (Peek(length + 1) == '{') {
        if (length > 0) Emit(TokenType::kStringLit, length);
        BeginSequence();
        return;
      }
    }
    const std::size_t step = LooseUtf8Length(length);
    if (step == 0) {
      if (length > 0) Emit(TokenType::kStringLit, length);
      Emit(TokenType::kBadUtf8, 1);
      return;
    }
    length += step;
  }
  mode.start_of_line = false;
  Emit(TokenType::kStringLit, length);
}

}  // namespace pastiche::terraform
