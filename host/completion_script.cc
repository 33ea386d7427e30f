// Scripts for bash, zsh and fish from the option tables.

#include "host/completion_script.h"

#include <fmt/format.h>

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

// In single quotes, for a shell of the Bourne family.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// fish knows \' inside of quotes.
std::string FishQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

bool NamesFile(const OptionSpec& option) {
  return option.value == "FILE" || option.value == "PATH" ||
         option.value == "FOLDER";
}

bool BeginsWithPlugin(const CommandSpec& command) {
  return command.positionals.starts_with("PLUGIN") ||
         command.positionals.starts_with("[PLUGIN");
}

// In zsh's lists of "name[meaning]", brackets and colons have meaning.
std::string ZshMeaning(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string ZshOption(const OptionSpec& option) {
  std::string action;
  if (option.kind == Kind::kChoice) {
    action = fmt::format(":{}:({})", ZshMeaning(option.value),
                         fmt::join(option.choices, " "));
  } else if (option.kind != Kind::kFlag) {
    action = fmt::format(":{}:{}", ZshMeaning(option.value),
                         NamesFile(option) ? "_files" : " ");
  }
  const std::string rest =
      fmt::format("[{}]{}", ZshMeaning(option.help), action);
  const std::string often = option.kind == Kind::kList ? "*" : "";
  std::string line = fmt::format(
      "      {}\n", Quoted(fmt::format("{}--{}{}{}", often, option.name,
                                       action.empty() ? "" : "=", rest)));
  if (option.letter != 0) {
    line += fmt::format("      {}\n",
                        Quoted(fmt::format("-{}{}", option.letter, rest)));
  }
  return line;
}

}  // namespace

std::string BashCompletion(std::span<const Command> commands) {
  std::string options, values;
  for (const Command& command : commands) {
    const std::string& name = command.spec.name;
    std::string words;
    ForEachOption(command.spec, [&](const OptionSpec& option) {
      words += " --" + option.name;
      if (option.letter != 0) words += fmt::format(" -{}", option.letter);
      const std::string pattern =
          option.letter == 0 ? fmt::format("{} --{}", name, option.name)
                             : fmt::format("{0} --{1}' | '{0} -{2}", name,
                                           option.name, option.letter);
      if (option.kind == Kind::kChoice) {
        values += fmt::format("    '{}') words='{}' ;;\n", pattern,
                              fmt::join(option.choices, " "));
      } else if (option.kind != Kind::kFlag) {
        values += fmt::format("    '{}') words={} ;;\n", pattern,
                              NamesFile(option) ? "FILES" : "NOTHING");
      }
    });
    options +=
        fmt::format("    {}) options='{}' first={} ;;\n", name, words.substr(1),
                    BeginsWithPlugin(command.spec) ? "PLUGINS"
                    : name == "completion"         ? "'bash zsh fish'"
                    : name == "manual"             ? "COMMANDS"
                                                   : "FILES");
  }
  return fmt::format(
      R"sh(# bash completion of pastiche; made by: pastiche completion bash
_pastiche() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  local command=${{COMP_WORDS[1]}} options= first= words= i count=0
  COMPREPLY=()
  # --option=value comes as three words.
  if [[ $current == '=' ]]; then current=
  elif [[ $before == '=' ]]; then before=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{0} --help --version' -- "$current"))
    return
  fi
  case $command in
{1}    *) return ;;
  esac
  case "$command $before" in
{2}    *)
      for ((i = 2; i < COMP_CWORD; ++i)); do
        [[ ${{COMP_WORDS[i]}} == -* ]] || ((++count))
      done
      words=FILES
      if [[ $current == -* ]]; then words=$options
      elif ((count == 0)); then words=$first
      fi ;;
  esac
  case $words in
    NOTHING) ;;
    FILES) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
    PLUGINS) COMPREPLY=($(compgen -W "$("${{COMP_WORDS[0]}}" list --names 2>/dev/null)" -- "$current")) ;;
    COMMANDS) COMPREPLY=($(compgen -W '{0}' -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}}
complete -F _pastiche pastiche
)sh",
      fmt::join(NamesOf(commands), " "), options, values);
}

std::string ZshCompletion(std::span<const Command> commands) {
  std::string names, cases;
  for (const Command& command : commands) {
    const CommandSpec& spec = command.spec;
    names += fmt::format("    {}\n",
                         Quoted(spec.name + ":" + ZshMeaning(spec.summary)));
    cases += fmt::format("    {}) _arguments -s \\\n", spec.name);
    std::string list;
    ForEachOption(spec,
                  [&](const OptionSpec& option) { list += ZshOption(option); });
    if (BeginsWithPlugin(spec)) {
      list += "      '1:plugin:_pastiche_plugins'\n";
    } else if (spec.name == "completion") {
      list += "      '1:shell:(bash zsh fish)'\n";
    }
    list += "      '*:file:_files'\n";
    // One command line: every line but the last goes on.
    for (std::size_t at = 0; at + 1 < list.size();) {
      const std::size_t end = list.find('\n', at);
      cases += list.substr(at, end - at) +
               (end + 1 == list.size() ? " ;;\n" : " \\\n");
      at = end + 1;
    }
  }
  return fmt::format(
      R"sh(#compdef pastiche
# zsh completion of pastiche; made by: pastiche completion zsh
_pastiche_plugins() {{
  local -a plugins=(${{(f)"$(pastiche list --names 2>/dev/null)"}})
  _describe plugin plugins
}}
_pastiche() {{
  local -a commands=(
{}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
{}  esac
}}
if [[ $funcstack[1] == _pastiche ]]; then _pastiche "$@"; else compdef _pastiche pastiche; fi
)sh",
      names, cases);
}

std::string FishCompletion(std::span<const Command> commands) {
  std::string text =
      "# fish completion of pastiche; made by: pastiche completion fish\n"
      "complete -c pastiche -n __fish_use_subcommand -f\n";
  for (const Command& command : commands) {
    const CommandSpec& spec = command.spec;
    text += fmt::format(
        "complete -c pastiche -n __fish_use_subcommand -a {} "
        "-d {}\n",
        spec.name, FishQuoted(spec.summary));
    const std::string when = fmt::format(
        "complete -c pastiche -n '__fish_seen_subcommand_from {}'", spec.name);
    if (BeginsWithPlugin(spec)) {
      text += when + " -a '(pastiche list --names 2>/dev/null)'\n";
    } else if (spec.name == "completion") {
      text += when + " -f -a 'bash zsh fish'\n";
    }
    ForEachOption(spec, [&](const OptionSpec& option) {
      text += fmt::format("{} -l {}", when, option.name);
      if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
      if (option.kind == Kind::kChoice) {
        text += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
      } else if (option.kind != Kind::kFlag) {
        text += NamesFile(option) ? " -r" : " -x";
      }
      text += fmt::format(" -d {}\n", FishQuoted(option.help));
    });
  }
  return text;
}

}  // namespace pastiche::host
