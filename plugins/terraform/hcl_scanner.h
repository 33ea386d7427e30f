// The state behind Lex(). Shared by the two files that implement it; nobody
// else includes this.

#ifndef PASTICHE_PLUGINS_TERRAFORM_HCL_SCANNER_H_
#define PASTICHE_PLUGINS_TERRAFORM_HCL_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  std::vector<Token> Run();

 private:
  // Length of the UTF-8 sequence at at_ + ahead by its shape alone, as
  // hclsyntax accepts it; 0 if broken.
  std::size_t LooseUtf8Length(std::size_t ahead) const;
  struct Mode {
    enum Kind : std::uint8_t { kQuoted, kHeredoc, kSequence } kind;
    bool start_of_line = true;     // kHeredoc.
    std::size_t braces = 0;        // kSequence: open "{" inside it.
    std::string_view marker = {};  // kHeredoc.
  };

  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool Starts(std::string_view text) const {
    return source_.substr(at_, text.size()) == text;
  }
  void Emit(TokenType type, std::size_t length) {
    tokens_.push_back({type, static_cast<std::uint32_t>(at_),
                       static_cast<std::uint32_t>(at_ + length)});
    at_ += length;
  }

  void LexMain();
  bool LexComment();
  bool LexHeredocStart();
  bool LexOperator();
  void LexBrace();
  void LexQuoted();
  void LexHeredoc();
  void BeginSequence();
  std::size_t NumberLength() const;
  std::size_t IdentifierLength(std::size_t from) const;
  // Of "first::second::..." here, whose first name is so long, if "(" follows
  // it; else 0.
  std::size_t FunctionNameLength(std::size_t first) const;

  std::string_view source_;
  std::size_t at_ = 0;
  bool no_more_closers_ = false;  // No "*/" after at_.
  std::vector<Mode> modes_;
  std::vector<Token> tokens_;
};

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_HCL_SCANNER_H_
