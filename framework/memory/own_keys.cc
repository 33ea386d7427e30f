// Own positions, in blocks of one bucket each, in order of arrival.

#include "framework/memory/own_keys.h"

#include <cassert>
#include <cmath>

#include "framework/memory/head_costs.h"

namespace pastiche {
namespace {

using kernels::kMatchBlock;

constexpr std::uint32_t kNone = 0xFFFFFFFFu;

}  // namespace

OwnKeys::OwnKeys(const SlotCodes& codes, std::span<const std::uint32_t> order,
                 std::size_t feature_count, double own_nats)
    : codes_(codes),
      order_(order),
      weight_(static_cast<float>(std::exp(own_nats))),
      buckets_(feature_count) {}

void OwnKeys::Append(std::span<const std::int32_t> features,
                     std::span<const std::uint16_t> codes, Token token) {
  const std::uint32_t bucket = buckets_.IdOf(features);
  if (bucket >= open_key_.size()) open_key_.resize(bucket + 1, kNone);
  const std::uint32_t before = open_key_[bucket];
  std::uint32_t key = before;
  if (key == kNone) {
    key = static_cast<std::uint32_t>(weights_.size());
    runs_.push_back(
        {.first_block = static_cast<std::uint32_t>(key / kMatchBlock),
         .block_count = 1,
         .bucket = bucket});
    blocks_.push_back(
        {.first_row = static_cast<std::uint32_t>(row_slots_.size()),
         .row_count = static_cast<std::uint32_t>(order_.size())});
    uniform_.resize(uniform_.size() + kernels::PaddedSlots(order_.size()),
                    kernels::kMatchVaries);
    for (std::size_t k = 0; k < order_.size(); ++k) {
      row_slots_.push_back(static_cast<std::uint16_t>(k));
      rows_.resize(rows_.size() + kMatchBlock,
                   KeySymbol(codes_, order_[k], codes[order_[k]]));
    }
    weights_.resize(weights_.size() + kMatchBlock, 0.0f);
    values_.resize(weights_.size(), 0);
  }
  const std::size_t block = key / kMatchBlock, lane = key % kMatchBlock;
  for (std::size_t k = 0; k < order_.size(); ++k) {
    rows_[(block * order_.size() + k) * kMatchBlock + lane] =
        KeySymbol(codes_, order_[k], codes[order_[k]]);
  }
  weights_[key] = weight_;
  values_[key] = token;
  open_key_[bucket] = lane + 1 < kMatchBlock ? key + 1 : kNone;
  places_.push_back({.bucket = bucket, .key = key, .open_before = before});
}

void OwnKeys::Pop() {
  assert(!places_.empty());
  const Place place = places_.back();
  places_.pop_back();
  weights_[place.key] = 0.0f;
  open_key_[place.bucket] = place.open_before;
  if (place.open_before == kNone) {  // It had opened the last block.
    runs_.pop_back();
    weights_.resize(weights_.size() - kMatchBlock);
    values_.resize(weights_.size());
    blocks_.pop_back();
    uniform_.resize(uniform_.size() - kernels::PaddedSlots(order_.size()));
    row_slots_.resize(row_slots_.size() - order_.size());
    rows_.resize(row_slots_.size() * kMatchBlock);
  }
}

void OwnKeys::Attend(const FeatureDistances& distances,
                     const HeadSettings& head, double scale,
                     std::span<const std::int32_t> features,
                     kernels::MatchQuery query,
                     std::vector<std::uint16_t>& costs,
                     std::span<double> masses, std::size_t hidden) const {
  if (places_.empty()) return;
  buckets_.Costs(distances, head, scale, features, costs);
  query.bucket_costs = costs;
  kernels::MatchOverride nothing{};
  query.overrides = {};
  if (hidden != kNoneHidden) {
    nothing = {.key = places_[hidden].key, .weight = 0.0f};
    query.overrides = std::span(&nothing, 1);
  }
  kernels::AttendMatch({.slot_count = order_.size(),
                        .blocks = blocks_,
                        .uniform = uniform_,
                        .row_slots = row_slots_,
                        .rows = rows_,
                        .weights = weights_,
                        .values = values_},
                       runs_, query, masses);
}

}  // namespace pastiche
