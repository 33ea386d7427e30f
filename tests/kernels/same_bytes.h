// Results as bits, and whether they are the same on two SIMD targets and for
// any number of threads. Shared by the kernel tests.

#ifndef PASTICHE_TESTS_KERNELS_SAME_BYTES_H_
#define PASTICHE_TESTS_KERNELS_SAME_BYTES_H_

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/support/for_each_target.h"

namespace pastiche::kernels::test {

// Results as bits, so that the sign of zero counts too.
using Bytes = std::vector<std::uint32_t>;

inline void Append(std::span<const float> floats, Bytes& bytes) {
  for (const float x : floats) bytes.push_back(std::bit_cast<std::uint32_t>(x));
}

// `body` must give more than `least` floats.
template <typename Body>
void CheckTargetsAgree(const Body& body, std::size_t least = 100) {
  Bytes avx2;
  Bytes avx512;
  if (!pastiche::test::OnTarget("AVX2", [&] { avx2 = body(); })) return;
  if (!pastiche::test::OnTarget("AVX3", [&] { avx512 = body(); })) return;
  BOOST_TEST(avx2.size() > least);
  BOOST_TEST((avx2 == avx512));
}

template <typename Body>
void CheckThreadCountsAgree(const Body& body) {
  Bytes one;
  {
    const pastiche::test::ScopedThreadCount scoped(1);
    one = body();
  }
  for (const int threads : {2, 3, 4}) {
    const pastiche::test::ScopedThreadCount scoped(threads);
    BOOST_TEST((body() == one), threads << " threads");
  }
}

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_SAME_BYTES_H_
