// Our parser and formatter beside HashiCorp's own, in one process of a small Go
// program. Skipped where Go or Debian's package of hcl v2 is missing.

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "plugins/terraform/formatter.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "tests/plugins/terraform/damage.h"
#include "tests/plugins/terraform/hcl_mutants.h"
#include "tests/support/run_program.h"

namespace pastiche::terraform {
namespace {

namespace fs = std::filesystem;

struct Answer {
  bool accepted, panicked;
  std::string formatted;
};

std::string SourceFolder() {
  const char* folder = std::getenv("PASTICHE_SOURCE");
  return folder == nullptr ? "" : folder;
}

// Little-endian, as the oracle reads and writes it.
void PutSize(std::size_t size, std::string& out) {
  for (int shift = 0; shift < 32; shift += 8) {
    out += static_cast<char>((size >> shift) & 0xff);
  }
}

std::size_t GetSize(std::string_view bytes) {
  std::size_t size = 0;
  for (int i = 3; i >= 0; --i) {
    size = size << 8 | static_cast<unsigned char>(bytes[std::size_t(i)]);
  }
  return size;
}

class Oracle {
 public:
  // Builds the program in the build folder (seconds the first time).
  Oracle() {
    const std::string packages = "/usr/share/gocode";
    for (const char* each : {"/usr/bin/go", "/usr/local/go/bin/go"}) {
      if (fs::exists(each)) go_ = each;
    }
    if (go_.empty() ||
        !fs::is_directory(packages + "/src/github.com/hashicorp/hcl/v2")) {
      std::cout << "oracle skipped: install golang-go and "
                   "golang-github-hashicorp-hcl-v2-dev to compare with "
                   "HashiCorp's parser\n";
      return;
    }
    const std::string folder = pastiche::test::BuildFolder() + "/oracle";
    fs::create_directories(folder);
    const std::string program = folder + "/hcl_oracle";
    const pastiche::test::Outcome built = pastiche::test::RunProgram(
        go_,
        {"build", "-o", program,
         SourceFolder() + "/tests/plugins/terraform/oracle/hcl_oracle.go"},
        {"GO111MODULE=off", "GOFLAGS=", "GOPATH=" + packages,
         "GOCACHE=" + folder + "/cache", "GOPROXY=off"});
    BOOST_REQUIRE_MESSAGE(built.exit_code == 0, built.err);
    program_ = program;
  }

  [[nodiscard]] bool present() const { return !program_.empty(); }

  [[nodiscard]] std::vector<Answer> Ask(
      const std::vector<std::string>& texts) const {
    const pastiche::test::TemporaryFolder folder;
    std::string cases;
    for (const std::string& text : texts) {
      PutSize(text.size(), cases);
      cases += text;
    }
    const std::string answers = folder.path() + "/answers";
    const pastiche::test::Outcome ran = pastiche::test::RunProgram(
        program_, {folder.Write("cases", cases), answers});
    BOOST_REQUIRE_MESSAGE(ran.exit_code == 0, ran.err);
    const std::string bytes = pastiche::test::ReadWhole(answers);
    std::vector<Answer> read;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = GetSize(std::string_view(bytes).substr(at + 1));
      read.push_back(
          {bytes[at] == 1, bytes[at] == 2, bytes.substr(at + 5, size)});
      at += 5 + size;
    }
    BOOST_REQUIRE(read.size() == texts.size());
    return read;
  }

