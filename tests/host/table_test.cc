// Tables line up, also with more than ASCII.

#include "host/table.h"

#include <boost/test/unit_test.hpp>

namespace pastiche::host {
namespace {

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(numbers_line_up_on_the_right) {
  Table table({"method", "bits"});
  table.Add({"a", "0.25"});
  table.AddGap();
  table.Add({"ngram", "12.5 ± 1"});
  BOOST_TEST(table.Text() ==
             "method      bits\n"
             "a           0.25\n"
             "\n"
             "ngram   12.5 ± 1\n");
  BOOST_TEST(table.Markdown() ==
             "| method | bits |\n| --- | ---: |\n| a | 0.25 |\n"
             "| ngram | 12.5 ± 1 |\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::host
