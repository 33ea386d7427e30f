#include "plugins/terraform/tokenizer.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/terraform/formatter.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/vocabulary.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

EncodedModule EncodeOne(std::string_view text) {
  return EncodeModule(SplitModuleText(text));
}

// decode(encode(text)), which should be format(text).
std::string RoundTrip(std::string_view text) {
  const EncodedModule encoded = EncodeOne(text);
  BOOST_REQUIRE(!encoded.problem);
  BOOST_REQUIRE(encoded.origins.size() == encoded.tokens.size());
  return ModuleText(DecodeModule(encoded.tokens));
}

BOOST_AUTO_TEST_SUITE(tokenizer)

BOOST_AUTO_TEST_CASE(decodes_to_the_canonical_text) {
  for (const char* text : {"",
                           "\n",
                           "a=1",
                           "a=1  ",
                           "# c",
                           "a = 1 - -2\n",
                           "a = b -c\n",
                           "a = 1.5\nbb = c . d\n",
                           "a = f(1 ...)\n",
                           "a = <<-EOT\n  x\n  EOT\n",
                           "a = <<EOT\n# ==> b.tf <==\nEOT\n",
                           "a = [for x in [1]:x]\n",
                           "a = b[*].c\r\nd = 1\r\n",
                           "\xef\xbb\xbf"
                           "a = 1\n",
                           "a = \"\xc3\xa9 \xf0\x9f\x98\x80\"\n",
                           "/* a\n\n b */\n",
                           "a = 1 / 2 * 3 % 4 / /* x */ 5\n",
                           "a = b == c ? d : e\n",
                           "a = 1 > 2 || 3 < 4 && !b\n",
                           "a = \"%{ if b ~} c %{~ endif }\"\n"}) {
    BOOST_TEST(RoundTrip(text) == Format(text), "text " << text);
  }
}

// Laying this out joins two numbers into one, which minified text cannot say.
BOOST_AUTO_TEST_CASE(what_does_not_survive_minifying_is_kept_verbatim) {
  const std::string text = "a = b.0 .1\n";
  const EncodedModule encoded = EncodeOne(text);
  BOOST_REQUIRE(!encoded.problem);
  BOOST_TEST(RoundTrip(text) == Format(text));
}

BOOST_AUTO_TEST_CASE(several_files_keep_their_names) {
  const std::string text =
      "# ==> main.tf <==\na=1\n# ==> b/c d.tf <==\n\nb {}\n";
  const EncodedModule encoded = EncodeOne(text);
  BOOST_REQUIRE(!encoded.problem);
  const DecodedModule module = DecodeModule(encoded.tokens);
  BOOST_REQUIRE(module.files.size() == 2u);
  BOOST_TEST(module.files[1].name == "b/c d.tf");
  BOOST_TEST(ModuleText(module) == Format(text));
  BOOST_TEST(encoded.tokens.back() == kEndMark);
  BOOST_TEST(
      std::count(encoded.tokens.begin(), encoded.tokens.end(), kFileMark) == 2);
}

BOOST_AUTO_TEST_CASE(origins_point_at_the_same_bytes) {
  const std::string text = "# ==> x.tf <==\nfoo   =  \"bar ${ baz }\" # end\n";
  const EncodedModule encoded = EncodeOne(text);
  BOOST_REQUIRE(!encoded.problem);
  for (std::size_t i = 0; i < encoded.tokens.size(); ++i) {
    const TokenOrigin& origin = encoded.origins[i];
    BOOST_REQUIRE(origin.begin <= origin.end);
    BOOST_REQUIRE(origin.end <= text.size());
    if (encoded.tokens[i] < kFirstByte) continue;
    BOOST_TEST(text.substr(origin.begin, origin.end - origin.begin) ==
               Vocabulary::Default().BytesOf(encoded.tokens[i]));
  }
}

BOOST_AUTO_TEST_CASE(places_point_into_the_canonical_text) {
  const std::string text = "foo   =  \"bar ${ baz }\" # end\nb=[1,2]\n";
  const DecodedModule module = DecodeModule(EncodeOne(text).tokens);
  const std::vector<std::uint32_t> tokens = EncodeOne(text).tokens;
  BOOST_REQUIRE(module.places.size() == tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < kFirstByte) continue;
    const TokenOrigin& place = module.places[i];
    BOOST_TEST(
        module.files[0].text.substr(place.begin, place.end - place.begin) ==
        Vocabulary::Default().BytesOf(tokens[i]));
  }
}

