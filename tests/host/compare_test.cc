// `compare` and `run`: the JSON contract, and that it does not depend on the
// threads.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace json = boost::json;

json::value Compare(const std::vector<std::string>& more) {
  // The first bar of each document: the sanitizers take minutes otherwise.
  std::vector<std::string> words = {
      "compare", "drums",  "--seeds",       "2",  "--samples",
      "3",       "--json", "--limit-units", "16", "-q"};
  words.insert(words.end(), more.begin(), more.end());
  const Outcome outcome = Pastiche(words);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  return json::parse(outcome.out);
}

void DropVolatile(json::value& value) {
  if (auto* object = value.if_object()) {
    object->erase("volatile");
    for (auto& [key, inner] : *object) DropVolatile(inner);
  } else if (auto* array = value.if_array()) {
    for (auto& inner : *array) DropVolatile(inner);
  }
}

BOOST_AUTO_TEST_SUITE(compare)

BOOST_AUTO_TEST_CASE(the_json_contract) {
  const json::value value = Compare({});
  BOOST_TEST(value.at("schema").as_string() == "pastiche.compare/1");
  BOOST_TEST(value.at("volatile").as_object().contains("simd"));
  const auto& domain = value.at("domains").at(0);
  BOOST_TEST(domain.at("domain").as_string() == "drums");
  BOOST_TEST(domain.at("corpus").at("sha256").as_string().size() == 64u);
  BOOST_TEST(domain.at("heldout").at("tokens").to_number<int>() > 0);
  std::set<std::string> names;
  for (const auto& method : domain.at("methods").as_array()) {
    names.emplace(method.at("name").as_string());
    for (const auto& [id, metric] : method.at("metrics").as_object()) {
      BOOST_TEST(metric.as_object().contains("mean"), id);
      BOOST_TEST(metric.at("n").to_number<int>() > 0);
    }
  }
  for (const char* name :
       {"attention-ar", "attention-diffusion", "published-ar",
        "published-diffusion", "uniform", "unigram", "markov-1", "ngram-kn",
        "stitch-5", "stitch-10", "plagiarist", "heldout", "degenerate"}) {
    BOOST_TEST(names.contains(name), name << " is missing");
  }
  const auto& ours = domain.at("methods").at(0);
  BOOST_TEST(ours.at("name").as_string() == "attention-ar");
  BOOST_TEST(ours.at("kind").as_string() == "ours");
  const auto& bits = ours.at("metrics").at("bits_per_token");
  BOOST_TEST(bits.at("per_document").as_array().size() ==
             domain.at("heldout").at("documents").to_number<std::size_t>());
}

// The hash is part of what a log knows a run by.
BOOST_AUTO_TEST_CASE(the_corpus_has_its_hash_beside_held_out_files) {
  const TemporaryFolder folder;
  const std::string heldout = folder.path() + "/heldout";
  BOOST_REQUIRE(Pastiche({"generate", "drums", "--seed", "1", "--count", "2",
                          "--limit-units", "16", "--output", heldout})
                    .exit_code == 0);
  const auto hash_of = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--heldout", heldout, "--methods", "uniform"});
    return std::string(Compare(more)
                           .at("domains")
                           .at(0)
                           .at("corpus")
                           .at("sha256")
                           .as_string()
                           .c_str());
  };
  const auto corpus =
      json::parse(Pastiche({"inspect", "drums", "--json"}).out).at("corpus");
  const std::string first(corpus.at(0).at("name").as_string().c_str());
  const std::string whole = hash_of({});
  BOOST_TEST(whole.size() == 64u);
  BOOST_TEST(hash_of({"--exclude", first}).size() == 64u);
  BOOST_TEST(hash_of({"--exclude", first}) != whole);
}

BOOST_AUTO_TEST_CASE(same_figures_for_any_thread_count) {
  json::value one = Compare({"--threads", "1"});
  json::value four = Compare({"--threads", "4"});
  DropVolatile(one);
  DropVolatile(four);
  BOOST_TEST(json::serialize(one) == json::serialize(four));
}

BOOST_AUTO_TEST_CASE(parts_and_a_run_gone_on_with_give_the_whole) {
  const TemporaryFolder folder;
  const std::vector<std::string> methods = {"--methods",
                                            "uniform,markov-1,stitch-5"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), methods.begin(), methods.end());
    return more;
  };
  json::value whole = Compare(methods);
  std::vector<std::string> words = {"compare", "--merge", "--json", "-q"};
  for (const char* part : {"1/3", "2/3", "3/3"}) {
    const std::string log = folder.path() + "/" + part[0];
    std::vector<std::string> shard =
        with({"compare", "drums", "--seeds", "2", "--samples", "3",
              "--limit-units", "16", "-q", "--shard", part, "--log", log});
    const Outcome outcome = Pastiche(shard);
    BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
    BOOST_TEST(outcome.out.empty());
    words.push_back(log);
  }
  const Outcome outcome = Pastiche(words);
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  json::value merged = json::parse(outcome.out);
  // The second part goes on with the rest, in its own log.
  json::value resumed = Compare(with({"--log", folder.path() + "/2"}));
  json::value again = Compare(with({"--log", folder.path() + "/2"}));
  for (json::value* each : {&whole, &merged, &resumed, &again}) {
    DropVolatile(*each);
  }
  BOOST_TEST(json::serialize(merged) == json::serialize(whole));
  BOOST_TEST(json::serialize(resumed) == json::serialize(whole));
  BOOST_TEST(json::serialize(again) == json::serialize(whole));
}

BOOST_AUTO_TEST_CASE(the_report_is_one_page) {
  const TemporaryFolder folder;
  const std::string page = folder.path() + "/report.html";
  Compare({"--methods", "uniform,stitch-5,heldout", "--html", page});
  const std::string html = ReadWhole(page);
  for (const char* part :
       {"<svg class=\"chart\"", "<audio controls", "data:image/svg+xml;base64,",
        "stitch-5", "--limit-units 16"}) {
    BOOST_TEST(html.find(part) != std::string::npos, part);
  }
}

BOOST_AUTO_TEST_CASE(parts_that_cannot_be_are_refused) {
  for (const char* part : {"0/3", "4/3", "x", "1", "1/0", "1/2000"}) {
    const Outcome outcome =
        Pastiche({"compare", "drums", "--shard", part, "--log", "/tmp/none"});
    BOOST_TEST(outcome.exit_code == 2, part);
    BOOST_TEST(outcome.err.find("--shard") != std::string::npos);
  }
  BOOST_TEST(Pastiche({"compare", "drums", "--shard", "1/2"}).exit_code == 2);
  BOOST_TEST(Pastiche({"compare", "--merge"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(uniform_costs_the_logarithm_of_the_vocabulary) {
  const json::value value = Compare({"--methods", "uniform"});
  const double bits = value.at("domains")
                          .at(0)
                          .at("methods")
                          .at(0)
                          .at("metrics")
                          .at("bits_per_token")
                          .at("mean")
                          .to_number<double>();
  BOOST_TEST(bits == 2.0, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(run_shows_pictures_and_the_table) {
  const Outcome outcome =
      Pastiche({"run", "drums", "--seed", "1", "--samples", "2"});
  BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
  for (const char* word : {"attention-ar", "attention-diffusion", "ngram-kn",
                           "plagiarist", "bits/token", "K "}) {
    BOOST_TEST(outcome.out.find(word) != std::string::npos, word);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
