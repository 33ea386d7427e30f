// What the boundary costs a plugin in this process: the calls that generating
// makes, through the host's checks and without them, against the time that
// generating takes. Prints the figures of docs/containment.md.

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>
#include <limits>

#include "framework/plugin/abi_domain.h"
#include "framework/plugin/extension_tables.h"
#include "framework/plugin/library.h"
#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

using Clock = std::chrono::steady_clock;

// The least seconds of several runs.
template <typename Run>
double Least(int rounds, const Run& run) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < rounds; ++i) {
    const auto begin = Clock::now();
    run();
    least = std::min(
        least, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return least;
}

// Seconds per token of describe() and allowed() for a growing document.
double Checked(const Domain& domain, TokenSpan tokens) {
  std::vector<std::int64_t> slots(domain.geometry().slots.size());
  std::vector<std::int32_t> features(domain.geometry().features.size());
  std::vector<std::uint64_t> bits((domain.vocabulary().size() + 63) / 64);
  return Least(20,
               [&] {
                 for (std::size_t i = 0; i < tokens.size(); ++i) {
                   const TokenSpan before = tokens.first(i);
                   BOOST_REQUIRE(domain.Describe(ContextMode::kCausal, before,
                                                 i, i + 1, slots, features));
                   BOOST_REQUIRE(domain.Allowed(before, i, bits));
                 }
               }) /
         static_cast<double>(tokens.size());
}

double Unchecked(const pst_cursor_table& table, const pst_instance* self,
                 const Domain& domain, TokenSpan tokens) {
  std::vector<std::int64_t> slots(domain.geometry().slots.size());
  std::vector<std::int32_t> features(domain.geometry().features.size());
  std::vector<std::uint64_t> bits((domain.vocabulary().size() + 63) / 64);
  return Least(20,
               [&] {
                 pst_cursor* cursor = nullptr;
                 BOOST_REQUIRE(table.open(self, &cursor) == PST_OK);
                 for (const Token token : tokens) {
                   table.describe(cursor, slots.data(), features.data());
                   if (table.allowed != nullptr) {
                     std::fill(bits.begin(), bits.end(), 0);
                     table.allowed(cursor, bits.data(), bits.size());
                   }
                   table.advance(cursor, token);
                 }
                 table.close(cursor);
               }) /
         static_cast<double>(tokens.size());
}

// Seconds per token of `pastiche generate`, start-up taken out.
double Generating(const std::string& domain, const std::string& isolate) {
  double tokens = 0;
  const auto run = [&](const char* count) {
    return Least(3, [&] {
      const Outcome outcome =
          Pastiche({"generate", domain, "--seed", "3", "--count", count,
                    "--threads", "1", "--isolate=" + isolate, "--json"});
      BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
      tokens = 0;
      const auto result = boost::json::parse(outcome.out);
      for (const auto& sample : result.at("samples").as_array()) {
        tokens += sample.at("tokens").to_number<double>();
      }
    });
  };
  const double one = run("1");
  const double of_one = tokens;
  const double nine = run("9");
  return (nine - one) / (tokens - of_one);
}

BOOST_AUTO_TEST_SUITE(overhead)

BOOST_AUTO_TEST_CASE(checks_take_a_hundredth_of_generating) {
  for (const char* name : {"mario", "drums"}) {
    const auto library = PluginLibrary::Load(
        BuildFolder() + "/lib/pastiche/plugins/" + name + ".so", {});
    BOOST_REQUIRE(library.has_value());
    const auto opened = AbiDomain::Open(**library, 0, {});
    BOOST_REQUIRE(opened.has_value());
    const Domain& domain = **opened;
    std::vector<Token> tokens = domain.Corpus()->front().tokens;
    tokens.resize(std::min<std::size_t>(tokens.size(), 1400));
    pst_instance* self = nullptr;
    const pst_domain& table = (*library)->domains()[0].table;
    const pst_bytes options = {"{}", 2};
    pst_sink sink = {};
    BOOST_REQUIRE(table.create(&(*library)->host(), &options, &sink, &self) ==
                  PST_OK);
    BoundaryCheck check;
    const ExtensionTables tables = ReadTables(table, self, check);
    BOOST_REQUIRE(tables.cursor.describe != nullptr);
    const double checked = Checked(domain, tokens);
    const double raw = Unchecked(tables.cursor, self, domain, tokens);
    table.destroy(self);
    const double whole = Generating(name, "none");
    const double isolated = Generating(name, "all");
    const double share = (checked - raw) / whole;
    std::printf(
        "%s, ns per token: describe and allowed %.0f checked, %.0f raw; "
        "generating %.0f, of which checks %.2f %%; with --isolate=all %.0f\n",
        name, checked * 1e9, raw * 1e9, whole * 1e9, 100 * share,
        isolated * 1e9);
    BOOST_TEST(share <= 0.01);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
