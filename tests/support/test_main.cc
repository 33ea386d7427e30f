// The one Boost.Test main that every test program links, compiled once.

#define BOOST_TEST_MODULE pastiche
#include <boost/test/unit_test.hpp>
