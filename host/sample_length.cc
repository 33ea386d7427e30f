// Lengths of new documents.

#include "host/sample_length.h"

#include <fmt/format.h>

#include <algorithm>

namespace pastiche::host {
namespace {

constexpr std::size_t kOpenLength = 512;
constexpr std::uint64_t kMaxLength = 10000000;

}  // namespace

Result<std::size_t> SampleLength(const Session& session) {
  const Domain& domain = session.domain();
  const std::uint64_t unit =
      std::max<std::uint32_t>(1, domain.geometry().unit_length);
  if (const auto units = session.arguments().Integer("length")) {
    if (*units > kMaxLength / unit) {
      return Fail(ErrorCode::kLimit,
                  fmt::format("--length {} is {} tokens, more than {}", *units,
                              *units * unit, kMaxLength),
                  "ask for less");
    }
    return static_cast<std::size_t>(*units * unit);
  }
  const auto canvas = domain.Canvas(session.Options(Session::Scope::kCanvas));
  if (canvas) return canvas->size();
  if (canvas.error().code == ErrorCode::kUnsupported) return kOpenLength;
  return Fail(canvas);
}

}  // namespace pastiche::host
