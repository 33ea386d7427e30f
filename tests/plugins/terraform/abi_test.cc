// The shared library through its tables, as a host sees it.

#include <dlfcn.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "plugins/terraform/corpus.h"
#include "tests/plugins/terraform/recording_sink.h"

namespace pastiche::terraform {
namespace {

using test::RecordingSink;

const pst_entry* Entry() {
  void* library = dlopen(TERRAFORM_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE_MESSAGE(library != nullptr, dlerror());
  void* symbol = dlsym(library, "pst_entry_v1");
  BOOST_REQUIRE(symbol != nullptr);
  return reinterpret_cast<const pst_entry* (*)()>(symbol)();
}

class Plugin {
 public:
  Plugin() : domain_(Entry()->domain(0)) {
    RecordingSink sink;
    const pst_bytes none = pst::Bytes("{}", 2);
    BOOST_REQUIRE(domain_->create(nullptr, &none, sink.get(), &self_) ==
                  PST_OK);
  }
  ~Plugin() { domain_->destroy(self_); }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  const pst_instance* self() const { return self_; }
  template <typename Table>
  const Table& Get(const char* id) const {
    const auto* table =
        static_cast<const Table*>(domain_->extension(self_, id));
    BOOST_REQUIRE(table != nullptr);
    BOOST_REQUIRE(table->struct_size == sizeof(Table));
    return *table;
  }
  const pst_codec& codec() const { return Get<pst_codec>(PST_EXT_CODEC); }
  const pst_formats& formats() const {
    return Get<pst_formats>(PST_EXT_FORMATS);
  }

  std::vector<std::uint32_t> Encode(const std::string& text) const {
    RecordingSink sink;
    const pst_bytes bytes = pst::Bytes(text);
    BOOST_REQUIRE(codec().encode(self_, &bytes, sink.get()) == PST_OK);
    return sink.documents[0].tokens;
  }

 private:
  const pst_domain* domain_;
  pst_instance* self_ = nullptr;
};

pst_tokens View(const std::vector<std::uint32_t>& ids) {
  return {ids.data(), ids.size()};
}

BOOST_AUTO_TEST_SUITE(abi)

BOOST_AUTO_TEST_CASE(describes_itself) {
  const pst_entry* entry = Entry();
  BOOST_TEST(entry->abi_major == PST_ABI_MAJOR);
  BOOST_TEST(entry->domain_count == 1u);
  BOOST_TEST(entry->domain(1) == nullptr);
  BOOST_TEST(entry->domain(0)->info->id == std::string("terraform"));
  BOOST_TEST(entry->domain(0)->extension(nullptr, PST_EXT_OPTIONS) != nullptr);
  const Plugin plugin;
  BOOST_TEST(plugin.codec().vocab_size == 1024u);
  std::size_t ends = 0;
  for (std::uint32_t id = 0; id < plugin.codec().vocab_size; ++id) {
    pst_token_info info = {};
    BOOST_REQUIRE(plugin.codec().token_info(plugin.self(), id, &info) ==
                  PST_OK);
    BOOST_TEST(info.text.size > 0u);
    ends += info.flags & PST_TOK_END;
  }
  BOOST_TEST(ends == 1u);
}

BOOST_AUTO_TEST_CASE(corpus_documents_decode_and_pass_their_checks) {
  const Plugin plugin;
  const auto& corpus = plugin.Get<pst_corpus>(PST_EXT_CORPUS);
  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  BOOST_TEST(corpus.document_count == CorpusModules().size());
  for (std::uint64_t i = 0; i < corpus.document_count; ++i) {
    RecordingSink sink;
    BOOST_REQUIRE(corpus.document(plugin.self(), i, sink.get()) == PST_OK);
    BOOST_REQUIRE(sink.documents.size() == 2u);
    BOOST_TEST(sink.documents[1].license == "MIT");
    const pst_tokens tokens = View(sink.documents[1].tokens);
    BOOST_TEST(constraint.check(plugin.self(), &tokens, sink.get()) == PST_OK);
    RecordingSink text;
    BOOST_REQUIRE(plugin.codec().decode(plugin.self(), &tokens, text.get()) ==
                  PST_OK);
    BOOST_TEST((plugin.Encode(text.bytes) == sink.documents[1].tokens));
  }
  RecordingSink sink;
  BOOST_TEST(corpus.document(plugin.self(), corpus.document_count,
                             sink.get()) == PST_E_RANGE);
}

BOOST_AUTO_TEST_CASE(encode_reports_what_does_not_parse) {
  const Plugin plugin;
  RecordingSink sink;
  const std::string text = "a = 1\nb = [1 2]\n";
  const pst_bytes bytes = pst::Bytes(text);
  BOOST_TEST(plugin.codec().encode(plugin.self(), &bytes, sink.get()) ==
             PST_E_INVALID_INPUT);
  BOOST_REQUIRE(sink.diags.size() == 1u);
  BOOST_TEST(sink.diags[0].begin == 13u);
  BOOST_TEST(!sink.diags[0].mend.empty());
}

BOOST_AUTO_TEST_CASE(check_points_at_tokens_and_names_the_line) {
  const Plugin plugin;
  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  const auto ids = plugin.Encode("# ==> m.tf <==\na = 1\nb = var.x\n");
  const pst_tokens tokens = View(ids);
  RecordingSink sink;
  BOOST_TEST(constraint.check(plugin.self(), &tokens, sink.get()) == PST_NO);
  BOOST_REQUIRE(sink.diags.size() == 1u);
  BOOST_TEST(sink.diags[0].message ==
             "m.tf:2:5: var.x is not declared in this module");
  const std::vector<std::uint32_t> named(
      ids.begin() + static_cast<std::ptrdiff_t>(sink.diags[0].begin),
      ids.begin() + static_cast<std::ptrdiff_t>(sink.diags[0].end));
  BOOST_TEST(named.size() >= 2u);
  RecordingSink completed;
  BOOST_REQUIRE(constraint.complete(plugin.self(), &tokens, completed.get()) ==
                PST_OK);
  const pst_tokens whole = View(completed.documents[0].tokens);
  BOOST_TEST(constraint.check(plugin.self(), &whole, sink.get()) == PST_OK);
}

BOOST_AUTO_TEST_CASE(files_are_imported_one_by_one_or_as_a_module) {
  const Plugin plugin;
  const std::string a = "x = 1\n";
  const std::string b = "y   = 2\n";
  const std::string broken = "y = \n";
  const pst_bytes none = pst::Bytes("", 0);
  const pst_file files[] = {{pst::Bytes("a.tf", 4), pst::Bytes(a)},
                            {pst::Bytes("b.tf", 4), pst::Bytes(b)},
                            {pst::Bytes("c.tf", 4), pst::Bytes(broken)}};
  RecordingSink one;
  BOOST_TEST(plugin.formats().import_files(plugin.self(), 0, files, 2, &none,
                                           one.get()) == PST_OK);
  BOOST_REQUIRE(one.documents.size() == 3u);
  BOOST_TEST(one.documents[2].name == "b.tf");
  BOOST_TEST(one.documents[2].where.back().file == 1u);
  RecordingSink module;
  BOOST_TEST(plugin.formats().import_files(plugin.self(), 1, files, 2, &none,
                                           module.get()) == PST_OK);
  BOOST_REQUIRE(module.documents.size() == 2u);
  pst_document document = {sizeof(pst_document), none,
                           View(module.documents[1].tokens), nullptr};
  RecordingSink out;
  BOOST_TEST(plugin.formats().render(plugin.self(), 1, &document, &none,
                                     out.get()) == PST_OK);
  BOOST_TEST(out.files == (std::vector<std::string>{"a.tf", "b.tf"}),
             boost::test_tools::per_element());
  BOOST_TEST(out.bytes == "x = 1\ny = 2\n");
  RecordingSink bad;
  BOOST_TEST(plugin.formats().import_files(plugin.self(), 0, files, 3, &none,
                                           bad.get()) == PST_E_INVALID_INPUT);
  BOOST_REQUIRE(bad.diags.size() == 1u);
  BOOST_TEST(bad.diags[0].file == 2u);
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_read_when_asked_for) {
  const Plugin plugin;
  const std::string text = "a = [\n";
  const pst_file file = {pst::Bytes("a.tf", 4), pst::Bytes(text)};
  const pst_bytes none = pst::Bytes("", 0);
  RecordingSink refused;
  BOOST_TEST(plugin.formats().import_files(plugin.self(), 0, &file, 1, &none,
                                           refused.get()) ==
             PST_E_INVALID_INPUT);
  BOOST_TEST(refused.diags[0].mend.find("broken=true") != std::string::npos);
  const std::string yes = "{\"broken\":true}";
  const pst_bytes json = pst::Bytes(yes);
  RecordingSink read;
  BOOST_REQUIRE(plugin.formats().import_files(plugin.self(), 0, &file, 1, &json,
                                              read.get()) == PST_OK);
  // Alone and under its own name it is written without a header.
  const pst_document document = {sizeof(pst_document), file.name,
                                 View(read.documents[1].tokens), nullptr};
  RecordingSink out;
  BOOST_TEST(plugin.formats().render(plugin.self(), 0, &document, &none,
                                     out.get()) == PST_OK);
  BOOST_TEST(out.bytes == text);
}

BOOST_AUTO_TEST_CASE(every_format_renders_and_only_text_is_read) {
  const Plugin plugin;
  const auto ids = plugin.Encode("a = var.x\n");
  const pst_bytes none = pst::Bytes("", 0);
  const pst_document document = {sizeof(pst_document), none, View(ids),
                                 nullptr};
  const auto render = [&](std::uint32_t format, const std::string& options) {
    const pst_bytes json = pst::Bytes(options);
    RecordingSink sink;
    const pst_status status = plugin.formats().render(
        plugin.self(), format, &document, &json, sink.get());
    return status == PST_OK ? sink.bytes : "status " + std::to_string(status);
  };
  const std::pair<const char*, const char*> starts[] = {
      {"text", "a = var.x\n"},
      {"module", "a = var.x\n"},
      {"ansi", "\x1b["},
      {"html", "<!DOCTYPE html>"},
      {"svg", "<svg "},
      {"sarif", "{\"$schema\""},
      {"findings", "{\"schema\""},
      {"blocks", "{\"schema\""}};
  BOOST_REQUIRE(plugin.formats().format_count == std::size(starts));
  std::string bits = "9";
  for (std::size_t i = 1; i < ids.size(); ++i) bits += " 9";
  for (std::uint32_t i = 0; i < std::size(starts); ++i) {
    pst_format_info info = {};
    BOOST_REQUIRE(plugin.formats().format(plugin.self(), i, &info) == PST_OK);
    BOOST_TEST(info.id == std::string(starts[i].first));
    BOOST_TEST(render(i, "{}").starts_with(starts[i].second));
    const bool marked =
        render(i, R"({"surprise":")" + bits + R"("})") != render(i, "{}");
    BOOST_TEST(marked == (i >= 3 && i < 7), "format " << info.id);
    BOOST_TEST(render(i, R"({"surprise":"1"})") == "status -2");
    RecordingSink sink;
    const pst_file file = {none, none};
    const pst_status read = plugin.formats().import_files(
        plugin.self(), i, &file, 1, &none, sink.get());
    BOOST_TEST((read != PST_E_UNSUPPORTED) == (i < 2));
  }
}

BOOST_AUTO_TEST_CASE(the_cursor_agrees_with_the_stateless_calls) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  const auto& table = plugin.Get<pst_cursor_table>(PST_EXT_CURSOR);
  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  const auto ids = plugin.Encode("a {\n  b = \"${c.d}\"\n}\n");
  const pst_tokens tokens = View(ids);
  pst_cursor* cursor = nullptr;
  BOOST_REQUIRE(table.open(plugin.self(), &cursor) == PST_OK);
  const std::size_t slots = context.slot_count;
  for (std::size_t i = 0; i <= ids.size(); ++i) {
    std::vector<std::int64_t> grown(slots), whole(slots);
    std::int32_t grown_place = -1, whole_place = -1;
    BOOST_REQUIRE(table.describe(cursor, grown.data(), &grown_place) == PST_OK);
    BOOST_REQUIRE(context.describe(plugin.self(), PST_MODE_CAUSAL, &tokens, i,
                                   i + 1, whole.data(),
                                   &whole_place) == PST_OK);
    BOOST_TEST(grown == whole);
    BOOST_TEST(grown_place == whole_place);
    std::vector<std::uint64_t> bits(16), same(16);
    BOOST_REQUIRE(table.allowed(cursor, bits.data(), 16) == PST_OK);
    BOOST_REQUIRE(constraint.allowed(plugin.self(), &tokens, i, same.data(),
                                     16) == PST_OK);
    BOOST_TEST(bits == same);
    if (i < ids.size()) BOOST_REQUIRE(table.advance(cursor, ids[i]) == PST_OK);
  }
  BOOST_TEST(table.rewind(cursor, ids.size() + 1) == PST_E_RANGE);
  BOOST_TEST(table.rewind(cursor, ids.size()) == PST_OK);
  table.close(cursor);
}

BOOST_AUTO_TEST_CASE(a_refusing_sink_stops_every_call) {
  const Plugin plugin;
  const std::string text = "a = var.x\n";
  const pst_bytes bytes = pst::Bytes(text);
  RecordingSink refuse(0);
  BOOST_TEST(plugin.codec().encode(plugin.self(), &bytes, refuse.get()) ==
             PST_E_LIMIT);
  const auto ids = plugin.Encode(text);
  const pst_tokens tokens = View(ids);
  RecordingSink refuse_check(0);
  BOOST_TEST(plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT)
                 .check(plugin.self(), &tokens, refuse_check.get()) ==
             PST_E_LIMIT);
}

BOOST_AUTO_TEST_CASE(canvas_regions_metrics_and_recommendation_answer) {
  const Plugin plugin;
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  const std::string ten = "{\"tokens\":10}";
  const pst_bytes json = pst::Bytes(ten);
  const pst_bytes none = pst::Bytes("", 0);
  RecordingSink canvas;
  BOOST_TEST(context.canvas(plugin.self(), &json, canvas.get()) == PST_OK);
  BOOST_TEST(canvas.documents[0].tokens ==
                 std::vector<std::uint32_t>(10, PST_TOKEN_UNKNOWN),
             boost::test_tools::per_element());
  BOOST_TEST(context.canvas(plugin.self(), &none, canvas.get()) ==
             PST_E_UNSUPPORTED);
  const auto ids = plugin.Encode("a {\n  b = 1\n}\n");
  const pst_tokens tokens = View(ids);
  const auto& regions = plugin.Get<pst_regions>(PST_EXT_REGIONS);
  RecordingSink sink;
  BOOST_TEST(regions.kind(plugin.self(), 0) == std::string("line"));
  BOOST_TEST(regions.kind(plugin.self(), 4) == nullptr);
  BOOST_TEST(regions.list(plugin.self(), 0, &tokens, sink.get()) == PST_OK);
  BOOST_TEST(sink.regions.size() == 3u);
  const auto& metrics = plugin.Get<pst_metrics>(PST_EXT_METRICS);
  const pst_token_set set = {&tokens, 1};
  double value = 0;
  BOOST_TEST(metrics.compute(plugin.self(), 0, &set, &set, &set, &value, 1) ==
             PST_OK);
  BOOST_TEST(value == 1.0);
  BOOST_TEST(plugin.Get<pst_recommend>(PST_EXT_RECOMMEND)
                 .json(plugin.self(), sink.get()) == PST_OK);
  BOOST_TEST(sink.bytes.front() == '{');
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