 private:
  std::string go_, program_;
};

const Oracle& TheOracle() {
  static const Oracle oracle;
  return oracle;
}

bool Accepts(const std::string& text) {
  return !Parse(text, Lex(text)).problem.has_value();
}

// The corpus and texts that hold every construct of the language.
std::vector<std::string> Sources() {
  std::vector<std::string> sources;
  for (const std::string_view text : test::CorpusTexts()) {
    sources.emplace_back(text);
  }
  const std::size_t corpus = sources.size();
  std::vector<fs::path> seeds;
  for (const auto& entry :
       fs::directory_iterator(SourceFolder() + "/tests/fuzz/seeds/hcl")) {
    seeds.push_back(entry.path());
  }
  std::sort(seeds.begin(), seeds.end());
  BOOST_TEST(seeds.size() >= 8u);
  // As many of these as of the corpus: they are denser.
  for (std::size_t i = 0; sources.size() < 2 * corpus; ++i) {
    sources.push_back(
        pastiche::test::ReadWhole(seeds[i % seeds.size()].string()));
  }
  return sources;
}

// How many of the answers ours equal; says the first few that do not.
std::size_t CountAgreement(const std::vector<std::string>& texts,
                           const std::vector<Answer>& answers) {
  std::size_t agreed = 0, told = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (answers[i].panicked || Accepts(texts[i]) == answers[i].accepted) {
      ++agreed;
    } else if (++told <= 20) {
      std::cout << "differs ("
                << (answers[i].accepted ? "Go accepts" : "Go rejects")
                << "), text " << i << ":\n"
                << texts[i].substr(0, 400) << "\n";
    }
  }
  return agreed;
}

BOOST_AUTO_TEST_SUITE(oracle)

BOOST_AUTO_TEST_CASE(mutants_are_judged_alike) {
  if (!TheOracle().present()) return;
  const std::vector<std::string> sources = Sources();
  test::Dice dice(41);
  std::vector<std::string> texts;
  constexpr std::size_t kMutants = 6000;
  for (std::size_t i = 0; i < kMutants; ++i) {
    std::string text = sources[dice.Roll(sources.size())];
    for (std::size_t n = dice.Roll(4) == 0 ? 2 : 1; n > 0; --n) {
      text = test::Mutate(text, (i + n) % test::kMutationKinds, dice);
    }
    texts.push_back(std::move(text));
  }
  const std::vector<Answer> answers = TheOracle().Ask(texts);
  const std::size_t agreed = CountAgreement(texts, answers);
  const auto accepted =
      std::count_if(answers.begin(), answers.end(),
                    [](const Answer& a) { return a.accepted; });
  std::cout << "oracle: " << agreed << " of " << kMutants
            << " mutants judged alike; it accepts " << accepted << "\n";
  BOOST_TEST(agreed >= kMutants * 995 / 1000);
  // Both answers are common, or the comparison says little.
  BOOST_TEST(accepted > 700);
  BOOST_TEST(accepted < 5300);
}

BOOST_AUTO_TEST_CASE(sources_are_judged_and_laid_out_alike) {
  if (!TheOracle().present()) return;
  const std::vector<std::string> texts = Sources();
  const std::vector<Answer> answers = TheOracle().Ask(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    BOOST_TEST(Accepts(texts[i]) == answers[i].accepted);
    BOOST_TEST(Format(texts[i]) == answers[i].formatted);
  }
}

BOOST_AUTO_TEST_CASE(damaged_white_space_is_laid_out_alike) {
  if (!TheOracle().present()) return;
  const std::vector<std::string> sources = Sources();
  test::Dice dice(43);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 2000; ++i) {
    texts.push_back(
        test::DamageBlanks(sources[i % sources.size()], i % 3 != 0, dice));
  }
  const std::vector<Answer> answers = TheOracle().Ask(texts);
  std::vector<std::string> again;
  std::size_t accepted = 0, restored = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string ours = Format(texts[i]);
    BOOST_TEST(ours == answers[i].formatted);
    if (!answers[i].accepted) continue;
    ++accepted;
    BOOST_TEST(Accepts(texts[i]));
    BOOST_TEST(Format(ours) == ours);
    if (ours == Format(sources[i % sources.size()])) ++restored;
    again.push_back(ours);
  }
  std::cout << "oracle: " << texts.size() << " texts with damaged white space, "
            << accepted << " of which it accepts, laid out alike; " << restored
            << " are the undamaged text again\n";
  BOOST_TEST(accepted > texts.size() / 2);
  // What we write, `terraform fmt` would not change.
  const std::vector<Answer> unchanged = TheOracle().Ask(again);
  for (std::size_t i = 0; i < again.size(); ++i) {
    BOOST_TEST(unchanged[i].accepted);
    BOOST_TEST(unchanged[i].formatted == again[i]);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
