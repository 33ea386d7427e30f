// The `pastiche-worker` program: runs a plugin on behalf of pastiche, which
// starts it, talks to it over a socket and ends it. Not for use by hand.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "framework/validate/run_check.h"
#include "framework/worker/confine.h"
#include "framework/worker/serve.h"
#include "framework/worker/worker_process.h"

int main(int argc, char** argv) {
  if (argc != 3 || std::strcmp(argv[1], pastiche::kWorkerProtocol) != 0) {
    std::fputs(
        "pastiche-worker: started by pastiche, of the same version; "
        "not for use by hand\n",
        stderr);
    return 2;
  }
  pastiche::DieWithParent(std::atoi(argv[2]));
  const auto kept =
      pastiche::ServePlugin(pastiche::kWorkerSocket, pastiche::AnswerValidate);
  // Not exit(), nor the end of `kept`: no code of the plugin runs any more.
  ::_exit(0);
}
