// Starting a program with posix_spawn and collecting its output in files.

#include "tests/support/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

extern char** environ;  // NOLINT: POSIX.

namespace pastiche::test {

namespace fs = std::filesystem;

std::string ReadWhole(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "pastiche-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::string TemporaryFolder::Write(const std::string& name,
                                   const std::string& content) const {
  const fs::path path = fs::path(path_) / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

Outcome RunProgram(const std::string& program,
                   const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/out", err = folder.path() + "/err";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT,
                                   0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT,
                                   0600);
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const auto& word : arguments) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  argv.push_back(nullptr);
  std::vector<std::string> variables = environment;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string name =
        std::string(*each).substr(0, std::string(*each).find('=') + 1);
    bool replaced = false;
    for (const auto& word : environment) replaced |= word.starts_with(name);
    if (!replaced) variables.emplace_back(*each);
  }
  std::vector<char*> envp;
  for (auto& word : variables) envp.push_back(word.data());
  envp.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawn(&child, program.c_str(), &actions, nullptr,
                                 argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + program);
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          ReadWhole(out), ReadWhole(err)};
}

std::string BuildFolder() {
  const char* folder = std::getenv("PASTICHE_BUILD");
  if (folder == nullptr) throw std::runtime_error("PASTICHE_BUILD is not set");
  return folder;
}

std::string DataFolder() {
  const char* folder = std::getenv("PASTICHE_DATA");
  return folder != nullptr && fs::is_directory(folder) ? folder : "";
}

Outcome Pastiche(const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment) {
  std::vector<std::string> variables = environment;
  variables.emplace_back("NO_COLOR=1");
  return RunProgram(BuildFolder() + "/bin/pastiche", arguments, variables);
}

}  // namespace pastiche::test
