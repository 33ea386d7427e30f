// Terraform as its users meet it: broken files, folders, line ends of others.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

const char* const kBucket =
    "resource \"aws_s3_bucket\" \"this\" {\n"
    "  bucket = var.name\n"
    "  tags   = local.tags\n"
    "}\n"
    "\n"
    "resource \"aws_s3_bucket_versioning\" \"this\" {\n"
    "  bucket = aws_s3_bucket.this.id\n"
    "\n"
    "  versioning_configuration {\n"
    "    status = \"Enabled\"\n"
    "  }\n"
    "}\n"
    "\n"
    "variable \"name\" {\n"
    "  description = \"Name of the bucket\"\n"
    "  type        = string\n"
    "}\n"
    "\n"
    "locals {\n"
    "  tags = {\n"
    "    Name = var.name\n"
    "  }\n"
    "}\n";

std::string Broken(const std::string& what, const std::string& by) {
  std::string text = kBucket;
  const std::size_t at = text.find(what);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::size_t ChangedLines(const std::string& diff) {
  std::size_t changed = 0;
  for (std::size_t at = 0; at < diff.size();) {
    const std::size_t end = std::min(diff.find('\n', at), diff.size());
    const std::string line = diff.substr(at, end - at);
    changed += (line.starts_with('-') && !line.starts_with("---")) ||
               (line.starts_with('+') && !line.starts_with("+++"));
    at = end + 1;
  }
  return changed;
}

BOOST_AUTO_TEST_SUITE(terraform)

BOOST_AUTO_TEST_CASE(files_that_do_not_parse_are_mended) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"    status = \"Enabled\"\n  }\n", "    status = \"Enabled\"\n"},
      {"bucket = var.name", "bucket == var.name"},
      {"local.tags\n}\n", "local.tags\n}\n}\n"}};
  for (const auto& [what, by] : faults) {
    const std::string text = Broken(what, by);
    const auto path = folder.Write("main.tf", text);
    const Outcome checked = Pastiche({"repair", "terraform", path, "--check"});
    BOOST_TEST(checked.exit_code == 3);
    BOOST_TEST(checked.err.find("main.tf:") != std::string::npos);
    const Outcome shown = Pastiche(
        {"repair", "terraform", path, "--check", "--diff", "--seed", "1"});
    BOOST_TEST(shown.exit_code == 3);
    BOOST_TEST(shown.out.starts_with("--- a/"));
    BOOST_TEST(ChangedLines(shown.out) <= 4u, shown.out);
    BOOST_TEST(ReadWhole(path) == text);
    BOOST_TEST(Pastiche({"repair", "terraform", path, "--write", "--seed", "1"})
                   .exit_code == 0);
    BOOST_TEST(Pastiche({"repair", "terraform", path, "--check"}).exit_code ==
               0);
  }
}

BOOST_AUTO_TEST_CASE(what_did_not_change_keeps_its_layout) {
  const TemporaryFolder folder;
  std::string text;
  for (const char c : Broken("tags   = local.tags", "tags=   = local.tags")) {
    text += c == '\n' ? "\r\n" : std::string(1, c);
  }
  const auto path = folder.Write("main.tf", text);
  const Outcome mended =
      Pastiche({"repair", "terraform", path, "--seed", "1", "-q"});
  BOOST_TEST(mended.exit_code == 0, mended.err);
  const auto lines = std::count(mended.out.begin(), mended.out.end(), '\n');
  BOOST_TEST(lines == std::count(text.begin(), text.end(), '\n'));
  // One line is changed; every other one is there as it was.
  std::size_t lost = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    lost += mended.out.find(text.substr(at, end - at)) == std::string::npos;
    at = end;
  }
  BOOST_TEST(lost == 1u);
  BOOST_TEST(std::count(mended.out.begin(), mended.out.end(), '\r') == lines);
}

BOOST_AUTO_TEST_CASE(a_folder_is_one_document) {
  const TemporaryFolder folder;
  folder.Write("m/main.tf",
               "resource \"aws_sqs_queue\" \"this\" {\n"
               "  name = var.name\n}\n");
  folder.Write("m/variables.tf", "variable \"other\" {\n  type = string\n}\n");
  const std::string module = folder.path() + "/m";
  const Outcome checked = Pastiche({"repair", "terraform", module, "--check"});
  BOOST_TEST(checked.exit_code == 3);
  BOOST_TEST(checked.err.find("main.tf:2:10") != std::string::npos,
             checked.err);
  const Outcome written =
      Pastiche({"repair", "terraform", module, "--write", "--seed", "1"});
  BOOST_TEST(written.exit_code == 0, written.err);
  BOOST_TEST(ReadWhole(module + "/main.tf").starts_with("resource"));
  BOOST_TEST(ReadWhole(module + "/variables.tf").find("variable \"name\"") !=
             std::string::npos);
  BOOST_TEST(Pastiche({"repair", "terraform", module, "--check"}).exit_code ==
             0);
}

BOOST_AUTO_TEST_CASE(broken_files_are_scored_too) {
  const TemporaryFolder folder;
  const auto path =
      folder.Write("main.tf", Broken("bucket = var.name", "bukcet == var.nme"));
  const Outcome scored = Pastiche(
      {"score", "terraform", path, "--per-token", "--top", "5", "--json"});
  BOOST_REQUIRE_MESSAGE(scored.exit_code == 0, scored.err);
  const auto document =
      boost::json::parse(scored.out).at("documents").as_array().at(0);
  BOOST_TEST(!document.at("valid").as_bool());
  BOOST_TEST(!document.at("findings").as_array().empty());
  // The misspelt line is among the most surprising places.
  BOOST_TEST(
      boost::json::serialize(document.at("per_token")).find("main.tf:2:") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_generated_stands) {
  const TemporaryFolder folder;
  const Outcome made = Pastiche({"generate", "terraform", "--seed", "5",
                                 "--length", "300", "--count", "3", "--json"});
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  const auto json = boost::json::parse(made.out);
  for (const auto& sample : json.at("samples").as_array()) {
    BOOST_TEST(sample.at("valid").as_bool());
    const auto path = folder.Write(
        "main.tf", std::string(sample.at("text").as_string().c_str()));
    BOOST_TEST(Pastiche({"repair", "terraform", path, "--check"}).exit_code ==
               0);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
