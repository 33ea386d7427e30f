// Ctrl-C, its grace, and the file being written.

#include "host/interrupt.h"

#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cassert>
#include <csignal>
#include <cstring>

#include "host/exit_code.h"

namespace pastiche::host {
namespace {

constexpr int kGraceMicroseconds = 700'000;  // With the rest, under a second.

std::array<char, 4096> unfinished_path;
std::atomic<bool> unfinished{false};

extern "C" void OnInterrupt(int) {
  if (MainProgress().cancelled.exchange(true)) EndInterrupted();
  itimerval grace = {};
  grace.it_value.tv_usec = kGraceMicroseconds;
  setitimer(ITIMER_REAL, &grace, nullptr);
}

extern "C" void OnGraceOver(int) { EndInterrupted(); }

}  // namespace

Progress& MainProgress() {
  static Progress progress;
  return progress;
}

void CatchInterrupt() {
  static_cast<void>(MainProgress());  // Constructed before a signal can arrive.
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = OnGraceOver;
  sigaction(SIGALRM, &action, nullptr);
}

void EndInterrupted() {
  if (unfinished) unlink(unfinished_path.data());
  _exit(kInterrupted);
}

UnfinishedFile::UnfinishedFile(const std::string& path) {
  assert(!unfinished);
  if (path.size() >= unfinished_path.size()) return;
  std::memcpy(unfinished_path.data(), path.c_str(), path.size() + 1);
  unfinished = true;
}

UnfinishedFile::~UnfinishedFile() { unfinished = false; }

}  // namespace pastiche::host
