// Messages over a socket: a header with magic and length, then the bytes.

#ifndef PASTICHE_FRAMEWORK_WORKER_FRAME_H_
#define PASTICHE_FRAMEWORK_WORKER_FRAME_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/core/result.h"

namespace pastiche {

inline constexpr std::uint64_t kMaxFrameBytes = std::uint64_t{1} << 30;
inline constexpr std::size_t kFrameHeaderBytes = 16;

// How long to wait, and what ends it early.
struct Patience {
  std::chrono::steady_clock::time_point until =
      std::chrono::steady_clock::time_point::max();
  const std::atomic<bool>* cancelled = nullptr;  // May be null.

  [[nodiscard]] static Patience For(
      std::chrono::milliseconds time,
      const std::atomic<bool>* cancelled = nullptr) {
    return {std::chrono::steady_clock::now() + time, cancelled};
  }
};

// The length in a header; nullopt if it is none or over kMaxFrameBytes.
[[nodiscard]] std::optional<std::uint64_t> ParseFrameHeader(
    std::string_view header);
[[nodiscard]] std::array<char, kFrameHeaderBytes> MakeFrameHeader(
    std::uint64_t length);

// Over a stream socket. kIo: the other side is gone or sent no frame. kLimit:
// time is up, or the frame is over kMaxFrameBytes. kCancelled. Memory grows
// with what has arrived, not with what the header promises.
[[nodiscard]] Result<void> WriteFrame(int socket, std::string_view bytes,
                                      const Patience& patience);
[[nodiscard]] Result<std::string> ReadFrame(int socket,
                                            const Patience& patience);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_FRAME_H_
