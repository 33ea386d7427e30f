// Values written are read back; nothing beyond the end.

#include "framework/worker/byte_stream.h"

#include <boost/test/unit_test.hpp>

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(byte_stream)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  ByteWriter out;
  out.Put<std::uint32_t>(7);
  out.Put(-1.5);
  out.PutText("text");
  const std::uint64_t numbers[] = {1, 2, 3};
  out.PutArray(numbers, 3);
  const std::string bytes = out.Take();
  ByteReader in(bytes);
  BOOST_TEST(in.Get<std::uint32_t>() == 7u);
  BOOST_TEST(in.Get<double>() == -1.5);
  BOOST_TEST(in.GetText() == "text");
  BOOST_TEST(
      (in.GetArray<std::uint64_t>() == std::vector<std::uint64_t>{1, 2, 3}));
  BOOST_TEST(in.done());
}

// Every cut of a message fails at the end, never reads beyond it.
BOOST_AUTO_TEST_CASE(cut_messages_fail) {
  ByteWriter out;
  out.PutText("some text");
  out.Put<std::uint64_t>(3);
  const std::uint32_t numbers[] = {1, 2, 3};
  out.PutArray(numbers, 3);
  const std::string whole = out.Take();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    ByteReader in(cut);
    static_cast<void>(in.GetText());
    static_cast<void>(in.Get<std::uint64_t>());
    static_cast<void>(in.GetArray<std::uint32_t>());
    BOOST_TEST(!in.done());
    BOOST_TEST(!in.ok());
  }
}

BOOST_AUTO_TEST_CASE(lengths_are_checked_before_memory_is_taken) {
  ByteWriter out;
  out.Put(UINT64_MAX / 2);
  const std::string bytes = out.Take();
  ByteReader text(bytes), array(bytes), count(bytes);
  BOOST_TEST(text.GetText().empty());
  BOOST_TEST(!text.ok());
  BOOST_TEST(array.GetArray<double>().empty());
  BOOST_TEST(!array.ok());
  BOOST_TEST(count.GetCount(1) == 0u);
  BOOST_TEST(!count.ok());
}

BOOST_AUTO_TEST_CASE(what_is_left_over_is_noticed) {
  ByteReader in("12345");
  static_cast<void>(in.Get<std::uint32_t>());
  BOOST_TEST(in.ok());
  BOOST_TEST(!in.done());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
