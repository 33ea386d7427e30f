// Keys, values and retrieval of the published formulation. Values of generated
// positions are zero, so once the window has passed the corpus there is nothing
// to retrieve.

#include "framework/generate/published_layout.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "kernels/attention.h"
#include "kernels/merge.h"
#include "kernels/plan.h"

namespace pastiche {
namespace {

// Probability left for tokens that retrieval gives no mass: noise.
constexpr double kNoise = 1e-6;
// How far a key sees to both sides.
constexpr std::size_t kSight = 2;

// out (blocks, width) = means of `block` rows each.
void Means(std::span<const float> rows, std::size_t width, std::size_t block,
           std::vector<float>& out) {
  for (std::size_t first = 0; (first + block) * width <= rows.size();
       first += block) {
    for (std::size_t c = 0; c < width; ++c) {
      double sum = 0.0;
      for (std::size_t i = first; i < first + block; ++i) {
        sum += double{rows[i * width + c]};
      }
      out.push_back(static_cast<float>(sum / static_cast<double>(block)));
    }
  }
}

// The key of row i, where `token_at` gives the tokens before `end` and `key`
// holds the position's part.
template <typename TokenAt>
void AddTokens(const PublishedCodes& codes, const PublishedOptions& options,
               bool around, std::size_t i, std::size_t end,
               const TokenAt& token_at, std::span<float> key) {
  if (!around) {
    codes.AddCode(token_at(i), 1.0, key);
    return;
  }
  const auto add = [&](std::size_t at, double weight) {
    if (at < end) codes.AddCode(token_at(at), weight, key);  // Not below 0.
  };
  add(i - 1, options.near_weight);
  add(i - 2, options.far_weight);
  add(i + 1, options.near_weight);
  add(i + 2, options.far_weight);
}

}  // namespace

void PublishedCodes::WritePosition(std::size_t position, double scale,
                                   std::span<float> key) const {
  for (std::size_t c = 0; c < key.size(); ++c) {
    const double angle = static_cast<double>(position) * rates[c];
    key[c] = static_cast<float>(
        scale * (c % 2 == 0 ? std::sin(angle) : std::cos(angle)));
  }
}

void PublishedCodes::AddCode(Token token, double weight,
                             std::span<float> key) const {
  if (token == kUnknownToken) return;
  const auto code = std::span(codes).subspan(token * key.size(), key.size());
  for (std::size_t c = 0; c < key.size(); ++c) {
    key[c] += static_cast<float>(weight * double{code[c]});
  }
}

PublishedCorpus::PublishedCorpus(const PublishedCodes& of,
                                 const PublishedOptions& with,
                                 bool looks_around)
    : codes(of), options(with), around(looks_around) {
  const std::size_t count = codes.sequence.size();
  const std::size_t dim = options.head_dim, width = codes.vocabulary;
  keys.resize(count * dim);
  for (std::size_t i = 0; i < count; ++i) {
    const auto key = std::span(keys).subspan(i * dim, dim);
    codes.WritePosition(i, options.position_scale, key);
    AddTokens(
        codes, options, around, i, count,
        [&](std::size_t at) { return codes.sequence[at]; }, key);
  }
  Means(keys, dim, options.block, landmark_keys);
  landmark_values.resize(count / options.block * width);
  const float share = 1.0f / static_cast<float>(options.block);
  for (std::size_t i = 0; i < count / options.block * options.block; ++i) {
    const Token value = ValueOf(i);
    if (value == kUnknownToken) continue;
    landmark_values[i / options.block * width + value] += share;
  }
  tail = count - std::min(count, options.window + 1);
  tail_values.resize((count - tail) * width);
  for (std::size_t i = tail; i < count; ++i) {
    const Token value = ValueOf(i);
    if (value != kUnknownToken) tail_values[(i - tail) * width + value] = 1.0f;
  }
}

Token PublishedCorpus::ValueOf(std::size_t i) const {
  const std::size_t target = around ? i : i + 1;
  return target < codes.sequence.size() ? codes.sequence[target]
                                        : kUnknownToken;
}

PublishedField::PublishedField(const PublishedCorpus& corpus,
                               std::size_t canvas)
    : corpus_(corpus),
      dim_(corpus.options.head_dim),
      width_(corpus.codes.vocabulary),
      count_(corpus.codes.sequence.size()),
      canvas_(canvas, kUnknownToken),
      keys_(corpus.keys),
      shown_(count_ - std::min(count_, kSight)),
      queries_(kMostRows * dim_),
      sum_(kMostRows * width_),
      part_(sum_.size()),
      sum_lse_(kMostRows),
      part_lse_(kMostRows) {
  keys_.resize((count_ + canvas) * dim_);
  positions_.resize(keys_.size() - shown_ * dim_);
  for (std::size_t i = shown_; i < count_ + canvas; ++i) {
    corpus_.codes.WritePosition(
        i, corpus_.options.position_scale,
        std::span(positions_).subspan((i - shown_) * dim_, dim_));
  }
}

Token PublishedField::TokenAt(std::size_t i) const {
  return i < count_ ? corpus_.codes.sequence[i] : canvas_[i - count_];
}

void PublishedField::WriteKey(std::size_t i) {
  const auto key = std::span(keys_).subspan(i * dim_, dim_);
  std::copy_n(positions_.begin() + std::ptrdiff_t((i - shown_) * dim_), dim_,
              key.begin());
  AddTokens(
      corpus_.codes, corpus_.options, corpus_.around, i,
      count_ + canvas_.size(), [&](std::size_t at) { return TokenAt(at); },
      key);
}

void PublishedField::Set(std::size_t place, Token token) {
  canvas_[place] = token;
  const std::size_t at = count_ + place;
  for (std::size_t i = at - std::min(at, kSight);
       i <= at + kSight && i < count_ + canvas_.size(); ++i) {
    WriteKey(i);
  }
}

std::span<const float> PublishedField::Keys(std::size_t begin,
                                            std::size_t end) const {
  return std::span(keys_).subspan(begin * dim_, (end - begin) * dim_);
}

Result<void> PublishedField::Add(std::size_t first, std::size_t count,
                                 std::span<const float> keys,
                                 std::span<const float> values) {
  const std::size_t rows = keys.size() / dim_;
  if (rows == 0 || count == 0) return {};
  const kernels::AttendOptions options{
      .scale = 1.0f / std::sqrt(static_cast<float>(dim_))};
  const kernels::ConstMatrix queries{
      std::span<const float>(queries_).subspan(first * dim_), count, dim_};
  const auto lse = std::span(part_lse_).first(count);
  kernels::Status status;
  if (values.empty()) {
    std::fill_n(part_.begin(), count * width_, 0.0f);
    status = kernels::Attend(queries, {keys, rows, dim_}, {{}, rows, 0},
                             options, {{}, count, 0}, lse);
  }
  // A value has a column per token: large vocabularies go in parts.
  for (std::size_t column = 0; !values.empty() && column < width_;
       column += kernels::kMaxHeadDim) {
    const std::size_t columns = std::min(kernels::kMaxHeadDim, width_ - column);
    status = kernels::Attend(
        queries, {keys, rows, dim_},
        {values.subspan(column), rows, columns, width_}, options,
        {std::span(part_).subspan(column), count, columns, width_}, lse);
    if (!status.ok()) break;
  }
  if (status.ok()) {
    status =
        kernels::Merge({part_, count, width_}, lse,
                       {std::span(sum_).subspan(first * width_), count, width_},
                       std::span(sum_lse_).subspan(first, count));
  }
  if (status.ok()) return {};
  return Fail(ErrorCode::kInvalidArgument, std::string(status.message()));
}

Result<void> PublishedField::AddSeen(std::span<const Seen> seen,
                                     std::span<const float> keys,
                                     std::span<const float> values) {
  const auto part = [&](std::size_t first, std::size_t count, std::size_t begin,
                        std::size_t end) -> Result<void> {
    if (begin >= end) return {};
    return Add(first, count, keys.subspan(begin * dim_, (end - begin) * dim_),
               values.empty()
                   ? values
                   : values.subspan(begin * width_, (end - begin) * width_));
  };
  Seen all{.begin = 0, .end = keys.size() / dim_};
  for (const Seen& each : seen) {
    all.begin = std::max(all.begin, each.begin);
    all.end = std::min(all.end, each.end);
  }
  all.end = std::max(all.begin, all.end);
  auto done = part(0, seen.size(), all.begin, all.end);
  for (std::size_t i = 0; done && i < seen.size(); ++i) {
    const Seen& each = seen[i];
    done = part(i, 1, each.begin, std::min(each.end, all.begin));
    if (done) done = part(i, 1, std::max(each.begin, all.end), each.end);
  }
  return done;
}

std::size_t PublishedField::FirstInWindow(std::size_t at) const {
  return at - std::min(at, corpus_.options.window);
}

Result<void> PublishedField::AddWindows(std::span<const std::size_t> rows) {
  const std::size_t end = count_ + canvas_.size();
  const auto last = [&](std::size_t at) {
    return corpus_.around ? std::min(end, at + corpus_.options.window + 1)
                          : at + 1;
  };
  seen_.clear();
  for (const std::size_t at : rows) {
    const std::size_t first = std::max(FirstInWindow(at), corpus_.tail);
    seen_.push_back({.begin = std::min(first, count_) - corpus_.tail,
                     .end = std::min(last(at), count_) - corpus_.tail});
  }
  const auto of_corpus =
      AddSeen(seen_, Keys(corpus_.tail, count_), corpus_.tail_values);
  if (!of_corpus) return of_corpus;
  seen_.clear();
  for (const std::size_t at : rows) {
    seen_.push_back({.begin = std::max(FirstInWindow(at), count_) - count_,
                     .end = std::max(last(at), count_) - count_});
  }
  return AddSeen(seen_, Keys(count_, end), {});
}

Result<void> PublishedField::AddPowers(std::size_t query, std::size_t at) {
  power_keys_.clear();
  power_values_.clear();
  for (std::size_t step = 1; step <= at; step *= 2) {
    if (step <= corpus_.options.window) continue;
    const std::size_t i = at - step;
    const auto key = Keys(i, i + 1);
    power_keys_.insert(power_keys_.end(), key.begin(), key.end());
    power_values_.resize(power_values_.size() + width_, 0.0f);
    if (i >= count_ || corpus_.ValueOf(i) == kUnknownToken) continue;
    power_values_[power_values_.size() - width_ + corpus_.ValueOf(i)] = 1.0f;
  }
  return Add(query, 1, power_keys_, power_values_);
}

Result<void> PublishedField::AddLandmarks(std::span<const std::size_t> rows) {
  seen_.clear();
  for (const std::size_t at : rows) {
    seen_.push_back({.begin = 0,
                     .end = std::min(FirstInWindow(at) / corpus_.options.block,
                                     corpus_.landmark_keys.size() / dim_)});
  }
  return AddSeen(seen_, corpus_.landmark_keys, corpus_.landmark_values);
}

Result<void> PublishedField::Retrieve(std::span<const std::size_t> rows,
                                      std::span<double> p) {
  assert(rows.size() <= kMostRows && p.size() == rows.size() * width_);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(Keys(rows[i], rows[i] + 1).begin(), dim_,
                queries_.begin() + static_cast<std::ptrdiff_t>(i * dim_));
  }
  std::fill(sum_.begin(), sum_.end(), 0.0f);
  std::fill(sum_lse_.begin(), sum_lse_.end(),
            -std::numeric_limits<float>::infinity());
  auto done = AddWindows(rows);
  for (std::size_t i = 0; done && i < rows.size(); ++i) {
    done = AddPowers(i, rows[i]);
  }
  if (done) done = AddLandmarks(rows);
  if (!done) return done;
  for (std::size_t v = 0; v < p.size(); ++v) p[v] = double{sum_[v]} + kNoise;
  return {};
}

}  // namespace pastiche
