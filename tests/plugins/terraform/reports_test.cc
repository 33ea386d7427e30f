// What other programs and people get to see: SARIF, JSON, HTML, SVG.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/block_report.h"
#include "plugins/terraform/findings_report.h"
#include "plugins/terraform/json_text.h"
#include "plugins/terraform/marked_pages.h"
#include "plugins/terraform/marked_text.h"
#include "plugins/terraform/position_tracker.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

namespace json = boost::json;

std::vector<std::uint32_t> TokensOf(std::string_view text) {
  return EncodeModule(SplitModuleText(text)).tokens;
}

const json::object& Driver(const json::value& sarif) {
  return sarif.at("runs").at(0).at("tool").at("driver").as_object();
}

std::size_t Count(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// Tags are closed in the order in which they were opened, attributes quoted.
bool IsWellFormed(const std::string& xml) {
  std::vector<std::string> open;
  for (std::size_t at = xml.find('<'); at != std::string::npos;
       at = xml.find('<', at + 1)) {
    const std::size_t end = xml.find('>', at);
    if (end == std::string::npos) return false;
    std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.starts_with('!') || tag.ends_with('/')) continue;
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return false;
    tag = tag.substr(0, tag.find(' '));
    if (tag == "meta") continue;
    if (!tag.starts_with('/')) {
      open.push_back(tag);
    } else if (open.empty() || open.back() != tag.substr(1)) {
      return false;
    } else {
      open.pop_back();
    }
  }
  return open.empty();
}

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(sarif_says_what_and_where) {
  const auto document = CheckDocument(
      TokensOf("# ==> a b.tf <==\nvariable \"x\" {}\no = \"\xc3\xa9\xc3\xa9 "
               "${var.y}\"\n# ==> c.tf <==\nlocals {\n  l = 1\n}\n"));
  const json::value sarif = json::parse(FindingsSarif(document, {}));
  BOOST_TEST(sarif.at("version").as_string() == "2.1.0");
  BOOST_TEST(sarif.at("runs").at(0).at("columnKind").as_string() ==
             "unicodeCodePoints");
  const json::array& results = sarif.at("runs").at(0).at("results").as_array();
  BOOST_REQUIRE(results.size() == 3u);
  BOOST_TEST(results[0].at("ruleId").as_string() == "unused-variable");
  BOOST_TEST(results[0].at("level").as_string() == "warning");
  const json::value& undeclared = results[1];
  BOOST_TEST(undeclared.at("ruleId").as_string() == "undeclared-reference");
  BOOST_TEST(undeclared.at("level").as_string() == "error");
  const json::value& place =
      undeclared.at("locations").at(0).at("physicalLocation");
  BOOST_TEST(place.at("artifactLocation").at("uri").as_string() == "a%20b.tf");
  BOOST_TEST(place.at("region").at("startLine").as_int64() == 2);
  BOOST_TEST(place.at("region").at("startColumn").as_int64() == 11);
  BOOST_TEST(place.at("region").at("endLine").as_int64() == 2);
  BOOST_TEST(place.at("region").at("endColumn").as_int64() == 16);
  // Every result's rule is where its index says.
  const json::array& rules = Driver(sarif).at("rules").as_array();
  for (const json::value& result : results) {
    const auto index =
        static_cast<std::size_t>(result.at("ruleIndex").as_int64());
    BOOST_TEST(rules[index].at("id").as_string() ==
               result.at("ruleId").as_string());
    BOOST_TEST(!result.at("message").at("text").as_string().empty());
  }
}

BOOST_AUTO_TEST_CASE(findings_are_json_of_one_schema) {
  const auto broken = CheckDocument(TokensOf("a = var.x\n"));
  const json::value report = json::parse(FindingsJson(broken, {}));
  BOOST_TEST(report.at("schema").as_string() ==
             "pastiche.terraform.findings/1");
  BOOST_TEST(!report.at("valid").as_bool());
  const json::value& finding = report.at("findings").at(0);
  BOOST_TEST(finding.at("file").as_string() == "main.tf");
  BOOST_TEST(finding.at("line").as_int64() == 1);
  BOOST_TEST(finding.at("column").as_int64() == 5);
  BOOST_TEST(!finding.at("mend").as_string().empty());
  for (const CorpusModule& module : CorpusModules()) {
    const auto good = CheckDocument(EncodeModule(module.files).tokens);
    const json::value none = json::parse(FindingsJson(good, {}));
    BOOST_TEST(none.at("valid").as_bool());
    BOOST_TEST(none.at("findings").as_array().empty());
  }
}

