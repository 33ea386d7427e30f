// The options that the host passes as JSON, and a reader for them. Only flat
// objects of integers, booleans and plain strings are read; nothing else is an
// option here.

#ifndef PASTICHE_PLUGINS_TERRAFORM_OPTIONS_H_
#define PASTICHE_PLUGINS_TERRAFORM_OPTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pastiche::terraform {

inline constexpr std::uint32_t kMaxCanvasTokens = 1000000;
inline constexpr std::uint32_t kMaxPictureLines = 10000;

struct Options {
  std::uint32_t tokens = 0;  // Of a canvas, at most kMaxCanvasTokens; 0 = open.
  std::uint32_t lines = 0;   // Of a picture, at most kMaxPictureLines; 0 = all.
  bool broken = false;       // Read files that do not parse.
  // Bits of every token of the document, each 0..1e6; empty = not known. In
  // JSON a string of numbers with blanks or commas between them.
  std::vector<double> surprise = {};
};

struct OptionProblem {
  std::string message;  // "tokens is -1"
  std::string mend;     // "give 0 to 1000000"
};

// Reads e.g. {"tokens":200,"surprise":"0.5 3.25"}. Blank text is {}. An unknown
// key, a key given twice and a value out of range are errors.
[[nodiscard]] std::variant<Options, OptionProblem> ReadOptions(
    std::string_view json);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_OPTIONS_H_
