// Manual pages in man(7) from the option tables.

#include "host/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace pastiche::host {
namespace {

// Text as man(7) shows it as it is.
std::string Roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  if (!escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'')) {
    escaped.insert(0, "\\&");
  }
  return escaped;
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return text;
}

std::string Title(const std::string& name) {
  return fmt::format(".TH {} 1 \"\" \"pastiche {}\" \"User Commands\"\n",
                     Upper(Roff(name)), PASTICHE_VERSION);
}

std::string Section(std::string_view name) {
  return fmt::format(".SH {}\n", name);
}

// A term in bold and what it means.
std::string Entry(const std::string& term, const std::string& meaning) {
  return fmt::format(".TP\n{}\n{}\n", term, meaning);
}

std::string OptionEntry(const OptionSpec& option) {
  std::string term = "\\fB";
  if (option.letter != 0) term += fmt::format("\\-{}\\fR, \\fB", option.letter);
  term += Roff("--" + option.name) + "\\fR";
  if (!option.value.empty()) term += " \\fI" + Roff(option.value) + "\\fR";
  std::string meaning = Roff(option.help);
  if (option.kind == OptionSpec::Kind::kChoice) {
    meaning +=
        Roff(fmt::format("; one of {}", fmt::join(option.choices, ", ")));
  }
  return Entry(term, meaning + ".");
}

std::string OptionSection(std::string_view title,
                          const std::vector<OptionSpec>& options) {
  if (options.empty()) return "";
  std::string text = Section(title);
  for (const OptionSpec& option : options) text += OptionEntry(option);
  return text;
}

std::string Bold(std::string_view text) { return "\\fB" + Roff(text) + "\\fR"; }

std::string SettingsSections() {
  std::string text = Section("ENVIRONMENT");
  text += Entry(Bold("PASTICHE_") + "\\fINAME\\fR",
                Roff("sets the option of that name, capitals and _ for -, "
                     "where the command line does not: PASTICHE_THREADS=2. "
                     "Flags are true or false."));
  text += Entry(Bold("PASTICHE_PLUGIN_PATH"),
                "folders to look for plugins in, colons between.");
  text += Entry(Bold("PASTICHE_PLUGIN_DISABLE"),
                "plugins to pass over, commas between.");
  text += Entry(Bold("PASTICHE_SIMD"),
                "the SIMD target to use; pastiche doctor names them.");
  text += Entry(Bold("NO_COLOR"), "if not empty, no colour.");
  text += Section("FILES");
  text += Entry("\\fIpastiche.ini\\fR",
                Roff("in the folder where the program runs, then "
                     "$XDG_CONFIG_HOME/pastiche/pastiche.ini: lines "
                     "\"option = value\" for every command, below [command] "
                     "for one, below [command plugin] for one plugin. The "
                     "command line wins, then the environment, the project's "
                     "file, the user's. pastiche doctor says what is set "
                     "where."));
  return text;
}

}  // namespace

std::string ManPage(const CommandSpec& command) {
  const std::string name = "pastiche-" + command.name;
  std::string text = Title(name);
  text += Section("NAME") + Roff(name) + " \\- " + Roff(command.summary) + "\n";
  text += Section("SYNOPSIS") + Bold("pastiche " + command.name) +
          (command.positionals.empty()
               ? ""
               : " \\fI" + Roff(command.positionals) + "\\fR") +
          " [\\fIoptions\\fR]\n";
  text += OptionSection("OPTIONS", command.options);
  text += OptionSection("COMMON OPTIONS", CommonOptions());
  if (!command.examples.empty()) {
    text += Section("EXAMPLES") + ".nf\n";
    for (const std::string& example : command.examples) {
      text += Roff(example) + "\n";
    }
    text += ".fi\n";
  }
  text += Section("SEE ALSO") + Bold("pastiche") + "(1): exit status, " +
          "environment, settings files.\n";
  return text;
}

std::string OverviewManPage(std::span<const Command> commands) {
  std::string text = Title("pastiche");
  text += Section("NAME") +
          "pastiche \\- generates, completes and judges sequences from "
          "examples\n";
  text += Section("SYNOPSIS") + Bold("pastiche") +
          " \\fICOMMAND\\fR [\\fIoptions\\fR]\n";
  text += Section("DESCRIPTION") +
          "Plugins supply vocabularies, tokenizers, corpora, metrics and "
          "formats: levels,\ndrum patterns, modules of Terraform. Nothing is "
          "trained: attention over the\nexamples is the model. Results go to "
          "stdout, messages to stderr; \\- as a file\nis standard input or "
          "output.\n";
  text += Section("COMMANDS");
  for (const Command& command : commands) {
    text += Entry(Bold(command.spec.name), Roff(command.spec.summary) + ".");
  }
  text += Section("EXIT STATUS");
  text += Entry("0", "done.") + Entry("1", "failed.") +
          Entry("2", "the command line or a settings file is wrong.") +
          Entry("3", "checked, and found not OK.") +
          Entry("130", "interrupted.");
  text += SettingsSections();
  text += Section("SEE ALSO");
  for (std::size_t i = 0; i < commands.size(); ++i) {
    text += Bold("pastiche-" + commands[i].spec.name) + "(1)" +
            (i + 1 < commands.size() ? ",\n" : "\n");
  }
  return text;
}

}  // namespace pastiche::host
