#include "plugins/terraform/syntax_tracker.h"

#include <algorithm>

#include "plugins/terraform/syntax_tracker_bytes.h"

namespace pastiche::terraform {

using namespace tracking;  // NOLINT(google-build-using-namespace)

namespace {

Hash HashWord(std::string_view word) {
  Hash hash = kWordSeed;
  for (const char c : word) hash = AddByte(hash, c);
  return hash;
}

// Blocks that stand only at the top of a file.
bool IsTopLevelType(Hash word) {
  static const std::vector<Hash> types = [] {
    std::vector<Hash> hashes;
    for (const char* type : {"resource", "data", "variable", "output", "module",
                             "locals", "terraform"}) {
      hashes.push_back(HashWord(type));
    }
    return hashes;
  }();
  return std::find(types.begin(), types.end(), word) != types.end();
}

}  // namespace

Hash MixHash(Hash hash, Hash value) {
  if (hash == kUnknownHash || value == kUnknownHash) return kUnknownHash;
  // The finaliser of SplitMix64.
  Hash z = hash * 0x9e3779b97f4a7c15u + value + 0x632be59bd9b4e019u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return z == kUnknownHash || z == 0 ? 1 : z;
}

SyntaxTracker::SyntaxTracker() {
  frames_.push_back({FrameKind::kRoot, 0, 0, 0, 0, {}});
  state_ = {};
  state_.frame_count = 1;
  state_.certain = true;
}

void SyntaxTracker::Restore(const State& state) {
  frames_.resize(state.frame_count);
  state_ = state;
}

void SyntaxTracker::Reset() {
  const State before = state_;
  state_ = {};
  state_.frame_count = before.frame_count;
  state_.word1 = before.word1;
  state_.word2 = before.word2;
  state_.certain = true;
}

void SyntaxTracker::Push(FrameKind kind, Hash path, Hash header) {
  frames_.push_back({kind, state_.top, path, header, 0, state_.item});
  state_.top = state_.frame_count++;
  ++state_.depth;
  state_.item = {};
}

void SyntaxTracker::Pop() {
  const Frame& frame = frames_[state_.top];
  state_.item = frame.outer;
  state_.top = frame.parent;
  --state_.depth;
  // What follows a sequence on its line cannot be a closing marker.
  if (kind() == FrameKind::kHeredoc) state_.heredoc_line = kLineOther;
  state_.run = 0;
  state_.escape = false;
}

// Pops up to and with the next frame of either kind. Where there is none
// nearby, the closing bracket is stray and nothing happens.
void SyntaxTracker::PopThrough(FrameKind kind, FrameKind other) {
  constexpr std::uint32_t kNearby = 8;
  std::uint32_t at = state_.top;
  std::uint32_t count = 1;
  while (frames_[at].kind != kind && frames_[at].kind != other) {
    if (frames_[at].kind == FrameKind::kRoot || count == kNearby) return;
    at = frames_[at].parent;
    ++count;
  }
  for (; count > 0; --count) Pop();
}

void SyntaxTracker::AddToWord(char c) {
  if (!state_.in_word) state_.word = kWordSeed;
  state_.in_word = true;
  state_.word = AddByte(state_.word, c);
}

void SyntaxTracker::EndWord() {
  if (!state_.in_word) return;
  state_.in_word = false;
  state_.word2 = state_.word1;
  state_.word1 = state_.word;
  if (state_.item.first == 0 && state_.comment == CommentKind::kNone) {
    state_.item.first = state_.word;
  }
}

void SyntaxTracker::EndItem() {
  Item& item = state_.item;
  const Hash name = item.key != 0 ? item.key : item.first;
  if (name != 0) {
    item.sibling2 = item.sibling1;
    item.sibling1 = name;
  }
  item.first = item.label = item.key = 0;
  item.labels = 0;
}

// Where something unknown may have hidden closing brackets, the first words of
// a top-level block tell that we are at the root again.
void SyntaxTracker::FindRoot() {
  if (!state_.lost || state_.depth == 0) return;
  if (!IsTopLevelType(state_.item.first) || state_.item.labels > 0) return;
  const Hash first = state_.item.first;
  while (state_.depth > 0) Pop();
  EndItem();
  state_.item.first = first;
}

void SyntaxTracker::OpenBrace(Hash header) {
  const FrameKind around = kind();
  const bool body = around == FrameKind::kRoot || around == FrameKind::kBlock;
  if (body && (state_.item.key == 0 || state_.item.key == kUnknownHash) &&
      state_.item.first != 0) {
    Hash type = state_.item.first;
    // A resource is told by its type, a variable not by its name.
    if (state_.item.labels > 1) type = MixHash(type, state_.item.label);
    Push(FrameKind::kBlock, MixHash(path(), type), header);
    return;
  }
  Push(FrameKind::kObject, MixHash(path(), state_.item.key), this->header());
}

void SyntaxTracker::Newline() {
  if (kind() == FrameKind::kQuoted) Pop();  // Was never closed.
  const FrameKind around = kind();
  if (state_.heredoc_start == kMarker) {
    const Hash marker = state_.word1;
    Push(FrameKind::kHeredoc, path(), header());
    frames_.back().marker = marker;
    state_.heredoc_line = kLineStart;
  } else if (around == FrameKind::kRoot || around == FrameKind::kBlock ||
             around == FrameKind::kObject) {
    EndItem();
  }
  state_.heredoc_start = kNoHeredoc;
  state_.previous = '\n';
}

}  // namespace pastiche::terraform
