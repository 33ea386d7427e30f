// What the functions of remote_context.cc and remote_text.cc share: how they
// ask the worker and take its answers.

#ifndef PASTICHE_FRAMEWORK_WORKER_REMOTE_QUESTIONS_H_
#define PASTICHE_FRAMEWORK_WORKER_REMOTE_QUESTIONS_H_

#include <pastiche/plugin.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "framework/worker/remote_instance.h"

namespace pastiche {

// Asks, replays into `sink` what was emitted, returns the status.
inline pst_status AskSink(const pst_instance* self, ByteWriter request,
                          pst_sink* sink) {
  RemoteAnswer answer(RemoteInstance::Of(self).channel(), std::move(request));
  const pst_status status = answer.StatusAndEvents(sink);
  answer.Finish();
  return status;
}

// Asks for number `index` of a kind and reads struct_size; read(remote, in)
// reads what the struct has beyond.
template <typename Info, typename Read>
pst_status AskInfo(const pst_instance* self, PluginCall call,
                   std::uint32_t index, Info* out, const Read& read) {
  RemoteInstance& remote = RemoteInstance::Of(self);
  ByteWriter request = BeginRequest(call);
  request.Put(index);
  RemoteAnswer answer(remote.channel(), std::move(request));
  const auto status = answer.in().Get<pst_status>();
  out->struct_size = answer.in().Get<std::uint64_t>();
  read(remote, answer.in());
  answer.Finish();
  return status;
}

// Copies an array of the answer to the host's, which is `count` long.
template <typename T>
void Take(ByteReader& in, T* out, std::uint64_t count) {
  const std::vector<T> values = in.GetArray<T>();
  if (values.size() != count) return in.Fail();
  std::copy(values.begin(), values.end(), out);
}

// The function if the plugin has it.
template <typename Function>
Function* If(std::uint32_t functions, OptionalFunction bit,
             Function* function) {
  return (functions & bit) != 0 ? function : nullptr;
}

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_REMOTE_QUESTIONS_H_
