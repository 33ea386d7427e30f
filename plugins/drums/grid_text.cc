// Reads line by line, then transposes: the text is one line per instrument,
// documents are step-major.

#include "plugins/drums/grid_text.h"

#include <array>
#include <cassert>
#include <utility>

namespace pastiche::drums {
namespace {

constexpr std::string_view kBlank = " \t\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMaxLabelBytes = 200;  // Longer ones are prose.

// One instrument's line.
struct Lane {
  std::size_t line = 0;  // From 1; 0: the instrument has no line.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Token> cells;
  std::vector<std::size_t> offsets;  // Byte of each cell.
};

std::string Show(char c) {
  if (c > ' ' && c < 0x7F) return std::string("'") + c + "'";
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

class Reader {
 public:
  Reader(std::string_view text, Findings& findings, Grid grid)
      : text_(text), findings_(findings), grid_(grid) {}

  std::optional<Pattern> Read() {
    if (text_.starts_with("MThd")) {
      Fail(0, 4, "this is a MIDI file, not a text grid",
           "read it with the midi format");
      return std::nullopt;
    }
    std::size_t begin = text_.starts_with(kByteOrderMark) ? 3 : 0;
    while (begin < text_.size()) {
      ++line_;
      auto end = text_.find('\n', begin);
      if (end == std::string_view::npos) end = text_.size();
      if (!ReadLine(begin, end)) return std::nullopt;
      begin = end + 1;
    }
    if (step_count_ == 0) {
      Fail(0, text_.size(), "no line of cells was found",
           "write one line per instrument, such as K x...x...x...x...");
      return std::nullopt;
    }
    Transpose();
    return std::move(pattern_);
  }

 private:
  // Appends an error at [begin, end). Returns false.
  bool Fail(std::size_t begin, std::size_t end, std::string message,
            std::string mend, FindingCode code = FindingCode::kText) {
    findings_.push_back({Severity::kError, code, begin, end, std::move(message),
                         std::move(mend)});
    return false;
  }

  bool ReadLine(std::size_t begin, std::size_t end) {
    while (begin < end && kBlank.find(text_[begin]) != kBlank.npos) ++begin;
    while (end > begin && kBlank.find(text_[end - 1]) != kBlank.npos) --end;
    if (begin == end) return true;
    if (text_[begin] == '#') {
      ReadComment(text_.substr(begin + 1, end - begin - 1));
      return true;
    }
    const auto instrument = InstrumentOfLabel(text_[begin]);
    if (!instrument) {
      return Fail(begin, begin + 1,
                  Show(text_[begin]) + " is not an instrument",
                  "start the line with one of K S H O L M T C R, or with # for "
                  "a comment");
    }
    if (begin + 1 < end &&
        (text_[begin + 1] != ' ' && text_[begin + 1] != '\t' &&
         text_[begin + 1] != '|')) {
      return Fail(begin + 1, begin + 2,
                  Show(text_[begin + 1]) + " follows the label directly",
                  "write a space after the label");
    }
    Lane& lane = lanes_[*instrument];
    if (lane.line != 0) {
      return Fail(begin, end,
                  "the " + Name(*instrument) + " already has line " +
                      std::to_string(lane.line),
                  "keep one line per instrument");
    }
    lane.line = line_;
    lane.begin = begin;
    lane.end = end;
    return ReadCells(lane) && CheckLength(lane, *instrument);
  }

  void ReadComment(std::string_view comment) {
    const auto colon = comment.find(':');
    if (colon == std::string_view::npos) return;
    const auto key = Trim(comment.substr(0, colon));
    const auto value = Trim(comment.substr(colon + 1));
    if (value.size() > kMaxLabelBytes) return;
    if (key == "style") pattern_.style = value;
    if (key == "license") pattern_.license = value;
  }

  bool ReadCells(Lane& lane) {
    for (std::size_t at = lane.begin + 1; at < lane.end; ++at) {
      const char c = text_[at];
      if (c == ' ' || c == '\t') continue;
      if (c == '|') {
        if (lane.cells.size() % StepsPerBeat(grid_) == 0) continue;
        return Fail(at, at + 1,
                    "a bar line stands after " +
                        std::to_string(lane.cells.size()) +
                        " steps, inside a beat",
                    "put | after whole bars or beats only: a step may be "
                    "missing or too many before it");
      }
      const auto cell = ClassOfGlyph(c);
      if (!cell) {
        return Fail(at, at + 1, Show(c) + " is not a cell",
                    "write . for a rest, o for a ghost note, x for a normal "
                    "one, X for an accent");
      }
      lane.cells.push_back(*cell);
      lane.offsets.push_back(at);
    }
    return true;
  }

  bool CheckLength(const Lane& lane, std::size_t instrument) {
    const std::size_t steps = lane.cells.size();
    if (steps == 0 || steps % StepsPerBar(grid_) != 0) {
      return Fail(lane.begin, lane.end,
                  "the " + Name(instrument) + " has " + std::to_string(steps) +
                      " steps, not whole bars of " +
                      std::to_string(StepsPerBar(grid_)),
                  "pad the line with . or cut it");
    }
    if (steps > kMaxBars * StepsPerBar(grid_)) {
      return Fail(
          lane.begin, lane.end,
          "the document has more than " + std::to_string(kMaxBars) + " bars",
          "split it into several files", FindingCode::kTooLong);
    }
    if (step_count_ == 0) step_count_ = steps;
    if (steps == step_count_) return true;
    return Fail(lane.begin, lane.end,
                "the " + Name(instrument) + " has " + std::to_string(steps) +
                    " steps, the lines before it have " +
                    std::to_string(step_count_),
                "pad the line with . or cut it");
  }

  void Transpose() {
    const std::size_t count = step_count_ * kInstrumentCount;
    pattern_.cells.assign(count, kRest);
    pattern_.where.assign(count, {});
    pattern_.velocity.assign(count, 0.0);
    pattern_.timing.assign(count, 0.0);
    for (std::size_t i = 0; i < kInstrumentCount; ++i) {
      const Lane& lane = lanes_[i];
      for (std::size_t step = 0; step < lane.cells.size(); ++step) {
        const std::size_t at = step * kInstrumentCount + i;
        pattern_.cells[at] = lane.cells[step];
        pattern_.where[at] = {lane.offsets[step], lane.offsets[step] + 1};
        pattern_.velocity[at] = VelocityOfClass(lane.cells[step]);
      }
    }
  }

  static std::string Name(std::size_t instrument) {
    return std::string(kInstruments[instrument].id);
  }

  std::string_view text_;
  Findings& findings_;
  Grid grid_;
  std::size_t line_ = 0;
  std::size_t step_count_ = 0;
  std::array<Lane, kInstrumentCount> lanes_;
  Pattern pattern_;
};

}  // namespace

std::vector<Token> Pattern::Tokens(Levels levels) const {
  std::vector<Token> tokens;
  tokens.reserve(cells.size());
  for (const Token cell : cells) tokens.push_back(TokenOfClass(levels, cell));
  return tokens;
}

std::optional<Pattern> ReadGridText(std::string_view text, Findings& findings,
                                    Grid grid) {
  return Reader(text, findings, grid).Read();
}

std::string WriteGridText(TokenSpan tokens, Levels levels, Grid grid) {
  assert(tokens.size() % TokensPerBar(grid) == 0);
  const std::size_t steps = tokens.size() / kInstrumentCount;
  std::string text;
  text.reserve(kInstrumentCount * (steps + steps / StepsPerBar(grid) + 3));
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    text += kInstruments[i].label;
    text += ' ';
    for (std::size_t step = 0; step < steps; ++step) {
      if (step != 0 && step % StepsPerBar(grid) == 0) text += '|';
      const Token token = tokens[step * kInstrumentCount + i];
      assert(token < VocabSize(levels));
      text += GlyphOfClass(ClassOfToken(levels, token));
    }
    text += '\n';
  }
  return text;
}

}  // namespace pastiche::drums