BOOST_AUTO_TEST_CASE(surprising_words_are_one_note_each) {
  const auto tokens = TokensOf("alpha = 1\nomega_word = 2\n");
  const auto document = CheckDocument(tokens);
  std::vector<double> bits(tokens.size(), 0.5);
  const std::string& text = document.module.files[0].text;
  const std::size_t word = text.find("omega");
  std::size_t marked = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const TokenOrigin& place = document.module.places[i];
    if (place.begin < place.end && place.begin >= word &&
        place.end <= word + 10) {
      bits[i] = 9;
      ++marked;
    }
  }
  BOOST_REQUIRE(marked > 1u);
  const json::value sarif = json::parse(FindingsSarif(document, bits));
  const json::array& results = sarif.at("runs").at(0).at("results").as_array();
  BOOST_REQUIRE(results.size() == 1u);
  BOOST_TEST(results[0].at("level").as_string() == "note");
  const json::value& region =
      results[0].at("locations").at(0).at("physicalLocation").at("region");
  BOOST_TEST(region.at("startLine").as_int64() == 2);
  BOOST_TEST(region.at("startColumn").as_int64() == 1);
  BOOST_TEST(region.at("endColumn").as_int64() == 11);
  // Pages mark those tokens and no others.
  const std::string html = HtmlPage(document.module, bits);
  BOOST_TEST(Count(html, " m2\" title=\"9.0 bits\"") == marked);
  BOOST_TEST(Count(html, " bits\"") == marked);
  BOOST_TEST(Count(SvgPicture(document.module, bits, 0),
                   "<rect class=\"m2\"") == marked);
  BOOST_TEST(
      Count(SvgPicture(document.module, bits, 1), "<rect class=\"m2\"") == 0u);
  BOOST_TEST(Count(HtmlPage(document.module, {}), " bits\"") == 0u);
}

BOOST_AUTO_TEST_CASE(blocks_nest_as_in_the_text) {
  const DecodedModule module = DecodeModule(TokensOf(
      "a = [1]\nr \"l\" m {\n  k = \"v\"\n  n {\n    d = 1\n  }\n}\n"));
  const json::value report = json::parse(BlocksJson(module));
  const json::value& file = report.at("files").at(0);
  BOOST_TEST(file.at("parses").as_bool());
  BOOST_TEST(file.at("attributes").at(0).at("value").as_string() == "[1]");
  const json::value& block = file.at("blocks").at(0);
  BOOST_TEST(block.at("type").as_string() == "r");
  BOOST_TEST(block.at("labels").at(1).as_string() == "m");
  BOOST_TEST(block.at("line").as_int64() == 2);
  BOOST_TEST(block.at("end_line").as_int64() == 7);
  BOOST_TEST(block.at("attributes").at(0).at("value").as_string() == "\"v\"");
  BOOST_TEST(
      block.at("blocks").at(0).at("attributes").at(0).at("line").as_int64() ==
      5);
}

BOOST_AUTO_TEST_CASE(pages_hold_the_text_and_are_well_formed) {
  for (const CorpusModule& module : CorpusModules()) {
    const DecodedModule decoded =
        DecodeModule(EncodeModule(module.files).tokens);
    const std::string html = HtmlPage(decoded, {});
    BOOST_TEST(IsWellFormed(html));
    BOOST_TEST(IsWellFormed(SvgPicture(decoded, {}, 0)));
    std::size_t lines = 0;
    for (const DecodedFile& file : decoded.files) {
      lines += Count(file.text, "\n");
    }
    BOOST_TEST(Count(html, "</code>\n") == lines);
  }
}

BOOST_AUTO_TEST_CASE(whatever_the_text_outputs_stay_whole) {
  test::Dice dice(61);
  const auto texts = test::CorpusTexts();
  for (int i = 0; i < 200; ++i) {
    const std::string text =
        i % 2 == 0
            ? dice.Bytes(dice.Roll(300))
            : test::Damage(std::string(texts[dice.Roll(texts.size())]), dice);
    std::vector<std::uint32_t> tokens = {1, 2};
    const EncodedText encoded = EncodeText(text);
    tokens.insert(tokens.end(), encoded.tokens.begin(), encoded.tokens.end());
    std::vector<double> bits;
    for (std::size_t k = 0; k < tokens.size(); ++k) {
      bits.push_back(static_cast<double>(dice.Roll(15)));
    }
    const DocumentReport document = CheckDocument(tokens);
    (void)json::parse(FindingsSarif(document, {}));
    const DecodedModule module = DecodeModule(tokens);
    (void)json::parse(BlocksJson(module));
    BOOST_TEST(IsWellFormed(HtmlPage(module, bits)));
    BOOST_TEST(IsWellFormed(SvgPicture(module, bits, 20)));
  }
}

BOOST_AUTO_TEST_CASE(marked_lines_spell_the_text) {
  for (const std::string_view text : test::CorpusTexts()) {
    std::string spelled;
    for (const MarkedLine& line : MarkLines(text, {})) {
      for (const MarkedRun& run : line) spelled += run.text;
      spelled += '\n';
    }
    BOOST_TEST(spelled == text);
  }
  BOOST_TEST(EscapeXml("<a b=\"&\">\x01\xff") ==
             "&lt;a b=&quot;&amp;&quot;&gt;\xef\xbf\xbd\xef\xbf\xbd");
  BOOST_TEST(JsonString("a\"\\\n\x01\x7f\xc3\xa9") ==
             "\"a\\\"\\\\\\n\\u0001\\u007f\xc3\xa9\"");
}

BOOST_AUTO_TEST_CASE(places_in_one_pass_are_those_one_by_one) {
  test::Dice dice(62);
  for (const std::string_view text : test::CorpusTexts()) {
    PositionTracker tracker(text);
    std::size_t at = 0;
    while (at < text.size()) {
      at = dice.Roll(20) == 0 ? dice.Roll(text.size()) : at + dice.Roll(200);
      const Position one = PositionOf(text, at);
      const Position other = tracker.At(at);
      BOOST_REQUIRE(one.line == other.line);
      BOOST_REQUIRE(one.column == other.column);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
