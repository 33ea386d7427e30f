// Damaged texts for property tests: mutations and truncations of the corpus and
// rows of random bytes or tokens, all from raw engine bits.

#ifndef PASTICHE_TESTS_PLUGINS_TERRAFORM_DAMAGE_H_
#define PASTICHE_TESTS_PLUGINS_TERRAFORM_DAMAGE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/corpus.h"

namespace pastiche::terraform::test {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  // 0..sides-1. The slight bias of the remainder does not matter here.
  std::size_t Roll(std::size_t sides) {
    return static_cast<std::size_t>(engine_() % sides);
  }
  std::string Bytes(std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) {
      bytes += static_cast<char>(engine_() & 0xff);
    }
    return bytes;
  }

 private:
  std::mt19937_64 engine_;
};

// All files of the corpus.
inline std::vector<std::string_view> CorpusTexts() {
  std::vector<std::string_view> texts;
  for (const CorpusModule& module : CorpusModules()) {
    for (const SourceFile& file : module.files) texts.push_back(file.text);
  }
  return texts;
}

// `text` with up to `most` insertions, deletions or its end cut off.
inline std::string Damage(std::string text, Dice& dice, std::size_t most = 5) {
  static const std::vector<std::string> kInsertions = {"{",
                                                       "}",
                                                       "[",
                                                       "]",
                                                       "(",
                                                       ")",
                                                       "\"",
                                                       "${",
                                                       "%{",
                                                       "~}",
                                                       "$${",
                                                       "\\",
                                                       "\n",
                                                       "=",
                                                       "<<EOT\n",
                                                       "EOT\n",
                                                       "<<-X\n",
                                                       "/*",
                                                       "*/",
                                                       "#",
                                                       "//",
                                                       " ",
                                                       "\t",
                                                       "for ",
                                                       "in",
                                                       "if",
                                                       "...",
                                                       "..",
                                                       "=>",
                                                       "\r\n",
                                                       "\xff",
                                                       "\xc3",
                                                       "'",
                                                       ";",
                                                       std::string(1, '\0'),
                                                       "\xef\xbb\xbf",
                                                       "\xc2\xa0",
                                                       "9e",
                                                       "1.",
                                                       "\xe2\x80",
                                                       "# ==> a.tf <==\n"};
  for (std::size_t n = 1 + dice.Roll(most); n > 0 && !text.empty(); --n) {
    const std::size_t at = dice.Roll(text.size());
    switch (dice.Roll(4)) {
      case 0:
        text.erase(at, 1 + dice.Roll(30));
        break;
      case 1:
        text.resize(at);
        break;
      default:
        text.insert(at, kInsertions[dice.Roll(kInsertions.size())]);
        break;
    }
  }
  return text;
}

}  // namespace pastiche::terraform::test

#endif  // PASTICHE_TESTS_PLUGINS_TERRAFORM_DAMAGE_H_
