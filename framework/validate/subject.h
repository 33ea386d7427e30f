// The plugin that a check is about: loaded, opened and read when first asked
// for, each with the failure that it is not possible.

#ifndef PASTICHE_FRAMEWORK_VALIDATE_SUBJECT_H_
#define PASTICHE_FRAMEWORK_VALIDATE_SUBJECT_H_

#include <pastiche/plugin.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/random.h"
#include "framework/plugin/extension_tables.h"
#include "framework/plugin/library.h"
#include "framework/validate/check.h"

namespace pastiche {

// The value, or the end of the check with the error's message.
template <typename T>
T MustHave(Result<T> result) {
  if (!result) throw Failed(result.error().message);
  return std::move(*result);
}
inline void MustHave(const Result<void>& result) {
  if (!result) throw Failed(result.error().message);
}
// True if there is a value, false where the input is at fault, which any plugin
// may say; the end of the check otherwise.
template <typename T>
bool AnswersOrRefuses(const Result<T>& result) {
  if (result) return true;
  const ErrorCode code = result.error().code;
  if (code == ErrorCode::kInvalidArgument || code == ErrorCode::kUnsupported ||
      code == ErrorCode::kLimit) {
    return false;
  }
  throw Failed(result.error().message);
}

// An instance, called without the host's checks in between.
struct RawInstance {
  RawInstance(const pst_domain& table, const pst_host& host);
  ~RawInstance();
  RawInstance(const RawInstance&) = delete;
  RawInstance& operator=(const RawInstance&) = delete;
  pst_domain table;
  pst_instance* self = nullptr;
  ExtensionTables t;
};

class CheckSubject {
 public:
  CheckSubject(std::filesystem::path path, std::size_t domain,
               std::uint64_t seed)
      : path_(std::move(path)), index_(domain), rng_(seed) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] Rng& rng() { return rng_; }

  [[nodiscard]] const PluginLibrary& library();
  // Through the host's checks; the same each time.
  [[nodiscard]] const Domain& domain();
  [[nodiscard]] std::unique_ptr<Domain> OpenAnother();
  [[nodiscard]] RawInstance& raw();
  [[nodiscard]] const std::vector<Document>& corpus();
  // The first document, cut to at most `tokens` whole units.
  [[nodiscard]] std::vector<Token> Sample(std::size_t tokens);
  // The first document's text.
  [[nodiscard]] std::string Text();

 private:
  std::filesystem::path path_;
  std::size_t index_;
  Rng rng_;
  const PluginLibrary* library_ = nullptr;
  std::unique_ptr<Domain> domain_;
  std::unique_ptr<RawInstance> raw_;
  std::vector<Document> corpus_;
};

// A sink of our own: counts its calls and refuses from number `refuse_at` on
// with PST_E_LIMIT. Keeps nothing but the tokens and bytes.
struct CountingSink {
  explicit CountingSink(std::uint64_t refuse_at = UINT64_MAX);
  CountingSink(const CountingSink&) = delete;
  CountingSink& operator=(const CountingSink&) = delete;
  pst_sink raw = {};
  std::uint64_t refuse_at;
  std::uint64_t calls = 0;
  std::vector<Token> tokens;
  std::string bytes;
};

// Runs call(sink) with a sink that refuses its k-th call, for up to 40 k spread
// over all calls it makes. Each must return PST_E_LIMIT and stop calling.
template <typename Call>
void MustHeedRefusals(const char* function, const Call& call) {
  CountingSink open;
  static_cast<void>(call(&open.raw));
  const std::uint64_t step = std::max<std::uint64_t>(1, open.calls / 40);
  for (std::uint64_t k = 0; k < open.calls; k += step) {
    CountingSink sink(k);
    const pst_status status = call(&sink.raw);
    if (sink.calls > k + 1) {
      throw Failed(std::string(function) +
                   " kept calling the sink after call " + std::to_string(k) +
                   " was refused");
    }
    if (status != PST_E_LIMIT) {
      throw Failed(std::string(function) + " returned " +
                   std::to_string(status) + " where sink call " +
                   std::to_string(k) + " answered PST_E_LIMIT");
    }
  }
}

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_VALIDATE_SUBJECT_H_
