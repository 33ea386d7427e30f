// What is wrong with a module, or odd about it.

#ifndef PASTICHE_PLUGINS_TERRAFORM_CHECKS_H_
#define PASTICHE_PLUGINS_TERRAFORM_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/module_text.h"
#include "plugins/terraform/position_tracker.h"
#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {

// Stable: hosts and scripts match on the numbers.
enum class FindingCode : std::int32_t {
  kSyntax = 1,
  kDuplicateArgument = 2,
  kDuplicateDeclaration = 3,
  kUndeclared = 4,
  kUnusedVariable = 5,
  kUnusedLocal = 6,
  kMarks = 7,  // Marks of files and texts in an impossible order.
};

enum class Severity : std::int32_t { kNote = 0, kWarning = 1, kError = 2 };

struct Finding {
  FindingCode code;
  Severity severity;
  std::size_t file;
  std::uint32_t begin, end;  // Bytes of that file's text.
  std::string message;       // Starts with what; no place, no full stop.
  std::string mend;
};

// How often modules refer to something, and to something that is declared.
struct ReferenceCount {
  std::size_t all = 0;
  std::size_t resolved = 0;
};

struct ModuleReport {
  std::vector<Finding> findings;  // By file, then by place.
  ReferenceCount references;      // To var, local, data, module and resources.
  std::size_t duplicates = 0;     // Arguments and declarations.
  std::size_t unused = 0;         // Variables and locals.
  bool parses = true;
};

// Checks the files of one module together. Errors: syntax, an argument or a
// declaration given twice, references to what the module does not declare.
// Warnings: variables and locals that nothing refers to. References are judged
// only if every file parses.
[[nodiscard]] ModuleReport CheckModule(std::span<const SourceFile> files);

// The decoded files as CheckModule takes them; views into `module`.
[[nodiscard]] std::vector<SourceFile> FilesOf(const DecodedModule& module);

// Says where findings are. Takes those of a file in ascending order, or costs
// the length of the file each time.
class PlaceNames {
 public:
  // Keeps a reference to `module`.
  explicit PlaceNames(const DecodedModule& module);
  // "main.tf:12:3: "; "2:3: " in a file without a name.
  [[nodiscard]] std::string Of(std::size_t file, std::uint32_t begin);

 private:
  const DecodedModule& module_;
  std::vector<PositionTracker> trackers_;  // By file.
};

// Why this beginning of a document can never become a valid one, whatever
// follows: it does not parse, or gives an argument or a declaration twice;
// nothing if it can, or if that cannot be told. Sound, not complete: what the
// last word of the text may still become is never held against it.
struct Hopeless {
  std::size_t begin, end;  // Positions of tokens.
  std::string message, mend;
};
[[nodiscard]] std::optional<Hopeless> FindHopeless(
    std::span<const std::uint32_t> tokens);

// Where the marks of a document are out of order, if they are. `whole` also
// asks for a text in every file.
[[nodiscard]] std::optional<Hopeless> FindMarkProblem(
    std::span<const std::uint32_t> tokens, bool whole);

// A document as it is judged. One without an end mark is a beginning that was
// cut off: what is half written is dropped and what is open closed (closing.h),
// in `module` too, and what may still be declared is no error.
struct DocumentReport {
  DecodedModule module;
  ModuleReport report;
  std::optional<Hopeless> broken;  // Marks; of a beginning also its text.
  bool cut = false;

  // No error among the findings, and nothing broken.
  [[nodiscard]] bool valid() const;
  // Every file parses and the marks are in order.
  [[nodiscard]] bool parses() const { return !broken && report.parses; }
};
[[nodiscard]] DocumentReport CheckDocument(
    std::span<const std::uint32_t> tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_CHECKS_H_
