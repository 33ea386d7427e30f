// Completions and manual pages: made from the option tables, accepted by the
// programs that read them.

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "host/commands.h"
#include "host/completion_script.h"
#include "host/help_text.h"
#include "host/man_page.h"
#include "tests/support/run_program.h"

namespace pastiche::host {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The path of a program of this system, or empty, which is said.
std::string Tool(const std::string& name) {
  const std::string path = "/usr/bin/" + name;
  if (std::filesystem::exists(path)) return path;
  BOOST_TEST_MESSAGE("skipped: there is no " << path);
  return "";
}

// What bash offers for the words; the last is being typed.
std::vector<std::string> BashOffers(const std::vector<std::string>& words) {
  const test::TemporaryFolder folder;
  std::string script =
      "source " + folder.Write("c", BashCompletion(Commands()));
  script += "\nCOMP_WORDS=(";
  for (const auto& word : words) script += " '" + word + "'";
  script += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1);
  script += "\n_pastiche\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const auto outcome = test::RunProgram(
      "/usr/bin/bash", {"--norc", folder.Write("script", script)});
  BOOST_TEST(outcome.exit_code == 0);
  BOOST_TEST(outcome.err == "");
  std::vector<std::string> offers;
  for (std::size_t at = 0; at < outcome.out.size();) {
    const std::size_t end = outcome.out.find('\n', at);
    offers.push_back(outcome.out.substr(at, end - at));
    at = end + 1;
  }
  return offers;
}

using Strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(shell_files)

BOOST_AUTO_TEST_CASE(every_option_is_in_help_manual_and_completions) {
  const std::string bash = BashCompletion(Commands());
  const std::string fish = FishCompletion(Commands());
  const std::string zsh = ZshCompletion(Commands());
  for (const Command& command : Commands()) {
    BOOST_TEST(Has(OverviewText(Commands()), "  " + command.spec.name));
    const std::string help = HelpText(command.spec);
    const std::string page = ManPage(command.spec);
    for (const auto* table : {&command.spec.options, &CommonOptions()}) {
      for (const OptionSpec& option : *table) {
        BOOST_TEST_CONTEXT(command.spec.name << " --" << option.name) {
          BOOST_TEST(Has(help, "--" + option.name));
          BOOST_TEST(!option.help.empty());
          std::string escaped;
          for (const char c : "--" + option.name) {
            escaped += c == '-' ? "\\-" : std::string(1, c);
          }
          BOOST_TEST(Has(page, escaped));
          BOOST_TEST(Has(bash, "--" + option.name));
          BOOST_TEST(
              Has(fish, "from " + command.spec.name + "' -l " + option.name));
          BOOST_TEST(Has(zsh, "--" + option.name));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(bash_completes) {
  BOOST_TEST(BashOffers({"pastiche", "gen"}) == Strings{"generate"},
             boost::test_tools::per_element());
  BOOST_TEST(BashOffers({"pastiche", "generate", "mario", "--temp"}) ==
                 Strings{"--temperature"},
             boost::test_tools::per_element());
  BOOST_TEST(BashOffers({"pastiche", "fill", "mario", "--order", "ha"}) ==
                 Strings{"halton"},
             boost::test_tools::per_element());
  BOOST_TEST(BashOffers({"pastiche", "fill", "mario", "--order", "=", "d"}) ==
                 Strings{"domain"},
             boost::test_tools::per_element());
  BOOST_TEST(BashOffers({test::BuildFolder() + "/bin/pastiche", "run", "ma"}) ==
                 Strings{"mario"},
             boost::test_tools::per_element());
  BOOST_TEST(BashOffers({"pastiche", "completion", "z"}) == Strings{"zsh"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fish_completes) {
  const std::string fish = Tool("fish");
  if (fish.empty()) return;
  const test::TemporaryFolder folder;
  const auto path = folder.Write("c.fish", FishCompletion(Commands()));
  const auto outcome = test::RunProgram(
      fish,
      {"--no-config", "-c",
       "set -p PATH " + test::BuildFolder() + "/bin; source " + path +
           "; complete -C 'pastiche ins'; complete -C "
           "'pastiche fill --order ra'; complete -C 'pastiche run --sam'"});
  BOOST_TEST(outcome.err == "");
  for (const char* offer : {"inspect\t", "random", "--samples\t"}) {
    BOOST_TEST(Has(outcome.out, offer), outcome.out);
  }
}

BOOST_AUTO_TEST_CASE(zsh_takes_its_completion) {
  const std::string zsh = Tool("zsh");
  if (zsh.empty()) return;
  const test::TemporaryFolder folder;
  const auto path = folder.Write("_pastiche", ZshCompletion(Commands()));
  // compdef knows the function, and every list of options can be read.
  const auto outcome = test::RunProgram(
      zsh, {"-f", "-c",
            "autoload -U compinit; compinit -u -D -d " + folder.path() +
                "/dump; source " + path +
                "; print ${_comps[pastiche]}; functions _pastiche | grep -c "
                "_arguments"});
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.out ==
             "_pastiche\n" + std::to_string(Commands().size()) + "\n");
}

BOOST_AUTO_TEST_CASE(manual_pages_are_clean) {
  const test::TemporaryFolder folder;
  BOOST_REQUIRE(
      test::Pastiche({"manual", "-o", folder.path() + "/man1"}).exit_code == 0);
  Strings words = {"-T", "lint", "-W", "error"};
  for (const auto& file :
       std::filesystem::directory_iterator(folder.path() + "/man1")) {
    words.push_back(file.path().string());
  }
  BOOST_TEST(words.size() == 4 + 1 + Commands().size());
  const std::string mandoc = Tool("mandoc");
  if (mandoc.empty()) return;
  const auto outcome = test::RunProgram(mandoc, words);
  BOOST_TEST(outcome.exit_code == 0, outcome.out);
}

BOOST_AUTO_TEST_CASE(a_page_shows_what_the_table_says) {
  const auto page = test::Pastiche({"manual", "repair"});
  const auto mandoc = Tool("mandoc");
  if (mandoc.empty()) return;
  const test::TemporaryFolder folder;
  const auto text =
      test::RunProgram(mandoc, {"-T", "ascii", folder.Write("p.1", page.out)});
  BOOST_TEST(Has(text.out, "only say what is wrong; exit 3 if anything is."));
  BOOST_TEST(Has(text.out, "pastiche repair mario level.txt --check"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
