#include "framework/ngram/row_major.h"

#include <boost/test/unit_test.hpp>

#include "framework/ngram/markov.h"
#include "framework/ngram/row_major_fill.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(row_major)

// Columns of three cells, bottom to top; two whole ones and a cut one:
//   2 5
//   1 4 7
//   0 3 6
BOOST_AUTO_TEST_CASE(rows_go_from_the_top_and_skip_missing_cells) {
  const std::vector<Token> columns = {0, 1, 2, 3, 4, 5, 6, 7};
  const std::vector<Token> rows = {2, 5, 1, 4, 7, 0, 3, 6};
  BOOST_TEST(ToRowMajor(TokenSpan(columns), 3) == rows,
             boost::test_tools::per_element());
  BOOST_TEST(FromRowMajor(rows, 3) == columns,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(turning_back_gives_the_original_for_every_size) {
  for (std::size_t unit = 1; unit <= 5; ++unit) {
    for (std::size_t size = 0; size <= 17; ++size) {
      std::vector<Token> tokens;
      for (Token t = 0; t < size; ++t) tokens.push_back(t * t);
      BOOST_TEST(
          FromRowMajor(ToRowMajor(TokenSpan(tokens), unit), unit) == tokens,
          boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(documents_keep_their_names_and_groups) {
  std::vector<Document> documents(1);
  documents[0].name = "a";
  documents[0].group = "g";
  documents[0].tokens = {0, 1, 2, 3};
  const auto turned = ToRowMajor(documents, 2);
  BOOST_TEST(turned[0].name == "a");
  BOOST_TEST(turned[0].group == "g");
  BOOST_TEST(turned[0].tokens == (std::vector<Token>{1, 3, 0, 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_grid_has_two_axes_and_units_of_one_length) {
  Geometry geometry;
  geometry.axis_count = 2;
  geometry.unit_length = 14;
  BOOST_TEST(IsGrid(geometry));
  geometry.unit_length = 0;
  BOOST_TEST(!IsGrid(geometry));
  geometry.unit_length = 14;
  geometry.axis_count = 1;
  BOOST_TEST(!IsGrid(geometry));
}

BOOST_AUTO_TEST_CASE(fills_in_generation_order_with_a_model_of_rows) {
  Rng rng(/*seed=*/20);
  const auto corpus = test::RandomDocuments(3, 60, 3, rng);
  const Markov model = Markov::Build(ToRowMajor(corpus, 4), 3).value();
  const RowMajorFill turned(model, 4);
  std::vector<Token> tokens(14, kUnknownToken);
  tokens[3] = tokens[9] = 1;
  auto rows =
      model.StartFill(ToRowMajor(TokenSpan(tokens), 4), ContextMode::kFill, {})
          .value();
  auto fill = turned.StartFill(tokens, ContextMode::kFill, {}).value();
  fill->Set(6, 2);
  const auto order = RowMajorOrder(14, 4);
  std::vector<double> expected(3), given(3);
  for (std::size_t k = 0; k < 14; ++k) {
    if (order[k] == 6) rows->Set(k, 2);
  }
  for (std::size_t k = 0; k < 14; ++k) {
    BOOST_REQUIRE(
        rows->Predict(std::vector<std::size_t>{k}, expected).has_value());
    BOOST_REQUIRE(
        fill->Predict(std::vector<std::size_t>{order[k]}, given).has_value());
    BOOST_TEST(given == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
