#include "kernels/decode.h"

#include "kernels/reference.h"
#include "tests/kernels/attention_bound.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::kInfinity;

struct Packed {
  explicit Packed(const ConstMatrix& keys)
      : floats(KeyBlocksSize(keys.rows, keys.cols)),
        blocks{.data = floats, .count = keys.rows, .dim = keys.cols} {
    BOOST_TEST(PackKeys(keys, 0, floats).ok());
  }
  std::vector<float> floats;
  KeyBlocks blocks;
};

template <typename Kernel>
Attended RunDecode(const Kernel& kernel, const AttentionCase& problem) {
  const Packed keys(problem.keys.view());
  Attended result(1, problem.values.cols);
  const Status status =
      kernel(problem.queries.cells, keys.blocks, problem.values.view(),
             DecodeOptions{.scale = problem.options.scale,
                           .key_bias = problem.options.key_bias},
             result.out, result.lse.data());
  BOOST_TEST(status.ok(), status.message());
  return result;
}

void CompareShape(std::size_t keys, std::size_t key_dim, std::size_t value_dim,
                  std::mt19937& rng) {
  BOOST_TEST_CONTEXT("n " << keys << " d_k " << key_dim << " d_v "
                          << value_dim) {
    AttentionCase problem({1, keys, key_dim, value_dim}, rng);
    problem.options.scale = 1.5f;
    const Attended expected = RunDecode(reference::Decode, problem);
    test::CheckClose(problem, RunDecode(Decode, problem), expected);
    // One decoded token is one row of the forward pass.
    test::CheckClose(problem, problem.Run(Attend), expected);
  }
}

BOOST_AUTO_TEST_SUITE(decode)

BOOST_AUTO_TEST_CASE(matches_reference_at_every_key_count) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (std::size_t n = 0; n <= 140; ++n) CompareShape(n, 5, 6, rng);
    for (const std::size_t n : {1023u, 1024u, 1025u, 2048u, 2049u, 17000u}) {
      CompareShape(n, 5, 6, rng);
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_at_every_head_dimension) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (std::size_t d = 0; d <= 40; ++d) {
      CompareShape(75, d, 3, rng);
      CompareShape(75, 3, d, rng);
    }
    CompareShape(75, 256, 255, rng);
    CompareShape(75, 255, 256, rng);
  });
}

BOOST_AUTO_TEST_CASE(bias_hides_and_favours_keys) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    for (const std::size_t n : {1u, 70u, 1500u, 2100u}) {
      AttentionCase problem({1, n, 9, 5}, rng);
      std::vector<float> bias = test::RandomFloats(n, rng);
      for (std::size_t j = 0; j < n; ++j) {
        bias[j] = j % 3 == 1 || j < n / 2 ? -kInfinity : bias[j] * 20.0f;
      }
      problem.options.key_bias = bias;
      test::CheckClose(problem, RunDecode(Decode, problem),
                       RunDecode(reference::Decode, problem));
      const std::vector<float> hidden(n, -kInfinity);
      problem.options.key_bias = hidden;
      const Attended none = RunDecode(Decode, problem);
      for (const float x : none.out) BOOST_TEST(x == 0.0f);
      BOOST_TEST(none.lse[0] == -kInfinity);
    }
  });
}

BOOST_AUTO_TEST_CASE(infinite_and_huge_scores_never_give_nan) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    AttentionCase problem({1, 1100, 1, 1}, rng);
    problem.queries.cells[0] = -1.0f;
    problem.keys.cells[1050] = -kInfinity;  // A score of +infinity.
    const Attended win = RunDecode(Decode, problem);
    BOOST_TEST(win.out[0] == problem.values.cells[1050]);
    problem.queries.cells[0] = 1.0f;  // -infinity.
    test::CheckClose(problem, RunDecode(Decode, problem),
                     RunDecode(reference::Decode, problem));
    for (const float factor : {1e9f, 1e30f, 3e38f}) {
      AttentionCase huge({1, 1100, 6, 3}, rng);
      for (float& x : huge.keys.cells) x *= factor;
      const Attended result = RunDecode(Decode, huge);
      for (const float x : result.out) BOOST_TEST(std::abs(x) <= 1.0f);
      BOOST_TEST(!std::isnan(result.lse[0]));
    }
  });
}

// The last block's unused places may hold anything.
BOOST_AUTO_TEST_CASE(places_beyond_the_count_do_not_matter) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/5);
    const AttentionCase problem({1, 70, 4, 3}, rng);
    Packed keys(problem.keys.view());
    std::vector<float> out(3);
    std::vector<float> again(3);
    float lse = 0.0f;
    float lse_again = 0.0f;
    BOOST_TEST(Decode(problem.queries.cells, keys.blocks, problem.values.view(),
                      {}, out, &lse)
                   .ok());
    for (std::size_t c = 0; c < 4; ++c) {
      for (std::size_t j = 6; j < 64; ++j) {
        keys.floats[(4 + c) * 64 + j] = j % 2 == 0 ? kInfinity : NAN;
      }
    }
    BOOST_TEST(Decode(problem.queries.cells, keys.blocks, problem.values.view(),
                      {}, again, &lse_again)
                   .ok());
    BOOST_TEST(out == again);
    BOOST_TEST(lse == lse_again);
  });
}

BOOST_AUTO_TEST_CASE(arguments_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/6);
  const std::vector<float> data = test::RandomFloats(4000, rng);
  std::vector<float> out(8, 3.0f);
  float lse = 3.0f;
  const std::span<const float> query = std::span(data).first(4);
  const KeyBlocks keys{.data = data, .count = 70, .dim = 4};
  const ConstMatrix values(data, 70, 8);
  const auto message = [&](std::span<const float> q, const KeyBlocks& k,
                           const ConstMatrix& v, const DecodeOptions& options,
                           std::span<float> o) {
    return std::string(Decode(q, k, v, options, o, &lse).message());
  };
  BOOST_TEST(message(std::span(data).first(300), keys, values, {}, out) ==
             "query has 300 columns; the most is 256");
  BOOST_TEST(message(std::span(data).first(5), keys, values, {}, out) ==
             "keys have 4 columns but the query has 5");
  BOOST_TEST(message(query, {std::span(data).first(500), 70, 4}, values, {},
                     out) == "blocks of 70 keys need more than 500 floats");
  BOOST_TEST(message(query, keys, {data, 71, 8}, {}, out) ==
             "values have 71 rows for 70 keys");
  BOOST_TEST(message(query, keys, values, {}, std::span(out).first(7)) ==
             "out has 7 columns but values have 8");
  BOOST_TEST(message(query, keys, values,
                     {.key_bias = std::span(data).first(3)},
                     out) == "key_bias has 3 entries for 70 keys");
  BOOST_TEST(message(query, keys, values, {.scale = kInfinity}, out) ==
             "scale is not finite");
  BOOST_TEST(lse == 3.0f);
  for (const float x : out) BOOST_TEST(x == 3.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
