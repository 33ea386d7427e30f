// What `pastiche validate --json` said.

#ifndef PASTICHE_TESTS_HOST_VALIDATE_REPORT_H_
#define PASTICHE_TESTS_HOST_VALIDATE_REPORT_H_

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/support/run_program.h"

namespace pastiche::test {

struct Report {
  int exit_code = -1;
  boost::json::value value;
  std::map<std::string, std::string> status;  // By check.
};

inline Report Validate(const std::string& file,
                       const std::vector<std::string>& more = {},
                       const std::vector<std::string>& environment = {}) {
  std::vector<std::string> words = {"validate", file, "--json"};
  words.insert(words.end(), more.begin(), more.end());
  const Outcome outcome = Pastiche(words, environment);
  Report report;
  report.exit_code = outcome.exit_code;
  BOOST_REQUIRE_MESSAGE(!outcome.out.empty(), outcome.err);
  report.value = boost::json::parse(outcome.out);
  BOOST_TEST(report.value.at("schema").as_string() == "pastiche.validate/1");
  for (const auto& check : report.value.at("checks").as_array()) {
    report.status[std::string(check.at("id").as_string())] =
        std::string(check.at("status").as_string());
  }
  return report;
}

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_HOST_VALIDATE_REPORT_H_
