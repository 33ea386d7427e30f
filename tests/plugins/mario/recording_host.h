// A host for tests of mario.so: loads it and records all that it is sent.

#ifndef PASTICHE_TESTS_PLUGINS_MARIO_RECORDING_HOST_H_
#define PASTICHE_TESTS_PLUGINS_MARIO_RECORDING_HOST_H_

#include <dlfcn.h>
#include <pastiche/plugin.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche::mario {

struct Recorder {
  std::string bytes;
  std::vector<std::uint32_t> tokens;
  std::vector<pst_source_span> where;
  std::vector<std::string> documents;
  std::vector<std::string> licenses;
  std::vector<std::string> regions;
  std::vector<pst_span> runs;
  std::vector<std::string> diags;
  std::vector<pst_diag> raw_diags;
  pst_status answer = PST_OK;
};

inline Recorder& Of(void* ctx) { return *static_cast<Recorder*>(ctx); }

inline std::string Text(const pst_bytes& b) {
  return {static_cast<const char*>(b.data), static_cast<std::size_t>(b.size)};
}

inline pst_bytes AsBytes(std::string_view text) {
  return {text.data(), text.size()};
}

inline pst_sink SinkTo(Recorder& recorder) {
  pst_sink sink = {};
  sink.struct_size = sizeof(sink);
  sink.ctx = &recorder;
  sink.bytes = [](void* ctx, const void* data, std::uint64_t size) {
    Of(ctx).bytes.append(static_cast<const char*>(data), size);
    return Of(ctx).answer;
  };
  sink.tokens = [](void* ctx, const std::uint32_t* ids,
                   const pst_source_span* where, std::uint64_t count) {
    Of(ctx).tokens.insert(Of(ctx).tokens.end(), ids, ids + count);
    if (where != nullptr) {
      Of(ctx).where.insert(Of(ctx).where.end(), where, where + count);
    }
    return Of(ctx).answer;
  };
  sink.next_document = [](void* ctx, const pst_document_info* info) {
    Of(ctx).documents.push_back(Text(info->name));
    Of(ctx).licenses.push_back(Text(info->license));
    return Of(ctx).answer;
  };
  sink.region = [](void* ctx, const pst_region* region) {
    Of(ctx).regions.push_back(Text(region->label));
    Of(ctx).runs.insert(Of(ctx).runs.end(), region->runs,
                        region->runs + region->run_count);
    return Of(ctx).answer;
  };
  sink.diag = [](void* ctx, const pst_diag* diag) {
    Of(ctx).diags.push_back(Text(diag->message));
    Of(ctx).raw_diags.push_back(*diag);
    return Of(ctx).answer;
  };
  return sink;
}

// mario.so, loaded, with one instance.
class Plugin {
 public:
  Plugin() {
    const char* const build = std::getenv("PASTICHE_BUILD");
    BOOST_REQUIRE_MESSAGE(build != nullptr, "PASTICHE_BUILD is not set");
    const std::string path =
        std::string(build) + "/lib/pastiche/plugins/mario.so";
    library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    BOOST_REQUIRE_MESSAGE(library_ != nullptr, path);
    const auto entry_of = reinterpret_cast<const pst_entry* (*)()>(
        dlsym(library_, "pst_entry_v1"));
    BOOST_REQUIRE(entry_of != nullptr);
    entry = entry_of();
    domain = entry->domain(0);
    Recorder recorder;
    pst_sink sink = SinkTo(recorder);
    const pst_bytes none = AsBytes("{}");
    const pst_host host = {};
    BOOST_REQUIRE(domain->create(&host, &none, &sink, &self) == PST_OK);
  }
  ~Plugin() { domain->destroy(self); }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  template <typename Table>
  const Table& Get(const char* id) const {
    const void* table = domain->extension(self, id);
    BOOST_REQUIRE_MESSAGE(table != nullptr, id);
    return *static_cast<const Table*>(table);
  }

  const pst_entry* entry = nullptr;
  const pst_domain* domain = nullptr;
  pst_instance* self = nullptr;

 private:
  void* library_ = nullptr;  // Never closed: plugins are not unloaded.
};

}  // namespace pastiche::mario

#endif  // PASTICHE_TESTS_PLUGINS_MARIO_RECORDING_HOST_H_
