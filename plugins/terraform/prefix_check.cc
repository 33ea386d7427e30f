// Can a beginning still become a valid document? What is given twice stays
// given twice. The parser reads left to
// right with one token of lookahead, so its first problem is final once the
// tokens up to it are: more text can change only what the last word becomes.

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/declarations.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// Tokens that end at or before this byte of `text` stay as they are, whatever
// is appended. A word may grow, "<" may become "<<EOT", "/*" that is not closed
// may become a comment.
std::size_t SettledBytes(const std::string& text,
                         const std::vector<Token>& tokens) {
  std::size_t settled = text.size();
  while (settled > 0 && text[settled - 1] != ' ' && text[settled - 1] != '\t' &&
         text[settled - 1] != '\n') {
    --settled;
  }
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].type == TokenType::kSlash &&
        tokens[i + 1].type == TokenType::kStar &&
        tokens[i].end == tokens[i + 1].begin) {
      return std::min<std::size_t>(settled, tokens[i].begin);
    }
  }
  return settled;
}

// The text of one file as its tokens spell it, and where each token begins.
struct Spelling {
  std::string text;
  std::vector<std::size_t> begins;
};

Spelling Spell(std::span<const std::uint32_t> tokens) {
  Spelling spelling;
  for (const std::uint32_t id : tokens) {
    spelling.begins.push_back(spelling.text.size());
    spelling.text += Vocabulary::Default().BytesOf(id);
  }
  return spelling;
}

std::size_t TokenAt(const Spelling& spelling, std::size_t byte) {
  const auto after =
      std::upper_bound(spelling.begins.begin(), spelling.begins.end(), byte);
  return after == spelling.begins.begin()
             ? 0
             : static_cast<std::size_t>(after - spelling.begins.begin()) - 1;
}

// Judges the files of one document in order.
class PrefixJudge {
 public:
  // `tokens` are those of one file's text, without marks; they stand at
  // `offset` of the document. `complete`: nothing will be added to them.
  std::optional<Hopeless> Judge(std::span<const std::uint32_t> tokens,
                                std::size_t offset, bool complete) {
    spelling_ = Spell(tokens);
    offset_ = offset;
    const std::string& text = spelling_.text;
    const std::vector<Token> lexed = Lex(text);
    Syntax syntax = Parse(text, lexed);
    const std::size_t settled =
        complete ? text.size() : SettledBytes(text, lexed);
    if (syntax.problem) {
      const Token& last = lexed[syntax.problem_token];
      const bool final = complete || (last.type != TokenType::kEndOfFile &&
                                      last.end <= settled);
      if (final) return At(*std::move(syntax.problem));
    }
    for (const Span name : syntax.duplicates) {
      if (name.end > settled) continue;
      return At({name.begin, name.end,
                 "the argument \"" + std::string(TextOf(text, name)) +
                     "\" is set twice in this block",
                 "keep one of the two"});
    }
    for (Declared& declared : DeclarationsIn(text, syntax)) {
      // A header is read up to the brace after it.
      if (declared.place.end >= settled && !complete) continue;
      if (declared_.insert(declared.name).second) continue;
      return At({declared.place.begin, declared.place.end,
                 std::move(declared.name) + " is declared twice",
                 "rename or remove one of the two"});
    }
    return std::nullopt;
  }

 private:
  Hopeless At(Problem problem) const {
    const std::size_t count = spelling_.begins.size();
    const std::size_t begin = TokenAt(spelling_, problem.begin);
    const std::size_t end =
        std::max(TokenAt(spelling_, problem.end), begin + 1);
    return {offset_ + begin, offset_ + std::min(end, count),
            std::move(problem.message), std::move(problem.mend)};
  }

  Spelling spelling_;
  std::size_t offset_ = 0;
  std::set<std::string> declared_;
};

}  // namespace

std::optional<Hopeless> FindMarkProblem(std::span<const std::uint32_t> tokens,
                                        bool whole) {
  enum class State { kStart, kName, kText, kEnd } state = State::kStart;
  const auto problem = [](std::size_t i, const char* message) {
    return Hopeless{i, i + 1, message,
                    "a document is <file> name <text> text ... <end>"};
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::uint32_t id = tokens[i];
    if (state == State::kEnd) return problem(i, "something follows the end");
    if (state == State::kStart && id != kFileMark) {
      return problem(i, "the document does not begin with a file");
    }
    if (id == kFileMark || id == kEndMark) {
      if (state == State::kName) return problem(i, "a file has no text");
      state = id == kFileMark ? State::kName : State::kEnd;
    } else if (id == kTextMark || id == kVerbatimMark) {
      if (state != State::kName) {
        return problem(i, "a text begins inside another one");
      }
      state = State::kText;
    }
  }
  if (whole && (state == State::kName || state == State::kStart)) {
    return Hopeless{tokens.size(), tokens.size(), "the last file has no text",
                    "a document is <file> name <text> text ... <end>"};
  }
  return std::nullopt;
}

std::optional<Hopeless> FindHopeless(std::span<const std::uint32_t> tokens) {
  const std::size_t vocabulary = Vocabulary::Default().size();
  for (const std::uint32_t id : tokens) {
    if (id >= vocabulary) return std::nullopt;  // Unknown: anything may be.
  }
  if (auto problem = FindMarkProblem(tokens, /*whole=*/false)) return problem;
  PrefixJudge judge;
  std::size_t begin = tokens.size();  // Of the text being read.
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    const bool end = i == tokens.size();
    const bool boundary =
        !end && (tokens[i] == kFileMark || tokens[i] == kEndMark);
    if ((boundary || end) && begin < i) {
      auto hopeless =
          judge.Judge(tokens.subspan(begin, i - begin), begin, boundary);
      if (hopeless) return hopeless;
    }
    if (end) break;
    if (boundary) begin = tokens.size();
    if (tokens[i] == kTextMark || tokens[i] == kVerbatimMark) begin = i + 1;
  }
  return std::nullopt;
}

}  // namespace pastiche::terraform
