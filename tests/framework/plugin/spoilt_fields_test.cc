// Every field of a plugin's tables and descriptions that can be wrong is caught
// when the plugin is opened; what is optional may be missing.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

struct Field {
  const char* defect;  // STRUCT@OFFSET/SIZE=VALUE, see layout_1.0.txt.
  const char* words;
};

BOOST_AUTO_TEST_SUITE(spoilt_fields)

BOOST_AUTO_TEST_CASE(a_field_that_is_wrong_is_named) {
  const Field fields[] = {
      {"codec@0/8=39", "pastiche.codec/1: the table has struct_size 39"},
      {"codec@16/8=0", "token_info is NULL"},
      {"codec@24/8=0", "encode is NULL"},
      {"codec@32/8=0", "decode is NULL"},
      {"corpus@0/8=8", "pastiche.corpus/1: the table has struct_size 8"},
      {"corpus@8/8=1000001", "document_count is 1000001"},
      {"corpus@24/8=0", "document is NULL"},
      {"context@0/8=80", "pastiche.context/1: the table has struct_size 80"},
      {"context@8/4=5", "axis_count is 5"},
      {"context@12/4=0", "slot_count is 0"},
      {"context@12/4=4097", "slot_count is 4097"},
      {"context@16/4=9", "feature_count is 9"},
      {"context@32/8=0", "slot is NULL"},
      {"context@40/8=0", "feature is NULL, but feature_count is not 0"},
      {"context@48/8=0", "describe is NULL"},
      {"metrics@0/8=24", "pastiche.metrics/1: the table has struct_size 24"},
      {"metrics@8/4=4000000000", "metric_count is 4000000000"},
      {"metrics@16/8=0", "metric or compute is NULL"},
      {"metrics@24/8=0", "metric or compute is NULL"},
      {"formats@0/8=32", "pastiche.formats/1: the table has struct_size 32"},
      {"formats@8/4=4000000000", "format_count is 4000000000"},
      {"formats@16/8=0", "format is NULL"},
      {"formats@24/8=0", "EXPORT is set, but render is NULL"},
      {"formats@32/8=0", "IMPORT is set, but import_files is NULL"},
      {"constraint@0/8=40", "the table has struct_size 40"},
      {"regions@0/8=24", "pastiche.regions/1: the table has struct_size 24"},
      {"regions@8/4=4000000000", "kind_count is 4000000000"},
      {"regions@16/8=0", "kind or list is NULL"},
      {"regions@24/8=0", "kind or list is NULL"},
      {"payload@0/8=16", "pastiche.payload/1: the table has struct_size 16"},
      {"payload@8/4=0", "channel_count is 0, expected 1..16"},
      {"payload@8/4=17", "channel_count is 17, expected 1..16"},
      {"payload@16/8=0", "channel is NULL"},
      {"recommend@0/8=8", "the table has struct_size 8"},
      {"recommend@8/8=0", "json is NULL"},
      {"token@0/8=16", "the description has struct_size 16"},
      {"token@8/8=0", "text has no data"},
      {"token@16/8=0", "text is empty"},
      {"slot@0/8=40", "the description has struct_size 40"},
      {"slot@8/8=0", "id is NULL"},
      {"slot@36/4=1", "delta[3] is not 0, but there are 1 axes"},
      {"feature@0/8=24", "the description has struct_size 24"},
      {"feature@8/8=0", "id is NULL"},
      {"feature@16/4=2", "its range 2..1 is empty"},
      {"feature@28/4=1024", "period is 1024"},
      {"metric@0/8=64", "the description has struct_size 64"},
      {"metric@8/8=0", "id is NULL"},
      {"metric@16/8=0", "name is NULL"},
      {"metric@32/8=0", "description is NULL"},
      {"metric@40/4=4294967294", "direction is -2"},
      {"metric@44/4=7", "scope 7 is unknown"},
      {"format@0/8=40", "the description has struct_size 40"},
      {"format@8/8=0", "id is NULL"},
      {"format@24/8=0", "media type is NULL"},
      {"format@32/8=0", "extension is NULL"},
      {"channel@0/8=40", "the description has struct_size 40"},
      {"channel@8/8=0", "id is NULL"},
      // Infinity, minus infinity and a number that is none.
      {"channel@24/8=18442240474082181120", "is not within"},
      {"channel@32/8=9218868437227405312", "is not within"},
      {"channel@40/8=9221120237041090560", "is not within"},
  };
  for (const Field& field : fields) {
    BOOST_TEST_CONTEXT(field.defect) {
      const auto domain = OpenEvery(field.defect);
      BOOST_TEST(!domain.has_value());
      if (domain) continue;
      BOOST_TEST((domain.error().code == ErrorCode::kPluginFailed));
      BOOST_TEST(Contains(domain.error().message, field.words),
                 domain.error().message);
    }
  }
}

// What is left out is not offered, and asking for it is answered.
BOOST_AUTO_TEST_CASE(an_optional_function_may_be_missing) {
  const std::vector<Token> tokens = {0, 1, 0};
  const auto open = [](const char* defect) {
    auto domain = OpenEvery(defect);
    BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
    return *std::move(domain);
  };
  const auto no_mismatch = open("context@56/8=0");
  BOOST_TEST(!no_mismatch->geometry().has_mismatch);
  BOOST_TEST(no_mismatch->Mismatch(0, 0, 1) == 1.0);
  BOOST_TEST(no_mismatch->Mismatch(0, 1, 1) == 0.0);
  const auto no_distance = open("context@64/8=0");
  BOOST_TEST(no_distance->FeatureDistance(0, 0, 1) == 1.0);
  const auto no_canvas = open("context@80/8=0");
  BOOST_TEST(
      (ErrorOf(no_canvas->Canvas("{}")).code == ErrorCode::kUnsupported));
  std::vector<std::uint8_t> starts(tokens.size());
  BOOST_TEST(open("context@72/8=0")->UnitStarts(tokens, starts).has_value());
  std::vector<std::uint64_t> bits(1);
  const auto no_mask = open("constraint@16/8=0");
  BOOST_TEST(!no_mask->constraint().has_allowed);
  BOOST_TEST(no_mask->Allowed(tokens, 1, bits).has_value());
  BOOST_TEST(bits[0] == 0b111u);
  const auto no_check = open("constraint@24/8=0");
  BOOST_TEST(!no_check->constraint().has_check);
  BOOST_TEST(no_check->Check(tokens)->valid);
  const auto no_prefix = open("constraint@32/8=0");
  BOOST_TEST(no_prefix->PrefixOk(tokens).has_value());
  const auto no_complete = open("constraint@40/8=0");
  BOOST_TEST((no_complete->Complete(tokens).value() == tokens));
  BOOST_TEST(open("metrics@8/4=0")->metrics().empty());
  // Plain text is always there.
  BOOST_TEST(open("formats@8/4=0")->formats().size() == 1u);
  BOOST_TEST(open("regions@8/4=0")->region_kinds().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
