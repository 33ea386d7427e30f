// Runs the built `pastiche` program as a user would and keeps what it said.

#ifndef PASTICHE_TESTS_SUPPORT_RUN_PROGRAM_H_
#define PASTICHE_TESTS_SUPPORT_RUN_PROGRAM_H_

#include <string>
#include <vector>

namespace pastiche::test {

struct Outcome {
  int exit_code = -1;  // 128 + signal if one killed it.
  std::string out;
  std::string err;
};

// `environment` entries ("NAME=value") replace those of this process.
[[nodiscard]] Outcome RunProgram(
    const std::string& program, const std::vector<std::string>& arguments,
    const std::vector<std::string>& environment = {});

// The program of this build, with NO_COLOR.
[[nodiscard]] Outcome Pastiche(
    const std::vector<std::string>& arguments,
    const std::vector<std::string>& environment = {});

// Where the real inputs are, or empty if they are not there (then the caller
// says which part it skips).
[[nodiscard]] std::string DataFolder();
[[nodiscard]] std::string BuildFolder();

// A fresh folder, removed with this object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  // Writes a file in it and returns its path.
  std::string Write(const std::string& name, const std::string& content) const;

 private:
  std::string path_;
};

[[nodiscard]] std::string ReadWhole(const std::string& path);

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_SUPPORT_RUN_PROGRAM_H_
