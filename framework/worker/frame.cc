// Frames over a socket, with a deadline.

#include "framework/worker/frame.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pastiche {
namespace {

constexpr char kMagic[8] = {'P', 'S', 'T', 'W', 'R', 'K', '0', '1'};
constexpr std::size_t kPiece = std::size_t{1} << 20;

Result<void> Wait(int socket, short events, const Patience& patience) {
  using std::chrono::milliseconds;
  for (;;) {
    if (patience.cancelled != nullptr && *patience.cancelled) {
      return Fail(ErrorCode::kCancelled, "cancelled");
    }
    const auto now = std::chrono::steady_clock::now();
    if (now >= patience.until) return Fail(ErrorCode::kLimit, "time is up");
    // Short looks, so that cancelling is noticed; the deadline to 1 ms.
    const auto left = std::min<std::chrono::steady_clock::duration>(
        patience.until - now, milliseconds(50));
    const auto ms = std::chrono::ceil<milliseconds>(left).count();
    pollfd place = {socket, events, 0};
    const int ready = ::poll(&place, 1, static_cast<int>(ms));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) {
      return Fail(ErrorCode::kIo, std::strerror(errno));
    }
  }
}

// send() or recv() until `size` bytes are through.
template <typename Transfer>
Result<void> Move(int socket, short events, std::size_t size,
                  const Patience& patience, const Transfer& transfer) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t moved = transfer(done);
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (moved == 0) {
      return Fail(ErrorCode::kIo, "the other side closed the connection");
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      Result<void> waited = Wait(socket, events, patience);
      if (!waited) return waited;
    } else if (errno != EINTR) {
      return Fail(ErrorCode::kIo, std::strerror(errno));
    }
  }
  return {};
}

Result<void> Send(int socket, std::string_view bytes,
                  const Patience& patience) {
  return Move(socket, POLLOUT, bytes.size(), patience, [&](std::size_t done) {
    return ::send(socket, bytes.data() + done, bytes.size() - done,
                  MSG_DONTWAIT | MSG_NOSIGNAL);
  });
}

Result<void> Receive(int socket, char* out, std::size_t size,
                     const Patience& patience) {
  return Move(socket, POLLIN, size, patience, [&](std::size_t done) {
    return ::recv(socket, out + done, size - done, MSG_DONTWAIT);
  });
}

}  // namespace

std::optional<std::uint64_t> ParseFrameHeader(std::string_view header) {
  std::uint64_t length = 0;
  if (header.size() != kFrameHeaderBytes ||
      std::memcmp(header.data(), kMagic, sizeof kMagic) != 0) {
    return std::nullopt;
  }
  std::memcpy(&length, header.data() + sizeof kMagic, sizeof length);
  if (length > kMaxFrameBytes) return std::nullopt;
  return length;
}

std::array<char, kFrameHeaderBytes> MakeFrameHeader(std::uint64_t length) {
  std::array<char, kFrameHeaderBytes> header;
  std::memcpy(header.data(), kMagic, sizeof kMagic);
  std::memcpy(header.data() + sizeof kMagic, &length, sizeof length);
  return header;
}

Result<void> WriteFrame(int socket, std::string_view bytes,
                        const Patience& patience) {
  if (bytes.size() > kMaxFrameBytes) {
    return Fail(ErrorCode::kLimit, fmt::format("a message of {} bytes is over "
                                               "the limit of {}",
                                               bytes.size(), kMaxFrameBytes));
  }
  const auto header = MakeFrameHeader(bytes.size());
  Result<void> sent = Send(socket, {header.data(), header.size()}, patience);
  return sent ? Send(socket, bytes, patience) : sent;
}

Result<std::string> ReadFrame(int socket, const Patience& patience) {
  std::array<char, kFrameHeaderBytes> header;
  Result<void> got = Receive(socket, header.data(), header.size(), patience);
  if (!got) return Fail(got);
  const auto length = ParseFrameHeader({header.data(), header.size()});
  if (!length) return Fail(ErrorCode::kIo, "it sent no message");
  std::string bytes;
  while (bytes.size() < *length) {
    const std::size_t before = bytes.size();
    const std::size_t piece =
        std::min<std::uint64_t>(*length - before, std::max(before, kPiece));
    bytes.resize(before + piece);
    got = Receive(socket, bytes.data() + before, piece, patience);
    if (!got) return Fail(got);
  }
  return bytes;
}

}  // namespace pastiche
