// Options set in the environment and in settings files.

#include "host/settings.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "framework/core/random.h"
#include "tests/support/run_program.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

std::vector<Command> Sample() {
  return {
      {{.name = "make",
        .positionals = "PLUGIN",
        .min_positionals = 1,
        .max_positionals = 1,
        .options = {{.name = "seed", .kind = Kind::kInteger},
                    {.name = "wrap"},
                    {.name = "option", .kind = Kind::kList},
                    {.name = "output", .kind = Kind::kText, .guarded = true}}},
       nullptr},
      {{.name = "judge",
        .options = {{.name = "top", .kind = Kind::kInteger, .hi = 9}}},
       nullptr}};
}

std::string MessageOf(std::string_view text) {
  const auto parsed = ParseSettings(text, "x.ini", Sample());
  BOOST_REQUIRE(!parsed);
  return parsed.error().message + "; " + parsed.error().mend;
}

// The arguments of "make PLUGIN WORDS..." with these files.
Result<Arguments> Make(const std::string& project, const std::string& user,
                       const std::vector<std::string>& words) {
  const test::TemporaryFolder folder;
  const auto commands = Sample();
  const auto settings =
      ReadSettings(commands[0].spec, commands,
                   {.project = folder.Write("pastiche.ini", project),
                    .user = folder.Write("user/pastiche.ini", user)});
  if (!settings) return Fail(settings);
  return Arguments::Parse(commands[0].spec, words, *settings);
}

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(reads_sections_names_and_values) {
  const auto parsed = ParseSettings(
      "# note\n; note\n\n threads = 2 \r\n[make]\nseed=7\n[ make  drums ]\n"
      "option = bars=4\noption=a b",
      "x.ini", Sample());
  BOOST_REQUIRE(parsed);
  BOOST_REQUIRE(parsed->size() == 4u);
  BOOST_TEST((*parsed)[0].option == "threads");
  BOOST_TEST((*parsed)[0].value == "2");
  BOOST_TEST((*parsed)[0].line == 4u);
  BOOST_TEST((*parsed)[0].command.empty());
  BOOST_TEST((*parsed)[1].command == "make");
  BOOST_TEST((*parsed)[2].plugin == "drums");
  BOOST_TEST((*parsed)[2].value == "bars=4");
  BOOST_TEST((*parsed)[3].value == "a b");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_where_and_the_mend) {
  BOOST_TEST(MessageOf("sed = 1") ==
             "x.ini:1: no command has no option \"sed\"; did you mean seed?");
  BOOST_TEST(MessageOf("[mke]") ==
             "x.ini:1: there is no command \"mke\"; did you mean make?");
  BOOST_TEST(MessageOf("\n[judge]\nseed = 1")
                 .starts_with("x.ini:3: judge has no option \"seed\""));
  BOOST_TEST(MessageOf("seed").starts_with("x.ini:1: \"seed\" has no ="));
  BOOST_TEST(MessageOf("[make").starts_with("x.ini:1: [ without ]"));
  BOOST_TEST(MessageOf("[make]\nseed = -1")
                 .starts_with("x.ini:2: --seed: \"-1\" is not a whole number"));
  BOOST_TEST(MessageOf("[make]\nwrap = 2").find("true or false") !=
             std::string::npos);
  BOOST_TEST(MessageOf("help = true").starts_with("x.ini:1:"));
}

BOOST_AUTO_TEST_CASE(the_command_line_wins_then_the_nearest) {
  setenv("PASTICHE_SEED", "3", 1);
  const std::string project = "seed=2\n[make]\nseed=4\n[make a]\nseed=5\n";
  auto made = Make(project, "seed=1\nwrap=true", {"a", "--seed=9"});
  BOOST_REQUIRE(made);
  BOOST_TEST(made->Integer("seed", 0) == 9u);
  BOOST_TEST(!made->origins().contains("seed"));
  BOOST_TEST(made->Has("wrap"));
  made = Make(project, "seed=1", {"a"});
  BOOST_REQUIRE(made);
  BOOST_TEST(made->Integer("seed", 0) == 3u);
  BOOST_TEST(made->origins().at("seed") == "PASTICHE_SEED");
  unsetenv("PASTICHE_SEED");
  for (const auto& [plugin, seed] : {std::pair{"a", 5u}, std::pair{"b", 4u}}) {
    made = Make(project, "seed=1", {plugin});
    BOOST_REQUIRE(made);
    BOOST_TEST(made->Integer("seed", 0) == seed);
  }
  made = Make("", "seed=1", {"a"});
  BOOST_REQUIRE(made);
  BOOST_TEST(made->Integer("seed", 0) == 1u);
  BOOST_TEST(made->origins().at("seed").ends_with("user/pastiche.ini:1"));
}

