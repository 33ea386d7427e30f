// The conformance checks of `pastiche validate`: what each is called, whether a
// plugin must or should pass it, and the function that decides.

#ifndef PASTICHE_FRAMEWORK_VALIDATE_CHECK_H_
#define PASTICHE_FRAMEWORK_VALIDATE_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

namespace pastiche {

class CheckSubject;

enum class CheckLevel : std::uint8_t { kMust, kShould };
enum class CheckStatus : std::uint8_t { kPassed, kFailed, kSkipped };

struct CheckOutcome {
  CheckStatus status = CheckStatus::kPassed;
  std::string detail;  // Why it failed or was skipped: one sentence.
};

struct Check {
  const char* id;  // "codec.round-trip"
  CheckLevel level;
  const char* title;  // What a plugin that passes does.
  // Returns if it passes; else throws what Failed() or Skipped() make.
  void (*run)(CheckSubject& subject);
  bool per_domain = true;  // Else of the file.
  bool random = false;     // Depends on the seed: --fuzz repeats it.
};

// In the order they are reported.
[[nodiscard]] const std::vector<Check>& Checks();

// Thrown by a check to end it; RunCheck() catches it.
struct CheckEnd {
  CheckOutcome outcome;
};
[[nodiscard]] inline CheckEnd Failed(std::string why) {
  return {{CheckStatus::kFailed, std::move(why)}};
}
[[nodiscard]] inline CheckEnd Skipped(std::string why) {
  return {{CheckStatus::kSkipped, std::move(why)}};
}

// Each part of the table, in order.
void AddLoadChecks(std::vector<Check>& checks);
void AddCodecChecks(std::vector<Check>& checks);
void AddCorpusChecks(std::vector<Check>& checks);
void AddContextChecks(std::vector<Check>& checks);
void AddJudgementChecks(std::vector<Check>& checks);
void AddFormatChecks(std::vector<Check>& checks);
void AddProcessChecks(std::vector<Check>& checks);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_VALIDATE_CHECK_H_
