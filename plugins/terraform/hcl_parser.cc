// Files, bodies, blocks and attributes.

#include "plugins/terraform/hcl_parser.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "plugins/terraform/hcl_grammar.h"
#include "plugins/terraform/hcl_lexer.h"

namespace pastiche::terraform {

Syntax Parse(std::string_view source, const std::vector<Token>& tokens) {
  return Grammar(source, tokens).Run();
}

Syntax Grammar::Run() {
  if (std::optional<Problem> invalid = FindInvalidToken(source_, tokens_)) {
    syntax_.problem = std::move(invalid);
    while (tokens_[syntax_.problem_token].begin != syntax_.problem->begin) {
      ++syntax_.problem_token;
    }
    return std::move(syntax_);
  }
  ParseBody(TokenType::kEndOfFile, 0);
  if (!syntax_.problem && !syntax_.duplicates.empty()) {
    const Span name = syntax_.duplicates.front();
    syntax_.problem =
        Problem{name.begin, name.end,
                "the argument \"" + std::string(TextOf(source_, name)) +
                    "\" is set twice in this block",
                "keep one of the two"};
    syntax_.problem_token = first_duplicate_;
  }
  return std::move(syntax_);
}

Token Grammar::Peek() {
  std::size_t i = next_;
  for (;; ++i) {
    const Token& token = tokens_[i];
    if (token.type == TokenType::kComment) {
      if (!newlines_ || !EndsLine(source_, token)) continue;
      furthest_ = std::max(furthest_, i);
      return {TokenType::kNewline, token.begin, token.end};
    }
    if (token.type == TokenType::kNewline && !newlines_) continue;
    furthest_ = std::max(furthest_, i);
    return token;
  }
}

Token Grammar::Read() {
  const Token token = Peek();
  last_end_ = token.end;
  while (tokens_[next_].begin != token.begin ||
         tokens_[next_].end != token.end) {
    ++next_;
  }
  if (token.type != TokenType::kEndOfFile) ++next_;
  return token;
}

bool Grammar::AtWord(std::string_view word) {
  const Token token = Peek();
  return token.type == TokenType::kIdent && Text(token) == word;
}

bool Grammar::Fail(const Token& at, std::string message, std::string mend) {
  if (syntax_.problem) return false;
  syntax_.problem =
      Problem{at.begin, at.end, std::move(message), std::move(mend)};
  syntax_.problem_token = furthest_;
  return false;
}

bool Grammar::FailTooDeep() {
  return Fail(Peek(),
              "brackets, blocks or templates are nested deeper than " +
                  std::to_string(kMaxNesting),
              "move the inner part into a local value");
}

bool Grammar::Expect(TokenType type, const char* message, const char* mend) {
  if (!At(type)) return Fail(Peek(), message, mend);
  Read();
  return true;
}

bool Grammar::ParseBody(TokenType end, std::uint32_t body) {
  std::unordered_set<std::string_view> names;
  while (true) {
    const Token next = Peek();
    if (next.type == end) {
      Read();
      break;
    }
    if (next.type == TokenType::kNewline) {
      Read();
      continue;
    }
    if (next.type == TokenType::kIdent) {
      if (!ParseItem(body, names)) return false;
      continue;
    }
    if (next.type == TokenType::kOQuote) {
      return Fail(next, "argument names must not be quoted",
                  "remove the quotes");
    }
    if (next.type == TokenType::kEndOfFile) {
      return Fail(next, "the file ends inside a block", "add the missing '}'");
    }
    return Fail(next, "an argument or a block is expected here",
                "write name = value, or name { ... }");
  }
  return true;
}

bool Grammar::ParseItem(std::uint32_t body,
                        std::unordered_set<std::string_view>& names) {
  const Token name = Read();
  switch (Peek().type) {
    case TokenType::kEqual:
      if (!ParseAttribute(name, body)) return false;
      if (!ParseLineEnd("an argument")) return false;
      if (names.insert(Text(name)).second) return true;
      if (syntax_.duplicates.empty()) first_duplicate_ = furthest_;
      syntax_.duplicates.push_back({name.begin, name.end});
      return true;
    case TokenType::kOQuote:
    case TokenType::kOBrace:
    case TokenType::kIdent:
      return ParseBlock(name, body);
    default:
      return Fail(name, "an argument or a block is expected here",
                  "after the name write = and a value, or a block");
  }
}

bool Grammar::ParseAttribute(const Token& name, std::uint32_t body) {
  Read();  // "="
  body_ = body;
  attribute_ = {name.begin, name.end};
  const std::uint32_t begin = Peek().begin;
  if (!ParseExpression()) return false;
  syntax_.attributes.push_back({attribute_, {begin, last_end_}, body});
  return true;
}

bool Grammar::ParseLineEnd(const char* what) {
  const Token next = Peek();
  if (next.type == TokenType::kEndOfFile) return true;
  if (next.type == TokenType::kNewline) {
    Read();
    return true;
  }
  if (next.type == TokenType::kComma) {
    return Fail(next, "arguments are separated by newlines, not by ','",
                "put the next one on a line of its own");
  }
  return Fail(next, std::string(what) + " must end with a newline",
              "start a new line here");
}

bool Grammar::ParseLabels(Block& block) {
  while (true) {
    const Token next = Peek();
    if (next.type == TokenType::kOBrace) return true;
    if (next.type == TokenType::kIdent) {
      Read();
      block.labels.push_back({next.begin, next.end});
    } else if (next.type == TokenType::kOQuote) {
      Read();
      while (At(TokenType::kQuotedLit)) {
        if (!CheckEscapes(Read())) return false;
      }
      const Token close = Peek();
      if (close.type != TokenType::kCQuote) {
        return Fail(close, "a label must be a plain quoted string",
                    "remove the template, or close the quote");
      }
      Read();
      block.labels.push_back({next.end, close.begin});
    } else if (next.type == TokenType::kEqual) {
      return Fail(next, "a block is not introduced by '='",
                  "remove the '=', or the labels");
    } else {
      return Fail(next, "a label or '{' is expected here",
                  "open the block with '{' on the same line");
    }
    block.header.end = last_end_;
  }
}

bool Grammar::ParseBlock(const Token& type, std::uint32_t parent) {
  const Level level(*this);
  if (!level) return false;
  Block block = {{type.begin, type.end},
                 {},
                 {type.begin, type.end},
                 {type.end, type.end},
                 parent};
  if (!ParseLabels(block)) return false;
  block.braces.begin = Read().begin;
  const std::size_t index = syntax_.blocks.size();
  const auto body = static_cast<std::uint32_t>(index + 1);
  syntax_.blocks.push_back(std::move(block));
  switch (Peek().type) {
    case TokenType::kNewline:
    case TokenType::kEndOfFile:
    case TokenType::kCBrace:
      if (!ParseBody(TokenType::kCBrace, body)) return false;
      break;
    default:
      if (!ParseOneLineBody(body)) return false;
  }
  syntax_.blocks[index].braces.end = last_end_;
  return ParseLineEnd("a block");
}

// foo { bar = baz }
bool Grammar::ParseOneLineBody(std::uint32_t body) {
  const Token name = Peek();
  if (name.type != TokenType::kIdent) {
    return Fail(name, "an argument is expected here",
                "write name = value, or start a new line");
  }
  Read();
  if (!At(TokenType::kEqual)) {
    return Fail(Peek(), "a block on one line holds one argument only",
                "put nested blocks on lines of their own");
  }
  if (!ParseAttribute(name, body)) return false;
  return Expect(TokenType::kCBrace,
                "a block on one line ends right after its one argument",
                "put '}' here, or give each argument a line");
}

}  // namespace pastiche::terraform
