// The terminal: results on stdout, messages on stderr, colour where wanted.

#ifndef PASTICHE_HOST_CONSOLE_H_
#define PASTICHE_HOST_CONSOLE_H_

#include <cstdio>
#include <string>
#include <string_view>

#include "framework/core/diagnostic.h"
#include "framework/core/result.h"

namespace pastiche::host {

enum class ColorChoice { kAuto, kAlways, kNever };

class Console {
 public:
  // kAuto: colour on a terminal unless NO_COLOR is set or TERM is dumb.
  void Configure(ColorChoice color, bool quiet, bool verbose);

  [[nodiscard]] bool stdout_color() const { return stdout_color_; }
  [[nodiscard]] bool stderr_color() const { return stderr_color_; }
  [[nodiscard]] bool quiet() const { return quiet_; }
  [[nodiscard]] bool verbose() const { return verbose_; }
  [[nodiscard]] bool stderr_is_terminal() const { return stderr_terminal_; }
  [[nodiscard]] bool stdout_is_terminal() const { return stdout_terminal_; }
  // Columns of the terminal on stdout; 100 where there is none.
  [[nodiscard]] int width() const;

  // To stdout, as it is.
  void Out(std::string_view text) const;
  // One line to stderr: "pastiche: note: ..."; nothing when quiet.
  void Note(std::string_view text) const;
  void Warning(std::string_view text) const;
  // "pastiche: error: <message>; <mend>", then the error's diagnostics.
  void Report(const Error& error) const;
  // A line as a compiler prints it, "<place>: warning: <message>; <mend>".
  void Finding(std::string_view place, const Diagnostic& diagnostic) const;

  // `text` in bold, if stdout has colour.
  [[nodiscard]] std::string Bold(std::string_view text) const;
  [[nodiscard]] std::string Dim(std::string_view text) const;

 private:
  void Line(std::string_view kind, const char* color,
            std::string_view text) const;
  bool stdout_terminal_ = false, stderr_terminal_ = false;
  bool stdout_color_ = false, stderr_color_ = false;
  bool quiet_ = false, verbose_ = false;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_CONSOLE_H_
