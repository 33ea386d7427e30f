// What the program pastiche-worker does: confines itself, loads one plugin,
// answers the host until it hangs up.

#ifndef PASTICHE_FRAMEWORK_WORKER_SERVE_H_
#define PASTICHE_FRAMEWORK_WORKER_SERVE_H_

#include <memory>
#include <string>

#include "framework/worker/byte_stream.h"
#include "framework/worker/confine.h"

namespace pastiche {

// The answer to a kValidate request, whose first value has been read.
using AnswerCheck = std::string (*)(ByteReader& in);

// Answers requests on `socket`; returns when the host closed it. What it
// returns holds the plugin's domains: with it dies the plugin's state, by the
// plugin's code. A worker does not let it: it ends with _exit() before.
[[nodiscard]] std::shared_ptr<const void> ServePlugin(
    int socket, AnswerCheck validate, const Confiner& confiner = {});

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_SERVE_H_
