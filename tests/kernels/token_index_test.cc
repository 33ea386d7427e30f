#include "kernels/token_index.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <vector>

namespace pastiche::kernels {
namespace {

// An index with memory of its own.
struct OwnedIndex {
  explicit OwnedIndex(std::size_t capacity) {
    MemoryCarver measure;
    index.Init(capacity, measure);
    memory.resize(measure.used());
    MemoryCarver carver(memory);
    index.Init(capacity, carver);
    BOOST_TEST(carver.fits());
    index.Clear();
  }
  std::vector<std::byte> memory;
  TokenIndex index;
};

// The same, slowly: positions by slot.
struct Model {
  std::vector<std::size_t> positions;
  std::vector<bool> is_protected;

  std::size_t Find(std::size_t position) const {
    for (std::size_t s = 0; s < positions.size(); ++s) {
      if (positions[s] == position) return s;
    }
    return kNoSlot;
  }
  // The slot with the least position above `position`, or kNoSlot.
  template <typename Accept>
  std::size_t Next(const Accept& accept) const {
    std::size_t best = kNoSlot;
    for (std::size_t s = 0; s < positions.size(); ++s) {
      if (accept(s) && (best == kNoSlot || positions[s] < positions[best])) {
        best = s;
      }
    }
    return best;
  }
};

void CheckEqual(TokenIndex& index, const Model& model,
                std::size_t next_position) {
  BOOST_REQUIRE(index.size() == model.positions.size());
  std::size_t protected_count = 0;
  std::size_t slot = index.oldest();
  std::size_t last = kNoSlot;
  std::size_t listed = 0;
  for (; slot != kNoSlot; last = slot, slot = index.newer(slot), ++listed) {
    BOOST_REQUIRE(index.older(slot) == last);
    BOOST_REQUIRE(last == kNoSlot ||
                  index.position(last) < index.position(slot));
  }
  BOOST_REQUIRE(listed == index.size());
  BOOST_REQUIRE(index.newest() == last);
  for (std::size_t s = 0; s < index.size(); ++s) {
    BOOST_REQUIRE(index.position(s) == model.positions[s]);
    BOOST_REQUIRE(index.is_protected(s) == model.is_protected[s]);
    protected_count += model.is_protected[s] ? 1 : 0;
  }
  BOOST_REQUIRE(index.protected_count() == protected_count);
  for (std::size_t p = next_position < 60 ? 0 : next_position - 60;
       p < next_position + 2; ++p) {
    BOOST_REQUIRE(index.Find(p) == model.Find(p));
  }
  BOOST_REQUIRE(index.OldestUnprotected() == model.Next([&](std::size_t s) {
    return !model.is_protected[s];
  }));
}

BOOST_AUTO_TEST_SUITE(token_index)

BOOST_AUTO_TEST_CASE(random_operations_agree_with_a_plain_model) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 rng(seed);
    const std::size_t capacity = 1 + rng() % 40;
    OwnedIndex owned(capacity);
    TokenIndex& index = owned.index;
    Model model;
    std::size_t position = 0;
    for (int step = 0; step < 600; ++step) {
      const std::uint32_t choice = rng() % 8;
      const std::size_t any = index.size() == 0 ? 0 : rng() % index.size();
      if (choice < 5) {
        const bool grows = index.size() < capacity && choice != 0;
        if (!grows && index.size() == 0) continue;
        const std::size_t slot = grows ? index.size() : any;
        position += rng() % 3;  // Positions may be skipped.
        index.Append(slot, position);
        model.positions.resize(index.size());
        model.is_protected.resize(index.size());
        model.positions[slot] = position++;
        model.is_protected[slot] = false;
      } else if (index.size() == 0) {
        continue;
      } else if (choice == 5) {
        index.Protect(any);
        model.is_protected[any] = true;
      } else {
        index.RemoveByMove(any);
        model.positions[any] = model.positions.back();
        model.is_protected[any] = model.is_protected.back();
        model.positions.pop_back();
        model.is_protected.pop_back();
      }
      CheckEqual(index, model, position);
    }
    index.Clear();
    CheckEqual(index, Model(), position);
  }
}

// Half the tokens are from the start, the others were replaced 200 times over:
// lookups still find all, and end.
BOOST_AUTO_TEST_CASE(lookups_are_right_among_old_survivors) {
  constexpr std::size_t kCapacity = 1 << 12;
  OwnedIndex owned(kCapacity);
  TokenIndex& index = owned.index;
  for (std::size_t p = 0; p < kCapacity; ++p) index.Append(p, p);
  std::size_t position = kCapacity;
  for (int round = 0; round < 200; ++round) {
    for (std::size_t slot = 1; slot < kCapacity; slot += 2) {
      index.Append(slot, position++);
    }
  }
  for (std::size_t slot = 0; slot < kCapacity; ++slot) {
    BOOST_REQUIRE(index.Find(index.position(slot)) == slot);
  }
  BOOST_TEST(index.Find(1) == kNoSlot);
  BOOST_TEST(index.OldestUnprotected() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
