// Our plugins pass every check of `pastiche validate`.

#include "tests/host/validate_report.h"

namespace pastiche::test {
namespace {

BOOST_AUTO_TEST_SUITE(validate_products)

BOOST_AUTO_TEST_CASE(our_plugins_pass_every_must) {
  for (const char* plugin : {"mario", "drums", "terraform"}) {
    BOOST_TEST_CONTEXT(plugin) {
      const Report report =
          Validate(BuildFolder() + "/lib/pastiche/plugins/" + plugin + ".so");
      BOOST_TEST(report.exit_code == 0);
      BOOST_TEST(report.value.at("must").at("failed").to_number<int>() == 0);
      BOOST_TEST(report.value.at("must").at("passed").to_number<int>() >= 40);
      for (const auto& check : report.value.at("checks").as_array()) {
        BOOST_TEST(check.at("status").as_string() != "failed",
                   boost::json::serialize(check));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
