#include "tests/plugins/terraform/hcl_mutants.h"

#include <array>
#include <span>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"

namespace pastiche::terraform::test {
namespace {

std::string With(std::string_view text, std::size_t begin, std::size_t end,
                 std::string_view instead) {
  return std::string(text.substr(0, begin)) + std::string(instead) +
         std::string(text.substr(end));
}

std::string_view Pick(std::span<const char* const> words, Dice& dice) {
  return words[dice.Roll(words.size())];
}

constexpr std::array kBrackets = {"{", "}", "[", "]", "(", ")"};
constexpr std::array kQuotes = {"\"", "\"\"", "\\\"", "'", "`"};
constexpr std::array kHeredocs = {"<<EOT\n", "<<-EOT\n", "EOT\n", "\nEOT\n",
                                  "<<",      "<<-",      " EOT",  "<<E x\n"};
constexpr std::array kTemplates = {"${",
                                   "%{",
                                   "~}",
                                   "}",
                                   "$${",
                                   "%%{",
                                   "${~",
                                   "%{ if a }",
                                   "%{ else }",
                                   "%{ endif }",
                                   "%{ for a in b }",
                                   "%{ endfor }"};
constexpr std::array kSymbols = {
    "=", "==", "!=", "=>", ",",  ".",   "...", "[*]", ".*", "?",    ":",
    "+", "-",  "!",  "&",  "&&", "||",  "<",   ">=",  ";",  "for ", " in ",
    "1", ".0", "1e", "\\", "~",  "\\u", "#",   "//",  "/*", "*/",   "/"};

// The lexemes but the end of the file; empty ones left out.
std::vector<Token> Lexemes(std::string_view text) {
  std::vector<Token> lexemes;
  for (const Token& token : Lex(text)) {
    if (token.end > token.begin) lexemes.push_back(token);
  }
  return lexemes;
}

// Replaces one character out of `from` by `instead`, or erases it.
std::string ReplaceOne(std::string_view text, std::string_view from,
                       std::string_view instead, Dice& dice) {
  if (text.empty()) return {};
  const std::size_t start = dice.Roll(text.size());
  std::size_t at = text.find_first_of(from, start);
  if (at == std::string_view::npos) at = text.find_first_of(from);
  if (at == std::string_view::npos) return std::string(text);
  return With(text, at, at + 1, instead);
}

std::string InsertAtLexeme(std::string_view text, std::string_view what,
                           Dice& dice) {
  const std::vector<Token> lexemes = Lexemes(text);
  const std::size_t at =
      lexemes.empty() ? 0 : lexemes[dice.Roll(lexemes.size())].begin;
  return With(text, at, at, what);
}

std::string SwapLexemes(std::string_view text, bool neighbours, Dice& dice) {
  const std::vector<Token> lexemes = Lexemes(text);
  if (lexemes.size() < 2) return std::string(text);
  std::size_t a = dice.Roll(lexemes.size() - 1);
  std::size_t b = neighbours ? a + 1 : dice.Roll(lexemes.size());
  if (a == b) return std::string(text);
  if (a > b) std::swap(a, b);
  return std::string(text.substr(0, lexemes[a].begin)) +
         std::string(TextOf(text, lexemes[b])) +
         std::string(
             text.substr(lexemes[a].end, lexemes[b].begin - lexemes[a].end)) +
         std::string(TextOf(text, lexemes[a])) +
         std::string(text.substr(lexemes[b].end));
}

std::string DropOrDouble(std::string_view text, bool drop, Dice& dice) {
  const std::vector<Token> lexemes = Lexemes(text);
  if (lexemes.empty()) return std::string(text);
  const Token& token = lexemes[dice.Roll(lexemes.size())];
  if (drop) return With(text, token.begin, token.end, "");
  const std::string copy(TextOf(text, token));
  return With(text, token.end, token.end,
              dice.Roll(2) == 0 ? copy : " " + copy);
}

std::string MoveHeredoc(std::string_view text, Dice& dice) {
  std::vector<Token> ends;
  for (const Token& token : Lexemes(text)) {
    if (token.type == TokenType::kCHeredoc ||
        token.type == TokenType::kOHeredoc) {
      ends.push_back(token);
    }
  }
  if (ends.empty()) return InsertAtLexeme(text, Pick(kHeredocs, dice), dice);
  const Token& token = ends[dice.Roll(ends.size())];
  switch (dice.Roll(4)) {
    case 0:
      return With(text, token.begin, token.end, "");
    case 1:
      return With(text, token.end, token.end, "x");
    case 2:
      return With(text, token.begin, token.begin, " ");
    default:
      return With(text, token.begin, token.begin, Pick(kHeredocs, dice));
  }
}

}  // namespace

const char* MutationName(std::size_t kind) {
  static constexpr std::array<const char*, kMutationKinds> kNames = {
      "lexeme lost",     "lexeme doubled",   "neighbours swapped",
      "lexemes swapped", "lines joined",     "line split",
      "bracket added",   "bracket replaced", "quote added",
      "quote lost",      "heredoc broken",   "template broken",
      "symbol added"};
  return kNames[kind];
}

std::string Mutate(std::string_view text, std::size_t kind, Dice& dice) {
  switch (kind) {
    case 0:
    case 1:
      return DropOrDouble(text, kind == 0, dice);
    case 2:
    case 3:
      return SwapLexemes(text, kind == 2, dice);
    case 4:
      return ReplaceOne(text, "\n", dice.Roll(2) == 0 ? " " : "", dice);
    case 5:
      return ReplaceOne(text, " ", dice.Roll(4) == 0 ? "\r\n" : "\n", dice);
    case 6:
      return InsertAtLexeme(text, Pick(kBrackets, dice), dice);
    case 7:
      return ReplaceOne(text, "{}[]()",
                        dice.Roll(3) == 0 ? "" : Pick(kBrackets, dice), dice);
    case 8:
      return InsertAtLexeme(text, Pick(kQuotes, dice), dice);
    case 9:
      return ReplaceOne(text, "\"", "", dice);
    case 10:
      return MoveHeredoc(text, dice);
    case 11:
      return InsertAtLexeme(text, Pick(kTemplates, dice), dice);
    default:
      return InsertAtLexeme(text, Pick(kSymbols, dice), dice);
  }
}

std::string DamageBlanks(std::string_view text, bool tight, Dice& dice) {
  std::string damaged;
  std::size_t last = 0;
  bool heredoc = false;  // Inside one, blanks are text.
  for (const Token& token : Lex(text)) {
    std::string gap(text.substr(last, token.begin - last));
    const bool literal = token.type == TokenType::kQuotedLit ||
                         token.type == TokenType::kStringLit ||
                         token.type == TokenType::kCQuote ||
                         token.type == TokenType::kCHeredoc ||
                         token.type == TokenType::kEndOfFile;
    if (!gap.empty() && !literal) {
      static constexpr std::array kGaps = {" ", "  ", "\t", "     ", " \t "};
      gap = tight && dice.Roll(5) == 0 ? "" : Pick(kGaps, dice);
    } else if (tight && !literal && !heredoc && dice.Roll(8) == 0) {
      gap += " ";
    }
    damaged += gap;
    damaged += TextOf(text, token);
    if (token.type == TokenType::kOHeredoc) heredoc = true;
    if (token.type == TokenType::kCHeredoc) heredoc = false;
    if (tight && token.type == TokenType::kNewline && dice.Roll(12) == 0) {
      damaged += dice.Roll(2) == 0 ? "\n" : " \n\n";
    }
    last = token.end;
  }
  return damaged;
}

}  // namespace pastiche::terraform::test
