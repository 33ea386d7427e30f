// Collections: lists, objects and what `for` builds of them.

#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_grammar.h"

namespace pastiche::terraform {

bool Grammar::ParseTuple() {
  Read();
  const NewlineMode mode(*this, false);
  if (AtWord("for")) return ParseFor(TokenType::kCBrack);
  while (!At(TokenType::kCBrack)) {
    if (!ParseExpression()) return false;
    if (At(TokenType::kCBrack)) break;
    if (!Expect(TokenType::kComma, "',' or ']' is expected in this list",
                "separate items by commas")) {
      return false;
    }
  }
  Read();
  return true;
}

bool Grammar::ParseObject() {
  Read();
  {
    const NewlineMode mode(*this, false);
    if (AtWord("for")) return ParseFor(TokenType::kCBrace);
  }
  const NewlineMode mode(*this, true);
  while (true) {
    while (At(TokenType::kNewline)) Read();
    if (At(TokenType::kCBrace)) break;
    if (!ParseObjectItem()) return false;
    if (At(TokenType::kCBrace)) break;
    if (!At(TokenType::kComma) && !At(TokenType::kNewline)) {
      return Fail(Peek(), "a newline, ',' or '}' is expected after this item",
                  "put the next item on a line of its own");
    }
    Read();
  }
  Read();
  return true;
}

bool Grammar::ParseObjectItem() {
  const Token key = Peek();
  const std::size_t before = syntax_.references.size();
  if (!ParseExpression()) return false;
  // A bare name before '=' is the key itself, not a reference.
  if (key.type == TokenType::kIdent && last_end_ == key.end) {
    syntax_.references.resize(before);
  }
  if (!At(TokenType::kEqual) && !At(TokenType::kColon)) {
    return Fail(Peek(), "'=' is expected after the key",
                "write key = value; quote keys with dots or spaces");
  }
  Read();
  return ParseExpression();
}

// At "for"; its newlines do not count, whatever the brackets.
bool Grammar::ParseFor(TokenType close) {
  const NewlineMode mode(*this, false);
  const bool object = close == TokenType::kCBrace;
  Read();
  const std::size_t outer = scope_.size();
  std::vector<std::string_view> names;
  if (!ParseForNames(names) || !ParseExpression()) return false;
  if (!Expect(TokenType::kColon, "':' is expected after the collection",
              "write for item in collection : value")) {
    return false;
  }
  scope_.insert(scope_.end(), names.begin(), names.end());
  if (!ParseExpression()) return false;
  const Token arrow = Peek();
  const bool keyed = arrow.type == TokenType::kFatArrow;
  if (keyed) {
    Read();
    if (!ParseExpression()) return false;
  }
  const Token dots = Peek();
  const bool grouped = dots.type == TokenType::kEllipsis;
  if (grouped) Read();
  if (AtWord("if")) {
    Read();
    if (!ParseExpression()) return false;
  }
  scope_.resize(outer);
  if (!Expect(close, "the 'for' expression should end here",
              object ? "close it with '}'" : "close it with ']'")) {
    return false;
  }
  if (object && !keyed) {
    return Fail(arrow, "a 'for' that builds an object needs key => value",
                "use [ ] to build a list");
  }
  if (!object && (keyed || grouped)) {
    return Fail(keyed ? arrow : dots, "a 'for' that builds a list has no key",
                "use { } to build an object");
  }
  return true;
}

bool Grammar::ParseForNames(std::vector<std::string_view>& names) {
  const char* message = "a variable name is expected after 'for'";
  const char* mend = "write for item in collection";
  while (true) {
    if (!At(TokenType::kIdent)) return Fail(Peek(), message, mend);
    names.push_back(Text(Read()));
    if (names.size() == 2 || !At(TokenType::kComma)) break;
    Read();
  }
  if (!AtWord("in")) return Fail(Peek(), "'in' is expected here", mend);
  Read();
  return true;
}

}  // namespace pastiche::terraform
