// The shared library through its tables, as a host sees it.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "plugins/drums/kit.h"
#include "tests/plugins/drums/loaded_plugin.h"
#include "tests/plugins/drums/midi_bytes.h"
#include "tests/plugins/drums/recording_sink.h"

namespace pastiche::drums {
namespace {

using test::BytesOf;
using test::Entry;
using test::Plugin;
using test::RecordingSink;
using test::Tokens;

BOOST_AUTO_TEST_SUITE(plugin)

BOOST_AUTO_TEST_CASE(entry_names_one_domain_and_its_options) {
  const pst_entry* entry = Entry();
  BOOST_TEST(entry->abi_major == PST_ABI_MAJOR);
  BOOST_TEST(entry->domain_count == 1u);
  BOOST_TEST(entry->init(nullptr) == PST_OK);
  BOOST_TEST(entry->domain(1) == nullptr);
  const pst_domain* domain = entry->domain(0);
  BOOST_TEST(domain->info->id == std::string("drums"));
  const auto* options = static_cast<const pst_options*>(
      domain->extension(nullptr, PST_EXT_OPTIONS));
  BOOST_REQUIRE(options != nullptr);
  pst_option_info info;
  BOOST_TEST(options->option(options->option_count - 1, &info) == PST_OK);
  BOOST_TEST(options->option(options->option_count, &info) == PST_E_RANGE);
  BOOST_TEST(domain->extension(nullptr, "no.such/1") == nullptr);
}

BOOST_AUTO_TEST_CASE(unfit_options_are_refused_with_a_diagnostic) {
  const pst_domain* domain = Entry()->domain(0);
  RecordingSink sink;
  pst_instance* self = nullptr;
  const pst_bytes json = pst::Bytes("{\"steps_per_bar\":20}", 20);
  BOOST_TEST(domain->create(nullptr, &json, sink.Get(), &self) ==
             PST_E_INVALID_INPUT);
  BOOST_REQUIRE(sink.diags.size() == 1);
  BOOST_TEST(sink.diags[0].severity == PST_DIAG_ERROR);
  BOOST_TEST(sink.diags[0].message.find("steps_per_bar") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(corpus_documents_decode_and_encode_to_themselves) {
  for (const std::uint32_t levels : {2u, 4u}) {
    const Plugin plugin("{\"levels\":" + std::to_string(levels) + "}");
    BOOST_TEST(plugin.Codec().vocab_size == levels);
    const auto& corpus = plugin.Get<pst_corpus>(PST_EXT_CORPUS);
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < corpus.document_count; ++i) {
      RecordingSink document;
      BOOST_REQUIRE(corpus.document(plugin.Self(), i, document.Get()) ==
                    PST_OK);
      BOOST_REQUIRE(document.documents.size() == 2);
      const auto& sent = document.documents[1];
      total += sent.tokens.size();
      BOOST_TEST(sent.license == "MIT");
      BOOST_TEST(!sent.group.empty());
      BOOST_TEST(sent.payload.size() == 2 * sent.tokens.size());
      RecordingSink text;
      const pst_tokens tokens = Tokens(sent.tokens);
      BOOST_TEST(plugin.Codec().decode(plugin.Self(), &tokens, text.Get()) ==
                 PST_OK);
      RecordingSink again;
      const pst_bytes bytes = pst::Bytes(text.bytes);
      BOOST_TEST(plugin.Codec().encode(plugin.Self(), &bytes, again.Get()) ==
                 PST_OK);
      BOOST_TEST((again.documents[0].tokens == sent.tokens));
      BOOST_TEST(again.documents[0].where.size() == sent.tokens.size());
    }
    BOOST_TEST(total == corpus.total_tokens);
    RecordingSink beyond;
    BOOST_TEST(corpus.document(plugin.Self(), corpus.document_count,
                               beyond.Get()) == PST_E_RANGE);
  }
}

BOOST_AUTO_TEST_CASE(tokens_have_a_glyph_and_others_are_out_of_range) {
  const Plugin plugin;
  std::string glyphs;
  pst_token_info info;
  for (std::uint32_t id = 0; id < 4; ++id) {
    BOOST_REQUIRE(plugin.Codec().token_info(plugin.Self(), id, &info) ==
                  PST_OK);
    glyphs += pst::ToString(info.text);
  }
  BOOST_TEST(glyphs == ".oxX");
  BOOST_TEST(plugin.Codec().token_info(plugin.Self(), 4, &info) == PST_E_RANGE);
  RecordingSink sink;
  const std::vector<std::uint32_t> wrong(kTokensPerBar, 4);
  pst_tokens tokens = Tokens(wrong);
  BOOST_TEST(plugin.Codec().decode(plugin.Self(), &tokens, sink.Get()) ==
             PST_E_RANGE);
  const std::vector<std::uint32_t> partial(10, 0);
  tokens = Tokens(partial);
  BOOST_TEST(plugin.Codec().decode(plugin.Self(), &tokens, sink.Get()) ==
             PST_E_INVALID_INPUT);
}

BOOST_AUTO_TEST_CASE(a_sink_that_refuses_stops_the_call) {
  const Plugin plugin;
  const auto& corpus = plugin.Get<pst_corpus>(PST_EXT_CORPUS);
  for (int calls = 0; calls < 3; ++calls) {
    RecordingSink sink(calls);
    BOOST_TEST(corpus.document(plugin.Self(), 0, sink.Get()) == PST_E_LIMIT);
  }
}

BOOST_AUTO_TEST_CASE(import_leaves_other_metres_out_and_keeps_payload) {
  const Plugin plugin;
  const auto waltz =
      test::File(test::Track().Metre(3, 2).Hit(0, 36, 100).End());
  const auto rock = test::File(
      test::Track().Metre(4, 2).Hit(0, 36, 100).Hit(490, 38, 50).End());
  const pst_file files[] = {{pst::Bytes("waltz.mid", 9), BytesOf(waltz)},
                            {pst::Bytes("rock.mid", 8), BytesOf(rock)}};
  const pst_bytes none = pst::Bytes("{}", 2);
  RecordingSink sink;
  BOOST_TEST(plugin.Formats().import_files(plugin.Self(), 2, files, 2, &none,
                                           sink.Get()) == PST_OK);
  BOOST_REQUIRE(sink.documents.size() == 2);
  const auto& document = sink.documents[1];
  BOOST_TEST(document.name == "rock");
  BOOST_TEST(document.tokens.size() == kTokensPerBar);
  const std::size_t snare = 4 * kInstrumentCount + kSnare;
  BOOST_TEST(document.tokens[snare] == kNormal);
  BOOST_TEST(document.payload[2 * snare] == 50.0);
  BOOST_TEST(document.payload[2 * snare + 1] == 10.0 / 120.0);
  BOOST_TEST(document.where[snare].file == 1u);
  BOOST_TEST(rock[document.where[snare].begin] == 0x99);
  BOOST_REQUIRE(sink.diags.size() == 2);
  BOOST_TEST(sink.diags[0].severity == PST_DIAG_WARNING);
  BOOST_TEST(sink.diags[0].message.find("3/4") != std::string::npos);
  BOOST_TEST(sink.diags[1].severity == PST_DIAG_NOTE);
  BOOST_TEST(sink.diags[1].file == 1u);

  // Hosts may hand over one file at a time; a damaged one is always an error.
  RecordingSink alone;
  BOOST_TEST(plugin.Formats().import_files(plugin.Self(), 2, files, 1, &none,
                                           alone.Get()) == PST_OK);
  BOOST_TEST(alone.documents.size() == 1u);
  BOOST_REQUIRE(alone.diags.size() == 1);
  BOOST_TEST(alone.diags[0].severity == PST_DIAG_WARNING);
  const auto damaged = test::ByteVector(rock.begin(), rock.end() - 5);
  const pst_file pair[] = {files[1],
                           {pst::Bytes("cut.mid", 7), BytesOf(damaged)}};
  RecordingSink cut;
  BOOST_TEST(plugin.Formats().import_files(plugin.Self(), 2, pair, 2, &none,
                                           cut.Get()) == PST_E_INVALID_INPUT);
  BOOST_TEST(cut.diags.back().file == 1u);
}

BOOST_AUTO_TEST_CASE(text_is_imported_with_group_and_rendered_back) {
  const Plugin plugin;
  const std::string text =
      "# style: test\n# license: CC0-1.0\nK X...x...x...x...\n";
  const pst_file file = {pst::Bytes("a.drums", 7), pst::Bytes(text)};
  const pst_bytes none = pst::Bytes("", 0);
  RecordingSink sink;
  BOOST_REQUIRE(plugin.Formats().import_files(plugin.Self(), 0, &file, 1, &none,
                                              sink.Get()) == PST_OK);
  BOOST_REQUIRE(sink.documents.size() == 2);
  const auto& read = sink.documents[1];
  BOOST_TEST(read.group == "test");
  BOOST_TEST(read.license == "CC0-1.0");
  const pst_document document = {sizeof(pst_document), pst::Bytes(read.name),
                                 Tokens(read.tokens), read.payload.data()};
  for (std::uint32_t format = 0; format < 2; ++format) {
    RecordingSink rendered;
    BOOST_TEST(plugin.Formats().render(plugin.Self(), format, &document, &none,
                                       rendered.Get()) == PST_OK);
    BOOST_TEST(rendered.bytes.find('X') != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(canvas_is_as_long_as_asked_and_unknown_throughout) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  for (const auto& [json, bars] :
       {std::pair<std::string, std::size_t>{"{}", 2}, {"{\"bars\":5}", 5}}) {
    RecordingSink sink;
    const pst_bytes options = pst::Bytes(json);
    BOOST_REQUIRE(context.canvas(plugin.Self(), &options, sink.Get()) ==
                  PST_OK);
    BOOST_TEST(
        (sink.documents[0].tokens ==
         std::vector<std::uint32_t>(bars * kTokensPerBar, PST_TOKEN_UNKNOWN)));
  }
}

BOOST_AUTO_TEST_CASE(describe_refuses_ranges_and_modes_beyond_its_contract) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  const std::vector<std::uint32_t> ids(20, 0);
  const pst_tokens tokens = Tokens(ids);
  std::vector<std::int64_t> slots(2 * std::size_t{context.slot_count});
  std::vector<std::int32_t> features(2 * std::size_t{context.feature_count});
  const auto describe = [&](std::uint32_t mode, std::uint64_t begin,
                            std::uint64_t end) {
    return context.describe(plugin.Self(), mode, &tokens, begin, end,
                            slots.data(), features.data());
  };
  BOOST_TEST(describe(PST_MODE_CAUSAL, 20, 21) == PST_OK);
  BOOST_TEST(describe(PST_MODE_CAUSAL, 20, 22) == PST_E_RANGE);
  BOOST_TEST(describe(PST_MODE_FILL, 20, 21) == PST_E_RANGE);
  BOOST_TEST(describe(PST_MODE_FILL_WRAP, 5, 4) == PST_E_RANGE);
  BOOST_TEST(describe(3, 0, 1) == PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(cursor_agrees_with_the_stateless_calls) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  const auto& table = plugin.Get<pst_cursor_table>(PST_EXT_CURSOR);
  RecordingSink document;
  const auto& corpus = plugin.Get<pst_corpus>(PST_EXT_CORPUS);
  BOOST_REQUIRE(corpus.document(plugin.Self(), 3, document.Get()) == PST_OK);
  const auto& ids = document.documents[1].tokens;
  pst_cursor* cursor = nullptr;
  BOOST_REQUIRE(table.open(plugin.Self(), &cursor) == PST_OK);
  for (std::size_t n = 0; n < ids.size(); ++n) {
    std::vector<std::int64_t> a(context.slot_count), b(context.slot_count);
    std::vector<std::int32_t> fa(2), fb(2);
    std::uint64_t bits_a = 0, bits_b = 0;
    const pst_tokens tokens = {ids.data(), n};
    BOOST_REQUIRE(context.describe(plugin.Self(), PST_MODE_CAUSAL, &tokens, n,
                                   n + 1, a.data(), fa.data()) == PST_OK);
    BOOST_REQUIRE(table.describe(cursor, b.data(), fb.data()) == PST_OK);
    BOOST_REQUIRE((a == b && fa == fb));
    BOOST_REQUIRE(constraint.allowed(plugin.Self(), &tokens, n, &bits_a, 1) ==
                  PST_OK);
    BOOST_REQUIRE(table.allowed(cursor, &bits_b, 1) == PST_OK);
    BOOST_REQUIRE(bits_a == bits_b);
    BOOST_TEST((bits_a >> ids[n] & 1) == 1u);
    BOOST_REQUIRE(table.advance(cursor, 0) == PST_OK);
    BOOST_REQUIRE(table.rewind(cursor, 1) == PST_OK);
    BOOST_REQUIRE(table.advance(cursor, ids[n]) == PST_OK);
  }
  BOOST_TEST(table.rewind(cursor, ids.size() + 1) == PST_E_RANGE);
  BOOST_TEST(table.advance(cursor, 4) == PST_E_RANGE);
  table.close(cursor);
}

BOOST_AUTO_TEST_CASE(metrics_stay_inside_their_announced_range) {
  const Plugin plugin;
  const auto& metrics = plugin.Get<pst_metrics>(PST_EXT_METRICS);
  const auto& corpus = plugin.Get<pst_corpus>(PST_EXT_CORPUS);
  std::vector<std::vector<std::uint32_t>> ids;
  std::vector<pst_tokens> items;
  for (std::uint64_t i = 0; i < corpus.document_count; ++i) {
    RecordingSink document;
    BOOST_REQUIRE(corpus.document(plugin.Self(), i, document.Get()) == PST_OK);
    ids.push_back(document.documents[1].tokens);
  }
  items.reserve(ids.size());
  for (const auto& document : ids) items.push_back(Tokens(document));
  const pst_token_set all = {items.data(), items.size()};
  const pst_token_set none = {nullptr, 0};
  for (std::uint32_t m = 0; m < metrics.metric_count; ++m) {
    pst_metric_info info;
    BOOST_REQUIRE(metrics.metric(plugin.Self(), m, &info) == PST_OK);
    const bool set = info.scope == PST_SCOPE_SET;
    std::vector<double> out(set ? 1 : items.size(), -1.0);
    BOOST_REQUIRE(metrics.compute(plugin.Self(), m, &all, &all, &all,
                                  out.data(), out.size()) == PST_OK);
    for (const double value : out) {
      BOOST_TEST((std::isnan(value) || (value >= info.lo && value <= info.hi)));
    }
    if (set) {
      BOOST_TEST(out[0] == 0.0);  // The plagiarist's score.
      BOOST_REQUIRE(metrics.compute(plugin.Self(), m, &all, &all, &none,
                                    out.data(), 1) == PST_OK);
      BOOST_TEST(std::isnan(out[0]));
    }
  }
  double value = 0.0;
  BOOST_TEST(metrics.compute(plugin.Self(), metrics.metric_count, &all, &all,
                             &all, &value, 1) == PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(regions_and_checks_answer_over_the_boundary) {
  const Plugin plugin;
  const auto& regions = plugin.Get<pst_regions>(PST_EXT_REGIONS);
  const std::vector<std::uint32_t> silent(kTokensPerBar, 0);
  const pst_tokens tokens = Tokens(silent);
  BOOST_TEST(regions.kind(plugin.Self(), 0) == std::string("lane"));
  BOOST_TEST(regions.kind(plugin.Self(), regions.kind_count) == nullptr);
  RecordingSink lanes;
  BOOST_REQUIRE(regions.list(plugin.Self(), 0, &tokens, lanes.Get()) == PST_OK);
  BOOST_TEST(lanes.regions.front().label == "kick");
  BOOST_TEST(lanes.regions.front().runs.size() == kStepsPerBar);

  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  RecordingSink check;
  BOOST_TEST(constraint.check(plugin.Self(), &tokens, check.Get()) == PST_NO);
  BOOST_REQUIRE(!check.diags.empty());
  BOOST_TEST(check.diags[0].severity == PST_DIAG_ERROR);
  BOOST_TEST(check.diags[0].end == kTokensPerBar);
  RecordingSink prefix;
  const pst_tokens nothing = {nullptr, 0};
  BOOST_TEST(constraint.prefix_ok(plugin.Self(), &nothing, prefix.Get()) ==
             PST_OK);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