BOOST_AUTO_TEST_CASE(problems_say_where_in_the_given_text) {
  const std::string text = "# ==> a.tf <==\na = 1\n# ==> b.tf <==\nb = \n";
  const EncodedModule encoded = EncodeOne(text);
  BOOST_REQUIRE(encoded.problem.has_value());
  BOOST_TEST(encoded.problem->file == 1u);
  BOOST_TEST(encoded.tokens.empty());
  const Position position = PositionOf(text, encoded.problem->problem.begin);
  BOOST_TEST(position.line == 4u);
  BOOST_TEST(position.column == 5u);
  for (const char* broken : {"# \xff\n", "a = \"\xc0\x80\"\n"}) {
    BOOST_REQUIRE(EncodeOne(broken).problem.has_value());
    BOOST_TEST(EncodeOne(broken).problem->problem.message ==
               "this byte is not UTF-8");
  }
  BOOST_TEST(EncodeOne(std::string_view("# \0\n", 4)).problem.has_value());
}

BOOST_AUTO_TEST_CASE(refuses_more_than_it_can_hold) {
  const std::string text(kMaxSourceBytes + 1, '\n');
  BOOST_REQUIRE(EncodeOne(text).problem.has_value());
  BOOST_TEST(EncodeOne(text).problem->problem.mend == "split it");
}

BOOST_AUTO_TEST_CASE(any_row_of_tokens_decodes_to_text) {
  test::Dice dice(3);
  for (int i = 0; i < 300; ++i) {
    std::vector<std::uint32_t> tokens;
    for (std::size_t n = dice.Roll(200); n > 0; --n) {
      tokens.push_back(static_cast<std::uint32_t>(
          dice.Roll(dice.Roll(2) == 0 ? kMaxVocabulary + 2 : 300)));
    }
    const DecodedModule module = DecodeModule(tokens);
    BOOST_REQUIRE(module.places.size() == tokens.size());
    const std::string text = ModuleText(module);
    BOOST_TEST(text.find('\0') == std::string::npos);
    for (const TokenOrigin& place : module.places) {
      BOOST_REQUIRE(place.file < module.files.size());
      BOOST_REQUIRE(place.begin <= place.end);
      BOOST_REQUIRE(place.end <= module.files[place.file].text.size());
    }
  }
}

// What parses after damage still comes back as its canonical text, and what was
// decoded once is decoded the same again.
BOOST_AUTO_TEST_CASE(damaged_texts_that_parse_round_trip) {
  test::Dice dice(5);
  const auto texts = test::CorpusTexts();
  int parsed = 0;
  for (int i = 0; i < 600; ++i) {
    const std::string text = test::Damage(
        std::string(texts[dice.Roll(texts.size())]), dice, /*most=*/1);
    const EncodedModule encoded = EncodeOne(text);
    if (encoded.problem) continue;
    ++parsed;
    const std::string decoded = ModuleText(DecodeModule(encoded.tokens));
    const std::string plain =
        text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
    if (SplitModuleText(text).size() == 1) BOOST_TEST(decoded == Format(plain));
    BOOST_TEST(RoundTrip(decoded) == decoded);
  }
  BOOST_TEST(parsed > 50);
}

// To be repaired, a text is read as it is; laid out it is what it was.
BOOST_AUTO_TEST_CASE(broken_texts_are_read_when_asked_for) {
  test::Dice dice(71);
  const auto texts = test::CorpusTexts();
  int broken = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string text =
        test::Damage(std::string(texts[dice.Roll(texts.size())]), dice);
    SourceFile file;
    file.name = "main.tf";
    file.text = text;
    const EncodedModule module = EncodeModule({&file, 1}, Reading::kBroken);
    const bool valid = !EncodeModule({&file, 1}).problem;
    if (module.problem) {  // NUL, or not UTF-8.
      BOOST_TEST(!valid);
      continue;
    }
    if (!valid) ++broken;
    const DecodedModule decoded = DecodeModule(module.tokens);
    BOOST_REQUIRE(decoded.files.size() == 1u);
    BOOST_TEST(decoded.files[0].text == Format(text));
    BOOST_TEST(module.origins.size() == module.tokens.size());
  }
  BOOST_TEST(broken > 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
