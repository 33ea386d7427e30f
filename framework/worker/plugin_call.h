// The requests the host makes of a worker, one per function of the plugin ABI,
// and what begins every answer.

#ifndef PASTICHE_FRAMEWORK_WORKER_PLUGIN_CALL_H_
#define PASTICHE_FRAMEWORK_WORKER_PLUGIN_CALL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "framework/core/domain_description.h"
#include "framework/core/result.h"
#include "framework/worker/byte_stream.h"

namespace pastiche {

// The first value of a request. Where a comment says nothing, the arguments
// follow in the order of <pastiche/plugin.h>; the answer is the status, what
// went into the sink, and the outputs.
enum class PluginCall : std::uint32_t {
  kLoad,       // path, limits, confinement -> domains with infos and options
  kConfine,    // which -> why it is not available, or ""
  kValidate,   // path, index of the check, seed -> its outcome
  kCreate,     // domain -> the extension tables' numbers and what they have
  kTokenInfo,  // first id, count
  kEncode,
  kDecode,
  kDocument,
  kSlot,
  kFeature,
  kDescribe,
  kMismatch,  // slot, a, tokens b -> distances
  kFeatureDistance,
  kBoundary,
  kCanvas,
  kCursorOpen,  // -> number of the cursor
  kCursorAsk,   // cursor, tokens to advance over, what is asked
  kCursorRewind,
  kCursorClose,
  kAllowed,
  kCheck,
  kPrefixOk,
  kComplete,
  kMetric,
  kCompute,
  kFormat,
  kRender,
  kImportFiles,
  kRegionKind,
  kRegions,
  kChannel,
  kRecommend,
};

// What kCursorAsk asks after advancing.
enum class CursorQuestion : std::uint32_t { kNothing, kDescribe, kAllowed };

// The functions of a table that may be NULL, as bits, in the answer to kCreate.
enum OptionalFunction : std::uint32_t {
  kHasMismatch = 1,
  kHasFeatureDistance = 2,
  kHasBoundary = 4,
  kHasCanvas = 8,
  kHasAllowed = 16,
  kHasCheck = 32,
  kHasPrefixOk = 64,
  kHasComplete = 128,
  kHasRender = 256,
  kHasImport = 512,
  kHasCursorDescribe = 1024,
  kHasCursorAllowed = 2048,
};

inline void PutError(ByteWriter& out, const Error& error) {
  out.Put(static_cast<std::uint8_t>(error.code));
  out.PutText(error.message);
  out.PutText(error.mend);
}

// Leaves `in` failed unless the rest of it is an error.
[[nodiscard]] inline Error GetError(ByteReader& in) {
  const auto code = in.Get<std::uint8_t>();
  const std::string message(in.GetText()), mend(in.GetText());
  if (!in.done() || code > static_cast<std::uint8_t>(ErrorCode::kIo)) in.Fail();
  return {static_cast<ErrorCode>(code), message, mend};
}

// All but whether it is concurrent, which a library alone does not tell.
inline void PutInfo(ByteWriter& out, const DomainInfo& info) {
  for (const std::string* text :
       {&info.id, &info.name, &info.version, &info.vendor, &info.license,
        &info.description}) {
    out.PutText(*text);
  }
  out.Put(info.content_hash);
}

// An answer that is an error of the worker's side instead.
[[nodiscard]] inline std::string RefusedAnswer(const Error& error) {
  ByteWriter out;
  out.Put<std::uint8_t>(0);
  PutError(out, error);
  return out.Take();
}

// Reads past the beginning of an answer: the error it is, or nothing. An answer
// that is neither leaves `in` failed.
[[nodiscard]] inline Result<void> BeginAnswer(ByteReader& in) {
  if (in.Get<std::uint8_t>() != 0 || !in.ok()) return {};
  Error error = GetError(in);
  if (!in.ok()) return {};
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_PLUGIN_CALL_H_
