#include "framework/plugin/cursor_pool.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <random>
#include <thread>
#include <vector>

// A plugin whose cursors only count; what they were asked is checked here.
struct pst_cursor {
  std::vector<std::uint32_t> tokens;
  std::atomic<bool> used{false};  // By a thread, at this moment.
};

namespace pastiche {
namespace {

struct Calls {
  std::atomic<int> opened{0}, closed{0};
  std::atomic<std::size_t> steps{0};  // Tokens advanced over or taken back.
  std::atomic<bool> open_fails{false}, open_forgets{false},
      advance_fails{false}, overlap{false};
};
Calls calls;

pst_status PST_CALL Open(const pst_instance*, pst_cursor** out) {
  if (calls.open_fails) return PST_E_NO_MEMORY;
  if (calls.open_forgets) return PST_OK;
  ++calls.opened;
  *out = new pst_cursor;
  return PST_OK;
}
pst_status PST_CALL Advance(pst_cursor* cursor, std::uint32_t token) {
  if (cursor->used.exchange(true)) calls.overlap = true;
  cursor->tokens.push_back(token);
  ++calls.steps;
  cursor->used = false;
  return calls.advance_fails ? PST_E_NO_MEMORY : PST_OK;
}
pst_status PST_CALL Rewind(pst_cursor* cursor, std::uint64_t count) {
  if (count > cursor->tokens.size()) return PST_E_RANGE;
  cursor->tokens.resize(cursor->tokens.size() - count);
  calls.steps += count;
  return PST_OK;
}
void PST_CALL Close(pst_cursor* cursor) {
  ++calls.closed;
  delete cursor;
}

class Fixture {
 public:
  explicit Fixture(bool concurrent = false)
      : gate_({"domain", "vendor", "file.so"}, concurrent) {
    calls.opened = calls.closed = 0;
    calls.steps = 0;
    calls.open_fails = calls.open_forgets = false;
    calls.advance_fails = calls.overlap = false;
    const pst_cursor_table table = {sizeof table, Open,    Advance, Rewind,
                                    nullptr,      nullptr, Close};
    pool.Bind(gate_, table, nullptr);
  }

  // Whether the pool gives a cursor that stands at `tokens`.
  bool Stands(const std::vector<Token>& tokens) {
    const Result<CursorPool::Loan> loan = pool.At(tokens);
    return loan.has_value() && loan->raw()->tokens == tokens;
  }

 private:
  CallGate gate_;

 public:
  CursorPool pool;
};

std::vector<Token> Row(Token first, std::size_t count) {
  std::vector<Token> tokens(count);
  for (std::size_t i = 0; i < count; ++i) {
    tokens[i] = first + static_cast<Token>(i);
  }
  return tokens;
}

BOOST_AUTO_TEST_SUITE(cursor_pool)

BOOST_AUTO_TEST_CASE(a_growing_document_takes_one_step_per_token) {
  Fixture fixture;
  std::vector<Token> tokens;
  for (Token t = 0; t < 500; ++t) {
    BOOST_REQUIRE(fixture.Stands(tokens));
    BOOST_REQUIRE(fixture.Stands(tokens));  // As describe, then allowed.
    tokens.push_back(t);
  }
  BOOST_TEST(calls.opened == 1);
  BOOST_TEST(calls.steps == 499u);
}

BOOST_AUTO_TEST_CASE(documents_that_take_turns_each_keep_a_cursor) {
  Fixture fixture;
  for (std::size_t n = 100; n < 200; ++n) {
    BOOST_REQUIRE(fixture.Stands(Row(0, n)));
    BOOST_REQUIRE(fixture.Stands(Row(7, n)));
  }
  BOOST_TEST(calls.opened == 2);
  BOOST_TEST(calls.steps == 2u * 199);
}

BOOST_AUTO_TEST_CASE(what_was_taken_back_is_rewound) {
  Fixture fixture;
  BOOST_TEST(fixture.Stands(Row(0, 300)));
  std::vector<Token> other = Row(0, 250);
  other.push_back(9);
  BOOST_TEST(fixture.Stands(other));
  BOOST_TEST(calls.opened == 1);
  BOOST_TEST(calls.steps == 300u + 50 + 1);
  // A new document does not rewind all of an old one.
  BOOST_TEST(fixture.Stands({1}));
  BOOST_TEST(calls.opened == 2);
}

BOOST_AUTO_TEST_CASE(cursors_are_bounded_and_all_closed) {
  {
    Fixture fixture;
    for (Token first = 0; first < 100; ++first) {
      BOOST_REQUIRE(fixture.Stands(Row(first * 1000, 100)));
    }
    BOOST_TEST(calls.opened <= 33);
  }
  BOOST_TEST(calls.closed == calls.opened);
}

BOOST_AUTO_TEST_CASE(errors_of_the_plugin_arrive_and_its_cursor_is_closed) {
  {
    Fixture fixture;
    calls.advance_fails = true;
    const auto failed = fixture.pool.At(Row(0, 3));
    BOOST_REQUIRE(!failed.has_value());
    BOOST_TEST((failed.error().code == ErrorCode::kLimit));
    BOOST_TEST(calls.closed == 1);
    calls.advance_fails = false;
    BOOST_TEST(fixture.Stands(Row(0, 3)));
    calls.open_fails = true;
    BOOST_TEST(!fixture.pool.At({}).has_value());
    calls.open_fails = false;
    calls.open_forgets = true;
    const auto forgotten = fixture.pool.At({});
    BOOST_REQUIRE(!forgotten.has_value());
    BOOST_TEST(forgotten.error().message.find("success without a cursor") !=
               std::string::npos);
  }
  BOOST_TEST(calls.closed == calls.opened);
}

BOOST_AUTO_TEST_CASE(threads_share_it_and_no_cursor) {
  Fixture fixture(/*concurrent=*/true);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([&fixture, &wrong, t] {
      std::mt19937 engine(t);
      std::vector<Token> tokens;
      for (int i = 0; i < 2000; ++i) {
        if (engine() % 50 == 0) tokens.resize(engine() % (tokens.size() + 1));
        tokens.push_back(engine() % 4);
        if (!fixture.Stands(tokens)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(!calls.overlap);
  BOOST_TEST(calls.opened <= 32 + 4);  // In the pool and lent.
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
