// Texts made from HCL by one or two changes that people and generators make:
// lexemes lost, doubled or swapped, lines joined or split, brackets, quotes and
// heredocs broken, white space moved. Seeded; for tests that compare parsers.

#ifndef PASTICHE_TESTS_PLUGINS_TERRAFORM_HCL_MUTANTS_H_
#define PASTICHE_TESTS_PLUGINS_TERRAFORM_HCL_MUTANTS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform::test {

inline constexpr std::size_t kMutationKinds = 13;
// What kind number `kind` does, in a few words.
[[nodiscard]] const char* MutationName(std::size_t kind);

// `text` after one mutation. A text that has nothing to mutate stays.
[[nodiscard]] std::string Mutate(std::string_view text, std::size_t kind,
                                 Dice& dice);

// `text` with other blanks between its lexemes, and blank lines between lines.
// With `tight`, blanks are also taken away and put where there were none.
[[nodiscard]] std::string DamageBlanks(std::string_view text, bool tight,
                                       Dice& dice);

}  // namespace pastiche::terraform::test

#endif  // PASTICHE_TESTS_PLUGINS_TERRAFORM_HCL_MUTANTS_H_
