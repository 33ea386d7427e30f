// The built mario.so through its ABI, with a host that records everything.

#include <pastiche/plugin.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/plugins/mario/grids.h"
#include "tests/plugins/mario/recording_host.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(abi)

BOOST_AUTO_TEST_CASE(the_entry_describes_the_domain) {
  const Plugin plugin;
  BOOST_TEST(plugin.entry->domain_count == 1u);
  BOOST_TEST((plugin.entry->domain(1) == nullptr));
  BOOST_TEST(std::string(plugin.domain->info->id) == "mario");
  BOOST_TEST(plugin.domain->info->content_hash != 0u);
  const auto* options = plugin.domain->extension(nullptr, PST_EXT_OPTIONS);
  BOOST_TEST((options != nullptr));
  BOOST_TEST((plugin.domain->extension(nullptr, PST_EXT_CODEC) == nullptr));
  BOOST_TEST((plugin.domain->extension(plugin.self, "none/1") == nullptr));
}

BOOST_AUTO_TEST_CASE(corpus_documents_survive_the_codec) {
  const Plugin plugin;
  const auto& corpus = plugin.Get<pst_corpus>(PST_EXT_CORPUS);
  const auto& codec = plugin.Get<pst_codec>(PST_EXT_CODEC);
  BOOST_TEST(corpus.document_count >= 8u);
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < corpus.document_count; ++i) {
    Recorder document;
    pst_sink sink = SinkTo(document);
    BOOST_REQUIRE(corpus.document(plugin.self, i, &sink) == PST_OK);
    BOOST_TEST(document.licenses.at(0) == "MIT");
    total += document.tokens.size();
    const pst_tokens tokens = {document.tokens.data(), document.tokens.size()};
    BOOST_REQUIRE(codec.decode(plugin.self, &tokens, &sink) == PST_OK);
    Recorder again;
    pst_sink again_sink = SinkTo(again);
    const pst_bytes text = AsBytes(document.bytes);
    BOOST_REQUIRE(codec.encode(plugin.self, &text, &again_sink) == PST_OK);
    BOOST_TEST(again.tokens == document.tokens);
    for (std::size_t t = 0; t < again.tokens.size(); ++t) {
      BOOST_REQUIRE(again.where[t].end == again.where[t].begin + 1);
      BOOST_REQUIRE(document.bytes[again.where[t].begin] ==
                    kTileChars[again.tokens[t]]);
    }
  }
  BOOST_TEST(total == corpus.total_tokens);
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  BOOST_TEST(corpus.document(plugin.self, corpus.document_count, &sink) ==
             PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(bad_text_gives_one_error_with_place_and_mend) {
  const Plugin plugin;
  const auto& codec = plugin.Get<pst_codec>(PST_EXT_CODEC);
  std::string text = Drawn({"XXXX"});
  text[3] = 'x';
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  const pst_bytes bytes = AsBytes(text);
  BOOST_TEST(codec.encode(plugin.self, &bytes, &sink) == PST_E_INVALID_INPUT);
  BOOST_REQUIRE(recorder.raw_diags.size() == 1u);
  BOOST_TEST(recorder.raw_diags[0].severity == PST_DIAG_ERROR);
  BOOST_TEST(recorder.raw_diags[0].begin == 3u);
  BOOST_TEST(recorder.raw_diags[0].end == 4u);
  BOOST_TEST(recorder.diags[0] == "unknown tile 'x' in row 1, column 4");
  BOOST_TEST(recorder.tokens.empty());
}

BOOST_AUTO_TEST_CASE(a_refusing_sink_stops_the_call) {
  const Plugin plugin;
  const auto& codec = plugin.Get<pst_codec>(PST_EXT_CODEC);
  const std::string text = Drawn({"XXXX"});
  const pst_bytes bytes = AsBytes(text);
  for (const pst_status answer : {PST_E_LIMIT, PST_E_CANCELLED}) {
    Recorder recorder;
    recorder.answer = answer;
    pst_sink sink = SinkTo(recorder);
    BOOST_TEST(codec.encode(plugin.self, &bytes, &sink) == answer);
  }
}

BOOST_AUTO_TEST_CASE(context_answers_ranges_and_refuses_the_rest) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  const std::vector<Token> level = Grid({"XXXX"});
  const pst_tokens tokens = {level.data(), level.size()};
  std::vector<std::int64_t> slots(context.slot_count);
  std::vector<std::int32_t> features(context.feature_count);
  const std::uint64_t n = level.size();
  const auto describe = [&](std::uint32_t mode, std::uint64_t begin,
                            std::uint64_t end) {
    return context.describe(plugin.self, mode, &tokens, begin, end,
                            slots.data(), features.data());
  };
  BOOST_TEST(describe(PST_MODE_CAUSAL, n, n + 1) == PST_OK);
  BOOST_TEST(slots[0] == 42);  // The tile to the left.
  BOOST_TEST(describe(PST_MODE_FILL, n - 1, n) == PST_OK);
  BOOST_TEST(features[0] == 13);
  BOOST_TEST(describe(PST_MODE_FILL, n, n + 1) == PST_E_RANGE);
  BOOST_TEST(describe(PST_MODE_CAUSAL, n + 1, n + 2) == PST_E_RANGE);
  BOOST_TEST(describe(PST_MODE_FILL_WRAP, 0, 1) == PST_E_UNSUPPORTED);
  pst_slot_info info = {};
  BOOST_TEST(context.slot(plugin.self, 0, &info) == PST_OK);
  BOOST_TEST(std::string(info.id) == "c-1r+0");
  BOOST_TEST(info.delta[0] == -1);
  BOOST_TEST(context.slot(plugin.self, context.slot_count, &info) ==
             PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(a_canvas_is_unknown_and_of_the_asked_width) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  const pst_bytes seven = AsBytes("{\"columns\":7}");
  BOOST_TEST(context.canvas(plugin.self, &seven, &sink) == PST_OK);
  BOOST_TEST(recorder.tokens ==
             std::vector<std::uint32_t>(7 * kRows, PST_TOKEN_UNKNOWN));
  const pst_bytes none = AsBytes("{\"columns\":0}");
  BOOST_TEST(context.canvas(plugin.self, &none, &sink) == PST_E_INVALID_INPUT);
  BOOST_TEST(recorder.diags.back() == "columns is 0");
}

BOOST_AUTO_TEST_CASE(check_and_prefix_answer_yes_no_or_error) {
  const Plugin plugin;
  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  const std::vector<Token> good = Grid({"XXXX"});
  const std::vector<Token> bad = Grid({"XXX" + std::string(30, '-')});
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  const auto ask = [&](auto function, const std::vector<Token>& level) {
    const pst_tokens tokens = {level.data(), level.size()};
    return function(plugin.self, &tokens, &sink);
  };
  BOOST_TEST(ask(constraint.check, good) == PST_OK);
  BOOST_TEST(recorder.diags.empty());
  BOOST_TEST(ask(constraint.check, bad) == PST_NO);
  BOOST_TEST(recorder.diags.size() == 1u);
  BOOST_TEST(ask(constraint.prefix_ok, good) == PST_OK);
  BOOST_TEST(ask(constraint.prefix_ok, bad) == PST_NO);
  BOOST_TEST(ask(constraint.prefix_ok, {}) == PST_OK);
  BOOST_TEST(ask(constraint.check, {}) == PST_E_INVALID_INPUT);
  BOOST_TEST(ask(constraint.check, {0, 1, 2}) == PST_E_INVALID_INPUT);
  std::uint64_t bits = 0;
  const pst_tokens tokens = {good.data(), good.size()};
  BOOST_TEST(constraint.allowed(plugin.self, &tokens, good.size(), &bits, 1) ==
             PST_OK);
  BOOST_TEST(bits != 0u);
  BOOST_TEST(bits >> kTileCount == 0u);
  BOOST_TEST(constraint.allowed(plugin.self, &tokens, good.size() + 1, &bits,
                                1) == PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(metrics_are_finite_or_undefined_and_in_range) {
  const Plugin plugin;
  const auto& metrics = plugin.Get<pst_metrics>(PST_EXT_METRICS);
  const std::vector<Token> flat = Grid({"XXXX"});
  const std::vector<Token> pipe = Grid({"-<>-", "-[]-", "XXXX"});
  const std::vector<pst_tokens> items = {{flat.data(), flat.size()},
                                         {pipe.data(), pipe.size()}};
  const pst_token_set samples = {items.data(), items.size()};
  const pst_token_set none = {nullptr, 0};
  for (std::uint32_t m = 0; m < metrics.metric_count; ++m) {
    pst_metric_info info = {};
    BOOST_REQUIRE(metrics.metric(plugin.self, m, &info) == PST_OK);
    for (const pst_token_set* corpus : {&samples, &none}) {
      std::vector<double> out(2, -99);
      BOOST_REQUIRE(metrics.compute(plugin.self, m, &samples, corpus, &none,
                                    out.data(), 2) == PST_OK);
      for (const double value : out) {
        BOOST_TEST(
            (std::isnan(value) || (value >= info.lo && value <= info.hi)),
            info.id << " = " << value);
      }
    }
    double out = 0;
    BOOST_TEST(metrics.compute(plugin.self, m, &samples, &none, &none, &out,
                               1) == PST_E_RANGE);
  }
  const std::vector<Token> ragged(15, kAir);
  const pst_tokens item = {ragged.data(), ragged.size()};
  const pst_token_set bad = {&item, 1};
  double out = 0;
  BOOST_TEST(metrics.compute(plugin.self, 0, &bad, &none, &none, &out, 1) ==
             PST_E_INVALID_INPUT);
}

BOOST_AUTO_TEST_CASE(text_export_and_import_are_inverse) {
  const Plugin plugin;
  const auto& formats = plugin.Get<pst_formats>(PST_EXT_FORMATS);
  const std::vector<Token> level = Grid({"-<>-", "-[]-", "XXXX"});
  pst_document document = {};
  document.struct_size = sizeof(document);
  document.tokens = {level.data(), level.size()};
  const pst_bytes none = AsBytes("{}");
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  BOOST_REQUIRE(formats.render(plugin.self, 0, &document, &none, &sink) ==
                PST_OK);
  const std::vector<pst_file> files = {
      {AsBytes("a/1-1.txt"), AsBytes(recorder.bytes)},
      {AsBytes("broken.txt"), AsBytes("X\nX\n")},
      {AsBytes(".hidden"), AsBytes(recorder.bytes)}};
  Recorder imported;
  pst_sink import_sink = SinkTo(imported);
  BOOST_TEST(formats.import_files(plugin.self, 0, files.data(), files.size(),
                                  &none, &import_sink) == PST_E_INVALID_INPUT);
  BOOST_TEST(imported.documents ==
             (std::vector<std::string>{"1-1", ".hidden"}));
  BOOST_TEST(imported.raw_diags.at(0).file == 1u);
  BOOST_TEST(imported.where.back().file == 2u);
  imported.tokens.resize(level.size());
  BOOST_TEST(imported.tokens == level);
}

BOOST_AUTO_TEST_CASE(previews_are_cut_to_the_width) {
  const Plugin plugin;
  const auto& formats = plugin.Get<pst_formats>(PST_EXT_FORMATS);
  const std::vector<Token> level = Grid({std::string(30, 'X')});
  pst_document document = {};
  document.struct_size = sizeof(document);
  document.tokens = {level.data(), level.size()};
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  const pst_bytes ten = AsBytes("{\"width\":10}");
  BOOST_REQUIRE(formats.render(plugin.self, 1, &document, &ten, &sink) ==
                PST_OK);
  BOOST_TEST(std::count(recorder.bytes.begin(), recorder.bytes.end(), '\n') ==
             3 * 14 + 2);
}

BOOST_AUTO_TEST_CASE(regions_cover_every_position_once) {
  const Plugin plugin;
  const auto& regions = plugin.Get<pst_regions>(PST_EXT_REGIONS);
  const std::vector<Token> level = Grid({"XXXXX"});
  const pst_tokens tokens = {level.data(), level.size()};
  const std::vector<std::string> last = {"column 5", "row 14"};
  for (std::uint32_t kind = 0; kind < regions.kind_count; ++kind) {
    Recorder recorder;
    pst_sink sink = SinkTo(recorder);
    BOOST_REQUIRE(regions.list(plugin.self, kind, &tokens, &sink) == PST_OK);
    std::vector<int> covered(level.size());
    for (const pst_span& run : recorder.runs) {
      for (std::uint64_t at = run.begin; at < run.end; ++at) ++covered[at];
    }
    BOOST_TEST(covered == std::vector<int>(level.size(), 1));
    BOOST_TEST(recorder.regions.back() == last[kind]);
  }
  BOOST_TEST((regions.kind(plugin.self, regions.kind_count) == nullptr));
}

BOOST_AUTO_TEST_CASE(the_recommendation_names_known_slots) {
  const Plugin plugin;
  const auto& recommend = plugin.Get<pst_recommend>(PST_EXT_RECOMMEND);
  Recorder recorder;
  pst_sink sink = SinkTo(recorder);
  BOOST_REQUIRE(recommend.json(plugin.self, &sink) == PST_OK);
  for (const char* part : {"pastiche.recommend/1", "\"ar\"", "\"ar-cache\"",
                           "\"fill\"", "\"sampling\"", "\"c-1r+0\""}) {
    BOOST_TEST(recorder.bytes.find(part) != std::string::npos, part);
  }
  std::ptrdiff_t depth = 0;
  for (const char c : recorder.bytes) {
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    BOOST_REQUIRE(depth >= 0);
  }
  BOOST_TEST(depth == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
