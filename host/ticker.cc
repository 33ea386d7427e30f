// The progress thread.

#include "host/ticker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace pastiche::host {
namespace {

constexpr std::chrono::milliseconds kInterval(200);
constexpr double kSilentSeconds = 1.0;
constexpr int kBarWidth = 24;

std::string Time(double seconds) {
  const auto whole = std::lround(seconds);
  return whole < 60 ? fmt::format("{} s", whole)
                    : fmt::format("{} min {} s", whole / 60, whole % 60);
}

}  // namespace

Ticker::Ticker(const Console& console, Progress& progress, std::string what,
               std::string unit)
    : console_(console),
      progress_(progress),
      what_(std::move(what)),
      unit_(std::move(unit)) {
  if (!console_.quiet()) thread_ = std::thread([this] { Run(); });
}

Ticker::~Ticker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (drawn_) std::fputs("\r\x1b[K", stderr);
}

void Ticker::Run() {
  const auto begin = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kInterval, [this] { return stop_; })) {
    const std::chrono::duration<double> spent =
        std::chrono::steady_clock::now() - begin;
    if (spent.count() >= kSilentSeconds) Tick(spent.count());
  }
}

void Ticker::Tick(double seconds) {
  const std::uint64_t done = progress_.done, total = progress_.total;
  const double rate = static_cast<double>(done) / seconds;
  const double share = total == 0
                           ? 0.0
                           : std::min(1.0, static_cast<double>(done) /
                                               static_cast<double>(total));
  const std::string speed =
      fmt::format("{:.{}f} {}/s", rate, rate < 10.0 ? 1 : 0, unit_);
  const std::string left =
      total == 0 || done == 0
          ? std::string("?")
          : Time(seconds * (1.0 - share) / std::max(share, 1e-9));
  if (console_.stderr_is_terminal()) {
    const int full = static_cast<int>(share * kBarWidth);
    std::fputs(
        fmt::format("\r\x1b[K{} [{:=<{}}{: <{}}] {:3.0f} % {}, {} left", what_,
                    "", full, "", kBarWidth - full, share * 100.0, speed, left)
            .c_str(),
        stderr);
    std::fflush(stderr);
    drawn_ = true;
    return;
  }
  const auto tenths = static_cast<std::uint64_t>(share * 10.0);
  if (tenths <= tenths_) return;
  tenths_ = tenths;
  std::fputs(fmt::format("pastiche: {}: {} %, {}, {} left\n", what_,
                         tenths * 10, speed, left)
                 .c_str(),
             stderr);
}

}  // namespace pastiche::host
