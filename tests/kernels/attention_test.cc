#include "kernels/attention.h"

#include "kernels/reference.h"
#include "tests/kernels/attention_bound.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::AttentionShape;
using test::CheckClose;
using test::OwnedMatrix;

void CompareWithReference(const AttentionCase& problem) {
  CheckClose(problem, problem.Run(Attend), problem.Run(reference::Attend));
}

void CompareShape(const AttentionShape& shape, std::mt19937& rng) {
  BOOST_TEST_CONTEXT("n_q " << shape.queries << " n_k " << shape.keys << " d_k "
                            << shape.key_dim << " d_v " << shape.value_dim) {
    AttentionCase problem(shape, rng);
    problem.options.scale = 1.5f;
    CompareWithReference(problem);
  }
}

BOOST_AUTO_TEST_SUITE(attention)

BOOST_AUTO_TEST_CASE(matches_reference_at_every_query_count) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (std::size_t n = 0; n <= 100; ++n) CompareShape({n, 19, 9, 6}, rng);
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_at_every_key_count) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (std::size_t n = 0; n <= 40; ++n) CompareShape({13, n, 5, 3}, rng);
    for (std::size_t n = 124; n <= 138; ++n) CompareShape({13, n, 5, 3}, rng);
    for (std::size_t n = 252; n <= 260; ++n) CompareShape({13, n, 5, 3}, rng);
    CompareShape({3, 1500, 8, 4}, rng);
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_at_every_head_dimension) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    for (std::size_t d = 0; d <= 36; ++d) {
      CompareShape({7, 21, d, 4}, rng);
      CompareShape({7, 21, 4, d}, rng);
    }
    for (const std::size_t d : {63u, 64u, 65u, 127u, 128u, 255u, 256u}) {
      CompareShape({5, 40, d, 3}, rng);
      CompareShape({5, 40, 3, d}, rng);
    }
  });
}

// Rows start at odd addresses and are separated by cells that must survive.
BOOST_AUTO_TEST_CASE(strided_unaligned_rows_give_the_same_bytes) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    AttentionCase dense({37, 141, 11, 10}, rng);
    const Attended expected = dense.Run(Attend);
    const auto spread = [&](const OwnedMatrix& from) {
      OwnedMatrix to(from.rows, from.cols, rng, /*extra_stride=*/3,
                     /*start=*/1);
      for (std::size_t r = 0; r < from.rows; ++r) {
        std::copy_n(from.view().row(r), from.cols, to.mutable_view().row(r));
      }
      return to;
    };
    const OwnedMatrix queries = spread(dense.queries);
    const OwnedMatrix keys = spread(dense.keys);
    const OwnedMatrix values = spread(dense.values);
    OwnedMatrix out(37, 10, rng, 3, 1);
    const OwnedMatrix before = out;
    std::vector<float> lse(38);
    BOOST_TEST(Attend(queries.view(), keys.view(), values.view(), {},
                      out.mutable_view(), std::span(lse).subspan(1))
                   .ok());
    for (std::size_t i = 0; i < out.rows; ++i) {
      BOOST_TEST(lse[i + 1] == expected.lse[i]);
      for (std::size_t c = 0; c < out.stride; ++c) {
        const float cell = out.view().row(i)[c];
        BOOST_TEST(cell == (c < out.cols ? expected.out[i * out.cols + c]
                                         : before.view().row(i)[c]));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(bias_is_added_to_the_scores) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/5);
    for (const std::size_t keys : {1u, 9u, 130u, 300u}) {
      AttentionCase problem({29, keys, 16, 8}, rng);
      std::vector<float> bias = test::RandomFloats(keys, rng);
      for (float& b : bias) b *= 20.0f;
      problem.options.key_bias = bias;
      CompareWithReference(problem);
    }
  });
}

BOOST_AUTO_TEST_CASE(causal_matches_reference_at_every_length) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/6);
    for (std::size_t n = 0; n <= 170; n += n < 70 ? 1 : 9) {
      BOOST_TEST_CONTEXT("n " << n) {
        AttentionCase problem({n, n, 6, 5}, rng);
        problem.options.causal = true;
        CompareWithReference(problem);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(causal_from_any_position_matches_reference) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/7);
    for (const std::size_t position :
         {0u, 1u, 90u, 127u, 128u, 200u, 299u, 300u, 900u}) {
      BOOST_TEST_CONTEXT("position " << position) {
        AttentionCase problem({41, 300, 6, 5}, rng);
        problem.options.causal = true;
        problem.options.query_position = position;
        CompareWithReference(problem);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(later_rows_never_leak_into_causal_outputs) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/8);
    AttentionCase problem({150, 150, 8, 8}, rng);
    problem.options.causal = true;
    const Attended before = problem.Run(Attend);
    for (const std::size_t changed : {1u, 31u, 32u, 100u, 128u, 149u}) {
      AttentionCase other = problem;
      for (std::size_t j = changed; j < 150; ++j) {
        for (std::size_t c = 0; c < 8; ++c) {
          other.keys.mutable_view().row(j)[c] = 50.0f;
          other.values.mutable_view().row(j)[c] = -1e6f;
        }
      }
      const Attended after = other.Run(Attend);
      BOOST_TEST_CONTEXT("changed from " << changed) {
        BOOST_TEST(std::equal(
            before.out.begin(),
            before.out.begin() + static_cast<std::ptrdiff_t>(changed * 8),
            after.out.begin()));
        BOOST_TEST(after.out[changed * 8] != before.out[changed * 8]);
      }
    }
  });
}

// A plain sum of 60000 equal floats is off by 1e-3; blocks keep it to 1e-5.
BOOST_AUTO_TEST_CASE(many_equal_keys_average_precisely) {
  ForEachTarget([] {
    constexpr std::size_t kKeys = 60000;
    std::mt19937 rng(/*seed=*/9);
    AttentionCase problem({1, kKeys, 1, 1}, rng);
    std::fill(problem.keys.cells.begin(), problem.keys.cells.end(), 0.3f);
    std::fill(problem.values.cells.begin(), problem.values.cells.end(), 0.1f);
    const Attended result = problem.Run(Attend);
    BOOST_TEST(std::abs(result.out[0] - 0.1f) < 1e-6f);
    const double expected = double{problem.queries.cells[0]} * double{0.3f} +
                            std::log(double{kKeys});
    BOOST_TEST(std::abs(double{result.lse[0]} - expected) < 1e-5);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
