// Ctrl-C: the work is asked to stop; what has not within a moment is left, and
// the program ends without the file that it was writing.

#ifndef PASTICHE_HOST_INTERRUPT_H_
#define PASTICHE_HOST_INTERRUPT_H_

#include <string>

#include "framework/core/progress.h"

namespace pastiche::host {

// The process's one Progress: Ctrl-C sets its `cancelled`.
[[nodiscard]] Progress& MainProgress();

// Installs the handler of SIGINT and SIGTERM. The first signal sets
// MainProgress().cancelled; the program ends with kInterrupted 0.7 s later, or
// at the second signal, wherever it is then.
void CatchInterrupt();

// The program ends as it does on a second Ctrl-C. Async-signal-safe.
[[noreturn]] void EndInterrupted();

// While it lives, `path` is removed if the program is interrupted. One at a
// time (asserted); paths of 4096 bytes or more are not removed.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(const std::string& path);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_INTERRUPT_H_
