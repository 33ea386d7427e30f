// What the parser accepts and refuses, and where it says so.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"

namespace pastiche::terraform {
namespace {

Syntax ParseText(std::string_view source) { return Parse(source, Lex(source)); }

// "" if it parses, else "line:column message".
std::string ProblemOf(std::string_view source) {
  const Syntax syntax = ParseText(source);
  if (!syntax.problem) return "";
  const Position position = PositionOf(source, syntax.problem->begin);
  return std::to_string(position.line) + ":" + std::to_string(position.column) +
         " " + syntax.problem->message;
}

void CheckProblem(std::string_view source, const std::string& expected) {
  BOOST_TEST_CONTEXT("source " << source) {
    const std::string problem = ProblemOf(source);
    BOOST_TEST(problem.substr(0, expected.size()) == expected);
  }
}

BOOST_AUTO_TEST_SUITE(parser)

BOOST_AUTO_TEST_CASE(accepts_what_hashicorps_parser_accepts) {
  for (const char* source : {"",
                             "# only a comment",
                             "a = 1",
                             "a {}\n",
                             "a { b = 1 }\n",
                             "a \"b\" c {\n}\n",
                             "a = [1, 2,]\n",
                             "a = {\n  b = 1, c = 2\n}\n",
                             "a = { b : 1 }",
                             "a = { (b) = 1, \"c\" = 2 }",
                             "a = [for x in y : x if x]",
                             "a = {for k, v in y : k => v...}",
                             "a = f(x, y...)",
                             "a = f(\n  x,\n)",
                             "a = b ? c : d ? e : f",
                             "a = -b + !c",
                             "a = b[0].c[*].d.*.e.0",
                             "a = b[\n0\n]",
                             "a = (\n1\n+ 2)",
                             "a = <<EOT\n  x ${y}\nEOT\n",
                             "a = \"%{ if x }y%{ else }z%{ endif }\"",
                             "a = \"%{ for x in y }${x}%{ endfor }\"",
                             "a = \"\\u00e9\"",
                             "a { # c\n}\n",
                             "a = 1 /* c */ # d\n",
                             "a = \"${\nb\n}\"",
                             "a = { for_each = 1 }",
                             "a = true.b"}) {
    BOOST_TEST(ProblemOf(source) == "", "source " << source);
  }
}

// HCL 2.20 and Terraform 1.8 have these; the oracle's 2.14 does not.
BOOST_AUTO_TEST_CASE(functions_of_providers_are_called_by_their_whole_name) {
  for (const char* source :
       {"a = provider::aws::arn_parse(var.arn)", "a = core::max(1, 2).b[0]",
        "a = [for x in y : p::f(x)]", "a = b ? c : p::f(1)"}) {
    BOOST_TEST(ProblemOf(source) == "", source);
  }
  for (const char* source :
       {"a = provider::aws", "a = p::(1)", "a = ::f(1)", "p::f(1) = 2",
        "p::f(1) {\n}\n", "a = b.p::f(1)"}) {
    BOOST_TEST(ProblemOf(source) != "", source);
  }
}

BOOST_AUTO_TEST_CASE(rejects_with_line_and_column) {
  CheckProblem("a = 1 b = 2\n", "1:7 an argument must end with a newline");
  CheckProblem("a = 1, b = 2\n", "1:6 arguments are separated by newlines");
  CheckProblem("a {\n  b = 1\n", "3:1 the file ends inside a block");
  CheckProblem("a { b = 1, c = 2 }\n", "1:10 a block on one line ends");
  CheckProblem("a { b {} }\n", "1:7 a block on one line holds one");
  CheckProblem("a\n{\n}\n", "1:1 an argument or a block is expected");
  CheckProblem("\"a\" = 1\n", "1:1 argument names must not be quoted");
  CheckProblem("a \"b\" = 1\n", "1:7 a block is not introduced by '='");
  CheckProblem("a \"${b}\" {}\n", "1:4 a label must be a plain");
  CheckProblem("a {} b {}\n", "1:6 a block must end with a newline");
  CheckProblem("a = [1 2]\n", "1:8 ',' or ']' is expected");
  CheckProblem("a = {b = 1 c = 2}\n", "1:12 a newline, ',' or '}'");
  CheckProblem("a = {b}\n", "1:7 '=' is expected after the key");
  CheckProblem("a = f(1 2)\n", "1:9 ',' or ')' is expected");
  CheckProblem("a = (1\n", "2:1 ')' is expected");
  CheckProblem("a = b ? c\n", "1:10 a conditional needs ':'");
  CheckProblem("a = 1 +\n", "1:8 a value is expected here");
  CheckProblem("a =", "1:4 the file ends where a value");
  CheckProblem("a = b.\n", "1:7 a name is expected after '.'");
  CheckProblem("a = b.0.1\n", "1:7 two indices in a row");
  CheckProblem("a = b.*.*\n", "1:9 '.*' cannot stand inside");
  CheckProblem("a = 1..2\n", "1:5 \"1..2\" is not a number");
  CheckProblem("a = \"\\q\"\n", "1:6 this escape does not exist");
  CheckProblem("a = \"\\u12\"\n", "1:6 this escape lacks");
  CheckProblem("a = \"\\uD800\"\n", "1:6 this escape is not a Unicode");
  CheckProblem("a = \"b", "1:5 this string is not closed");
  CheckProblem("a = <<E\nb\n", "1:5 this heredoc is not closed");
  CheckProblem("a = \"${b\"", "1:9 '}' is expected");
  CheckProblem("a = \"%{ if b }c\"", "1:16 a %{ } directive of this");
  CheckProblem("a = \"%{ endif }\"", "1:9 %{ endif } closes nothing");
  CheckProblem("a = \"%{ foo }\"", "1:9 \"foo\" is not a template");
  CheckProblem("a = [for x in y : k => x]\n",
               "1:21 a 'for' that builds a list");
  CheckProblem("a = {for x in y : x}\n", "1:20 a 'for' that builds an object");
  CheckProblem("a = 1\nb = 2\na = 3\n", "3:1 the argument \"a\" is set twice");
}

BOOST_AUTO_TEST_CASE(signs_of_word_processors_are_named) {
  for (const char* quoted :
       {"a = \xe2\x80\x9cx\xe2\x80\x9d\n", "a = x\xe2\x80\x9d\n"}) {
    BOOST_TEST(ProblemOf(quoted).find("quotes") != std::string::npos,
               ProblemOf(quoted));
  }
  BOOST_TEST(ProblemOf("a = \"%{ endif }\"\n") != "");
  BOOST_TEST(ProblemOf("a = \"%{ nonsense x }\"\n") != "");
  BOOST_TEST(ProblemOf("a = \"\\uD800\"\n") != "");
  BOOST_TEST(ProblemOf("a = \"\\U00110000\"\n") != "");
  BOOST_TEST(ProblemOf("a = \"\\u00zz\"\n") != "");
  BOOST_TEST(ProblemOf("a = \"\\q\"\n") != "");
}

BOOST_AUTO_TEST_CASE(templates_nest_only_so_deep) {
  std::string text = "a = \"";
  for (int i = 0; i < 400; ++i) text += "%{ if true }";
  for (int i = 0; i < 400; ++i) text += "%{ endif }";
  BOOST_TEST(ProblemOf(text + "\"\n").find("deeper than") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded) {
  for (const char* open :
       {"[", "(", "{a=", "f(", "\"${", "-(", "a ? (", "x["}) {
    std::string source = "a = ";
    for (int i = 0; i < 100000; ++i) source += open;
    BOOST_TEST(ProblemOf(source) != "");
  }
  std::string blocks;
  for (int i = 0; i < 100000; ++i) blocks += "a {\n";
  BOOST_TEST(ProblemOf(blocks).find("deeper than") != std::string::npos);
  std::string deep = "a = ";
  deep += std::string(250, '[') + std::string(250, ']');
  BOOST_TEST(ProblemOf(deep) == "");
  std::string signs = "a = " + std::string(100000, '!') + "b";
  BOOST_TEST(ProblemOf(signs) == "");
}

BOOST_AUTO_TEST_CASE(lists_blocks_arguments_and_references) {
  const std::string_view source =
      "resource \"aws_vpc\" \"this\" {\n"
      "  cidr = var.cidr\n"
      "  inner {\n"
      "    x = [for s in local.a : s.id if data.b.c.d.e[0].f]\n"
      "  }\n"
      "  t = { key = module.m[\"x\"].y, (each.key) = 1 }\n"
      "}\n";
  const Syntax syntax = ParseText(source);
  BOOST_REQUIRE(!syntax.problem);
  BOOST_REQUIRE(syntax.blocks.size() == 2u);
  BOOST_TEST(TextOf(source, syntax.blocks[0].labels[1]) == "this");
  BOOST_TEST(TextOf(source, syntax.blocks[0].header) ==
             "resource \"aws_vpc\" \"this\"");
  BOOST_TEST(syntax.blocks[1].parent == 1u);
  BOOST_REQUIRE(syntax.attributes.size() == 3u);
  BOOST_TEST(TextOf(source, syntax.attributes[0].value) == "var.cidr");
  BOOST_TEST(syntax.attributes[1].body == 2u);
  std::vector<std::string> names;
  for (const Reference& reference : syntax.references) {
    std::string name(reference.local ? "local:" : "");
    for (std::size_t i = 0; i < reference.part_count; ++i) {
      name +=
          (i > 0 ? "." : "") + std::string(TextOf(source, reference.parts[i]));
    }
    names.push_back(name);
  }
  const std::vector<std::string> expected = {"var.cidr",   "local.a",
                                             "local:s.id", "data.b.c.d",
                                             "module.m",   "each.key"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_template_for_names_its_variables) {
  const std::string_view source =
      "a = \"%{ for x in y.z }${x.b}%{ endfor }${x.c}\"\n";
  const Syntax syntax = ParseText(source);
  BOOST_REQUIRE(syntax.references.size() == 3u);
  BOOST_TEST(!syntax.references[0].local);
  BOOST_TEST(syntax.references[1].local);
  BOOST_TEST(!syntax.references[2].local);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
