// drums.so, loaded as a host does, and an instance of its domain.

#ifndef PASTICHE_TESTS_PLUGINS_DRUMS_LOADED_PLUGIN_H_
#define PASTICHE_TESTS_PLUGINS_DRUMS_LOADED_PLUGIN_H_

#include <dlfcn.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/plugins/drums/midi_bytes.h"
#include "tests/plugins/drums/recording_sink.h"

namespace pastiche::drums::test {

inline const pst_entry* Entry() {
  void* library = dlopen(DRUMS_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE_MESSAGE(library != nullptr, dlerror());
  void* symbol = dlsym(library, "pst_entry_v1");
  BOOST_REQUIRE(symbol != nullptr);
  return reinterpret_cast<const pst_entry* (*)()>(symbol)();
}

// An instance and its tables.
class Plugin {
 public:
  explicit Plugin(const std::string& options = "{}") {
    domain_ = Entry()->domain(0);
    RecordingSink sink;
    const pst_bytes json = pst::Bytes(options);
    BOOST_REQUIRE(domain_->create(nullptr, &json, sink.Get(), &self_) ==
                  PST_OK);
  }
  ~Plugin() { domain_->destroy(self_); }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  const pst_instance* Self() const { return self_; }
  template <typename Table>
  const Table& Get(const char* id) const {
    const auto* table =
        static_cast<const Table*>(domain_->extension(self_, id));
    BOOST_REQUIRE(table != nullptr);
    BOOST_REQUIRE(table->struct_size == sizeof(Table));
    return *table;
  }
  const pst_codec& Codec() const { return Get<pst_codec>(PST_EXT_CODEC); }
  const pst_formats& Formats() const {
    return Get<pst_formats>(PST_EXT_FORMATS);
  }

 private:
  const pst_domain* domain_;
  pst_instance* self_ = nullptr;
};

inline pst_tokens Tokens(const std::vector<std::uint32_t>& ids) {
  return {ids.data(), ids.size()};
}

inline pst_bytes BytesOf(const ByteVector& bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace pastiche::drums::test

#endif  // PASTICHE_TESTS_PLUGINS_DRUMS_LOADED_PLUGIN_H_
