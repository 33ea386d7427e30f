// A document generated with the plugin here and there: the bytes are the same.

#ifndef PASTICHE_TESTS_HOST_GENERATE_ISOLATED_H_
#define PASTICHE_TESTS_HOST_GENERATE_ISOLATED_H_

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/host/plugin_home.h"

namespace pastiche::test {

// `ways`: values of --isolate.
inline void GenerateIsolated(const std::string& domain,
                             const std::vector<std::string>& ways) {
  const Home home;
  std::string first;
  for (const std::string& way : ways) {
    // 16 columns, steps or tokens.
    const Outcome outcome =
        home.Start({"generate", domain, "--seed", "5", "--count", "1",
                    "--length", "16", "--isolate=" + way});
    BOOST_TEST(outcome.exit_code == 0, outcome.err);
    BOOST_TEST(!outcome.out.empty());
    if (first.empty()) first = outcome.out;
    BOOST_TEST(outcome.out == first, domain << " with --isolate=" << way);
  }
}

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_HOST_GENERATE_ISOLATED_H_
