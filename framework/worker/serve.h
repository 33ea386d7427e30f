// What the program pastiche-worker does: confines itself, loads one plugin,
// answers the host until it hangs up.

#ifndef PASTICHE_FRAMEWORK_WORKER_SERVE_H_
#define PASTICHE_FRAMEWORK_WORKER_SERVE_H_

#include <string>

#include "framework/worker/byte_stream.h"
#include "framework/worker/confine.h"

namespace pastiche {

// The answer to a kValidate request, whose first value has been read.
using AnswerCheck = std::string (*)(ByteReader& in);

// Answers requests on `socket`; returns when the host closed it. Everything it
// loaded stays loaded: end the process with _exit().
void ServePlugin(int socket, AnswerCheck validate,
                 const Confiner& confiner = {});

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_SERVE_H_
