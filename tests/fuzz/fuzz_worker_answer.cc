// Answers of a worker that has been taken over: loading and creating go well,
// then every answer is made of the input. The host finds an error or an answer
// that keeps the contract.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/worker/plugin_server.h"
#include "framework/worker/remote_instance.h"
#include "framework/worker/remote_plugin.h"
#include "tests/fuzz/patient_plugin.h"
#include "tests/fuzz/require.h"

namespace pastiche {
namespace {

using fuzz::Require;

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

// Each call once; what is answered is within the contract.
void CallAll(const Domain& domain) {
  const std::size_t vocabulary = domain.vocabulary().size();
  if (const auto document = domain.Encode("abba")) {
    for (const Token token : document->tokens)
      Require(token < vocabulary, "tokens are in the vocabulary");
  }
  if (const auto corpus = domain.Corpus()) {
    for (const Document& document : *corpus) {
      Require(!document.name.empty() && !document.license.empty(),
              "documents are named and licensed");
    }
  }
  const std::vector<Token> tokens = {0, 1, 0};
  std::vector<std::int64_t> slots(domain.geometry().slots.size());
  std::vector<std::int32_t> features(domain.geometry().features.size());
  static_cast<void>(
      domain.Describe(ContextMode::kFill, tokens, 1, 2, slots, features));
  std::vector<std::uint64_t> bits((vocabulary + 63) / 64);
  static_cast<void>(domain.Allowed(tokens, 1, bits));
  Require(domain.Mismatch(0, 0, 1) >= 0, "distances are not negative");
  const std::vector<TokenSpan> set = {tokens};
  for (std::size_t i = 0; i < domain.metrics().size(); ++i) {
    static_cast<void>(domain.Metric(i, set, set, set));
  }
  Document document;
  document.tokens = tokens;
  for (std::size_t i = 0; i < domain.formats().size(); ++i) {
    if (domain.formats()[i].can_export) {
      static_cast<void>(domain.Render(i, document, "{}"));
    }
  }
  const std::vector<File> files = {{"x.txt", "ab"}};
  for (std::size_t i = 0; i < domain.formats().size(); ++i) {
    if (!domain.formats()[i].can_import) continue;
    static_cast<void>(domain.ImportFiles(i, files, "{}"));
  }
  for (std::size_t i = 0; i < domain.region_kinds().size(); ++i) {
    static_cast<void>(domain.Regions(i, tokens));
  }
  static_cast<void>(domain.Check(tokens));
  static_cast<void>(domain.PrefixOk(tokens));
  static_cast<void>(domain.Complete(tokens));
  static_cast<void>(domain.Recommend());
}

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
  if (domain) CallAll(**domain);
  return 0;
}
