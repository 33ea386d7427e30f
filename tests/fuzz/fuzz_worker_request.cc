// Requests to the worker: any bytes get an answer, whatever came before. The
// input is a series of requests, each after its length in two bytes; the plugin
// takes any arguments.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "framework/worker/plugin_server.h"
#include "framework/worker/sink_events.h"
#include "tests/fuzz/patient_plugin.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;
  using fuzz::Require;
  PluginServer server(fuzz::PatientDomains(), fuzz::PatientHost());
  ByteWriter create;
  create.Put(static_cast<std::uint32_t>(PluginCall::kCreate));
  create.Put<std::uint32_t>(0);
  PutBytes(create, {"{}", 2});
  Require(server.Answer(create.Take())[0] == 1, "there is an instance");
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (rest.size() >= 2) {
    const std::size_t length = static_cast<std::uint8_t>(rest[0]) +
                               256u * static_cast<std::uint8_t>(rest[1]);
    rest.remove_prefix(2);
    const std::string_view request = rest.substr(0, length);
    rest.remove_prefix(request.size());
    Require(!server.Answer(request).empty(), "every request is answered");
  }
  return 0;
}
