// The recursive descent behind Parse(), shared by the files that implement it.

#ifndef PASTICHE_PLUGINS_TERRAFORM_HCL_GRAMMAR_H_
#define PASTICHE_PLUGINS_TERRAFORM_HCL_GRAMMAR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

// Every Parse function returns false after the first problem, which stops all.
class Grammar {
 public:
  Grammar(std::string_view source, const std::vector<Token>& tokens)
      : source_(source), tokens_(tokens) {}
  Syntax Run();

 private:
  // While alive, newlines are tokens, or are skipped like spaces.
  class NewlineMode {
   public:
    NewlineMode(Grammar& grammar, bool significant)
        : grammar_(grammar), before_(grammar.newlines_) {
      grammar_.newlines_ = significant;
    }
    ~NewlineMode() { grammar_.newlines_ = before_; }
    NewlineMode(const NewlineMode&) = delete;
    NewlineMode& operator=(const NewlineMode&) = delete;

   private:
    Grammar& grammar_;
    bool before_;
  };
  // Counts nesting; false where it is too deep.
  class Level {
   public:
    explicit Level(Grammar& grammar) : grammar_(grammar) {
      ok_ = ++grammar_.depth_ <= kMaxNesting || grammar_.FailTooDeep();
    }
    ~Level() { --grammar_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    explicit operator bool() const { return ok_; }

   private:
    Grammar& grammar_;
    bool ok_;
  };
  enum class Directive : std::uint8_t { kIf, kElse, kFor };
  // Comments of one line count as newlines where those are tokens.
  Token Peek();
  Token Read();
  bool At(TokenType type) { return Peek().type == type; }
  bool AtWord(std::string_view word);
  std::string_view Text(const Token& token) const {
    return TextOf(source_, token);
  }
  bool Fail(const Token& at, std::string message, std::string mend = "");
  bool FailTooDeep();
  bool Expect(TokenType type, const char* message, const char* mend);

  // hcl_parser.cc
  bool ParseBody(TokenType end, std::uint32_t body);
  bool ParseItem(std::uint32_t body,
                 std::unordered_set<std::string_view>& names);
  bool ParseAttribute(const Token& name, std::uint32_t body);
  bool ParseBlock(const Token& type, std::uint32_t parent);
  bool ParseLabels(Block& block);
  bool ParseOneLineBody(std::uint32_t body);
  bool ParseLineEnd(const char* what);

  // hcl_expression.cc
  bool ParseExpression();
  bool ParseOperand();
  bool ParseTerm();
  bool ParseTraversals(std::size_t reference);
  bool ParseDot(std::size_t& reference, bool& splat);
  bool ParseIndex();
  bool ParseCall();
  bool CheckNumber(const Token& token);

  // hcl_collection.cc
  bool ParseTuple();
  bool ParseObject();
  bool ParseObjectItem();
  bool ParseFor(TokenType close);
  bool ParseForNames(std::vector<std::string_view>& names);

  // hcl_template.cc
  bool ParseTemplate(const Token& open);
  bool ParseInterpolation(const Token& open);
  bool ParseDirective(const Token& open, std::vector<Directive>& open_ones);
  bool ParseDirectiveWord(const Token& word, std::vector<Directive>& open_ones);
  bool CheckEscapes(const Token& literal);
  static constexpr std::size_t kNoReference = static_cast<std::size_t>(-1);

  std::string_view source_;
  const std::vector<Token>& tokens_;
  Syntax syntax_;
  std::size_t next_ = 0;             // Index of the next token.
  std::size_t first_duplicate_ = 0;  // furthest_ when it was found.
  std::size_t furthest_ = 0;         // Index of the last token looked at.
  std::uint32_t last_end_ = 0;       // Where the last token read ends.
  bool newlines_ = true;
  int depth_ = 0;
  std::uint32_t body_ = 0;  // Of the attribute being parsed, and its name.
  Span attribute_ = {0, 0};
  std::vector<std::string_view> scope_;  // Variables of `for`, innermost last.
};

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_HCL_GRAMMAR_H_
