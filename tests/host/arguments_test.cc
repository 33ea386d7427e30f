// Parsing of command lines, by table.

#include "host/arguments.h"

#include <boost/test/unit_test.hpp>

#include "host/help_text.h"
#include "host/option_value.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

CommandSpec Sample() {
  return {.name = "sample",
          .summary = "a command for tests",
          .positionals = "PLUGIN",
          .min_positionals = 1,
          .max_positionals = 1,
          .options = {{.name = "seed", .kind = Kind::kInteger, .value = "N"},
                      {.name = "top-p", .kind = Kind::kNumber, .hi = 1.0},
                      {.name = "order",
                       .kind = Kind::kChoice,
                       .choices = {"random", "domain"}},
                      {.name = "wrap"},
                      {.name = "mask", .kind = Kind::kList},
                      {.name = "output", .kind = Kind::kText, .letter = 'o'}}};
}

Result<Arguments> Parse(const std::vector<std::string>& words) {
  return Arguments::Parse(Sample(), words);
}

std::string MessageOf(const std::vector<std::string>& words) {
  const auto parsed = Parse(words);
  BOOST_REQUIRE(!parsed);
  return parsed.error().message + "; " + parsed.error().mend;
}

BOOST_AUTO_TEST_SUITE(arguments)

BOOST_AUTO_TEST_CASE(reads_every_kind) {
  const auto parsed = Parse({"mario", "--seed", "7", "--top-p=0.5", "--wrap",
                             "--mask", "a", "--mask", "b", "-o", "x"});
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->positionals()[0] == "mario");
  BOOST_TEST(parsed->Integer("seed", 0) == 7u);
  BOOST_TEST(parsed->Number("top-p", 1.0) == 0.5);
  BOOST_TEST(parsed->Has("wrap"));
  BOOST_TEST(parsed->List("mask").size() == 2u);
  BOOST_TEST(parsed->Text("output") == "x");
  BOOST_TEST(parsed->Text("order", "random") == "random");
}

// program_options alone would take 2^64 - 1.
BOOST_AUTO_TEST_CASE(a_negative_seed_is_refused_by_name) {
  const std::string message = MessageOf({"mario", "--seed=-1"});
  BOOST_TEST(message.find("--seed") != std::string::npos);
  BOOST_TEST(message.find("-1") != std::string::npos);
  BOOST_TEST(message.find("0 to 18446744073709551615") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_largest_seed_is_taken) {
  const auto parsed = Parse({"mario", "--seed", "18446744073709551615"});
  BOOST_REQUIRE(parsed);
  BOOST_TEST(parsed->Integer("seed", 0) == UINT64_MAX);
  BOOST_TEST(!Parse({"mario", "--seed", "18446744073709551616"}));
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_or_malformed_are_refused) {
  for (const char* bad : {"1.5", "-0.1", "nan", "inf", "1e999", "", "0.5x"}) {
    BOOST_TEST_CONTEXT("--top-p=" << bad) {
      BOOST_TEST(!Parse({"mario", std::string("--top-p=") + bad}));
    }
  }
  for (const char* bad : {"1.0", "0x10", " 1", "1 ", "+1", "seven"}) {
    BOOST_TEST_CONTEXT("--seed=" << bad) {
      BOOST_TEST(!Parse({"mario", std::string("--seed=") + bad}));
    }
  }
}

BOOST_AUTO_TEST_CASE(options_are_not_guessed_but_suggested) {
  BOOST_TEST(MessageOf({"mario", "--see", "7"}).find("--seed") !=
             std::string::npos);
  BOOST_TEST(MessageOf({"mario", "--order", "randm"}).find("random") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_option_without_a_name_is_none) {
  BOOST_TEST(MessageOf({"--=mario"}).find("has no option --=mario") !=
             std::string::npos);
  BOOST_TEST(Parse({"--", "--=mario"}).has_value());
}

BOOST_AUTO_TEST_CASE(given_twice_is_refused) {
  BOOST_TEST(MessageOf({"mario", "--seed=1", "--seed=2"}).find("2 times") !=
             std::string::npos);
}

// What only the plugin knows is kept for it, with its value.
BOOST_AUTO_TEST_CASE(options_of_the_plugin_are_kept) {
  CommandSpec command = Sample();
  command.more_options = true;
  command.max_positionals = 3;
  const auto parsed =
      Arguments::Parse(command, {"drums", "--lane", "hat", "--bar=2", "--wrap",
                                 "-o", "x", "--", "--lane", "-"});
  BOOST_REQUIRE(parsed);
  using Pair = std::pair<std::string, std::string>;
  BOOST_REQUIRE(parsed->more().size() == 2u);
  BOOST_TEST((parsed->more()[0] == Pair{"lane", "hat"}));
  BOOST_TEST((parsed->more()[1] == Pair{"bar", "2"}));
  BOOST_TEST(parsed->positionals().size() == 3u);
  BOOST_TEST(parsed->positionals()[1] == "--lane");
  BOOST_TEST(parsed->Text("output") == "x");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"drums", "--lane"},
        {"drums", "--lane", "--wrap"},
        {"drums", "--"},
        {"drums", "--=x"}}) {
    const auto refused = Arguments::Parse(command, words);
    BOOST_TEST(refused.has_value() == (words.back() == "--"));
  }
}

BOOST_AUTO_TEST_CASE(what_is_read_is_what_the_kind_allows) {
  const OptionSpec flag{.name = "wrap"};
  BOOST_TEST(CheckValue(flag, "true").has_value());
  BOOST_TEST(CheckValue(flag, "false").has_value());
  for (const char* text : {"", "1", "yes", "True"}) {
    const auto refused = CheckValue(flag, text);
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().message.find("is not true or false") !=
               std::string::npos);
  }
  const OptionSpec number{.name = "p", .kind = Kind::kNumber, .hi = 1.0};
  for (const char* text : {"", "x", "0.5x", "nan", "inf", "-0.5", "1.5"}) {
    BOOST_TEST(!CheckValue(number, text).has_value(), text);
  }
  for (const char* text : {"99999999999999999999", "-", "-3", "11", "0"}) {
    BOOST_TEST(!ParseInteger(text, "--n", 1, 10).has_value(), text);
  }
  BOOST_TEST(ParseInteger("10", "--n", 1, 10).value() == 10u);
}

BOOST_AUTO_TEST_CASE(positionals_are_counted) {
  BOOST_TEST(MessageOf({}).find("PLUGIN") != std::string::npos);
  BOOST_TEST(MessageOf({"mario", "drums"}).find("2 arguments") !=
             std::string::npos);
  BOOST_TEST(Parse({"--help"}).has_value());
}

BOOST_AUTO_TEST_CASE(a_dash_is_a_file_and_a_double_dash_ends_options) {
  const auto dash = Parse({"-"});
  BOOST_REQUIRE(dash);
  BOOST_TEST(dash->positionals()[0] == "-");
  const auto after = Parse({"--", "--seed"});
  BOOST_REQUIRE(after);
  BOOST_TEST(after->positionals()[0] == "--seed");
}

BOOST_AUTO_TEST_CASE(help_names_every_option_of_the_table) {
  const std::string text = HelpText(Sample());
  for (const OptionSpec& option : Sample().options) {
    BOOST_TEST(text.find("--" + option.name) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
