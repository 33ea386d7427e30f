// Expressions: operators, references, calls.

#include <string>
#include <utility>

#include "plugins/terraform/hcl_grammar.h"

namespace pastiche::terraform {
namespace {

bool IsBinaryOperator(TokenType type) {
  switch (type) {
    case TokenType::kOr:
    case TokenType::kAnd:
    case TokenType::kEqualOp:
    case TokenType::kNotEqual:
    case TokenType::kLessThan:
    case TokenType::kLessThanEq:
    case TokenType::kGreaterThan:
    case TokenType::kGreaterThanEq:
    case TokenType::kPlus:
    case TokenType::kMinus:
    case TokenType::kStar:
    case TokenType::kSlash:
    case TokenType::kPercent:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Nothing is evaluated, so precedence does not matter: an expression is a row
// of operands between operators, and `a ? b : c` goes on with c.
bool Grammar::ParseExpression() {
  const Level level(*this);
  if (!level) return false;
  while (true) {
    if (!ParseOperand()) return false;
    while (IsBinaryOperator(Peek().type)) {
      Read();
      if (!ParseOperand()) return false;
    }
    if (!At(TokenType::kQuestion)) return true;
    Read();
    if (!ParseExpression()) return false;
    if (!Expect(TokenType::kColon, "a conditional needs ':' and a second value",
                "write condition ? value : other value")) {
      return false;
    }
  }
}

bool Grammar::ParseOperand() {
  while (At(TokenType::kMinus) || At(TokenType::kBang)) Read();
  return ParseTerm();
}

bool Grammar::ParseTerm() {
  const Token start = Peek();
  switch (start.type) {
    case TokenType::kOParen: {
      Read();
      const NewlineMode mode(*this, false);
      if (!ParseExpression()) return false;
      if (!Expect(TokenType::kCParen, "')' is expected here",
                  "close the parenthesis")) {
        return false;
      }
      break;
    }
    case TokenType::kNumberLit:
      if (!CheckNumber(Read())) return false;
      break;
    case TokenType::kIdent: {
      Read();
      if (At(TokenType::kOParen)) {
        if (!ParseCall()) return false;
        break;
      }
      const std::string_view name = Text(start);
      if (name == "true" || name == "false" || name == "null") break;
      bool local = false;
      for (const std::string_view variable : scope_) local |= variable == name;
      syntax_.references.push_back(
          {{Span{start.begin, start.end}}, 1, local, body_, attribute_});
      return ParseTraversals(syntax_.references.size() - 1);
    }
    case TokenType::kFunctionName:  // The lexer saw the parenthesis.
      Read();
      if (!ParseCall()) return false;
      break;
    case TokenType::kOQuote:
    case TokenType::kOHeredoc:
      if (!ParseTemplate(Read())) return false;
      break;
    case TokenType::kOBrack:
      if (!ParseTuple()) return false;
      break;
    case TokenType::kOBrace:
      if (!ParseObject()) return false;
      break;
    case TokenType::kEndOfFile:
      return Fail(start, "the file ends where a value is expected",
                  "write the value");
    default:
      return Fail(start, "a value is expected here",
                  "write a literal, a reference, or a call");
  }
  return ParseTraversals(kNoReference);
}

// `reference` is the one that further names belong to, or kNoReference.
bool Grammar::ParseTraversals(std::size_t reference) {
  bool splat = false;  // After ".*", where only names and numbers may follow.
  while (true) {
    if (At(TokenType::kDot)) {
      if (!ParseDot(reference, splat)) return false;
    } else if (At(TokenType::kOBrack)) {
      splat = false;
      reference = kNoReference;
      if (!ParseIndex()) return false;
    } else {
      return true;
    }
  }
}

bool Grammar::ParseDot(std::size_t& reference, bool& splat) {
  Read();
  const Token name = Peek();
  switch (name.type) {
    case TokenType::kIdent:
      Read();
      if (reference != kNoReference) {
        Reference& target = syntax_.references[reference];
        if (target.part_count < Reference::kMaxParts) {
          target.parts[target.part_count++] = {name.begin, name.end};
        }
      }
      return true;
    case TokenType::kNumberLit:
      reference = kNoReference;
      if (Text(name).find('.') != std::string_view::npos) {
        return Fail(name, "two indices in a row need brackets",
                    "write [0][1] instead of .0.1");
      }
      return CheckNumber(Read());
    case TokenType::kStar:
      if (splat) {
        return Fail(name, "'.*' cannot stand inside another '.*'",
                    "use [*] for the first one");
      }
      Read();
      splat = true;
      reference = kNoReference;
      return true;
    default:
      return Fail(name, "a name is expected after '.'", "write the attribute");
  }
}

bool Grammar::ParseIndex() {
  Read();
  if (At(TokenType::kStar)) {
    Read();
    return Expect(TokenType::kCBrack, "'[*' must be closed at once",
                  "write [*]");
  }
  const NewlineMode mode(*this, false);
  return ParseExpression() &&
         Expect(TokenType::kCBrack, "']' is expected here", "close the index");
}

bool Grammar::ParseCall() {
  Read();
  const NewlineMode mode(*this, false);
  while (!At(TokenType::kCParen)) {
    if (!ParseExpression()) return false;
    if (At(TokenType::kEllipsis)) {
      Read();
      return Expect(TokenType::kCParen, "')' must follow '...'",
                    "only the last argument can be expanded");
    }
    if (At(TokenType::kCParen)) break;
    if (!Expect(TokenType::kComma, "',' or ')' is expected in this call",
                "separate arguments by commas")) {
      return false;
    }
  }
  Read();
  return true;
}

// digits [. digits] [e [sign] digits], with either side of the dot optional.
bool Grammar::CheckNumber(const Token& token) {
  const std::string_view text = Text(token);
  std::size_t dots = 0;
  std::size_t exponents = 0;
  for (const char c : text) {
    if (c == '.') dots += exponents > 0 ? 2 : 1;
    if (c == 'e' || c == 'E') ++exponents;
  }
  if (dots <= 1 && exponents <= 1) return true;
  return Fail(token,
              "\"" + std::string(text.substr(0, 40)) + "\" is not a number",
              "write a number like 1.5 or 2e3");
}

}  // namespace pastiche::terraform
