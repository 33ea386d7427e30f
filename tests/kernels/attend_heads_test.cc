// Several heads in one call.

#include "kernels/attend_heads.h"

#include <string>

#include "tests/kernels/sparse_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::OwnedMatrix;

constexpr std::size_t kRows = 150;
constexpr std::size_t kKeyDim = 9;
constexpr std::size_t kValueDim = 6;

// Random heads and the results of a call on them.
struct HeadsCase {
  HeadsCase(std::size_t q_heads, std::size_t kv_heads, std::mt19937& rng)
      : query_cells(test::RandomFloats(q_heads * kRows * kKeyDim, rng)),
        key_cells(test::RandomFloats(kv_heads * kRows * kKeyDim, rng)),
        value_cells(test::RandomFloats(kv_heads * kRows * kValueDim, rng)),
        out(q_heads * kRows * kValueDim, -7.0f),
        lse(q_heads * kRows, -7.0f),
        queries(ConstHeads::Stacked(query_cells, q_heads, kRows, kKeyDim)),
        keys(ConstHeads::Stacked(key_cells, kv_heads, kRows, kKeyDim)),
        values(ConstHeads::Stacked(value_cells, kv_heads, kRows, kValueDim)) {}
  HeadsCase(const HeadsCase&) = delete;

  Status RunSparse(const SparsePattern& pattern) {
    SparsePlan plan;
    Status status = plan.Build(kRows, pattern);
    if (!status.ok()) return status;
    std::vector<float> workspace(keys.heads *
                                 SparseWorkspaceSize(plan, kKeyDim, kValueDim));
    return AttendHeads(
        queries, keys, values, plan, {.scale = 2.0f}, workspace,
        MutableHeads::Stacked(out, queries.heads, kRows, kValueDim), lse);
  }

  std::vector<float> query_cells, key_cells, value_cells, out, lse;
  ConstHeads queries, keys, values;
};

const SparsePattern kPattern = {.window = 10,
                                .landmark_block = 8,
                                .landmark_group = 4,
                                .group_min_keys = 100};

std::string Message(const Status& status) {
  return std::string(status.message());
}

BOOST_AUTO_TEST_SUITE(attend_heads)

