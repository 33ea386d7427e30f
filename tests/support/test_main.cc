// The one Boost.Test main that every test program links, compiled once.

#define BOOST_TEST_MODULE pastiche
#ifdef PASTICHE_BOOST_TEST_INCLUDED  // No library of it for this processor.
#include <boost/test/included/unit_test.hpp>
#else
#include <boost/test/unit_test.hpp>
#endif
