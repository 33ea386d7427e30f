// Where the fixture plugins of tests/fixtures/plugins are, and how tests open
// them.

#ifndef PASTICHE_TESTS_FRAMEWORK_PLUGIN_FIXTURE_PLUGINS_H_
#define PASTICHE_TESTS_FRAMEWORK_PLUGIN_FIXTURE_PLUGINS_H_

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "framework/core/domain.h"
#include "framework/plugin/registry.h"

namespace pastiche {

// PASTICHE_FIXTURES is defined by the build.
inline std::filesystem::path GoodFolder() {
  return std::filesystem::path(PASTICHE_FIXTURES) / "good";
}
inline std::filesystem::path BrokenFolder() {
  return std::filesystem::path(PASTICHE_FIXTURES) / "broken";
}
inline std::filesystem::path GoodPlugin(const std::string& name) {
  return GoodFolder() / (name + ".so");
}
inline std::filesystem::path BrokenPlugin(const std::string& name) {
  return BrokenFolder() / (name + ".so");
}

// Of ABI 1.9, its structs longer: "later"; only saying so: "stated".
inline std::filesystem::path LaterPlugin(const std::string& name) {
  return std::filesystem::path(PASTICHE_FIXTURES) / "later_minor" /
         (name + ".so");
}

inline Result<std::unique_ptr<Domain>> OpenFile(
    const std::filesystem::path& path, const OpenOptions& options = {}) {
  const auto library = PluginLibrary::Load(path, {});
  if (!library) return Fail(library);
  return AbiDomain::Open(**library, 0, options);
}
inline Result<std::unique_ptr<Domain>> OpenGood(
    const std::string& name, const OpenOptions& options = {}) {
  return OpenFile(GoodPlugin(name), options);
}

// The plugin with every extension, misbehaving as `defect` says.
inline Result<std::unique_ptr<Domain>> OpenEvery(const std::string& defect = "",
                                                 OpenOptions options = {}) {
  options.options = R"({"defect":")" + defect + R"("})";
  return OpenGood("every", options);
}

// The error of a result; of one without, words that say so.
template <typename T>
Error ErrorOf(const Result<T>& result) {
  if (!result) return result.error();
  return {ErrorCode::kInvalidArgument, "it succeeded", ""};
}

inline bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// A folder of its own, removed with all in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "pastiche-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace pastiche

#endif  // PASTICHE_TESTS_FRAMEWORK_PLUGIN_FIXTURE_PLUGINS_H_
