// Follows HCL as it grows byte by byte: which brackets, strings and heredocs
// are open, which block and key we are in. Unlike the lexer it never looks
// ahead and never gives up: nonsense leaves it in some state, and it finds its
// way back at the next line or top-level block.

#ifndef PASTICHE_PLUGINS_TERRAFORM_SYNTAX_TRACKER_H_
#define PASTICHE_PLUGINS_TERRAFORM_SYNTAX_TRACKER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pastiche::terraform {

// A 64-bit hash; 0 where there is nothing, kUnknownHash where it depends on
// something unknown (mixing keeps it unknown).
using Hash = std::uint64_t;
inline constexpr Hash kUnknownHash = ~Hash{0};
[[nodiscard]] Hash MixHash(Hash hash, Hash value);

// Values are stable: they are part of what describe() says.
enum class FrameKind : std::uint8_t {
  kRoot,
  kBlock,     // { } of a block
  kObject,    // { } of an expression
  kBracket,   // [ ]
  kParen,     // ( )
  kSequence,  // ${ } or %{ }
  kQuoted,    // " "
  kHeredoc,
};

enum class CommentKind : std::uint8_t { kNone, kLine, kBlock };

// The item that is being written in the innermost braces.
struct Item {
  Hash first;               // Its first word: a key or a block type.
  Hash label;               // The first quoted label.
  Hash key;                 // The word before "=", once it stands.
  Hash sibling1, sibling2;  // Keys or types of the items before it.
  std::uint32_t labels;     // How many quoted labels there are.
};

class SyntaxTracker {
 public:
  // All that changes with a byte; copy it to come back to it later.
  struct State {
    std::uint32_t top;          // Index of the innermost frame.
    std::uint32_t frame_count;  // Frames made so far.
    Item item;
    Hash word, word1, word2;  // Being written; the last two complete ones.
    Hash quoted;              // Of the string being written.
    std::uint32_t depth;      // Frames around; 0 at the root.
    CommentKind comment;
    bool in_word, escape;
    char previous;  // The byte before, in code.
    char run_char;  // '$' or '%' and how many stand right before.
    std::uint8_t run;
    std::uint8_t heredoc_start;  // Progress through "<<-EOT".
    std::uint8_t heredoc_line;   // Could this line be the closing marker?
    bool certain;  // The open frames are surely those of the lexer.
    bool lost;     // Something unknown stood before: frames are a guess.
  };

  SyntaxTracker();

  [[nodiscard]] const State& state() const { return state_; }
  // Back to an earlier state of this tracker, in which frame_count was not
  // greater.
  void Restore(const State& state);

  // Starts a new file.
  void Reset();
  // Reads `bytes`. `header` is the hash of the line before them; blocks that
  // open here remember it.
  void Advance(std::string_view bytes, Hash header);
  // Something unknown stands here. Brackets are taken to be balanced in it.
  void AdvanceUnknown();

  // False if the language has no text that goes on with `bytes`, as far as the
  // state tells; the parser may refuse more. Leaves the tracker as it is.
  [[nodiscard]] bool CanGoOnWith(std::string_view bytes, Hash header);
  // Whether an argument or a block of a body has begun and is not yet whole, so
  // that neither the line nor the file can end here.
  [[nodiscard]] bool HasHalfHeader() const;

  [[nodiscard]] FrameKind kind() const { return frames_[state_.top].kind; }
  // Of the block types and keys around; and of the innermost block's header.
  [[nodiscard]] Hash path() const { return frames_[state_.top].path; }
  [[nodiscard]] Hash header() const { return frames_[state_.top].header; }

 private:
  struct Frame {  // Never changes once made: states refer to it by index.
    FrameKind kind;
    std::uint32_t parent;
    Hash path, header;
    Hash marker;  // kHeredoc
    Item outer;   // The item it stands in.
  };

  void Push(FrameKind kind, Hash path, Hash header);
  void Pop();
  void PopThrough(FrameKind kind, FrameKind other);
  void EndWord();
  void AddToWord(char c);
  void EndItem();
  void FindRoot();
  void Code(char c, Hash header);
  void CodeSymbol(char c, Hash header);
  void OpenBrace(Hash header);
  void Newline();
  void Quoted(char c);
  void Heredoc(char c);
  void Comment(char c);
  [[nodiscard]] bool CanGoOnWith(char c) const;
  [[nodiscard]] bool CodeCanGoOnWith(char c) const;
  bool StartsSequence(char c);

  std::vector<Frame> frames_;
  State state_;
};

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_SYNTAX_TRACKER_H_
