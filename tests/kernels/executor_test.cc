// Every range runs once, on as many threads as asked for, nested or not.

#include "kernels/executor.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ScopedThreadCount;

using Loop = void (*)(std::size_t, std::size_t, RangeBody);

// How often the loop visited each index.
std::vector<int> Visits(Loop loop, std::size_t count, std::size_t grain) {
  std::vector<std::atomic<int>> visits(count);
  std::atomic<bool> too_long{false};
  loop(count, grain, [&](std::size_t begin, std::size_t end) {
    if (begin >= end || end - begin > std::max<std::size_t>(grain, 1)) {
      too_long = true;
    }
    for (std::size_t i = begin; i < end; ++i) ++visits[i];
  });
  BOOST_TEST(!too_long);
  return {visits.begin(), visits.end()};
}

BOOST_AUTO_TEST_SUITE(executor)

BOOST_AUTO_TEST_CASE(every_index_is_visited_once) {
  for (const int threads : {1, 2, 4}) {
    const ScopedThreadCount scoped(threads);
    BOOST_TEST(thread_count() == threads);
    for (const std::size_t count : {0u, 1u, 2u, 3u, 7u, 64u, 1000u}) {
      for (const std::size_t grain : {0u, 1u, 2u, 5u, 64u, 5000u}) {
        BOOST_TEST_CONTEXT(threads << " threads, " << count << " by "
                                   << grain) {
          const std::vector<int> once(count, 1);
          BOOST_TEST(Visits(ParallelFor, count, grain) == once);
          BOOST_TEST(Visits(ParallelForOutermost, count, grain) == once);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(calls_nest) {
  for (const int threads : {1, 2, 4}) {
    const ScopedThreadCount scoped(threads);
    std::atomic<int> visits{0};
    ParallelFor(20, 1, [&](std::size_t, std::size_t) {
      ParallelFor(30, 4, [&](std::size_t begin, std::size_t end) {
        visits += static_cast<int>(end - begin);
      });
    });
    BOOST_TEST(visits == 600);
  }
}

// The caller of an outermost loop takes up the work of loops inside.
BOOST_AUTO_TEST_CASE(an_outermost_caller_helps) {
  if (std::string(ExecutorName()) != "tbb") return;  // Loops do not nest.
  const ScopedThreadCount scoped(2);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  ParallelForOutermost(2, 1, [&](std::size_t outer, std::size_t) {
    if (outer == 0) return;
    ParallelFor(100, 1, [&](std::size_t, std::size_t) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
  });
  BOOST_TEST(threads.size() == 2u);
}

// A thread that waits for a nested call may hold a lock: it takes up none of
// the outer work, which would take the lock again.
BOOST_AUTO_TEST_CASE(a_caller_that_waits_takes_up_no_other_work) {
  const ScopedThreadCount scoped(4);
  std::atomic<int> entered_twice{0};
  ParallelFor(64, 1, [&](std::size_t, std::size_t) {
    thread_local bool inside = false;
    if (inside) ++entered_twice;
    inside = true;
    // The second range is to run on another thread while the caller waits.
    std::atomic<bool> started{false};
    ParallelFor(2, 1, [&](std::size_t begin, std::size_t) {
      using std::chrono::milliseconds;
      if (begin == 1) {
        started = true;
        std::this_thread::sleep_for(milliseconds(2));
        return;
      }
      for (int tries = 0; !started && tries < 5; ++tries) {
        std::this_thread::sleep_for(milliseconds(1));
      }
    });
    inside = false;
  });
  BOOST_TEST(entered_twice == 0);
}

BOOST_AUTO_TEST_CASE(several_threads_may_call_at_once) {
  const ScopedThreadCount scoped(3);
  std::atomic<int> visits{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        ParallelFor(10, 1, [&](std::size_t begin, std::size_t end) {
          visits += static_cast<int>(end - begin);
        });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  BOOST_TEST(visits == 4 * 50 * 10);
}

BOOST_AUTO_TEST_CASE(one_thread_runs_ranges_in_order_in_place) {
  const ScopedThreadCount scoped(1);
  std::size_t next = 0;
  const auto caller = std::this_thread::get_id();
  ParallelFor(10, 3, [&](std::size_t begin, std::size_t end) {
    BOOST_TEST((std::this_thread::get_id() == caller));
    BOOST_TEST(begin == next);
    next = end;
  });
  BOOST_TEST(next == 10u);
}

// Each of two ranges waits for the other to have started.
BOOST_AUTO_TEST_CASE(two_threads_run_at_the_same_time) {
  const ScopedThreadCount scoped(2);
  std::atomic<int> started{0};
  ParallelFor(2, 1, [&](std::size_t, std::size_t) {
    ++started;
    while (started < 2) std::this_thread::yield();
  });
  BOOST_TEST(started == 2);
}

BOOST_AUTO_TEST_CASE(thread_counts_are_clamped) {
  const ScopedThreadCount scoped(2);
  SetThreadCount(0);
  const int cpus = thread_count();
  BOOST_TEST(cpus >= 1);
  SetThreadCount(-5);
  BOOST_TEST(thread_count() == cpus);
  BOOST_TEST(std::string(ExecutorName()).size() > 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
