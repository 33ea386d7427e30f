// What a plugin emits is kept and given again as it was, up to a limit.

#include "framework/worker/sink_events.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace pastiche {
namespace {

const pst_bytes kWord = {"word", 4};
const std::uint32_t kIds[] = {1, 2, 3};
const pst_source_span kSpans[3] = {};
const double kValues[] = {0.5, 1.5};
const pst_span kRuns[] = {{0, 1}, {2, 3}};
constexpr std::uint64_t kMuch = std::uint64_t{1} << 40;

// Each function of a sink, its arguments ordinary or of an absurd length, which
// is judged before anything is read.
using Emit = pst_status (*)(pst_sink& sink, std::uint64_t length);
const Emit kEmits[] = {
    [](pst_sink& s, std::uint64_t n) {
      return s.bytes(s.ctx, "word", n != 0 ? n : 4);
    },
    [](pst_sink& s, std::uint64_t n) {
      return s.tokens(s.ctx, kIds, kSpans, n != 0 ? n : 3);
    },
    [](pst_sink& s, std::uint64_t n) {
      return s.payload(s.ctx, kValues, n != 0 ? n : 2);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_document_info info = {sizeof info, kWord, kWord, kWord};
      if (n != 0) info.name.size = n;
      return s.next_document(s.ctx, &info);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_document_info info = {sizeof info, kWord, kWord, kWord};
      if (n != 0) info.license.size = n;
      return s.next_document(s.ctx, &info);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_document_info info = {sizeof info, kWord, kWord, kWord};
      if (n != 0) info.group.size = n;
      return s.next_document(s.ctx, &info);
    },
    [](pst_sink& s, std::uint64_t n) {
      const pst_bytes name = {"word", n != 0 ? n : 4};
      return s.next_file(s.ctx, &name);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_region region = {sizeof region, kWord, kRuns, 2};
      if (n != 0) region.run_count = n;
      return s.region(s.ctx, &region);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_region region = {sizeof region, kWord, kRuns, 2};
      if (n != 0) region.label.size = n;
      return s.region(s.ctx, &region);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_diag diag = {};
      diag.struct_size = sizeof diag;
      diag.message = {"word", n != 0 ? n : 4};
      diag.mend = kWord;
      return s.diag(s.ctx, &diag);
    },
    [](pst_sink& s, std::uint64_t n) {
      pst_diag diag = {};
      diag.struct_size = sizeof diag;
      diag.message = kWord;
      diag.mend = {"word", n != 0 ? n : 4};
      return s.diag(s.ctx, &diag);
    }};

BOOST_AUTO_TEST_SUITE(sink_events)

BOOST_AUTO_TEST_CASE(events_are_given_again_in_order) {
  EventRecorder first;
  for (const Emit emit : kEmits) BOOST_TEST(emit(*first.sink(), 0) == PST_OK);
  BOOST_TEST(first.sink()->progress(first.sink()->ctx, 0.25) == PST_OK);
  const std::string events = first.Take();
  EventRecorder second;
  BOOST_TEST((ReplayEvents(events, second.sink()) == PST_OK));
  BOOST_TEST(second.Take() == events);
}

BOOST_AUTO_TEST_CASE(what_is_over_the_limit_is_not_taken) {
  for (const Emit emit : kEmits) {
    EventRecorder recorder;
    BOOST_TEST(emit(*recorder.sink(), kMuch) == PST_E_LIMIT);
    BOOST_TEST(recorder.Take().empty());
    // No room at all, and room for one of them.
    EventRecorder none(100), one(400);
    BOOST_TEST(emit(*none.sink(), 0) == PST_E_LIMIT);
    BOOST_TEST(emit(*one.sink(), 0) == PST_OK);
    while (emit(*one.sink(), 0) == PST_OK) continue;
    BOOST_TEST(one.Take().size() <= 400u);
  }
  EventRecorder none(100);
  BOOST_TEST(none.sink()->progress(none.sink()->ctx, 0.5) == PST_E_LIMIT);
}

BOOST_AUTO_TEST_CASE(a_sink_that_says_stop_is_given_no_more) {
  EventRecorder first;
  for (const Emit emit : kEmits) BOOST_TEST(emit(*first.sink(), 0) == PST_OK);
  const std::string events = first.Take();
  EventRecorder full(100);
  BOOST_TEST((ReplayEvents(events, full.sink()) == PST_E_LIMIT));
  for (std::size_t size = 1; size < events.size(); ++size) {
    EventRecorder second;
    const auto replayed =
        ReplayEvents(std::string_view(events).substr(0, size), second.sink());
    // Cut between two events, or malformed.
    if (replayed) BOOST_TEST(second.Take() == events.substr(0, size));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
