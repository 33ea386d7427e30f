// The worker's side of validation: runs one check on one plugin.

#ifndef PASTICHE_FRAMEWORK_VALIDATE_RUN_CHECK_H_
#define PASTICHE_FRAMEWORK_VALIDATE_RUN_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "framework/validate/check.h"
#include "framework/worker/byte_stream.h"

namespace pastiche {

// What check number `check` of Checks() says of the file's domain number
// `domain`. Random checks depend on `seed` and on nothing else.
[[nodiscard]] CheckOutcome RunCheck(const std::filesystem::path& path,
                                    std::size_t check, std::size_t domain,
                                    std::uint64_t seed);

// The answer to a kValidate request whose first value has been read: confines
// the process, then runs the check.
[[nodiscard]] std::string AnswerValidate(ByteReader& in);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_VALIDATE_RUN_CHECK_H_
