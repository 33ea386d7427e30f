// The promise of docs/kernels.md: the same bytes on AVX2 and AVX-512, for every
// thread count, and however queries are batched.

#include "tests/kernels/same_bytes.h"

#include <cstdint>

#include "kernels/attention.h"
#include "kernels/decode.h"
#include "kernels/exp2.h"
#include "kernels/merge.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Append;
using test::Attended;
using test::AttentionCase;
using test::AttentionShape;
using test::Bytes;
using test::CheckTargetsAgree;
using test::CheckThreadCountsAgree;
using test::kInfinity;

Bytes BytesOf(const Attended& result) {
  Bytes bytes;
  Append(result.out, bytes);
  Append(result.lse, bytes);
  return bytes;
}

// Shapes that end inside vectors, tiles and blocks, and one large enough to be
// run on several threads.
Bytes AttendAll() {
  Bytes bytes;
  std::mt19937 rng(/*seed=*/1);
  for (const AttentionShape& shape :
       {AttentionShape{1, 1, 1, 1}, AttentionShape{33, 129, 9, 17},
        AttentionShape{100, 300, 33, 31}, AttentionShape{500, 700, 64, 64},
        AttentionShape{70, 200, 256, 3}}) {
    AttentionCase problem(shape, rng);
    std::vector<float> bias = test::RandomFloats(shape.keys, rng);
    for (float& b : bias) b = b > 0.9f ? -kInfinity : b * 30.0f;
    for (const bool causal : {false, true}) {
      problem.options.causal = causal;
      problem.options.scale = 2.0f;
      problem.options.key_bias = {};
      Append(problem.Run(Attend).out, bytes);
      problem.options.key_bias = bias;
      const Bytes biased = BytesOf(problem.Run(Attend));
      bytes.insert(bytes.end(), biased.begin(), biased.end());
    }
    // Rows with exponents beyond the exact range, beside ordinary ones.
    for (std::size_t i = 0; i < shape.queries; i += 5) {
      for (std::size_t c = 0; c < shape.key_dim; ++c) {
        problem.queries.mutable_view().row(i)[c] *= 1e8f;
      }
    }
    const Bytes huge = BytesOf(problem.Run(Attend));
    bytes.insert(bytes.end(), huge.begin(), huge.end());
  }
  return bytes;
}

Bytes DecodeAll() {
  Bytes bytes;
  std::mt19937 rng(/*seed=*/2);
  for (const std::size_t count : {1u, 63u, 1000u, 1030u, 5000u, 40000u}) {
    for (const std::size_t dim : {1u, 13u, 64u}) {
      const AttentionCase problem({1, count, dim, 67 - dim}, rng);
      const std::vector<float> bias = test::RandomFloats(count, rng);
      std::vector<float> blocks(KeyBlocksSize(count, dim));
      BOOST_TEST(PackKeys(problem.keys.view(), 0, blocks).ok());
      Attended result(1, 67 - dim);
      BOOST_TEST(Decode(problem.queries.cells, {blocks, count, dim},
                        problem.values.view(),
                        {.scale = 2.0f, .key_bias = bias}, result.out,
                        result.lse.data())
                     .ok());
      Append(result.out, bytes);
      Append(result.lse, bytes);
    }
  }
  return bytes;
}

Bytes MergeAndExpAll() {
  Bytes bytes;
  std::mt19937 rng(/*seed=*/3);
  const std::vector<float> other = test::RandomFloats(77 * 29, rng);
  std::vector<float> out = test::RandomFloats(77 * 29, rng);
  std::vector<float> other_lse = test::RandomFloats(77, rng);
  std::vector<float> lse = test::RandomFloats(77, rng);
  BOOST_TEST(Merge({other, 77, 29}, other_lse, {out, 77, 29}, lse).ok());
  Append(out, bytes);
  Append(lse, bytes);
  for (float& x : out) x = x * 200.0f - 60.0f;
  Exp2(out, out);
  Append(out, bytes);
  std::vector<float> exponents(out.size(), 3.0f);
  LogOfScaled(exponents, out, out);
  Append(out, bytes);
  return bytes;
}

BOOST_AUTO_TEST_SUITE(same_bytes)

BOOST_AUTO_TEST_CASE(attend_on_avx2_and_avx512) {
  CheckTargetsAgree(AttendAll);
}

BOOST_AUTO_TEST_CASE(decode_on_avx2_and_avx512) {
  CheckTargetsAgree(DecodeAll);
}

BOOST_AUTO_TEST_CASE(merge_and_exp2_on_avx2_and_avx512) {
  CheckTargetsAgree(MergeAndExpAll);
}

BOOST_AUTO_TEST_CASE(attend_on_any_number_of_threads) {
  CheckThreadCountsAgree(AttendAll);
}

BOOST_AUTO_TEST_CASE(decode_on_any_number_of_threads) {
  CheckThreadCountsAgree(DecodeAll);
}

BOOST_AUTO_TEST_CASE(queries_one_by_one_equal_a_batch) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    for (const bool causal : {false, true}) {
      AttentionCase problem({90, 270, 12, 7}, rng);
      problem.options.causal = causal;
      problem.options.query_position = 150;
      const Attended batch = problem.Run(Attend);
      Attended single(90, 7);
      for (std::size_t i = 0; i < 90; ++i) {
        AttendOptions options = problem.options;
        options.query_position += i;
        BOOST_TEST(
            Attend({std::span(problem.queries.cells).subspan(i * 12), 1, 12},
                   problem.keys.view(), problem.values.view(), options,
                   {std::span(single.out).subspan(i * 7), 1, 7},
                   {&single.lse[i], 1})
                .ok());
      }
      BOOST_TEST((BytesOf(single) == BytesOf(batch)));
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
