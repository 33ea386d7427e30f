// A user's home for one test: cache, state, and a folder of third-party
// plugins.

#ifndef PASTICHE_TESTS_HOST_PLUGIN_HOME_H_
#define PASTICHE_TESTS_HOST_PLUGIN_HOME_H_

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/run_program.h"

namespace pastiche::test {

// A home of its own, with a folder of plugins that did not come with us.
class Home {
 public:
  Home() { std::filesystem::create_directories(plugins()); }
  [[nodiscard]] std::string plugins() const {
    return folder_.path() + "/plugins";
  }
  [[nodiscard]] std::string path() const { return folder_.path(); }
  void Add(const std::string& fixture, const std::string& name) const {
    std::filesystem::copy_file(
        std::filesystem::path(PASTICHE_FIXTURES) / fixture,
        std::filesystem::path(plugins()) / name);
  }
  Outcome Start(const std::vector<std::string>& words,
                std::vector<std::string> environment = {}) const {
    environment.push_back("PASTICHE_PLUGIN_PATH=" + plugins());
    environment.push_back("XDG_CACHE_HOME=" + folder_.path() + "/cache");
    environment.push_back("XDG_STATE_HOME=" + folder_.path() + "/state");
    return Pastiche(words, environment);
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_HOST_PLUGIN_HOME_H_
