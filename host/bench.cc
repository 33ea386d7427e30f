// `pastiche bench`: runs the program pastiche-bench beside this one, which
// alone links the libraries that we compare with.

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "host/bench_options.h"
#include "host/commands.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;

// The words that `arguments` was parsed from, up to their order.
std::vector<std::string> Words(const CommandSpec& spec,
                               const Arguments& arguments) {
  std::vector<std::string> words;
  for (const auto* table : {&spec.options, &CommonOptions()}) {
    for (const OptionSpec& option : *table) {
      if (!arguments.Has(option.name)) continue;
      if (option.kind == OptionSpec::Kind::kFlag) {
        words.push_back("--" + option.name);
      }
      for (const std::string& value : arguments.List(option.name)) {
        words.push_back(fmt::format("--{}={}", option.name, value));
      }
    }
  }
  const auto& files = arguments.positionals();
  if (!files.empty()) words.emplace_back("--");
  words.insert(words.end(), files.begin(), files.end());
  return words;
}

Result<ExitCode> Run(const Console&, const Arguments& arguments) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  const std::string program = (self.parent_path() / "pastiche-bench").string();
  std::vector<std::string> words = Words(BenchSpec(), arguments);
  words.insert(words.begin(), program);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(program.c_str(), argv.data());
  return Fail(ErrorCode::kNotFound,
              fmt::format("{}: {}", program, std::strerror(errno)),
              "build it with ./dev bench, or the CMake option "
              "PASTICHE_BUILD_BENCH");
}

}  // namespace

Command BenchCommand() { return {BenchSpec(), Run}; }

}  // namespace pastiche::host
