// Writing to the terminal.

#include "host/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace pastiche::host {
namespace {

constexpr int kWidthWithoutTerminal = 100;

bool WantsColor(ColorChoice choice, bool terminal) {
  if (choice != ColorChoice::kAuto) return choice == ColorChoice::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return terminal;
}

// Sentences end once, whatever the plugin wrote.
std::string_view WithoutFullStop(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == '\n')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

void Console::Configure(ColorChoice color, bool quiet, bool verbose) {
  stdout_terminal_ = isatty(STDOUT_FILENO) == 1;
  stderr_terminal_ = isatty(STDERR_FILENO) == 1;
  stdout_color_ = WantsColor(color, stdout_terminal_);
  stderr_color_ = WantsColor(color, stderr_terminal_);
  quiet_ = quiet;
  verbose_ = verbose;
}

int Console::width() const {
  winsize size{};
  if (stdout_terminal_ && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0) {
    return size.ws_col;
  }
  return kWidthWithoutTerminal;
}

void Console::Out(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Console::Line(std::string_view kind, const char* color,
                   std::string_view text) const {
  std::fflush(stdout);
  const std::string line =
      stderr_color_
          ? fmt::format("pastiche: \x1b[{}m{}:\x1b[0m {}\n", color, kind, text)
          : fmt::format("pastiche: {}: {}\n", kind, text);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Console::Note(std::string_view text) const {
  if (!quiet_) Line("note", "36", text);
}

void Console::Warning(std::string_view text) const {
  if (!quiet_) Line("warning", "33", text);
}

void Console::Report(const Error& error) const {
  std::string text(WithoutFullStop(error.message));
  if (!error.mend.empty()) {
    text += fmt::format("; {}", WithoutFullStop(error.mend));
  }
  Line("error", "31", text);
}

void Console::Finding(std::string_view place,
                      const Diagnostic& diagnostic) const {
  if (quiet_ && diagnostic.severity != Severity::kError) return;
  static constexpr const char* kNames[] = {"note", "warning", "error"};
  std::string line = fmt::format("{}: {}: {}", place,
                                 kNames[static_cast<int>(diagnostic.severity)],
                                 WithoutFullStop(diagnostic.message));
  if (!diagnostic.mend.empty()) {
    line += fmt::format("; {}", WithoutFullStop(diagnostic.mend));
  }
  line += '\n';
  std::fflush(stdout);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

std::string Console::Bold(std::string_view text) const {
  return stdout_color_ ? fmt::format("\x1b[1m{}\x1b[0m", text)
                       : std::string(text);
}

std::string Console::Dim(std::string_view text) const {
  return stdout_color_ ? fmt::format("\x1b[2m{}\x1b[0m", text)
                       : std::string(text);
}

}  // namespace pastiche::host
