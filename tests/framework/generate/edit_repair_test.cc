#include "framework/generate/edit_repair.h"

#include <boost/test/unit_test.hpp>
#include <optional>

#include "framework/generate/complete_document.h"
#include "framework/generate/repair.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/unigram.h"
#include "tests/support/settings_text.h"

namespace pastiche {
namespace {

// The first token that is no NAME=VALUE; in one letter or more each, or the
// missing end.
std::optional<std::size_t> FirstFault(TokenSpan tokens) {
  enum { kName, kInName, kValue, kInValue } state = kName;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token token = tokens[i];
    if (token < test::kAssign) {
      state = state <= kInName ? kInName : kInValue;
    } else if (token == test::kAssign && state == kInName) {
      state = kValue;
    } else if (token == test::kLineEnd && state == kInValue) {
      state = kName;
    } else if (token == test::kDocumentEnd && state == kName &&
               i + 1 == tokens.size()) {
      return std::nullopt;
    } else {
      return i;
    }
  }
  return tokens.size();
}

// Says where the first fault is, as parsers do.
class StrictDomain : public test::MemoryDomain {
 public:
  StrictDomain() : MemoryDomain(Options()) {}
  Result<Verdict> Check(TokenSpan tokens) const override {
    Verdict verdict;
    if (const auto fault = FirstFault(tokens)) {
      verdict.valid = false;
      Diagnostic finding;
      finding.begin = *fault;
      finding.end = std::min(*fault + 1, tokens.size());
      finding.message = "not NAME=VALUE;";
      verdict.diagnostics.push_back(std::move(finding));
    }
    return verdict;
  }

 private:
  static test::MemoryDomainOptions Options() {
    test::MemoryDomainOptions options = test::SettingsDomain();
    options.valid = [](TokenSpan tokens) { return !FirstFault(tokens); };
    return options;
  }
};

struct Setting {
  Setting() {
    for (const char* text :
         {"name=a;rate=b;kind=c;.", "rate=b;kind=c;name=a;.",
          "kind=c;name=a;rate=b;.", "name=a;kind=c;rate=b;."}) {
      documents.push_back(Read(text));
    }
    model.emplace(KneserNey::Build(documents, 26, 5).value());
  }
  [[nodiscard]] Document Read(const char* text) const {
    return domain.Read(test::SettingsText(text));
  }
  // What one edit makes of it.
  [[nodiscard]] std::string Edited(const char* text) const {
    const Document document = Read(text);
    const auto edit =
        FindEdit(domain, *model, document.tokens, {}, nullptr).value();
    if (!edit) return "nothing";
    const auto tokens = WithEdit(document.tokens, *edit);
    BOOST_TEST(edit->valid == !FirstFault(tokens));
    return domain.Decode(tokens).value();
  }
  StrictDomain domain;
  std::vector<Document> documents;
  std::optional<KneserNey> model;
};

BOOST_AUTO_TEST_SUITE(edit_repair)

BOOST_AUTO_TEST_CASE(the_likeliest_edit_mends) {
  const Setting setting;
  const std::string sound = test::SettingsText("name=a;rate=b;kind=c;.");
  for (const char* broken :
       {"name=a;rateb;kind=c;.",     // Lacks a sign.
        "name=a;rate=bkind=c;.",     // Lacks a line end.
        "name=a;rate==b;kind=c;.",   // One too many.
        "name=a;;rate=b;kind=c;.",   // Another.
        "name=a;rate=b;=kind=c;.",   // At the start of a line.
        "name=a;rat=eb=;kind=c;.",   // Needs more than one: see below.
        "name=a;rate=b;kind=c."}) {  // Lacks the last line end.
    if (std::string_view(broken).find("rat=") != std::string_view::npos) {
      BOOST_TEST(setting.Edited(broken) != "nothing");
      continue;
    }
    BOOST_TEST(setting.Edited(broken) == sound, broken);
  }
}

BOOST_AUTO_TEST_CASE(a_sound_document_stays) {
  const Setting setting;
  BOOST_TEST(setting.Edited("name=a;rate=b;kind=c;.") == "nothing");
  BOOST_TEST(setting.Edited("ww=w;.") == "nothing");
}

BOOST_AUTO_TEST_CASE(several_faults_are_mended_one_after_another) {
  const Setting setting;
  const Document broken = setting.Read("name=a;rateb;kind=c;rate==b;name=a;.");
  const Unigram fill = Unigram::Uniform(26);
  Rng rng(1);
  const auto repaired = RepairDocument(setting.domain, fill, broken.tokens,
                                       {.edits = &*setting.model}, rng)
                            .value();
  BOOST_TEST(!repaired.before.valid);
  BOOST_TEST(repaired.after.valid);
  BOOST_TEST(repaired.refilled.empty());
  BOOST_REQUIRE(repaired.edited.size() == 2u);
  BOOST_TEST(repaired.edited[0].begin == 1u);
  BOOST_TEST(repaired.edited[0].end == 2u);
  BOOST_TEST(repaired.edited[1].begin == 3u);
  BOOST_TEST(setting.domain.Decode(repaired.tokens).value() ==
             test::SettingsText("name=a;rate=b;kind=c;rate=b;name=a;."));
}

BOOST_AUTO_TEST_CASE(what_is_outside_the_edit_stays) {
  const Setting setting;
  Rng rng(3);
  for (int round = 0; round < 40; ++round) {
    Document document = setting.documents[rng.NextBelow(4)];
    const std::size_t at = rng.NextBelow(document.tokens.size() - 1);
    document.tokens[at] = static_cast<Token>(rng.NextBelow(25));
    const auto edit =
        FindEdit(setting.domain, *setting.model, document.tokens, {}, nullptr)
            .value();
    BOOST_TEST(edit.has_value() == FirstFault(document.tokens).has_value());
    if (!edit) continue;
    BOOST_TEST(edit->begin <= edit->end);
    BOOST_TEST(edit->end < document.tokens.size());
    BOOST_TEST(edit->tokens.size() <= 2u);
    BOOST_TEST(WithEdit(document.tokens, *edit).back() == test::kDocumentEnd);
  }
}

BOOST_AUTO_TEST_CASE(only_what_passes_the_check_is_a_completion) {
  test::MemoryDomainOptions options = test::SettingsDomain();
  options.valid = [](TokenSpan tokens) { return !FirstFault(tokens); };
  options.complete = [](TokenSpan tokens) {
    std::vector<Token> whole(tokens.begin(), tokens.end());
    if (whole.back() == test::kLineEnd) whole.push_back(test::kDocumentEnd);
    return whole;
  };
  const test::MemoryDomain domain(options);
  const auto completed = [&](const char* text) {
    const auto document = domain.Read(test::SettingsText(text));
    return CompleteDocument(domain, document.tokens).value();
  };
  BOOST_REQUIRE(completed("a=b;").has_value());
  BOOST_TEST(completed("a=b;")->verdict.valid);
  BOOST_TEST(completed("a=b;")->tokens.size() == 5u);
  BOOST_TEST(!completed("a=b;.").has_value());  // Unchanged.
  BOOST_TEST(!completed("a=b;;").has_value());  // Still not valid.
  const test::MemoryDomain plain(test::SettingsDomain());
  BOOST_TEST(
      !CompleteDocument(plain, plain.Read("a").tokens).value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
