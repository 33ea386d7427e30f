// 451 damaged copies of mario.so among the plugins, or every step-th of them.
// Most are dead to the dynamic loader: in process, every second one killed the
// host.

#ifndef PASTICHE_TESTS_HOST_DAMAGED_COPIES_H_
#define PASTICHE_TESTS_HOST_DAMAGED_COPIES_H_

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "tests/host/plugin_home.h"

namespace pastiche::test {

// Writes them; returns their names.
inline std::vector<std::string> WriteDamagedCopies(const Home& home, int step) {
  const std::string mario =
      ReadWhole(BuildFolder() + "/lib/pastiche/plugins/mario.so");
  std::vector<std::string> names;
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(home.plugins() + "/" + name, std::ios::binary) << bytes;
    names.push_back(name);
  };
  for (int i = 0; i < 51; i += step) {
    write("cut" + std::to_string(100 + i) + ".so",
          mario.substr(0, mario.size() * static_cast<std::size_t>(i) / 51));
  }
  Rng rng(/*seed=*/9);
  for (int i = 0; i < 400; ++i) {
    std::string flipped = mario;
    // Half of them in the headers and tables that the loader reads.
    const std::size_t range = i % 2 == 0 ? flipped.size() : 8192;
    for (int flip = 0; flip <= i % 4; ++flip) {
      flipped[rng.NextBelow(range)] ^= static_cast<char>(1 << rng.NextBelow(8));
    }
    if (i % step == step / 2) {
      write("flip" + std::to_string(1000 + i) + ".so", flipped);
    }
  }
  return names;
}

// `list` finishes, exits 0 and names each; everything works as before.
inline void ListDamagedCopies(int step) {
  const Home home;
  const std::vector<std::string> names = WriteDamagedCopies(home, step);
  const Outcome outcome = home.Start({"list", "--verbose"});
  BOOST_TEST(outcome.exit_code == 0, outcome.err);
  for (const std::string& name : names) {
    // A flip that does no harm may be the mario in use: then its path is told.
    BOOST_TEST(outcome.out.find(name) != std::string::npos, name);
  }
  const Outcome after = home.Start({"inspect", "drums"});
  BOOST_TEST(after.exit_code == 0, after.err);
}

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_HOST_DAMAGED_COPIES_H_
