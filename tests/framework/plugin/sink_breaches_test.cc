// Each single thing that a plugin may emit wrongly, beside what it may.

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <vector>

#include "framework/plugin/sinks.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

pst_bytes Raw(std::string_view text) { return {text.data(), text.size()}; }

const pst_document_info kInfo = {
    sizeof kInfo, {"one", 3}, {"MIT", 3}, {nullptr, 0}};
const std::uint32_t kIds[] = {0, 1};
const double kValues[] = {1.0, 2.0, 3.0, 4.0};
const pst_span kRuns[] = {{0, 1}, {1, 3}};
const pst_region kRegion = {sizeof kRegion, {"all", 3}, kRuns, 2};
const pst_diag kDiag = {sizeof kDiag, PST_DIAG_WARNING, 1, 0, 1, 0, 0,
                        {"odd", 3},   {"mend", 4}};

// What a plugin does with its sink, and the words of the refusal; "" = none.
struct Deed {
  const char* words;
  std::function<pst_status(pst_sink&)> act;
  std::function<void(SinkUse&)> change = {};  // Of what it may do.
};

const std::vector<ChannelInfo>& Channels() {
  static const std::vector<ChannelInfo> channels = {
      {.id = "velocity", .unit = "", .lo = 0, .hi = 127, .initial = 64}};
  return channels;
}

void Verify(const Deed& deed) {
  BOOST_TEST_CONTEXT("wanted: " << deed.words) {
    SinkUse use{.parts = 255,
                .vocabulary_size = 3,
                .channels = Channels(),
                .file_sizes = {4},
                .positions = std::nullopt,
                .limits = {},
                .cancelled = nullptr};
    if (deed.change) deed.change(use);
    SinkRecorder recorder(use);
    pst_sink* sink = recorder.sink();
    const pst_status status = deed.act(*sink);
    if (status == PST_OK) recorder.Finish();
    const std::string what = recorder.refusal() ? recorder.refusal()->what : "";
    if (*deed.words == 0) {
      BOOST_TEST(what == "");
    } else {
      BOOST_TEST(Contains(what, deed.words), what);
    }
  }
}

pst_status Document(pst_sink& s, pst_document_info info = kInfo) {
  return s.next_document(s.ctx, &info);
}
pst_status Tokens(pst_sink& s, std::uint64_t count = 2) {
  return s.tokens(s.ctx, kIds, nullptr, count);
}
pst_status Whole(pst_sink& s) {
  const pst_status begun = Document(s);
  return begun == PST_OK ? Tokens(s) : begun;
}

BOOST_AUTO_TEST_SUITE(sink_breaches)

BOOST_AUTO_TEST_CASE(documents) {
  const auto corpus = [](SinkUse& use) { use.corpus = true; };
  const Deed deeds[] = {
      {"", [](pst_sink& s) { return Whole(s); }},
      {"called next_document with NULL",
       [](pst_sink& s) { return s.next_document(s.ctx, nullptr); }},
      {"struct_size 3",
       [](pst_sink& s) {
         pst_document_info info = kInfo;
         info.struct_size = 3;
         return Document(s, info);
       }},
      {"tokens before next_document", [](pst_sink& s) { return Tokens(s); }},
      {"tokens from a NULL pointer",
       [](pst_sink& s) {
         Document(s);
         return s.tokens(s.ctx, nullptr, nullptr, 1);
       }},
      {"called next_document twice",
       [](pst_sink& s) {
         Whole(s);
         return Document(s);
       },
       corpus},
      {"more than 1 documents",
       [](pst_sink& s) {
         Whole(s);
         return Document(s);
       },
       [](SinkUse& use) { use.limits.documents = 1; }},
      {"payload before next_document",
       [](pst_sink& s) { return s.payload(s.ctx, kValues, 1); }},
      {"without having channels",
       [](pst_sink& s) {
         Whole(s);
         return s.payload(s.ctx, kValues, 1);
       },
       [](SinkUse& use) { use.channels = {}; }},
      {"payload from a NULL pointer",
       [](pst_sink& s) {
         Whole(s);
         return s.payload(s.ctx, nullptr, 2);
       }},
      {"",
       [](pst_sink& s) {
         Whole(s);
         return s.payload(s.ctx, nullptr, 0);
       }},
      {"emitted 3 payload values",
       [](pst_sink& s) {
         Whole(s);
         return s.payload(s.ctx, kValues, 3);
       }},
      {"outside 0..127",
       [](pst_sink& s) {
         Whole(s);
         const double wrong[] = {1.0, -1.0};
         return s.payload(s.ctx, wrong, 2);
       }},
  };
  for (const Deed& deed : deeds) Verify(deed);
}

