#include "kernels/dispatch.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace pastiche::kernels {
namespace {

BOOST_AUTO_TEST_SUITE(dispatch)

BOOST_AUTO_TEST_CASE(the_best_usable_target_is_active_by_default) {
  BOOST_REQUIRE(!UsableTargets().empty());
  BOOST_TEST(ActiveTarget() == UsableTargets().front());
  BOOST_TEST(std::string(ActiveTargetName()) ==
             TargetName(UsableTargets().front()));
}

BOOST_AUTO_TEST_CASE(every_usable_target_can_be_forced_by_name_in_any_case) {
  const auto count = UsableTargets().size();
  for (const auto target : UsableTargets()) {
    std::string name = TargetName(target);
    BOOST_TEST(ForceTarget(name));
    BOOST_TEST(ActiveTarget() == target);
    for (char& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    BOOST_TEST(ForceTarget(name));
    BOOST_TEST(ActiveTarget() == target);
    BOOST_TEST(UsableTargets().size() == count);
  }
  BOOST_TEST(ForceTarget("auto"));
  BOOST_TEST(ActiveTarget() == UsableTargets().front());
}

BOOST_AUTO_TEST_CASE(unknown_names_change_nothing) {
  const char* const last = TargetName(UsableTargets().back());
  BOOST_TEST(ForceTarget(last));
  for (const char* name : {"AVX", "AVX22", "avx-512", "Unknown", "0", " "}) {
    BOOST_TEST(!ForceTarget(name));
    BOOST_TEST(std::string(ActiveTargetName()) == last);
  }
  BOOST_TEST(ForceTarget(""));
  BOOST_TEST(ActiveTarget() == UsableTargets().front());
}

BOOST_AUTO_TEST_CASE(a_scope_restores_what_was_forced_before) {
  const auto first = UsableTargets().front();
  const auto last = UsableTargets().back();
  {
    const ScopedTarget outer(last);
    BOOST_TEST(ActiveTarget() == last);
    {
      const ScopedTarget inner(first);
      BOOST_TEST(ActiveTarget() == first);
    }
    BOOST_TEST(ActiveTarget() == last);
  }
  BOOST_TEST(ActiveTarget() == first);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