BOOST_AUTO_TEST_CASE(lists_come_from_one_place_and_flags_can_be_unset) {
  const auto made = Make("option=b=1\noption=c=2\nwrap = false\n",
                         "option=a=1\nwrap = true", {"a"});
  BOOST_REQUIRE(made);
  BOOST_TEST(made->List("option") == (std::vector<std::string>{"b=1", "c=2"}),
             boost::test_tools::per_element());
  BOOST_TEST(!made->Has("wrap"));
}

BOOST_AUTO_TEST_CASE(flags_in_the_environment_are_words_or_digits) {
  for (const auto& [text, set] :
       {std::pair{"1", true}, std::pair{"true", true}, std::pair{"0", false},
        std::pair{"false", false}, std::pair{"", false}}) {
    setenv("PASTICHE_WRAP", text, 1);
    const auto made = Make("", "", {"a"});
    BOOST_REQUIRE(made);
    BOOST_TEST(made->Has("wrap") == set);
  }
  setenv("PASTICHE_WRAP", "yes", 1);
  const auto refused = Make("", "", {"a"});
  unsetenv("PASTICHE_WRAP");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().message.starts_with("PASTICHE_WRAP: "),
             refused.error().message);
}

// What other commands and plugins are told is nothing to this one.
BOOST_AUTO_TEST_CASE(sections_are_for_their_command_and_plugin) {
  const auto made =
      Make("[judge]\ntop=3\n[make b]\nseed=7\n", "[judge]\ntop=9\n", {"a"});
  BOOST_REQUIRE(made);
  BOOST_TEST(made->origins().empty());
  const auto commands = Sample();
  const auto none = Arguments::Parse(
      commands[1].spec, {},
      {{.option = "top", .value = "3", .origin = "x", .plugin = "a"},
       {.option = "nothing", .value = "3", .origin = "x"}});
  BOOST_REQUIRE(none);
  BOOST_TEST(none->origins().empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_or_is_wrong_stops_everything) {
  const test::TemporaryFolder folder;
  const auto commands = Sample();
  const auto read = [&](const std::string& project) {
    return ReadSettings(commands[0].spec, commands,
                        {.project = project, .user = ""});
  };
  BOOST_TEST(read("").value().empty());
  BOOST_TEST(read(folder.path() + "/none.ini").value().empty());
  BOOST_TEST(!read(folder.path()).has_value());
  BOOST_TEST(!read(folder.Write("x.ini", "here")).has_value());
}

// It may have come with files of somebody else.
BOOST_AUTO_TEST_CASE(a_projects_file_may_not_load_code_or_name_outputs) {
  for (const char* line : {"output = /etc/passwd", "plugin = ./evil.so"}) {
    const auto made = Make(line, "", {"a"});
    BOOST_REQUIRE(!made);
    BOOST_TEST(made.error().message.find("pastiche.ini:1") !=
               std::string::npos);
    BOOST_TEST(Make("", line, {"a"}).has_value());
  }
}

// Whatever is in the file, reading ends with settings or with a place.
BOOST_AUTO_TEST_CASE(any_bytes_are_read_or_refused_with_their_line) {
  const std::string_view pieces[] = {"[", "]", "=",  "\n",   "seed", "make",
                                     " ", "#", "\0", "\xff", "7",    "wrap"};
  Rng rng(5);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = rng.NextBelow(20); i > 0; --i) {
      text += pieces[rng.NextBelow(std::size(pieces))];
    }
    const auto parsed = ParseSettings(text, "x.ini", Sample());
    if (!parsed) BOOST_TEST(parsed.error().message.starts_with("x.ini:"));
  }
}

BOOST_AUTO_TEST_CASE(the_program_says_where_a_value_came_from) {
  const auto outcome =
      test::Pastiche({"list", "--verbose"}, {"PASTICHE_THREADS=1"});
  BOOST_TEST(outcome.exit_code == 0);
  BOOST_TEST(outcome.err.find("--threads is set by PASTICHE_THREADS") !=
             std::string::npos);
  const auto refused = test::Pastiche({"list"}, {"PASTICHE_THREADS=many"});
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(refused.err.find("PASTICHE_THREADS: --threads") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
