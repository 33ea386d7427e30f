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
  bool good = true;
  const double seconds = Least(20, [&] {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const TokenSpan before = tokens.first(i);
      good &=
          domain
              .Describe(ContextMode::kCausal, before, i, i + 1, slots, features)
              .has_value();
      good &= domain.Allowed(before, i, bits).has_value();
    }
  });
  BOOST_REQUIRE(good);
  return seconds / static_cast<double>(tokens.size());
}

// The same calls of the plugin's own functions: by a cursor if it has one.
double Unchecked(const ExtensionTables& tables, const pst_instance* self,
                 const Domain& domain, TokenSpan tokens) {
  std::vector<std::int64_t> slots(domain.geometry().slots.size());
  std::vector<std::int32_t> features(domain.geometry().features.size());
  std::vector<std::uint64_t> bits((domain.vocabulary().size() + 63) / 64);
  const auto by_cursor = [&] {
    const pst_cursor_table& table = tables.cursor;
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
  };
  const auto stateless = [&] {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const pst_tokens before = {tokens.data(), i};
      tables.context.describe(self, PST_MODE_CAUSAL, &before, i, i + 1,
                              slots.data(), features.data());
      if (tables.constraint.allowed != nullptr) {
        std::fill(bits.begin(), bits.end(), 0);
        tables.constraint.allowed(self, &before, i, bits.data(), bits.size());
      }
    }
  };
  return Least(20,
               [&] {
                 tables.cursor.open != nullptr ? by_cursor() : stateless();
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
    // In turn, so that a slow second of this machine meets both.
    double checked = std::numeric_limits<double>::infinity();
    double raw = checked;
    for (int round = 0; round < 5; ++round) {
      checked = std::min(checked, Checked(domain, tokens));
      raw = std::min(raw, Unchecked(tables, self, domain, tokens));
    }
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
