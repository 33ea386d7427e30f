// Answers of a worker that has been taken over: loading and creating go well,
// then every answer is made of the input. The host finds an error or an answer
// that keeps the contract.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "framework/worker/plugin_server.h"
#include "framework/worker/remote_instance.h"
#include "framework/worker/remote_plugin.h"
#include "tests/fuzz/call_all.h"
#include "tests/fuzz/patient_plugin.h"

namespace pastiche {
namespace {

// Answers with pieces of the input, each after its length in two bytes. The
// first `honest` requests are answered by the plugin.
class FuzzedChannel final : public WorkerChannel {
 public:
  FuzzedChannel(std::string_view input, int honest)
      : rest_(input),
        honest_(honest),
        server_(fuzz::PatientDomains(), fuzz::PatientHost()) {}

  Result<std::string> Ask(std::string_view request) override {
    if (honest_-- > 0) {
      ByteReader in(request);
      const auto call = static_cast<PluginCall>(in.Get<std::uint32_t>());
      return call == PluginCall::kLoad ? Loaded() : server_.Answer(request);
    }
    if (rest_.size() < 2) return Fail(ErrorCode::kPluginFailed, "crashed");
    const std::size_t length = static_cast<std::uint8_t>(rest_[0]) +
                               256u * static_cast<std::uint8_t>(rest_[1]);
    rest_.remove_prefix(2);
    const std::string answer(rest_.substr(0, length));
    rest_.remove_prefix(answer.size());
    return answer;
  }

 private:
  static std::string Loaded() {
    ByteWriter out;
    out.Put<std::uint8_t>(1);
    out.Put(PST_ABI_MAJOR);
    out.Put(PST_ABI_MINOR);
    out.PutText("");
    out.Put<std::uint64_t>(0);
    out.Put<std::uint64_t>(1);
    for (const char* text : {"patient", "Patient", "1", "x", "MIT", "x"}) {
      out.PutText(text);
    }
    out.Put<std::uint64_t>(1);
    out.Put<std::uint64_t>(0);
    return out.Take();
  }

  std::string_view rest_;
  int honest_;
  PluginServer server_;
};

}  // namespace
}  // namespace pastiche

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;
  if (size == 0) return 0;
  FuzzedChannel channel({reinterpret_cast<const char*>(data) + 1, size - 1},
                        data[0]);
  const auto plugin = RemotePlugin::Load(channel, "patient.so", {});
  if (!plugin) return 0;
  const auto domain = (*plugin)->Open(0, {});
  if (domain) fuzz::CallAll(**domain);
  return 0;
}
