// What a fuzz target must find true of a reader's answer.

#ifndef PASTICHE_TESTS_FUZZ_REQUIRE_H_
#define PASTICHE_TESTS_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>

namespace pastiche::fuzz {

// Prints `what` and aborts unless it holds: libFuzzer and the replay keep the
// input then.
inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: not so: %s\n", what);
  std::abort();
}

}  // namespace pastiche::fuzz

#endif  // PASTICHE_TESTS_FUZZ_REQUIRE_H_