BOOST_AUTO_TEST_CASE(every_head_equals_a_call_of_its_own) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (const auto& [q_heads, kv_heads] :
         {std::pair{1u, 1u}, {3u, 3u}, {8u, 2u}, {5u, 1u}}) {
      HeadsCase heads(q_heads, kv_heads, rng);
      const Status status = heads.RunSparse(kPattern);
      BOOST_TEST(status.ok(), status.message());
      const std::vector<float> sparse_out = heads.out;
      const std::vector<float> sparse_lse = heads.lse;
      BOOST_TEST(AttendHeads(heads.queries, heads.keys, heads.values,
                             {.scale = 2.0f, .causal = true},
                             MutableHeads::Stacked(heads.out, q_heads, kRows,
                                                   kValueDim),
                             heads.lse)
                     .ok());
      for (std::size_t h = 0; h < q_heads; ++h) {
        const std::size_t kv = h / (q_heads / kv_heads);
        const auto check = [&](const Attended& one,
                               const std::vector<float>& out,
                               const std::vector<float>& lse) {
          BOOST_TEST(std::equal(one.out.begin(), one.out.end(),
                                out.begin() + static_cast<std::ptrdiff_t>(
                                                  h * kRows * kValueDim)));
          BOOST_TEST(
              std::equal(one.lse.begin(), one.lse.end(),
                         lse.begin() + static_cast<std::ptrdiff_t>(h * kRows)));
        };
        Attended one(kRows, kValueDim);
        BOOST_TEST(AttendSparse(heads.queries.head(h), heads.keys.head(kv),
                                heads.values.head(kv), kPattern,
                                {.scale = 2.0f}, {one.out, kRows, kValueDim},
                                one.lse)
                       .ok());
        check(one, sparse_out, sparse_lse);
        BOOST_TEST(Attend(heads.queries.head(h), heads.keys.head(kv),
                          heads.values.head(kv),
                          {.scale = 2.0f, .causal = true},
                          {one.out, kRows, kValueDim}, one.lse)
                       .ok());
        check(one, heads.out, heads.lse);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(heads_match_their_twins) {
  std::mt19937 rng(/*seed=*/2);
  HeadsCase heads(4, 2, rng);
  BOOST_TEST(heads.RunSparse(kPattern).ok());
  std::vector<float> out(heads.out.size()), lse(heads.lse.size());
  const auto stacked = MutableHeads::Stacked(out, 4, kRows, kValueDim);
  BOOST_TEST(reference::AttendHeads(heads.queries, heads.keys, heads.values,
                                    kPattern, {.scale = 2.0f}, stacked, lse)
                 .ok());
  for (std::size_t i = 0; i < out.size(); ++i) {
    BOOST_TEST(std::abs(out[i] - heads.out[i]) < 1e-5f);
  }
  BOOST_TEST(AttendHeads(heads.queries, heads.keys, heads.values,
                         AttendOptions{},
                         MutableHeads::Stacked(heads.out, 4, kRows, kValueDim),
                         heads.lse)
                 .ok());
  BOOST_TEST(reference::AttendHeads(heads.queries, heads.keys, heads.values,
                                    AttendOptions{}, stacked, lse)
                 .ok());
  for (std::size_t i = 0; i < lse.size(); ++i) {
    BOOST_TEST(std::abs(lse[i] - heads.lse[i]) < 1e-5f);
  }
}

// Heads side by side in the rows of tokens, as projections leave them.
BOOST_AUTO_TEST_CASE(interleaved_heads_give_the_same_bytes) {
  std::mt19937 rng(/*seed=*/3);
  HeadsCase heads(4, 2, rng);
  BOOST_TEST(heads.RunSparse(kPattern).ok());
  const auto interleave = [](const ConstHeads& from) {
    std::vector<float> to(from.data.size());
    const auto view =
        MutableHeads::Interleaved(to, from.heads, from.rows, from.cols);
    for (std::size_t h = 0; h < from.heads; ++h) {
      for (std::size_t r = 0; r < from.rows; ++r) {
        std::copy_n(from.head(h).row(r), from.cols, view.head(h).row(r));
      }
    }
    return to;
  };
  const std::vector<float> queries = interleave(heads.queries);
  const std::vector<float> keys = interleave(heads.keys);
  const std::vector<float> values = interleave(heads.values);
  const std::vector<float> expected =
      interleave(ConstHeads::Stacked(heads.out, 4, kRows, kValueDim));
  std::vector<float> out(expected.size()), lse(4 * kRows);
  SparsePlan plan;
  BOOST_TEST(plan.Build(kRows, kPattern).ok());
  std::vector<float> workspace(2 *
                               SparseWorkspaceSize(plan, kKeyDim, kValueDim));
  BOOST_TEST(AttendHeads(ConstHeads::Interleaved(queries, 4, kRows, kKeyDim),
                         ConstHeads::Interleaved(keys, 2, kRows, kKeyDim),
                         ConstHeads::Interleaved(values, 2, kRows, kValueDim),
                         plan, {.scale = 2.0f}, workspace,
                         MutableHeads::Interleaved(out, 4, kRows, kValueDim),
                         lse)
                 .ok());
  BOOST_TEST((out == expected));
  BOOST_TEST((lse == heads.lse));
}

BOOST_AUTO_TEST_CASE(heads_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/4);
  HeadsCase uneven(4, 3, rng);
  BOOST_TEST(Message(uneven.RunSparse(kPattern)) ==
             "query heads (4) are not a multiple of key heads (3)");
  HeadsCase none(2, 0, rng);
  BOOST_TEST(Message(none.RunSparse(kPattern)) ==
             "query heads (2) are not a multiple of key heads (0)");
  HeadsCase empty(0, 0, rng);
  BOOST_TEST(empty.RunSparse(kPattern).ok());
  HeadsCase heads(4, 2, rng);
  heads.lse.pop_back();
  BOOST_TEST(!heads.RunSparse(kPattern).ok());
  heads.lse.push_back(0.0f);
  heads.values.heads = 1;
  BOOST_TEST(!heads.RunSparse(kPattern).ok());
  heads.values.heads = 2;
  heads.keys.data = heads.keys.data.first(heads.keys.data.size() - 1);
  BOOST_TEST(
      Message(heads.RunSparse(kPattern)) ==
      "keys needs 2 heads of stride 1350 but its span holds 2699 floats");
  heads.keys.data = heads.key_cells;
  heads.keys.head_stride = SIZE_MAX;
  BOOST_TEST(!heads.RunSparse(kPattern).ok());
  for (const float x : heads.out) BOOST_TEST(x == -7.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
