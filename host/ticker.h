// Progress of long work on stderr: a bar with rate and time left on a terminal,
// a line each 10 % elsewhere, nothing in the first second or when quiet. The
// work only adds to Progress; this one thread prints.

#ifndef PASTICHE_HOST_TICKER_H_
#define PASTICHE_HOST_TICKER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "framework/core/progress.h"
#include "host/console.h"
#include "host/interrupt.h"  // MainProgress, for what draws one.

namespace pastiche::host {

class Ticker {
 public:
  // `unit` is what is counted: "tokens". Runs until destroyed.
  Ticker(const Console& console, Progress& progress, std::string what,
         std::string unit);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void Run();
  void Tick(double seconds);
  const Console& console_;
  Progress& progress_;
  std::string what_, unit_;
  std::uint64_t tenths_ = 0;  // Last line printed off a terminal.
  bool drawn_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_TICKER_H_
