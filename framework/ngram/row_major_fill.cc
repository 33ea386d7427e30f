#include "framework/ngram/row_major_fill.h"

#include <cassert>
#include <utility>
#include <vector>

#include "framework/ngram/row_major.h"

namespace pastiche {
namespace {

class TurnedFill : public Fill {
 public:
  TurnedFill(std::unique_ptr<Fill> rows, std::vector<std::size_t> place)
      : rows_(std::move(rows)), place_(std::move(place)) {}

  Result<void> Predict(std::span<const std::size_t> positions,
                       std::span<double> probabilities) override {
    turned_.clear();
    for (const std::size_t i : positions) turned_.push_back(place_[i]);
    return rows_->Predict(turned_, probabilities);
  }
  void Set(std::size_t position, Token token) override {
    rows_->Set(place_[position], token);
  }

 private:
  std::unique_ptr<Fill> rows_;
  std::vector<std::size_t> place_;  // By position: where it is in the rows.
  std::vector<std::size_t> turned_;
};

}  // namespace

RowMajorFill::RowMajorFill(const FillModel& rows, std::size_t unit_length)
    : rows_(rows), unit_length_(unit_length) {
  assert(unit_length >= 1);
}

Result<std::unique_ptr<Fill>> RowMajorFill::StartFill(
    TokenSpan tokens, ContextMode mode, const ModelUse& use) const {
  Result<std::unique_ptr<Fill>> rows =
      rows_.StartFill(ToRowMajor(tokens, unit_length_), mode, use);
  if (!rows) return Fail(rows);
  const std::vector<std::size_t> order =
      RowMajorOrder(tokens.size(), unit_length_);
  std::vector<std::size_t> place(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place[order[k]] = k;
  return std::make_unique<TurnedFill>(*std::move(rows), std::move(place));
}

}  // namespace pastiche