BOOST_AUTO_TEST_CASE(files) {
  const auto file = [](std::string_view name) {
    return [name](pst_sink& s) {
      const pst_bytes raw = Raw(name);
      return s.next_file(s.ctx, &raw);
    };
  };
  const Deed deeds[] = {
      {"", file("a.txt")},
      {"called next_file with NULL",
       [](pst_sink& s) { return s.next_file(s.ctx, nullptr); }},
      {"more than 0 files", file("a.txt"),
       [](SinkUse& use) { use.limits.files = 0; }},
      {"which is a path", file(".")},
      {"which is a path", file("..")},
      {"which is a path", file("a/b")},
      {"which is a path", file("a\\b")},
      {"is empty", file("")},
      {"not UTF-8", file("\xFF")},
      {"bytes from a NULL pointer",
       [](pst_sink& s) { return s.bytes(s.ctx, nullptr, 1); }},
      {"", [](pst_sink& s) { return s.bytes(s.ctx, nullptr, 0); }},
      {"more than 2 bytes",
       [](pst_sink& s) { return s.bytes(s.ctx, "abc", 3); },
       [](SinkUse& use) { use.limits.bytes = 2; }},
  };
  for (const Deed& deed : deeds) Verify(deed);
}

BOOST_AUTO_TEST_CASE(regions) {
  const auto region = [](pst_region wrong) {
    return [wrong](pst_sink& s) { return s.region(s.ctx, &wrong); };
  };
  const auto inside = [](SinkUse& use) { use.positions = 3; };
  pst_region old = kRegion, none = kRegion, no_runs = kRegion;
  old.struct_size = 8;
  none.runs = nullptr;
  no_runs.run_count = 0;
  static const pst_span kBackwards[] = {{2, 1}};
  pst_region backwards = kRegion;
  backwards.runs = kBackwards;
  backwards.run_count = 1;
  const Deed deeds[] = {
      {"", region(kRegion), inside},
      {"", region(no_runs), inside},
      {"emitted a NULL region",
       [](pst_sink& s) { return s.region(s.ctx, nullptr); }, inside},
      {"struct_size 8", region(old), inside},
      {"no runs", region(none), inside},
      {"the run [2, 1)", region(backwards), inside},
      {"the run [1, 3)", region(kRegion), [](SinkUse& u) { u.positions = 2; }},
      {"too many regions", region(kRegion),
       [](SinkUse& use) {
         use.positions = 3;
         use.limits.regions = 0;
       }},
      {"too many regions", region(kRegion),
       [](SinkUse& use) {
         use.positions = 3;
         use.limits.region_runs = 1;
       }},
  };
  for (const Deed& deed : deeds) Verify(deed);
}

BOOST_AUTO_TEST_CASE(diagnostics) {
  const auto diag = [](pst_diag wrong) {
    return [wrong](pst_sink& s) { return s.diag(s.ctx, &wrong); };
  };
  pst_diag old = kDiag, mild = kDiag, severe = kDiag, far = kDiag,
           backwards = kDiag, file = kDiag, mute = kDiag, calm = kDiag;
  old.struct_size = 71;
  mild.severity = -1;
  severe.severity = 77;
  far.end = 5;
  backwards.begin = 2;
  file.file = 1;
  mute.message = {nullptr, 0};
  calm.mend = {nullptr, 0};
  const Deed deeds[] = {
      {"", diag(kDiag)},
      {"", diag(calm)},
      {"emitted a NULL diagnostic",
       [](pst_sink& s) { return s.diag(s.ctx, nullptr); }},
      {"struct_size 71", diag(old)},
      {"of severity", diag(mild)},
      {"of severity 77", diag(severe)},
      {"for [0, 5)", diag(far)},
      {"for [2, 1)", diag(backwards)},
      {"file 1 of 1", diag(file)},
      {"message is empty", diag(mute)},
      {"for [0, 5)", diag(far), [](SinkUse& use) { use.positions = 4; }},
      {"", diag(far),
       [](SinkUse& use) {
         use.positions = 4;
         use.loose_places = true;
       }},
      {"too many diagnostics", diag(kDiag),
       [](SinkUse& use) { use.limits.diagnostics = 0; }},
      {"reported progress",
       [](pst_sink& s) { return s.progress(s.ctx, -0.1); }},
  };
  for (const Deed& deed : deeds) Verify(deed);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
